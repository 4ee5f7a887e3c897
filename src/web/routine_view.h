// SPDX-License-Identifier: EUPL-1.2
//
// The routine as people read it: clauses, decision tables, and the ground of an answer.
// All texts of the routine are Swedish, whatever the language of the user.
#ifndef VAKA_WEB_ROUTINE_VIEW_H
#define VAKA_WEB_ROUTINE_VIEW_H

#include "app/app.h"

struct text_list {
    LIST_OF(struct str) items;
};
// The ids of the clauses that an answer rests on. False without memory.
bool clause_list(struct arena *arena, const struct ground *ground, struct text_list *ids,
                 struct error *err) WARN_UNUSED;

// A decision and its table.
struct cell_view {
    struct str column, written_column; // what stands over it, as in decision_view
    struct str words;   // in plain words, or as it is written when it cannot be said plainly
    struct str written; // in FEEL
    bool is_any;        // what the value is makes no difference; or there is no answer
    bool is_code;       // words is FEEL
    bool is_text;       // words is a text of the routine, without a word of ours
    bool is_input;
};
struct row_view {
    size_t number;
    LIST_OF(struct cell_view) cells; // inputs, then outputs
    struct text_list clauses;
    struct str comment;
    bool marked; // it gave the answer that is asked about
};
struct decision_view {
    struct str name, description, kind; // kind: what the answer means, in words
    bool has_table;
    size_t input_count, output_count;
    struct text_list columns;         // labels of inputs, then of outputs
    struct text_list written_columns; // what they ask in FEEL, and the names of the outputs
    LIST_OF(struct row_view) rows;
    bool any_comment;
    bool wide; // more columns than stand beside each other: each row stands by itself
};

// NULL when the routine has no decision of that name.
const struct dmn_decision *decision_find(const struct routine *routine, struct str name,
                                         const struct dmn_model **ret_model);
// `marked`: number of a row, or 0.
bool decision_view_make(struct arena *arena, enum language language, const struct dmn_model *model,
                        const struct dmn_decision *decision, size_t marked,
                        struct decision_view *ret_view, struct error *err) WARN_UNUSED;

// What a decision's answers mean, by its declared type (routine.h); in the order in which they are
// shown.
enum decision_kind {
    DECISION_DUTY,
    DECISION_PERMIT,
    DECISION_PROPOSAL,
    DECISION_RESPONSIBILITY,
    DECISION_STATUS,
    DECISION_FEE, // and what it must not pass
    DECISION_OTHER,
    DECISION_KIND_COUNT
};
enum decision_kind decision_kind_of(const struct dmn_decision *decision);
struct str decision_kind_words(enum language language, enum decision_kind kind);
// What the routine itself says of the row that gave an answer: its annotation "Kommentar".
struct str ground_comment(const struct routine *routine, const struct ground *ground);
// Whether a rule cites a clause.
bool decision_cites(const struct dmn_table *table, struct str clause);

#endif
