// SPDX-License-Identifier: EUPL-1.2
//
// What can be told of a decision table without evaluating it: does some rule match whatever the
// input, do two rules contradict each other, can every rule come to its turn?
//
// Each input column is cut at the constants of its cells and allowed values into pieces within
// which every cell gives the same answer: "18", "over 18 and under 65", null, any other text. The
// answer of each cell to each piece is asked of the engine itself, so that the check and the
// evaluation cannot disagree. A rule is then a box of pieces; what no rule covers is found by
// subtracting boxes from the whole (as Calvanese et al., BPM 2016, do with sweeps).
//
// Columns are taken to be independent of each other, numbers, times and texts to be dense as far as
// the engine can write them, dates and months whole. A cell that looks at other names than its
// column, or at "?", is not decided: its rule neither closes a gap nor overlaps, and is reported.
//
// Each gap is one row that could be added to the table as it is: the rows of a table's gaps do not
// overlap, and with all of them the table has no gap left.
//
// Sources: DMN 1.5, 8.2.10 (hit policies), 8.3 (completeness).
#ifndef VAKA_DMN_CHECK_H
#define VAKA_DMN_CHECK_H

#include "dmn/dmn.h"

enum dmn_finding_kind {
    DMN_GAP,        // no rule matches
    DMN_OVERLAP,    // UNIQUE: two rules match; ANY: … and answer differently
    DMN_MASKED,     // FIRST, PRIORITY: other rules always go before this one
    DMN_NEVER,      // a cell that no value passes
    DMN_NOT_PROVEN, // cells that cannot be decided
    DMN_UNUSED,     // an output that none of those that need the decision reads
    DMN_GAVE_UP,    // a ceiling was reached: there may be more
};

// Values of one column.
enum dmn_part_kind {
    DMN_PART_MISSING, // null
    DMN_PART_VALUE,   // range.low
    DMN_PART_RANGE,   // one end may be unbounded
    DMN_PART_OTHER,   // any value that is not null and none of `except`
};
struct dmn_part {
    enum dmn_part_kind kind;
    struct feel_range range;
};
struct dmn_condition {
    size_t column; // 0-based
    size_t part_count;
    const struct dmn_part *parts; // one of these
    size_t except_count;
    const struct feel_value *except; // of DMN_PART_OTHER
};
struct dmn_region {
    size_t condition_count; // columns where not every value belongs to it
    const struct dmn_condition *conditions;
    const struct str *cells; // FEEL, one for each input; NULL when the finding has no region
};

struct dmn_finding {
    enum dmn_finding_kind kind;
    // GAP: no undecided rule may match there. OVERLAP: the answers of the rules are known to
    // differ. GAVE_UP: there are more findings, as many as are told; otherwise the work was used
    // up. Of the others true.
    bool certain;
    struct str name; // of the decision or knowledge model
    const struct dmn_table *table;
    struct str file;
    uint32_t line;
    // 1-based rows. GAP: undecided ones that may match there. OVERLAP: both. MASKED: the rule, then
    // those that go before it. NEVER: the rule. NOT_PROVEN: those with an undecided cell.
    size_t rule_count;
    const size_t *rules;
    size_t column;            // 0-based; NEVER, NOT_PROVEN; UNUSED: among the outputs
    struct dmn_region region; // GAP, OVERLAP
    size_t regions;           // GAVE_UP: after so many regions
};

struct dmn_check {
    LIST_OF(struct dmn_finding) findings; // table by table
    size_t table_count;
    size_t regions; // that were looked at in all
};

struct dmn_check_options {
    size_t work;      // comparisons of a rule with a region, for each table
    size_t findings;  // of a kind, for each table
    bool gaps_always; // also where a table may well give no answer: COLLECT, RULE ORDER, defaults
    bool unused; // also outputs that no other decision reads: they may be answers to whoever asks
};
struct dmn_check_options dmn_check_options_default(void);

// Checks every decision table of the model itself, not of its imports. Only ERR_MEMORY.
bool dmn_check_model(const struct dmn_model *model, const struct dmn_check_options *options,
                     struct arena *arena, struct dmn_check *ret_check,
                     struct error *err) WARN_UNUSED;

// A finding as an error, with its place: dmn.check-gap {table} {row}, dmn.check-gap-maybe {table}
// {row} {rules}, dmn.check-overlap {table} {rules} {row}, dmn.check-overlap-maybe, dmn.check-masked
// {table} {rule} {rules}, dmn.check-never {table} {rule} {column}, dmn.check-not-proven {table}
// {rules} {column}, dmn.check-unused {table} {output}, dmn.check-gave-up {table} {regions},
// dmn.check-more {table}.
bool dmn_finding_error(const struct dmn_finding *finding, struct arena *arena,
                       struct error *ret_error, struct error *err) WARN_UNUSED;
// The arguments of its sentence, uncut; returns how many.
#define DMN_FINDING_ARGS 3
bool dmn_finding_args(const struct dmn_finding *finding, struct arena *arena,
                      struct str ret_args[DMN_FINDING_ARGS], struct error *err) WARN_UNUSED;

#endif
