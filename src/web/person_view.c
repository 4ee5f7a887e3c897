// SPDX-License-Identifier: EUPL-1.2
#include "web/person_view.h"

#include "care/person.h"
#include "web/page.h"

struct str telephone_url(struct arena *arena, struct str telephone) {
    struct buf buf = buf_new(arena, 512);
    buf_add_c(&buf, "tel:");
    for (size_t i = 0; i < telephone.n; i++) {
        char c = telephone.p[i];
        if ((c >= '0' && c <= '9') || c == '+')
            buf_add_char(&buf, c);
    }
    struct str url;
    return buf.n > 4 && buf_done(&buf, &url, NULL) ? url : STR_NONE;
}

struct person_view person_view_of(const struct wording *wording, const struct person_row *row) {
    struct arena *arena = wording->arena;
    struct date born;
    struct person_view view = {
        .id = stream_id(row->stream),
        .name = str_printf(arena, STR_FMT " " STR_FMT, STR_ARG(row->given_name),
                           STR_ARG(row->family_name)),
        .number = number_words_of(arena, row->number),
        .guarded = person_is_protected(row->protection),
    };
    if (wording->shows_where) {
        view.address = row->address;
        view.telephone = row->telephone;
        view.telephone_url = telephone_url(arena, row->telephone);
    }
    if (date_parse(row->born, &born))
        view.age = age_words(arena, wording->language, born, wording->today);
    return view;
}
