// SPDX-License-Identifier: EUPL-1.2
//
// What the views of this folder show: one field of each kind that a view can name.
#ifndef VAKA_TESTS_TOOLS_VIEWS_H
#define VAKA_TESTS_TOOLS_VIEWS_H

#include "web/html.h"

struct sample_row {
    struct str name;
    int64_t days;
    bool late;
};

struct sample_person {
    struct str name;
};

struct sample_view {
    struct str text, other, url;
    struct html markup;
    int64_t number;
    size_t size;
    bool flag, other_flag;
    enum text_id label;
    struct sample_row row;
    const struct sample_row *row_pointer;
    const struct sample_person *person;
    LIST_OF(struct sample_row) rows;
    LIST_OF(struct str) names;
};

#endif
