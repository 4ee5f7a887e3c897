// SPDX-License-Identifier: EUPL-1.2
//
// The text of an entry, ready to be copied into the journal (H-19, P-08), and the mark that it was.
#ifndef VAKA_WEB_VIEW_JOURNAL_H
#define VAKA_WEB_VIEW_JOURNAL_H

#include "web/view_case.h"

struct journal_page {
    struct page page;
    struct person_view person;
    struct str keyword, text; // in Swedish, whatever the language of the page
    struct text_list clauses; // by which the text stands there
    struct str told;          // "Överförd till journalen i dag kl. 10:12", or empty
    struct str told_color;    // … of the notice: "warning" when it has been corrected since
    bool may_mark;            // not yet, and this user may
    struct str key, date, time;
    int64_t seen, about;
};

#endif
