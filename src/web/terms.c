// SPDX-License-Identifier: EUPL-1.2
#include "web/terms.h"

static const struct {
    enum text_id word, is;
} terms[TERM_COUNT] = {
#define TERM(id) [TERM_##id] = {T_term_##id, T_term_##id##_is},
#include "care/vocabulary.def"
};

bool terms_of(struct arena *arena, enum language language, enum event_kind kind,
              struct terms_view *ret_terms, struct error *err) {
    struct terms_view view = {0};
    for (enum term i = 0; i < TERM_COUNT; i++) {
        if (!event_uses(kind, i))
            continue;
        struct term_view *term = LIST_PUSH(arena, &view.items);
        if (!term)
            return error_memory(err);
        *term = (struct term_view){tr(language, terms[i].word), tr(language, terms[i].is)};
    }
    *ret_terms = view;
    return true;
}
