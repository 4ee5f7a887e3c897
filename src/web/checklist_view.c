// SPDX-License-Identifier: EUPL-1.2
#include "web/checklist_view.h"

static bool is_shown_with(const struct checklist *checklist, enum event_kind act, int64_t about) {
    if (checklist->about && about && checklist->about != about)
        return false;
    for (size_t i = 0; i < checklist->act_count; i++)
        if (checklist->acts[i] == act)
            return true;
    return false;
}

static bool add(const struct wording *wording, const struct checklist *checklist,
                struct checklists_view *view, struct error *err) {
    struct checklist_view *item = LIST_PUSH(wording->arena, &view->items);
    if (!item)
        return error_memory(err);
    *item = (struct checklist_view){0};
    if (checklist->code != CODE_NONE)
        item->heading = capitalised(wording->arena, code_words(wording->language, checklist->code));
    for (size_t i = 0; i < checklist->point_count; i++) {
        struct str *point = LIST_PUSH(wording->arena, &item->points.items);
        if (!point)
            return error_memory(err);
        *point = checklist->points[i];
    }
    // What is lacking in a thing, or what is needed at all.
    view->heading =
        tr(wording->language, checklist->about ? T_checklist_lacking : T_checklist_needed);
    return clause_list(wording->arena, &checklist->ground, &item->clauses, err);
}

bool checklists_for(const struct wording *wording, const struct answers *answers,
                    enum event_kind act, int64_t about, struct checklists_view *ret_view,
                    struct error *err) {
    *ret_view = (struct checklists_view){0};
    for (size_t i = 0; i < answers->checklists.n; i++) {
        const struct checklist *checklist = &answers->checklists.items[i];
        if (is_shown_with(checklist, act, about) && !add(wording, checklist, ret_view, err))
            return false;
    }
    return true;
}

bool checklists_of_case(const struct wording *wording, const struct answers *answers,
                        struct checklists_view *ret_view, struct error *err) {
    *ret_view = (struct checklists_view){0};
    for (size_t i = 0; i < answers->checklists.n; i++) {
        const struct checklist *checklist = &answers->checklists.items[i];
        if (checklist->about && !add(wording, checklist, ret_view, err))
            return false;
    }
    return true;
}
