// SPDX-License-Identifier: EUPL-1.2
//
// What another system is answered: JSON (docs/intake.md), with what is wrong with what it sent,
// never what Vaka knows of the person.
#ifndef VAKA_WEB_INTAKE_ANSWER_H
#define VAKA_WEB_INTAKE_ANSWER_H

#include "web/request.h"

// `number`: the receipt, or 0. `fault`: in the language of the request, with its place; or NULL. A
// body that was too large (413) is told how large it may be.
bool intake_answer(struct request *request, struct response *response, int status,
                   const char *result, int64_t number, const struct error *fault,
                   struct error *err);
// In the place of an error page, for what was refused before anybody had read it.
bool intake_error(struct request *request, struct response *response, const struct error *what,
                  struct error *err);

#endif
