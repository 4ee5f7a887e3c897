// SPDX-License-Identifier: EUPL-1.2
//
// The parts of the static check to each other. Not for use outside src/dmn.
//
// A box is a set of pieces for each column: bits in 64-bit words, the columns one after the other.
// It is empty as soon as one of its columns is.
#ifndef VAKA_DMN_CHECK_TABLE_H
#define VAKA_DMN_CHECK_TABLE_H

#include "dmn/check.h"
#include "dmn/table.h"

#define CHECK_CEILING ((size_t)256 * 1024 * 1024) // of what one table needs meanwhile
#define CHECK_DEPTH_MAX 1000                      // of regions within regions

enum piece_kind { PIECE_NULL, PIECE_OTHER, PIECE_POINT, PIECE_SPAN };

struct piece {
    enum piece_kind kind;
    struct feel_value low, high; // of a span, as far as it has them; a point: low
    struct feel_value sample;    // a value within
};

struct column { // its pieces: null first, then in order
    const struct table_input *input;
    bool opaque; // a value that is not null can only be told from null
    bool counts; // whole numbers from 0
    LIST_OF(struct piece) pieces;
    size_t word, words; // its place in a box
};

struct level;

struct checked {           // a table under check
    struct arena *arena;   // of the result
    struct arena *passing; // of what is needed meanwhile
    struct arena *scratch; // of a single evaluation
    const struct dmn_model *model;
    const struct table *table;
    const struct dmn_check_options *options;
    struct dmn_check *result;
    struct error *err;
    struct feel_value *frame;
    size_t column_count;
    struct column *columns;
    size_t words;
    uint64_t *all;
    const uint64_t **sure;    // for each rule: where it matches for certain
    const uint64_t **may;     // … where it may match
    bool *undecided;          // for each cell, rule by rule
    struct level *levels;     // of box_first_outside(), which …
    const uint32_t *everyone; // … begins with 0, 1, 2 … of the others
    size_t work_left, regions;
    bool gave_up; // the work was used up
    bool more;    // more was found than is told
};

// check_column.c: reads columns and rules into boxes.
bool check_read(struct checked *c) WARN_UNUSED;
// Is a node's value the same whatever the input?
bool check_is_constant(const struct feel_node *node);
bool check_is_decided(const struct feel_node *test);
enum check_verdict { CHECK_NO, CHECK_YES, CHECK_UNKNOWN };
// What a test answers to a value in the slot of "?".
bool check_ask(struct checked *c, const struct feel_node *test, uint32_t slot,
               const struct feel_value *value, enum check_verdict *ret_verdict) WARN_UNUSED;
// *ret_known is false when it has no value. The value lives in `arena`.
bool check_value(struct checked *c, struct arena *arena, const struct feel_node *constant,
                 struct feel_value *ret_value, bool *ret_known) WARN_UNUSED;

// check_box.c
bool box_meets(const struct checked *c, const uint64_t *a, const uint64_t *b);
bool box_search_ready(struct checked *c) WARN_UNUSED; // once for each table
// Looks for a part of `box` outside all the others; puts it into `ret_part`. When the work is used
// up, *ret_found is false and c->gave_up true.
bool box_first_outside(struct checked *c, const uint64_t *box, const uint64_t *const *others,
                       size_t count, uint64_t *ret_part, bool *ret_found) WARN_UNUSED;
// Widens a box that meets none of the others, as far as it still meets none.
void box_widen(const struct checked *c, uint64_t *box, const uint64_t *const *others, size_t count);
uint64_t *box_new(struct checked *c, const uint64_t *from); // NULL without memory
// Takes from the work that is left; false when it is used up.
bool check_spend(struct checked *c, size_t work);

// check_rules.c: the findings.
bool check_rules(struct checked *c) WARN_UNUSED;

// check_region.c: a box in words that can be written as one row. What cannot be (null or any other
// text but one, in strict mode) is narrowed first.
void region_narrow(const struct checked *c, uint64_t *box);
bool region_of_box(struct checked *c, const uint64_t *box,
                   struct dmn_region *ret_region) WARN_UNUSED;

// check_used.c: outputs that are read by none of those that need their decision.
bool check_used(const struct dmn_model *model, struct arena *arena, struct dmn_check *check,
                struct error *err) WARN_UNUSED;

#endif
