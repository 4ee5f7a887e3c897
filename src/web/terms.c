// SPDX-License-Identifier: EUPL-1.2
#include "web/terms.h"

#include <assert.h>

enum term {
    TERM_APPROACH,
    TERM_PALLIATIVE,
    TERM_GENERAL,
    TERM_SPECIALISED,
    TERM_END_OF_LIFE,
    TERM_BREAKPOINT,
    TERM_BREAKPOINT_TALK,
    TERM_VILS,
    TERM_VIGIL,
    TERM_PRESENCE,
    TERM_COUNT
};
static const struct {
    enum text_id word, is;
} terms[TERM_COUNT] = {
    [TERM_APPROACH] = {T_term_approach, T_term_approach_is},
    [TERM_PALLIATIVE] = {T_term_palliative, T_term_palliative_is},
    [TERM_GENERAL] = {T_term_general, T_term_general_is},
    [TERM_SPECIALISED] = {T_term_specialised, T_term_specialised_is},
    [TERM_END_OF_LIFE] = {T_term_end_of_life, T_term_end_of_life_is},
    [TERM_BREAKPOINT] = {T_term_breakpoint, T_term_breakpoint_is},
    [TERM_BREAKPOINT_TALK] = {T_term_breakpoint_talk, T_term_breakpoint_talk_is},
    [TERM_VILS] = {T_term_vils, T_term_vils_is},
    [TERM_VIGIL] = {T_term_vigil, T_term_vigil_is},
    [TERM_PRESENCE] = {T_term_presence, T_term_presence_is},
};

#define TERM(name) (1U << TERM_##name)
static_assert(TERM_COUNT <= 32, "a bit for each term");
static const uint32_t used[EVENT_KIND_COUNT] = {
    [EVENT_early_talk_held] = TERM(APPROACH) | TERM(PALLIATIVE),
    [EVENT_planned_ahead] = TERM(APPROACH) | TERM(PALLIATIVE),
    [EVENT_wishes_noted] = TERM(PALLIATIVE) | TERM(END_OF_LIFE) | TERM(VILS),
    [EVENT_change_noticed] = TERM(END_OF_LIFE) | TERM(BREAKPOINT),
    [EVENT_physician_contacted] = TERM(BREAKPOINT) | TERM(BREAKPOINT_TALK),
    [EVENT_course_assessed] =
        TERM(GENERAL) | TERM(SPECIALISED) | TERM(END_OF_LIFE) | TERM(BREAKPOINT),
    [EVENT_breakpoint_talk_held] = TERM(BREAKPOINT) | TERM(BREAKPOINT_TALK),
    [EVENT_vils_started] = TERM(END_OF_LIFE) | TERM(VILS),
    [EVENT_intervention_started] = TERM(VIGIL) | TERM(PRESENCE),
    [EVENT_extra_started] = TERM(VIGIL) | TERM(PRESENCE),
    [EVENT_death_recorded] = TERM(VIGIL) | TERM(PRESENCE),
};

bool terms_of(struct arena *arena, enum language language, enum event_kind kind,
              struct terms_view *ret_terms, struct error *err) {
    struct terms_view view = {0};
    for (size_t i = 0; i < TERM_COUNT; i++) {
        if (!(used[kind] & 1U << i))
            continue;
        struct term_view *term = LIST_PUSH(arena, &view.items);
        if (!term)
            return error_memory(err);
        *term = (struct term_view){tr(language, terms[i].word), tr(language, terms[i].is)};
    }
    *ret_terms = view;
    return true;
}
