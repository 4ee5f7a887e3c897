// SPDX-License-Identifier: EUPL-1.2
//
// Decision tables, prepared. Not for use outside src/dmn.
#ifndef VAKA_DMN_TABLE_H
#define VAKA_DMN_TABLE_H

#include "dmn/model.h"

#define TABLE_COLUMNS_MAX 200
#define TABLE_RULES_MAX 20000

enum hit_policy {
    HIT_UNIQUE,
    HIT_FIRST,
    HIT_PRIORITY,
    HIT_ANY,
    HIT_COLLECT,
    HIT_RULE_ORDER,
    HIT_OUTPUT_ORDER
};
enum aggregation { AGGREGATE_NONE, AGGREGATE_SUM, AGGREGATE_COUNT, AGGREGATE_MIN, AGGREGATE_MAX };

struct table_input {
    const struct feel_node *value;
    const struct feel_node *allowed; // tests of <inputValues>, or NULL
    uint32_t slot;                   // of "?"
};

struct table_output {
    struct str name;
    const struct feel_kind *kind;
    const struct feel_node *otherwise; // default, or NULL
    const struct feel_node *allowed;   // <outputValues>: their order is their priority
    uint32_t slot;                     // of "?" in them
    bool optional;
};

struct table_rule {
    const struct feel_node *const *tests;
    const struct feel_node **outputs;
    const struct feel_context *row; // what it yields, when all of its several outputs are constants
};

struct table {
    enum hit_policy policy;
    enum aggregation aggregation;
    size_t input_count, output_count, rule_count;
    struct feel_plain_test *plain; // of the cells of each rule, rule by rule
    struct table_input *inputs;
    struct table_output *outputs;
    struct table_rule *rules;
    struct dmn_table shown;
    struct str decision; // name, for messages
    uint32_t line;
};

#endif
