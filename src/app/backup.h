// SPDX-License-Identifier: EUPL-1.2
//
// Backups for whoever runs the program: store/backup.h.
#ifndef VAKA_APP_BACKUP_H
#define VAKA_APP_BACKUP_H

#include "app/app.h"
#include "store/backup.h"

// With a checkpoint of now; `keys` NULL: not encrypted. The rest is as in store_backup().
bool app_backup(struct app *app, const char *to_path, const struct public_keys *keys,
                bool *ret_was_left, struct error *err) WARN_UNUSED;
// See store_restore(); there is no database to open.
bool app_restore(const struct restoring *restoring, struct arena *arena,
                 struct verify_report *ret_report, struct error *err) WARN_UNUSED;

#endif
