// SPDX-License-Identifier: EUPL-1.2
//
// Models in both modes: loaded, and when they load, every decision evaluated without inputs under
// small ceilings, and its tables checked. A refusal has a key.
#include <assert.h>

#include "dmn/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void evaluate_all(struct arena *arena, const struct dmn_model *model) {
    static const struct feel_context none = {0};
    struct feel_value inputs = feel_context_of(&none), value;
    struct dmn_limits limits = {.steps = 5000, .depth = 50, .list_size = 1000};
    for (size_t i = 0; i < dmn_decision_count(model) && i < 20; i++) {
        const struct dmn_decision *decision = dmn_decision_at(model, i);
        struct dmn_trace trace = {0};
        struct error err = {0};
        struct str text;
        if (dmn_evaluate(model, decision, &inputs, &limits, arena, &value, &trace, &err))
            assert(feel_text(arena, &value, &text, &err) || err.key);
        else
            assert(err.key);
        (void)dmn_decision_table(model, decision);
    }
}

static void check_tables(struct arena *arena, const struct dmn_model *model) {
    struct dmn_check_options options = {.work = 20000, .findings = 20, .gaps_always = true};
    struct dmn_check check;
    struct error err = {0};
    if (!dmn_check_model(model, &options, arena, &check, &err)) {
        assert(err.code == ERR_MEMORY);
        return;
    }
    for (size_t i = 0; i < check.findings.n; i++) {
        struct error finding;
        if (dmn_finding_error(&check.findings.items[i], arena, &finding, &err))
            assert(finding.key);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const enum dmn_mode modes[] = {DMN_STRICT, DMN_CONFORMANT};
    struct str xml = {(const char *)data, size};
    for (size_t i = 0; i < COUNT(modes); i++) {
        CLEANUP(arena_cleanup) struct arena *arena = arena_new((size_t)32 * 1024 * 1024);
        const struct dmn_model *model;
        struct error err = {0};
        if (!arena)
            return 0;
        if (dmn_load(arena, STR("fuzz.dmn"), xml, modes[i], NULL, &model, &err)) {
            evaluate_all(arena, model);
            check_tables(arena, model);
        } else {
            assert(err.key);
        }
    }
    return 0;
}
