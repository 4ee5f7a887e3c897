// SPDX-License-Identifier: EUPL-1.2
//
// FEEL in plain words.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "feel/compiler.h"
#include "support/arena_fixture.h"
#include "web/feel_words.h"

static const struct feel_kind texts = {.type = FEEL_LIST, .of = &feel_any};
static const struct feel_field fields[] = {{STR("profession"), &feel_any, true},
                                           {STR("från"), &feel_any, true}};
static const struct feel_kind thing = {.type = FEEL_CONTEXT, .fields = fields, .count = 2};

static void name(struct feel_compiler *c, const char *text, const struct feel_kind *kind) {
    static uint32_t index;
    assert_true(feel_scope_add_global(c, str_of(text), index++, kind, true));
}

static const struct feel_node *compile(struct arena *arena, const char *text, bool tests) {
    struct feel_source *source = ARENA_NEW(arena, struct feel_source);
    struct feel_scope scope = {0};
    struct error err = {0};
    struct feel_compiler c = {.arena = arena, .err = &err};
    const struct feel_node *node = NULL;
    uint32_t slot;
    assert_non_null(source);
    *source = (struct feel_source){STR("test"), STR(""), str_of(text), NULL, 0};
    feel_scope_push(&c, &scope);
    name(&c, "Dödsdag", feel_kind_of(FEEL_DATE));
    name(&c, "Planerad dag", feel_kind_of(FEEL_DATE));
    name(&c, "Dagar till svar", feel_kind_of(FEEL_NUMBER));
    name(&c, "Avliden", feel_kind_of(FEEL_BOOLEAN));
    name(&c, "Boende", feel_kind_of(FEEL_STRING));
    name(&c, "Önskemål nu", &texts);
    name(&c, "åtagande", &thing);
    assert_true(!tests || feel_scope_add(&c, STR("?"), &feel_any, true, &slot));
    if (!(tests ? feel_compile_tests(&c, source, &node) : feel_compile(&c, source, &node)))
        fail_msg("%s: %s", text, err.key);
    return node;
}

struct said {
    const char *feel, *sv, *en; // NULL: it is not said
};

static void assert_said(struct arena *arena, const struct said *cases, size_t n, bool tests) {
    for (size_t i = 0; i < n; i++) {
        const struct feel_node *node = compile(arena, cases[i].feel, tests);
        for (enum language language = 0; language < LANGUAGE_COUNT; language++) {
            const char *expected = language == LANGUAGE_SV ? cases[i].sv : cases[i].en;
            struct str got =
                tests ? feel_test_words(arena, language, node) : feel_words(arena, language, node);
            if (expected ? !str_is(got, expected) : got.p != NULL)
                fail_msg("%s: expected %s, got " STR_FMT, cases[i].feel,
                         expected ? expected : "nothing", STR_ARG(got));
        }
    }
}

static void test_what_stands_in_a_cell(void **state) {
    static const struct said cases[] = {
        {"-", "vad som helst", "anything"},
        {"true", "ja", "yes"},
        {"false", "nej", "no"},
        {"null", "uppgift saknas", "not stated"},
        {"not(null)", "uppgift finns", "stated"},
        {"\"sjuksköterska\"", "sjuksköterska", "sjuksköterska"},
        {"\"a\", \"b\"", "a eller b", "a or b"},
        {"\"a\", \"b\", \"c\"", "a, b eller c", "a, b or c"},
        {"\"a\", null", "a eller uppgift saknas", "a or not stated"},
        {"not(\"a\")", "inte a", "not a"},
        {"not(\"deltog inte\")", "inte ”deltog inte”", "not “deltog inte”"},
        {"not(\"a\", \"b\")", "varken a eller b", "none of a or b"},
        {"not(\"a\", null)", "uppgift finns, men inte a", "stated, but not a"},
        {"not(\"a\", \"b\", null)", "uppgift finns, men varken a eller b",
         "stated, but none of a or b"},
        {"14", "14", "14"},
        {"2.5", "2,5", "2.5"},
        {"-3", "-3", "-3"},
        {"< 14", "mindre än 14", "less than 14"},
        {"<= 14", "högst 14", "at most 14"},
        {"> 0", "mer än 0", "more than 0"},
        {">= 1.5", "minst 1,5", "at least 1.5"},
        {"= 3", "3", "3"},
        {"!= 3", "inte 3", "not 3"},
        {"[1..5]", "1 till 5", "1 to 5"},
        {"(1..5]", "mer än 1 och högst 5", "more than 1 and at most 5"},
        {"[1..5[", "minst 1 och mindre än 5", "at least 1 and less than 5"},
        {"[1..5], > 9", "1 till 5 eller mer än 9", "1 to 5 or more than 9"},
        {"(< 5)", "mindre än 5", "less than 5"},
        {"[\"a\", \"b\"]", "a eller b", "a or b"},
        {"< Dödsdag", "före Dödsdag", "before Dödsdag"},
        {">= Dagar till svar", "minst Dagar till svar", "at least Dagar till svar"},
        {"Dödsdag", "Dödsdag", "Dödsdag"},
        {"<= date(\"2026-03-02\")", "senast måndag 2 mars 2026",
         "Monday 2 March 2026 at the latest"},
        {"> @\"2026-03-02\"", "efter måndag 2 mars 2026", "after Monday 2 March 2026"},
        {">= time(\"08:05:00\")", "tidigast 08:05", "08:05 at the earliest"},
        {"< duration(\"P2M\")", "mindre än 2 månader", "less than 2 months"},
        {"@\"P1D\"", "1 dag", "1 day"},
        {"@\"P1Y2M\"", "1 år och 2 månader", "1 year and 2 months"},
        {"@\"P1DT2H30M\"", "1 dag, 2 timmar och 30 minuter", "1 day, 2 hours and 30 minutes"},
        {"@\"P0D\"", "0 dagar", "0 days"},
        {"\"\"", "tom text", "an empty text"},
        {"? > 5", NULL, NULL},
        {"starts with(?, \"a\")", NULL, NULL},
        {"@\"-P2M\"", NULL, NULL},
        {"{a: 1}", NULL, NULL},
    };
    assert_said(*state, cases, COUNT(cases), true);
}

static void test_what_a_rule_answers(void **state) {
    static const struct said cases[] = {
        {"Dödsdag", "Dödsdag", "Dödsdag"},
        {"Planerad dag", "Planerad dag", "Planerad dag"},
        {"åtagande.profession", "profession i åtagande", "profession of åtagande"},
        {"Dödsdag + duration(\"P2M\")", "2 månader efter Dödsdag", "2 months after Dödsdag"},
        {"Dödsdag - @\"P1D\"", "1 dag före Dödsdag", "1 day before Dödsdag"},
        {"Dödsdag + duration(\"P\" + string(Dagar till svar) + \"D\")",
         "Dödsdag + ”Dagar till svar”", "Dödsdag + “Dagar till svar”"},
        {"Dödsdag + Dagar till svar * duration(\"PT1H\")", "Dödsdag + ”Dagar till svar”",
         "Dödsdag + “Dagar till svar”"},
        {"Dödsdag + (Dagar till svar + Dagar till svar) * @\"PT1H\"",
         "Dödsdag + (”Dagar till svar” + ”Dagar till svar”)",
         "Dödsdag + (“Dagar till svar” + “Dagar till svar”)"},
        {"Dödsdag + 3 * duration(\"PT1H\")", "Dödsdag + (3 × 1 timme)", "Dödsdag + (3 × 1 hour)"},
        {"Dagar till svar * duration(\"PT4H\")", "”Dagar till svar” × 4 timmar",
         "“Dagar till svar” × 4 hours"},
        {"Dödsdag = null", "Dödsdag saknas", "Dödsdag is not stated"},
        {"Dödsdag != null and not(Avliden)", "Dödsdag finns och inte Avliden",
         "Dödsdag is stated and not Avliden"},
        {"not(Dödsdag > Planerad dag)", "det stämmer inte att Dödsdag är efter ”Planerad dag”",
         "it is not so that Dödsdag is after “Planerad dag”"},
        {"Boende = \"hem\" or Boende = \"ute\"", "Boende är hem eller Boende är ute",
         "Boende is hem or Boende is ute"},
        {"Avliden and (Boende = \"hem\" or Dödsdag = null)",
         "Avliden och (Boende är hem eller Dödsdag saknas)",
         "Avliden and (Boende is hem or Dödsdag is not stated)"},
        {"Dagar till svar in [1..5]", "”Dagar till svar” är 1 till 5",
         "“Dagar till svar” is 1 to 5"},
        {"Dagar till svar between 1 and 5", "”Dagar till svar” är 1 till 5",
         "“Dagar till svar” is 1 to 5"},
        {"count(Önskemål nu) > 0", "det finns ”Önskemål nu”", "there are “Önskemål nu”"},
        {"count(Önskemål nu) = 0", "det finns inte ”Önskemål nu”", "there are no “Önskemål nu”"},
        {"count(Önskemål nu)", "antalet ”Önskemål nu”", "the number of “Önskemål nu”"},
        {"list contains(Önskemål nu, \"hem\")", "”Önskemål nu” innehåller hem",
         "“Önskemål nu” contains hem"},
        {"Önskemål nu[-1]", "den sista i ”Önskemål nu”", "the last of “Önskemål nu”"},
        {"max(Dödsdag, Planerad dag)", "det senaste av Dödsdag och ”Planerad dag”",
         "the latest of Dödsdag and “Planerad dag”"},
        {"min(Dagar till svar, 3)", "det minsta av ”Dagar till svar” och 3",
         "the least of “Dagar till svar” and 3"},
        {"if Boende = null then \"chef\" else \"sjuksköterska\"",
         "chef om Boende saknas, annars sjuksköterska",
         "chef if Boende is not stated, otherwise sjuksköterska"},
        {"if Avliden then null else if Boende = null then \"a\" else \"b\"",
         "inget om Avliden, annars (a om Boende saknas, annars b)",
         "nothing if Avliden, otherwise (a if Boende is not stated, otherwise b)"},
        {"\"Avliden \" + string(Dödsdag) + \".\"", "Avliden (Dödsdag).", "Avliden (Dödsdag)."},
        {"\"Hos: \" + string join(Önskemål nu, \", \")", "Hos: (”Önskemål nu”)",
         "Hos: (“Önskemål nu”)"},
        {"[\"a\", \"b\"]", "a och b", "a and b"},
        {"[]", "inget", "nothing"},
        {"Dagar till svar * (2 + 1)", "”Dagar till svar” × (2 + 1)", "“Dagar till svar” × (2 + 1)"},
        {"get or else(Dagar till svar, 3)", "”Dagar till svar”, eller 3 när det saknas",
         "“Dagar till svar”, or 3 when it is not stated"},
        // What is not plain is not said, nor what it stands in.
        {"Önskemål nu[item = \"hem\"]", NULL, NULL},
        {"count(for x in Önskemål nu return x) > 0", NULL, NULL},
        {"some x in Önskemål nu satisfies x = \"hem\"", NULL, NULL},
        {"{a: 1}", NULL, NULL},
        {"function(x) x", NULL, NULL},
        {"\"a\" + upper case(Boende)", NULL, NULL},
    };
    assert_said(*state, cases, COUNT(cases), false);
}

static void test_what_is_nested_too_deeply_is_not_said(void **state) {
    struct buf buf = buf_new(*state, 4096);
    struct str text;
    for (int i = 0; i < 40; i++)
        buf_add_c(&buf, "if Avliden then 1 else ");
    buf_add_c(&buf, "2");
    assert_true(buf_done(&buf, &text, NULL));
    assert_null(feel_words(*state, LANGUAGE_SV, compile(*state, str_c(*state, text), false)).p);
}

// Without memory nothing is said, and FEEL is shown.
static void test_every_allocation_fails_once(void **state) {
    const struct feel_node *node =
        compile(*state, "if Boende = null then \"a \" + Boende else string(max(1, 2.5))", false);
    for (size_t at = 1;; at++) {
        struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
        arena_fail_at(at);
        struct str words = feel_words(arena, LANGUAGE_SV, node);
        arena_fail_at(0);
        bool done = words.p != NULL;
        assert_true(!done ||
                    str_is(words, "a (Boende) om Boende saknas, annars det största av 1 och "
                                  "2,5"));
        arena_free(arena);
        if (done) {
            assert_true(at > 1);
            return;
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_what_stands_in_a_cell),
        TEST_WITH_ARENA(test_what_a_rule_answers),
        TEST_WITH_ARENA(test_what_is_nested_too_deeply_is_not_said),
        TEST_WITH_ARENA(test_every_allocation_fails_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
