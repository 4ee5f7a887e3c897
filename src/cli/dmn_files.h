// SPDX-License-Identifier: EUPL-1.2
//
// DMN models from files, for the commands.
#ifndef VAKA_CLI_DMN_FILES_H
#define VAKA_CLI_DMN_FILES_H

#include "dmn/dmn.h"

#define MODEL_MAX ((size_t)16 * 1024 * 1024)      // bytes of a file
#define MODEL_CEILING ((size_t)512 * 1024 * 1024) // of the arena of a model

// Loads a model. What it imports is looked for among the models in the same folder; the vocabulary
// comes from the program itself. Errors: file.*, dmn.*, feel.*; ERR_MISSING dmn.import-missing.
bool dmn_file_load(struct arena *arena, const char *path, enum dmn_mode mode,
                   const struct dmn_model **ret_model, struct error *err) WARN_UNUSED;

#endif
