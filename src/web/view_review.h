// SPDX-License-Identifier: EUPL-1.2
//
// The access log: its review, and the extract that a person gets.
#ifndef VAKA_WEB_VIEW_REVIEW_H
#define VAKA_WEB_VIEW_REVIEW_H

#include "web/view_case.h"

struct log_view {
    struct str when, who, what, unit;
    struct str id, person; // of whom; or empty
    struct str patterns;   // "utan vårdrelation, samma efternamn"
    struct str reason;
    struct str times; // "4 gånger, kl. 08:02–08:09", when it stands for several; or empty
    LIST_OF(struct str) each; // when each of them was, newest first
};
struct seen_by_view {
    struct str name, count;
    bool unusual;
};
struct reviewed_view {
    struct str period, by, result, measure;
};
struct unit_option {
    struct str value, label;
    bool chosen;
};
struct pattern_view {
    struct str words;
    size_t count;
};

struct review_page {
    struct page page;
    struct str from, to, from_fault, to_fault;
    struct str unit, unit_id;
    LIST_OF(struct unit_option) units; // to choose among; none: the own unit
    size_t entries;
    bool more, saved, shown;
    LIST_OF(struct pattern_view) counts;
    LIST_OF(struct log_view) unusual;
    LIST_OF(struct log_view) sample;
    LIST_OF(struct seen_by_view) users;
    LIST_OF(struct reviewed_view) before;
    struct str result, measure; // as typed
    struct str result_fault, measure_fault;
};

struct extract_page {
    struct page page;
    struct person_view person;
    struct str lead;
    size_t count;
    bool more;
    LIST_OF(struct log_view) entries;
};

struct kept_view {
    struct str id, name, kind, last, until;
    bool passed, sampled;
};
struct retention_page {
    struct page page;
    LIST_OF(struct kept_view) records;
    bool more;
};

#endif
