// SPDX-License-Identifier: EUPL-1.2
//
// A model to read: its types, inputs, decisions, knowledge models and services as Markdown.
// Decision tables are tables; every other boxed expression is written as the FEEL that means the
// same, with the tables within it numbered and shown below it.
#ifndef VAKA_CLI_DMN_LISTING_H
#define VAKA_CLI_DMN_LISTING_H

#include "dmn/xml.h"
#include "i18n/catalogue.h"

bool dmn_listing(struct arena *arena, enum language language, const struct xml *definitions,
                 struct str *ret_text, struct error *err) WARN_UNUSED;

#endif
