// SPDX-License-Identifier: EUPL-1.2
//
// Parts of the case page: what may be done, by matter, and what is under way; what others at the
// bedside need, the duties that are over, whom to ring when a death was struck, and which texts are
// still to be carried into the journal.
#ifndef VAKA_WEB_CASE_PARTS_H
#define VAKA_WEB_CASE_PARTS_H

#include "web/routes.h"
#include "web/view_case.h"

// What a page of the case is made from.
struct case_maker {
    const struct request *request;
    const struct wording *wording;
    const struct case_view *from;
    struct case_page *page;
    struct error *err;
};

// P-12: one row a matter, with its age; P-10: "asked, but unknown" is shown as an answer.
bool case_add_core(const struct case_maker *maker) WARN_UNUSED;
// Which event fulfilled or withdrew each duty, and whether that was in time.
bool case_add_ended(const struct case_maker *maker) WARN_UNUSED;
// P-07: for some days after an entry that is read back was struck, the units that acted on it.
bool case_add_ring(const struct case_maker *maker) WARN_UNUSED;
// P-04: where the routine cannot answer, the municipal nurse: the unit that has the person, or else
// every unit of home health care.
bool case_add_nurses(const struct case_maker *maker) WARN_UNUSED;
// Emergency openings of the last month: who, when, why.
bool case_add_emergencies(const struct case_maker *maker) WARN_UNUSED;
// P-08: whether the entry has a text for the journal, and whether that was carried over.
// That the text stands in the journal, and whether it has been corrected since (P-08); empty: it
// has never been transferred.
struct str transferred_words(const struct wording *wording, struct event_list effective,
                             const struct thing *text);
void case_tell_journal(const struct case_maker *maker, const struct timeline_entry *entry,
                       struct event_view *view);
// What is offered, by matter (case_acts.c). The groups stand in the order of the vocabulary; NULL:
// an act that has none, but stands among those of home health care.
bool case_add_groups(const struct case_maker *maker) WARN_UNUSED;
struct act_group *case_group(const struct case_maker *maker, enum event_kind kind);
struct act_group *case_rest(const struct case_maker *maker); // … where it stands
// When all of them are there: those that have none are told what they concern where others are.
void case_head_acts(const struct case_maker *maker);
bool case_has_died(const struct case_maker *maker);
struct act_view case_act(const struct case_maker *maker, const struct act_offer *offer);
// P-09, V-02: interventions that are under way, with the law that each stands under. What may be
// done with one is offered there and nowhere else.
bool case_is_under_way(const struct act_offer *offer);
bool case_add_under_way(const struct case_maker *maker) WARN_UNUSED;
// The effective event that an entry of the timeline stands as; or NULL.
const struct event *case_standing(const struct case_view *from, const struct event *event);

#endif
