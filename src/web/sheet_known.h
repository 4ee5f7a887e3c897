// SPDX-License-Identifier: EUPL-1.2
//
// The information sheet: what is known of what it says, and which issues there are.
#ifndef VAKA_WEB_SHEET_KNOWN_H
#define VAKA_WEB_SHEET_KNOWN_H

#include "web/event_form.h"
#include "web/words.h"

// What a sheet made now would say, from the facts that hold. Empty where nothing is known.
struct sheet_known {
    struct str municipality, goals, plan, contacts, takes_over;
};
bool sheet_known_of(const struct wording *wording, const struct case_view *from,
                    struct sheet_known *ret_known, struct error *err) WARN_UNUSED;
// Adds it to the form of a new sheet.
bool sheet_known_fill(const struct wording *wording, const struct case_view *from,
                      struct typed *typed, struct error *err) WARN_UNUSED;

// The issues of a case, for its page.
struct sheet_issue {
    struct str id; // of the person, for addresses
    int64_t seq, issue;
    struct str day;
    bool struck;
};
struct sheets_view {
    LIST_OF(struct sheet_issue) issues; // newest first
    struct str id;
    struct str changed; // what has changed since the newest: "mål och kontakter"; or empty
};
bool sheets_of(const struct wording *wording, const struct case_view *from, struct str id,
               struct sheets_view *view, struct error *err) WARN_UNUSED;

#endif
