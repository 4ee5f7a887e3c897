// SPDX-License-Identifier: EUPL-1.2
//
// The static check of tables: the tables of tests/dmn/check with what is expected of each; random
// small tables compared with plain enumeration; ceilings; allocations that fail.
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "base/file.h"
#include "dmn/check.h"
#include "feel/machine.h"
#include "support/arena_fixture.h"
#include "support/cases.h"

// ---- tables with what is expected ----

static struct str read_table(struct arena *arena, struct str name) {
    struct str relative = str_printf(arena, "tests/dmn/check/" STR_FMT, STR_ARG(name));
    struct str path = relative.p ? source_path(arena, relative.p) : STR_NONE, text = STR_NONE;
    if (!path.p || !file_read(arena, path.p, 1 << 20, &text, NULL))
        return STR_NONE;
    return text;
}

// "åldrar gap: < 18": the table, the key after "dmn.check-", and what the sentence is told.
static void tell(struct arena *arena, const struct dmn_finding *finding, struct buf *buf) {
    struct error as_error;
    struct str args[DMN_FINDING_ARGS];
    assert_true(dmn_finding_error(finding, arena, &as_error, NULL));
    assert_true(dmn_finding_args(finding, arena, args, NULL));
    assert_int_equal(as_error.code, ERR_INPUT);
    assert_true(as_error.line > 0);
    buf_printf(buf, STR_FMT " %s: " STR_FMT, STR_ARG(args[0]), as_error.key + strlen("dmn.check-"),
               STR_ARG(args[1]));
    if (args[2].n)
        buf_printf(buf, " / " STR_FMT, STR_ARG(args[2]));
    buf_add_char(buf, '\n');
}

static struct str findings_of(struct arena *arena, struct str file, struct str xml,
                              enum dmn_mode mode, const struct dmn_check_options *options) {
    struct error err = {0};
    const struct dmn_model *model;
    struct dmn_check check;
    struct buf buf = buf_new(arena, BUF_DEFAULT_MAX);
    struct str text = STR_NONE;
    if (!dmn_load(arena, file, xml, mode, NULL, &model, &err))
        fail_msg(STR_FMT ": %s %s %s (%u:%u)", STR_ARG(file), err.key, err.args[0], err.args[1],
                 err.line, err.column);
    assert_true(dmn_check_model(model, options, arena, &check, &err));
    for (size_t i = 0; i < check.findings.n; i++)
        tell(arena, &check.findings.items[i], &buf);
    assert_true(buf_done(&buf, &text, NULL));
    return text;
}

static void test_tables_with_what_is_expected(void **state) {
    struct str folder = source_path(*state, "tests/dmn/check"), *names;
    struct dmn_check_options options = dmn_check_options_default();
    size_t count, wrong = 0;
    options.unused = true;
    assert_true(file_list(*state, folder.p, ".dmn", &names, &count, NULL));
    assert_true(count >= 10);
    for (size_t i = 0; i < count; i++) {
        CLEANUP(arena_cleanup) struct arena *own = arena_new(ARENA_DEFAULT_CEILING);
        struct str xml = read_table(own, names[i]);
        size_t from = str_find(xml, STR("expected:\n")), to = str_find(xml, STR("-->"));
        assert_true(from != STR_NOT_FOUND && to > from);
        bool conformant = str_find(str_sub(xml, 0, from), STR("\nconformant\n")) != STR_NOT_FOUND;
        struct str expected = str_sub(xml, from + 10, to - from - 10);
        struct str got =
            findings_of(own, names[i], xml, conformant ? DMN_CONFORMANT : DMN_STRICT, &options);
        if (str_eq(expected, got))
            continue;
        print_error(STR_FMT ": expected\n" STR_FMT "got\n" STR_FMT, STR_ARG(names[i]),
                    STR_ARG(expected), STR_ARG(got));
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static void test_gaps_are_told_everywhere_when_asked(void **state) {
    struct dmn_check_options options = dmn_check_options_default();
    struct str xml = read_table(*state, STR("policies.dmn"));
    options.gaps_always = true;
    struct str got = findings_of(*state, STR("policies.dmn"), xml, DMN_STRICT, &options);
    assert_true(str_find(got, STR("samla gap: >= 18\n")) != STR_NOT_FOUND);
    assert_true(str_find(got, STR("summa gap: >= 18\n")) != STR_NOT_FOUND);
    assert_true(str_find(got, STR("ordning gap: >= 18\n")) != STR_NOT_FOUND);
    assert_true(str_find(got, STR("annars gap: >= 18\n")) != STR_NOT_FOUND);
}

static void test_ceilings_are_kept(void **state) {
    struct dmn_check_options options = dmn_check_options_default();
    struct str xml = read_table(*state, STR("ceilings.dmn"));
    options.findings = 2;
    assert_text(findings_of(*state, STR("ceilings.dmn"), xml, DMN_STRICT, &options),
                "trappa gap: 1 | 0, >= 2\ntrappa gap: 2 | <= 1, >= 3\ntrappa more: \n");
    options = dmn_check_options_default();
    options.work = 40;
    assert_text(findings_of(*state, STR("ceilings.dmn"), xml, DMN_STRICT, &options),
                "trappa gave-up: 0\n");
}

// ---- one broken table for each kind of finding ----

#define BROKEN "tests/dmn/broken/"
#define KEYS "msgid \"dmn.check-"

struct broken {
    const char *kind; // the key after "dmn.check-", and the name of the file
    uint32_t line;
    const char *told;
    // What cannot be found without it: a gap that is not certain is left by a cell that cannot be
    // decided.
    const char *beside;
    bool spends_nothing, tells_nothing; // ceilings of zero
};

static const struct broken broken[] = {
    {.kind = "gap", .line = 8, .told = "Prov gap: < 18\n"},
    {.kind = "gap-maybe",
     .line = 8,
     .told = "Prov gap-maybe: < 18 / 2\n",
     .beside = "Prov not-proven: 2 / ålder\n"},
    {.kind = "overlap", .line = 12, .told = "Prov overlap: 1, 2 / 18\n"},
    {.kind = "overlap-maybe", .line = 12, .told = "Prov overlap-maybe: 1, 2 / >= 18\n"},
    {.kind = "masked", .line = 12, .told = "Prov masked: 2 / 1\n"},
    {.kind = "never", .line = 12, .told = "Prov never: 2 / ålder\n"},
    {.kind = "not-proven", .line = 12, .told = "Prov not-proven: 2 / ålder\n"},
    {.kind = "unused", .line = 8, .told = "Prov unused: oläst\n"},
    {.kind = "gave-up", .line = 8, .told = "Prov gave-up: 0\n", .spends_nothing = true},
    {.kind = "more", .line = 8, .told = "Prov more: \n", .tells_nothing = true},
};

static struct dmn_check check_broken(struct arena *arena, const struct broken *one) {
    struct dmn_check_options options = dmn_check_options_default();
    struct str name = str_printf(arena, BROKEN "%s.dmn", one->kind), xml;
    const struct dmn_model *model;
    struct dmn_check check;
    struct error err = {0};
    options.unused = true;
    options.work = one->spends_nothing ? 0 : options.work;
    options.findings = one->tells_nothing ? 0 : options.findings;
    assert_true(file_read(arena, source_path(arena, name.p).p, 1 << 20, &xml, &err));
    if (!dmn_load(arena, name, xml, DMN_STRICT, NULL, &model, &err))
        fail_msg("%s: %s (%u:%u)", one->kind, err.key, err.line, err.column);
    assert_true(dmn_check_model(model, &options, arena, &check, &err));
    return check;
}

static void test_a_broken_table_is_found_at_its_place(void **state) {
    for (size_t i = 0; i < COUNT(broken); i++) {
        struct dmn_check check = check_broken(*state, &broken[i]);
        size_t found = 0, beside = 0;
        for (size_t k = 0; k < check.findings.n; k++) {
            struct buf buf = buf_new(*state, BUF_DEFAULT_MAX);
            struct error as_error;
            struct str told;
            tell(*state, &check.findings.items[k], &buf);
            assert_true(buf_done(&buf, &told, NULL));
            if (broken[i].beside && str_is(told, broken[i].beside)) {
                beside++;
                continue;
            }
            assert_text(told, broken[i].told);
            assert_true(dmn_finding_error(&check.findings.items[k], *state, &as_error, NULL));
            assert_int_equal(as_error.line, broken[i].line);
            assert_true(
                str_ends(str_of(as_error.file), str_printf(*state, "%s.dmn", broken[i].kind)));
            found++;
        }
        assert_int_equal(found, 1);
        assert_int_equal(beside, broken[i].beside != NULL);
    }
}

static bool is_broken(struct str kind) {
    for (size_t i = 0; i < COUNT(broken); i++)
        if (str_is(kind, broken[i].kind))
            return true;
    return false;
}

// Whatever the check can say has a sentence in the catalogue, and so must have a broken table.
static void test_every_kind_of_finding_has_its_broken_table(void **state) {
    struct str rest, line, kind;
    size_t kinds = 0;
    assert_true(
        file_read(*state, source_path(*state, "locale/sv.po").p, (size_t)4 << 20, &rest, NULL));
    while (str_split(&rest, '\n', &line)) {
        if (!str_starts(line, STR(KEYS)))
            continue;
        kind = str_sub(line, strlen(KEYS), line.n - strlen(KEYS) - 1);
        if (!is_broken(kind))
            fail_msg("dmn.check-" STR_FMT " has no broken table", STR_ARG(kind));
        kinds++;
    }
    assert_int_equal(kinds, COUNT(broken));
}

static bool attempt_check(struct arena *arena, struct error *err) {
    struct str xml = read_table(arena, STR("policies.dmn"));
    const struct dmn_model *model;
    struct dmn_check check;
    struct error as_error;
    if (!xml.p)
        return error_memory(err);
    if (!dmn_load(arena, STR("policies.dmn"), xml, DMN_STRICT, NULL, &model, err) ||
        !dmn_check_model(model, NULL, arena, &check, err))
        return false;
    for (size_t i = 0; i < check.findings.n; i++)
        if (!dmn_finding_error(&check.findings.items[i], arena, &as_error, err))
            return false;
    return true;
}

static void test_every_allocation_may_fail(void **state) {
    (void)state;
    walk_allocations(attempt_check);
}

// ---- random tables, enumerated ----
//
// A column takes the values of a small set; a cell is the set of those that pass it, beside its
// text. What the tables do is then plain counting, without the engine and without the check.

#define COLUMNS_MAX 3
#define RULES_MAX 6
#define VALUES_MAX 16

struct maker {
    struct arena *arena;
    uint64_t state;
};

static size_t below(struct maker *m, size_t n) {
    m->state ^= m->state << 13;
    m->state ^= m->state >> 7;
    m->state ^= m->state << 17;
    return (size_t)(m->state >> 11) % n;
}

struct sort { // of column
    const char *type;
    size_t count;                      // of values, without null
    const char *texts[VALUES_MAX];     // in order
    const char *constants[VALUES_MAX]; // … those that may stand in a cell, at their places
    bool ordered;
};

static const struct sort sorts[] = {
    {"number",
     7,
     {"-1", "0", "0.5", "1", "1.5", "2", "7"},
     {NULL, "0", NULL, "1", NULL, "2", NULL},
     true},
    {"date",
     6,
     {"date(\"2025-01-01\")", "date(\"2026-01-01\")", "date(\"2026-01-02\")",
      "date(\"2026-01-03\")", "date(\"2026-01-04\")", "date(\"2027-01-01\")"},
     {NULL, "date(\"2026-01-01\")", "date(\"2026-01-02\")", NULL, "date(\"2026-01-04\")", NULL},
     true},
    {"boolean", 2, {"true", "false"}, {"true", "false"}, false},
    {"string", 3, {"\"a\"", "\"b\"", "\"x\""}, {"\"a\"", "\"b\"", NULL}, false},
    {"tVal", 3, {"\"a\"", "\"b\"", "\"c\""}, {"\"a\"", "\"b\"", "\"c\""}, false},
    {"tHel", 3, {"1", "2", "3"}, {"1", "2", "3"}, true},
};

struct random_cell {
    struct str text;
    uint32_t passes; // values; null is number VALUES_MAX
};

struct random_table {
    const char *policy;
    bool strict;
    size_t columns, rules;
    const struct sort *sort[COLUMNS_MAX];
    bool nullable[COLUMNS_MAX];
    struct random_cell cells[RULES_MAX][COLUMNS_MAX];
    size_t outputs[RULES_MAX]; // 0–2
};

#define NULL_BIT ((uint32_t)1 << VALUES_MAX)

static uint32_t all_values(const struct sort *sort) {
    return ((uint32_t)1 << sort->count) - 1;
}

// The number of a value that may be written.
static size_t pick(struct maker *m, const struct sort *sort) {
    size_t i = below(m, sort->count);
    while (!sort->constants[i])
        i = (i + 1) % sort->count;
    return i;
}

static struct random_cell random_range(struct maker *m, const struct sort *sort) {
    size_t one = pick(m, sort), other = pick(m, sort);
    size_t low = one < other ? one : other, high = one < other ? other : one;
    bool low_open = below(m, 2), high_open = below(m, 2);
    struct random_cell cell = {0};
    for (size_t i = 0; i < sort->count; i++)
        if ((low_open ? i > low : i >= low) && (high_open ? i < high : i <= high))
            cell.passes |= (uint32_t)1 << i;
    cell.text = str_printf(m->arena, "%c%s..%s%c", low_open ? '(' : '[', sort->texts[low],
                           sort->texts[high], high_open ? ')' : ']');
    return cell;
}

static struct random_cell random_comparison(struct maker *m, const struct sort *sort) {
    static const char *const signs[] = {"<", "<=", ">", ">="};
    size_t at = pick(m, sort), sign = below(m, COUNT(signs));
    struct random_cell cell = {0};
    for (size_t i = 0; i < sort->count; i++) {
        bool passes = sign == 0 ? i < at : sign == 1 ? i <= at : sign == 2 ? i > at : i >= at;
        cell.passes |= passes ? (uint32_t)1 << i : 0;
    }
    cell.text = str_printf(m->arena, "%s %s", signs[sign], sort->texts[at]);
    return cell;
}

static struct random_cell random_test(struct maker *m, const struct sort *sort, bool null_too) {
    size_t at = pick(m, sort), kind = below(m, 6);
    if (sort->ordered && kind < 2)
        return random_range(m, sort);
    if (sort->ordered && kind < 4)
        return random_comparison(m, sort);
    if (null_too && kind == 4)
        return (struct random_cell){STR("null"), NULL_BIT};
    return (struct random_cell){str_of(sort->texts[at]), (uint32_t)1 << at};
}

static struct random_cell random_cell(struct maker *m, const struct random_table *t, size_t k) {
    const struct sort *sort = t->sort[k];
    uint32_t all = all_values(sort) | (t->nullable[k] ? NULL_BIT : 0);
    size_t kind = below(m, 8);
    struct random_cell a = random_test(m, sort, t->nullable[k]);
    struct random_cell b = random_test(m, sort, t->nullable[k]);
    if (kind < 2)
        return (struct random_cell){STR("-"), all};
    if (kind == 2 || kind == 3) {
        a.passes |= b.passes;
        a.text = str_printf(m->arena, STR_FMT ", " STR_FMT, STR_ARG(a.text), STR_ARG(b.text));
    }
    if (kind != 3 && kind != 4)
        return a;
    // A range or comparison has no answer to null, and so has its negation.
    bool blind = a.text.p[0] == '<' || a.text.p[0] == '>' || a.text.p[0] == '[' ||
                 a.text.p[0] == '(' || kind == 3;
    a.passes = all & ~a.passes;
    a.text = str_printf(m->arena, "not(" STR_FMT ")", STR_ARG(a.text));
    if (t->strict)
        a.passes &= ~NULL_BIT;
    else if (blind && t->nullable[k])
        return (struct random_cell){STR("-"), all};
    return a;
}

static struct random_table random_table(struct maker *m) {
    static const char *const policies[] = {"UNIQUE", "FIRST", "PRIORITY", "ANY"};
    struct random_table t = {.policy = policies[below(m, COUNT(policies))],
                             .strict = below(m, 3) > 0,
                             .columns = 1 + below(m, COLUMNS_MAX),
                             .rules = below(m, RULES_MAX)};
    for (size_t k = 0; k < t.columns; k++) {
        t.sort[k] = &sorts[below(m, COUNT(sorts))];
        // In conformance mode the cell "true" is a condition on nothing for a null.
        bool boolean = strcmp(t.sort[k]->type, "boolean") == 0;
        t.nullable[k] = below(m, 3) == 0 && (t.strict || !boolean);
    }
    for (size_t i = 0; i < t.rules; i++) {
        t.outputs[i] = below(m, 3);
        for (size_t k = 0; k < t.columns; k++)
            t.cells[i][k] = random_cell(m, &t, k);
    }
    return t;
}

static void add_escaped(struct buf *buf, struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '<')
            buf_add_c(buf, "&lt;");
        else
            buf_add_char(buf, text.p[i]);
    }
}

// The table as a model; the rows of `gaps` come after its rules.
static struct str table_xml(struct arena *arena, const struct random_table *t,
                            const struct dmn_check *gaps) {
    struct buf buf = buf_new(arena, BUF_DEFAULT_MAX);
    buf_add_c(&buf, "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" "
                    "xmlns:vaka=\"urn:vaka:dmn\" id=\"m\" name=\"m\" namespace=\"urn:m\">"
                    "<itemDefinition name=\"tVal\"><typeRef>string</typeRef><allowedValues><text>"
                    "\"a\", \"b\", \"c\"</text></allowedValues></itemDefinition>"
                    "<itemDefinition name=\"tHel\"><typeRef>number</typeRef><allowedValues><text>"
                    "1, 2, 3</text></allowedValues></itemDefinition>");
    for (size_t k = 0; k < t->columns; k++)
        buf_printf(&buf,
                   "<inputData id=\"i%zu\" name=\"k%zu\"><variable name=\"k%zu\" typeRef=\"%s\" "
                   "vaka:optional=\"%s\"/></inputData>",
                   k, k, k, t->sort[k]->type, t->nullable[k] ? "true" : "false");
    buf_add_c(&buf, "<decision id=\"d\" name=\"d\"><variable name=\"d\"/>");
    for (size_t k = 0; k < t->columns; k++)
        buf_printf(&buf,
                   "<informationRequirement><requiredInput href=\"#i%zu\"/>"
                   "</informationRequirement>",
                   k);
    buf_printf(&buf, "<decisionTable hitPolicy=\"%s\">", t->policy);
    for (size_t k = 0; k < t->columns; k++)
        buf_printf(&buf,
                   "<input><inputExpression typeRef=\"%s\"><text>k%zu</text></inputExpression>"
                   "</input>",
                   t->sort[k]->type, k);
    buf_add_c(&buf, "<output name=\"o\" typeRef=\"number\"><outputValues><text>0, 1, 2</text>"
                    "</outputValues></output>");
    size_t more = gaps ? gaps->findings.n : 0;
    for (size_t i = 0; i < t->rules + more; i++) {
        const struct dmn_finding *gap = i < t->rules ? NULL : &gaps->findings.items[i - t->rules];
        if (gap && gap->kind != DMN_GAP)
            continue;
        buf_add_c(&buf, "<rule>");
        for (size_t k = 0; k < t->columns; k++) {
            buf_add_c(&buf, "<inputEntry><text>");
            add_escaped(&buf, gap ? gap->region.cells[k] : t->cells[i][k].text);
            buf_add_c(&buf, "</text></inputEntry>");
        }
        buf_printf(&buf, "<outputEntry><text>%zu</text></outputEntry></rule>",
                   gap ? 0 : t->outputs[i]);
    }
    buf_add_c(&buf, "</decisionTable></decision></definitions>");
    struct str xml;
    assert_true(buf_done(&buf, &xml, NULL));
    return xml;
}

// The same for messages.
static struct str table_text(struct arena *arena, const struct random_table *t) {
    struct buf buf = buf_new(arena, BUF_DEFAULT_MAX);
    struct str text;
    buf_printf(&buf, "%s%s\n", t->policy, t->strict ? " (strict)" : "");
    for (size_t k = 0; k < t->columns; k++)
        buf_printf(&buf, "%s%s | ", t->sort[k]->type, t->nullable[k] ? "?" : "");
    for (size_t i = 0; i < t->rules; i++) {
        buf_add_char(&buf, '\n');
        for (size_t k = 0; k < t->columns; k++)
            buf_printf(&buf, STR_FMT " | ", STR_ARG(t->cells[i][k].text));
        buf_printf(&buf, "=> %zu", t->outputs[i]);
    }
    assert_true(buf_done(&buf, &text, NULL));
    return text;
}

// A point: the number of a value for each column; sort->count is null.
struct point {
    size_t at[COLUMNS_MAX];
};

static bool next_point(const struct random_table *t, struct point *point) {
    for (size_t k = t->columns; k-- > 0;) {
        size_t most = t->sort[k]->count - (t->nullable[k] ? 0 : 1);
        if (point->at[k]++ < most)
            return true;
        point->at[k] = 0;
    }
    return false;
}

static uint32_t bit_of(const struct random_table *t, const struct point *point, size_t k) {
    return point->at[k] == t->sort[k]->count ? NULL_BIT : (uint32_t)1 << point->at[k];
}

static bool rule_matches(const struct random_table *t, size_t rule, const struct point *point) {
    for (size_t k = 0; k < t->columns; k++)
        if (!(t->cells[rule][k].passes & bit_of(t, point, k)))
            return false;
    return true;
}

static struct feel_value value_at(const struct random_table *t, const struct point *point,
                                  size_t k) {
    const struct sort *sort = t->sort[k];
    struct feel_value value = feel_null();
    struct decimal number;
    if (point->at[k] == sort->count)
        return value;
    struct str text = str_of(sort->texts[point->at[k]]);
    if (text.p[0] == '"')
        return feel_string(str_sub(text, 1, text.n - 2));
    if (text.p[0] == 't' || text.p[0] == 'f')
        return feel_boolean(text.p[0] == 't');
    if (text.p[0] == 'd') {
        struct date date = {0};
        assert_true(date_parse(str_sub(text, 6, 10), &date));
        return feel_date(date);
    }
    assert_true(decimal_parse(text, &number));
    return feel_number(number);
}

static bool part_holds(const struct dmn_condition *condition, const struct dmn_part *part,
                       const struct feel_value *value) {
    bool inside;
    switch (part->kind) {
    case DMN_PART_MISSING:
        return value->type == FEEL_NULL;
    case DMN_PART_VALUE:
        return feel_equal(value, &part->range.low);
    case DMN_PART_RANGE:
        return value->type != FEEL_NULL && feel_in_range(value, &part->range, &inside) && inside;
    case DMN_PART_OTHER:
        for (size_t i = 0; i < condition->except_count; i++)
            if (feel_equal(value, &condition->except[i]))
                return false;
        return value->type != FEEL_NULL;
    }
    return false;
}

static bool region_holds(const struct random_table *t, const struct dmn_region *region,
                         const struct point *point) {
    for (size_t i = 0; i < region->condition_count; i++) {
        const struct dmn_condition *condition = &region->conditions[i];
        struct feel_value value = value_at(t, point, condition->column);
        bool holds = false;
        for (size_t p = 0; p < condition->part_count; p++)
            holds = holds || part_holds(condition, &condition->parts[p], &value);
        if (!holds)
            return false;
    }
    return true;
}

// What enumeration says.
struct truth {
    bool overlap[RULES_MAX][RULES_MAX]; // [earlier][later]
    bool fires[RULES_MAX], wins[RULES_MAX];
    struct str table; // for messages
};

static void assert_agrees(const struct truth *truth, const char *what, size_t rule, size_t got,
                          size_t expected) {
    if (got != expected)
        fail_msg("%s (%zu): %zu, enumerated %zu\n" STR_FMT, what, rule, got, expected,
                 STR_ARG(truth->table));
}

static bool goes_before(const struct random_table *t, size_t a, size_t b) {
    if (strcmp(t->policy, "PRIORITY") == 0 && t->outputs[a] != t->outputs[b])
        return t->outputs[a] < t->outputs[b];
    return a < b;
}

static void judge_point(const struct random_table *t, const struct dmn_check *check,
                        const struct point *point, struct truth *truth) {
    bool matches[RULES_MAX] = {0};
    size_t matched = 0, gaps = 0, winner = RULES_MAX;
    for (size_t i = 0; i < t->rules; i++) {
        matches[i] = rule_matches(t, i, point);
        matched += matches[i];
        if (!matches[i])
            continue;
        truth->fires[i] = true;
        if (winner == RULES_MAX || goes_before(t, i, winner))
            winner = i;
        for (size_t a = 0; a < i; a++)
            truth->overlap[a][i] = truth->overlap[a][i] || matches[a];
    }
    if (winner < RULES_MAX)
        truth->wins[winner] = true;
    for (size_t i = 0; i < check->findings.n; i++) {
        const struct dmn_finding *finding = &check->findings.items[i];
        if (finding->kind == DMN_GAP)
            gaps += region_holds(t, &finding->region, point);
        else if (finding->kind == DMN_OVERLAP && region_holds(t, &finding->region, point))
            assert_agrees(truth, "in overlap", i,
                          matches[finding->rules[0] - 1] && matches[finding->rules[1] - 1], true);
    }
    assert_agrees(truth, "gaps at a point", point->at[0], gaps, matched ? 0 : 1);
}

static bool has_finding(const struct dmn_check *check, enum dmn_finding_kind kind, size_t first,
                        size_t second) {
    for (size_t i = 0; i < check->findings.n; i++) {
        const struct dmn_finding *finding = &check->findings.items[i];
        if (finding->kind == kind && finding->rules[0] == first + 1 &&
            (second == RULES_MAX || finding->rules[1] == second + 1))
            return true;
    }
    return false;
}

static void judge_rules(const struct random_table *t, const struct dmn_check *check,
                        const struct truth *truth) {
    bool unique = strcmp(t->policy, "UNIQUE") == 0, any = strcmp(t->policy, "ANY") == 0;
    for (size_t i = 0; i < t->rules; i++) {
        bool masked = !unique && !any && truth->fires[i] && !truth->wins[i];
        assert_agrees(truth, "never", i, has_finding(check, DMN_NEVER, i, RULES_MAX),
                      !truth->fires[i]);
        assert_agrees(truth, "masked", i, has_finding(check, DMN_MASKED, i, RULES_MAX), masked);
        for (size_t a = 0; a < i; a++) {
            bool wrong =
                truth->overlap[a][i] && (unique || (any && t->outputs[a] != t->outputs[i]));
            assert_agrees(truth, "overlap", i, has_finding(check, DMN_OVERLAP, a, i), wrong);
        }
    }
}

static void check_xml(struct arena *arena, const struct random_table *t, struct str xml,
                      struct dmn_check *ret_check) {
    struct error err = {0};
    const struct dmn_model *model;
    if (!dmn_load(arena, STR("m"), xml, t->strict ? DMN_STRICT : DMN_CONFORMANT, NULL, &model,
                  &err))
        fail_msg("%s %s (%u)\n" STR_FMT, err.key, err.args[0], err.column, STR_ARG(xml));
    assert_true(dmn_check_model(model, NULL, arena, ret_check, &err));
    for (size_t i = 0; i < ret_check->findings.n; i++) {
        assert_int_not_equal(ret_check->findings.items[i].kind, DMN_GAVE_UP);
        assert_int_not_equal(ret_check->findings.items[i].kind, DMN_NOT_PROVEN);
        assert_true(ret_check->findings.items[i].certain);
    }
}

static size_t count_of(const struct dmn_check *check, enum dmn_finding_kind kind) {
    size_t n = 0;
    for (size_t i = 0; i < check->findings.n; i++)
        n += check->findings.items[i].kind == kind;
    return n;
}

#define RANDOM_TABLES 2000

static void test_random_tables_agree_with_enumeration(void **state) {
    struct maker m = {.state = 88172645463325252u};
    size_t gaps = 0, others = 0;
    (void)state;
    for (size_t i = 0; i < RANDOM_TABLES; i++) {
        CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
        struct dmn_check check, mended;
        struct truth truth = {0};
        struct point point = {0};
        m.arena = arena;
        struct random_table t = random_table(&m);
        truth.table = table_text(arena, &t);
        check_xml(arena, &t, table_xml(arena, &t, NULL), &check);
        do
            judge_point(&t, &check, &point, &truth);
        while (next_point(&t, &point));
        judge_rules(&t, &check, &truth);
        // With the rows of the gaps pasted in, nothing is left, and nothing new overlaps.
        check_xml(arena, &t, table_xml(arena, &t, &check), &mended);
        assert_int_equal(count_of(&mended, DMN_GAP), 0);
        assert_int_equal(count_of(&mended, DMN_NEVER), count_of(&check, DMN_NEVER));
        assert_int_equal(count_of(&mended, DMN_OVERLAP), count_of(&check, DMN_OVERLAP));
        gaps += count_of(&check, DMN_GAP);
        others += check.findings.n - count_of(&check, DMN_GAP);
    }
    assert_true(gaps > RANDOM_TABLES && others > RANDOM_TABLES);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_tables_with_what_is_expected),
        TEST_WITH_ARENA(test_gaps_are_told_everywhere_when_asked),
        TEST_WITH_ARENA(test_ceilings_are_kept),
        TEST_WITH_ARENA(test_a_broken_table_is_found_at_its_place),
        TEST_WITH_ARENA(test_every_kind_of_finding_has_its_broken_table),
        TEST_WITH_ARENA(test_every_allocation_may_fail),
        TEST_WITH_ARENA(test_random_tables_agree_with_enumeration),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
