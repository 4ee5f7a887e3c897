// SPDX-License-Identifier: EUPL-1.2
//
// One table after the other, and findings as errors.
#include "dmn/check.h"
#include "dmn/check_table.h"

#define ROW_MAX ((size_t)1024 * 1024)

struct dmn_check_options dmn_check_options_default(void) {
    return (struct dmn_check_options){.work = 10 * 1000 * 1000, .findings = 100};
}

static bool check_all(struct checked *c) {
    bool ok = check_read(c) && (c->gave_up || box_search_ready(c)) && check_rules(c);
    c->result->regions += c->regions;
    return ok;
}

static bool check_table(struct checked *c) {
    CLEANUP(arena_cleanup) struct arena *passing = arena_new(CHECK_CEILING);
    CLEANUP(arena_cleanup) struct arena *scratch = arena_new(CHECK_CEILING);
    if (!passing || !scratch)
        return error_memory(c->err);
    c->passing = passing;
    c->scratch = scratch;
    return check_all(c);
}

bool dmn_check_model(const struct dmn_model *model, const struct dmn_check_options *options,
                     struct arena *arena, struct dmn_check *ret_check, struct error *err) {
    const struct dmn_check_options usual = dmn_check_options_default();
    struct dmn_check check = {.table_count = model->tables.n};
    for (size_t i = 0; i < model->tables.n; i++) {
        struct checked c = {.arena = arena,
                            .model = model,
                            .table = model->tables.items[i],
                            .options = options ? options : &usual,
                            .result = &check,
                            .err = err};
        c.work_left = c.options->work;
        if (!check_table(&c))
            return false;
    }
    if (options && options->unused && !check_used(model, arena, &check, err))
        return false;
    if (arena_failed(arena))
        return error_memory(err);
    *ret_check = check;
    return true;
}

// ---- as errors ----

static const char *key_of(const struct dmn_finding *finding) {
    switch (finding->kind) {
    case DMN_GAP:
        return finding->certain ? "dmn.check-gap" : "dmn.check-gap-maybe";
    case DMN_OVERLAP:
        return finding->certain ? "dmn.check-overlap" : "dmn.check-overlap-maybe";
    case DMN_MASKED:
        return "dmn.check-masked";
    case DMN_NEVER:
        return "dmn.check-never";
    case DMN_NOT_PROVEN:
        return "dmn.check-not-proven";
    case DMN_UNUSED:
        return "dmn.check-unused";
    case DMN_GAVE_UP:
        return finding->certain ? "dmn.check-more" : "dmn.check-gave-up";
    }
    return NULL;
}

static bool rows_text(const struct dmn_finding *finding, size_t from, struct arena *arena,
                      struct str *ret_text, struct error *err) {
    struct buf buf = buf_new(arena, ROW_MAX);
    for (size_t i = from; i < finding->rule_count; i++)
        buf_printf(&buf, "%s%zu", i > from ? ", " : "", finding->rules[i]);
    return buf_done(&buf, ret_text, err);
}

static bool cells_text(const struct dmn_finding *finding, struct arena *arena, struct str *ret_text,
                       struct error *err) {
    struct buf buf = buf_new(arena, ROW_MAX);
    for (size_t i = 0; i < finding->table->input_count; i++) {
        buf_add_c(&buf, i ? " | " : "");
        buf_add(&buf, finding->region.cells[i]);
    }
    return buf_done(&buf, ret_text, err);
}

bool dmn_finding_args(const struct dmn_finding *finding, struct arena *arena,
                      struct str ret_args[DMN_FINDING_ARGS], struct error *err) {
    struct str *second = &ret_args[1], *third = &ret_args[2];
    *third = STR("");
    ret_args[0] = finding->name;
    switch (finding->kind) {
    case DMN_GAP:
        return cells_text(finding, arena, second, err) && rows_text(finding, 0, arena, third, err);
    case DMN_OVERLAP:
        return rows_text(finding, 0, arena, second, err) && cells_text(finding, arena, third, err);
    case DMN_MASKED:
        *second = str_printf(arena, "%zu", finding->rules[0]);
        return rows_text(finding, 1, arena, third, err);
    case DMN_NEVER:
    case DMN_NOT_PROVEN:
        *third = finding->table->inputs[finding->column].label;
        return rows_text(finding, 0, arena, second, err);
    case DMN_UNUSED:
        *second = finding->table->outputs[finding->column].label;
        return true;
    case DMN_GAVE_UP:
        if (finding->certain) {
            *second = STR("");
            return true;
        }
        *second = str_printf(arena, "%zu", finding->regions);
        return second->p ? true : error_memory(err);
    }
    return true;
}

bool dmn_finding_error(const struct dmn_finding *finding, struct arena *arena,
                       struct error *ret_error, struct error *err) {
    struct str args[DMN_FINDING_ARGS];
    const char *texts[DMN_FINDING_ARGS];
    if (!dmn_finding_args(finding, arena, args, err))
        return false;
    for (size_t i = 0; i < DMN_FINDING_ARGS; i++)
        if (!(texts[i] = str_c(arena, args[i])))
            return error_memory(err);
    char *file = str_c(arena, finding->file);
    if (!file)
        return error_memory(err);
    error_clear(ret_error);
    error_set(ret_error, ERR_INPUT, key_of(finding), texts[0], texts[1], texts[2], NULL);
    error_at(ret_error, file, NULL, finding->line, 1);
    return true;
}
