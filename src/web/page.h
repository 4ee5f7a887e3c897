// SPDX-License-Identifier: EUPL-1.2
//
// What every page has around its content: who is signed in, where one is, the language.
//
// A page is shown by page_show(): it fills the frame, and the view writes itself between
// {{> page_start v.page}} and {{> page_end v.page}}. Everything lives in the request's arena.
#ifndef VAKA_WEB_PAGE_H
#define VAKA_WEB_PAGE_H

#include "web/request.h"

enum section {
    SECTION_NONE,
    SECTION_DAY,
    SECTION_AHEAD,
    SECTION_PERSONS,
    SECTION_BOARD,
    SECTION_FEES,
    SECTION_TIME,
    SECTION_PEOPLE,
    SECTION_ROUTINE
};

struct page {
    struct str title;
    bool in_day, in_ahead, in_persons, in_board, in_fees, in_time, in_people, in_routine;
    bool signed_in, has_assignment, has_day; // has_day: the role has duties and persons
    bool has_people;                         // the role administers
    bool has_board;                          // the role works in VILS teams
    bool has_time;                           // the role sums up time that was worked
    bool has_time_forms;                     // the role works with time forms
    bool receives_time;                      // what waits to be received comes first
    bool has_fees;                           // the role carries over fees
    bool has_delegations;                    // the role gives or needs delegations
    bool has_review;                         // the role reviews the log
    bool fees_in_menu, routine_in_menu;      // on a telephone, where the line above has no room
    struct str user, role, unit;
    struct str csrf;
    struct str here; // where a change of language comes back to
    bool in_swedish;
    bool keeps_form;   // the page has one form with the id "formular", which a change of language
                       // keeps
    struct str notice; // what the server has to say, or empty
    bool has_faults;   // a form is shown again: the title says so
    // Where the page is told that what it shows has changed, or empty. It is fetched anew then;
    // when it holds a form, what `live_tells` answers is shown beside it instead. See
    // assets/live.js.
    struct str live, live_tells;
    struct str live_at; // the time by the clock at which it was made
    int64_t live_for;   // seconds after which it changes by itself; 0: it does not
};
struct page page_of(const struct request *request, struct str title, enum section section);

// A text of the catalogue in the language of the request.
struct str page_text(const struct request *request, enum text_id id);
// That what was typed in a field is longer than there is room for; empty when it is not.
struct str page_too_long(const struct request *request, const char *name);
// Whether access_decide() lets the user do what concerns nobody in particular: links to it.
bool page_may(const struct request *request, enum act act);
// The same of a person whom the unit has to do with.
bool page_may_for(const struct request *request, enum act act);
// The part of a stream's name after its kind, as addresses have it.
struct str stream_id(struct str stream);
// 303 to "/arende/<id>" and what follows.
bool go_to_case(const struct request *request, struct response *response, struct str stream,
                const char *rest, struct error *err);
// The case, which points out what was recorded.
bool go_to_saved(const struct request *request, struct response *response,
                 const struct recorded *recorded, struct error *err) WARN_UNUSED;
// The list that a form stood in: the flag by which it says so, or empty; its address, or another.
struct str list_of(const struct request *request);
struct str list_path(const struct request *request, struct str otherwise);
// Where it was recorded: the day page or the time forms when the form stood there, which say what
// was recorded; the case otherwise.
bool go_back(const struct request *request, struct response *response, enum event_kind kind,
             const struct recorded *recorded, struct error *err) WARN_UNUSED;

// What tells one sending of a form from another, see record_request. p is NULL: memory.
struct str form_key_new(struct arena *arena);

// A date of a period that has been, as it was typed; what stands in `*date` when nothing was. False
// when it is no date: then *ret_fault says why, and *ret_text is what was typed.
bool page_date(const struct request *request, const char *name, struct date *date,
               struct str *ret_text, struct str *ret_fault);

// False, and *ret_fault says why, when the period ends before it begins.
bool page_in_order(const struct request *request, struct date from, struct date to,
                   struct str *ret_fault);

// A period that is asked for: the fields "fran" and "till" of views/period.html.
struct period_form {
    struct str action;   // path of the page that it asks
    struct str from, to; // as typed, or as dates
    struct str from_fault, to_fault;
};
// What stands in the dates when nothing was typed; false when something typed is no date, or when
// the period ends before it begins.
bool page_period(const struct request *request, const char *action, struct date *from,
                 struct date *to, struct period_form *ret_form);
// Where there is no form to show again: ERR_INPUT date.not-understood, or period.backwards.
bool page_period_refuse(const struct period_form *form, struct error *err);

// What the HTTP status of an error is called.
enum text_id error_heading(int status) PURE;

#endif
