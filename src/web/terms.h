// SPDX-License-Identifier: EUPL-1.2
//
// Terms of palliative care, with definitions in our own words, where they are used (N-22).
#ifndef VAKA_WEB_TERMS_H
#define VAKA_WEB_TERMS_H

#include "care/vocabulary.h"
#include "i18n/catalogue.h"

struct term_view {
    struct str word, is;
};
struct terms_view {
    LIST_OF(struct term_view) items;
};
// Those that the form of a kind uses; none for most. False when there is no memory.
bool terms_of(struct arena *arena, enum language language, enum event_kind kind,
              struct terms_view *ret_terms, struct error *err) WARN_UNUSED;

#endif
