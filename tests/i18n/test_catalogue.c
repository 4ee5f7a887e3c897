// SPDX-License-Identifier: EUPL-1.2
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "i18n/catalogue.h"
#include "i18n/fault.h"
#include "support/arena_fixture.h"

static void test_languages(void **state) {
    (void)state;
    enum language language = LANGUAGE_EN;
    assert_true(language_parse(STR("sv"), &language));
    assert_int_equal(language, LANGUAGE_SV);
    assert_true(language_parse(STR("en"), &language));
    assert_int_equal(language, LANGUAGE_EN);
    assert_false(language_parse(STR("nb"), &language));
    assert_false(language_parse(STR(""), &language));
    assert_string_equal(language_code(LANGUAGE_SV), "sv");
}

static void test_every_key_is_found(void **state) {
    (void)state;
    for (size_t i = 0; i < TEXT_COUNT; i++) {
        enum text_id id = TEXT_COUNT;
        assert_true(text_by_key(text_key((enum text_id)i), &id));
        assert_int_equal(id, i);
    }
    enum text_id id;
    assert_false(text_by_key("no.such-key", &id));
    assert_false(text_by_key("", &id));
}

static void test_plain_text(void **state) {
    (void)state;
    assert_text(tr(LANGUAGE_SV, T_weekday_saturday), "lördag");
    assert_text(tr(LANGUAGE_EN, T_weekday_saturday), "Saturday");
}

static void test_arguments(void **state) {
    struct arena *arena = *state;
    assert_text(TR(arena, LANGUAGE_SV, T_date_with_weekday, STR("a"), STR("b"), STR("c")), "a b c");
    // What an argument holds is never read as a placeholder.
    assert_text(TR(arena, LANGUAGE_SV, T_date_no_such_day, STR("{0}")), "Dagen ”{0}” finns inte.");
    assert_text(tr_args(arena, LANGUAGE_SV, T_date_no_such_day, NULL, 0), "Dagen ”” finns inte.");
}

static void test_counting(void **state) {
    struct arena *arena = *state;
    assert_text(TR(arena, LANGUAGE_SV, T_late_by_days, STR("1")), "1 dag sent");
    assert_text(TR(arena, LANGUAGE_SV, T_late_by_days, STR("2")), "2 dagar sent");
    assert_text(TR(arena, LANGUAGE_SV, T_late_by_days, STR("0")), "0 dagar sent");
    assert_text(TR(arena, LANGUAGE_EN, T_late_by_days, STR("1")), "1 day late");
}

static void test_numbers_as_words(void **state) {
    struct arena *arena = *state;
    assert_text(text_arg(arena, LANGUAGE_SV, TEXT_ARG_CAPITAL_WORD, STR("8")), "Åtta");
    assert_text(text_arg(arena, LANGUAGE_SV, TEXT_ARG_WORD, STR("8")), "åtta");
    assert_text(text_arg(arena, LANGUAGE_SV, TEXT_ARG, STR("8")), "8");
    assert_text(text_arg(arena, LANGUAGE_SV, TEXT_ARG_WORD, STR("Kim")), "Kim");
}

static void assert_piece(struct str *rest, enum text_piece_kind kind, size_t arg,
                         const char *literal) {
    struct text_piece piece;
    assert_true(text_next(rest, &piece));
    assert_int_equal(piece.kind, kind);
    assert_int_equal(piece.arg, arg);
    assert_true(str_is(piece.literal, literal));
}

static void test_pieces(void **state) {
    (void)state;
    struct str rest = STR("{1:Word} och {0}{2:word}.");
    assert_piece(&rest, TEXT_ARG_CAPITAL_WORD, 1, "");
    assert_piece(&rest, TEXT_LITERAL, 0, " och ");
    assert_piece(&rest, TEXT_ARG, 0, "");
    assert_piece(&rest, TEXT_ARG_WORD, 2, "");
    assert_piece(&rest, TEXT_LITERAL, 0, ".");
    struct text_piece piece;
    assert_false(text_next(&rest, &piece));
}

static void test_errors(void **state) {
    struct arena *arena = *state;
    struct error err;
    error_set(&err, ERR_INPUT, "date.no-such-day", "30/2", NULL);
    assert_text(error_text(arena, LANGUAGE_SV, &err), "Dagen ”30/2” finns inte.");
    assert_text(error_text(arena, LANGUAGE_EN, &err), "There is no such day as “30/2”.");
    error_at(&err, NULL, NULL, 7, 3);
    assert_text(error_text(arena, LANGUAGE_SV, &err), "rad 7, tecken 3: Dagen ”30/2” finns inte.");
    error_at(&err, "rutin.dmn", NULL, 0, 0);
    assert_text(error_text(arena, LANGUAGE_SV, &err), "rutin.dmn:7:3: Dagen ”30/2” finns inte.");
    assert_text(error_sentence(arena, LANGUAGE_SV, &err), "Dagen ”30/2” finns inte.");
    error_set(&err, ERR_MISSING, "date.no-such-day", "x", NULL);
    error_at(&err, "fil", NULL, 0, 0);
    assert_text(error_text(arena, LANGUAGE_SV, &err), "fil: Dagen ”x” finns inte.");
}

static void test_unknown_error_shows_its_key(void **state) {
    struct arena *arena = *state;
    struct error err;
    const char *key = "no.such-key"; // not a literal: no test of keys may take it for one
    error_set(&err, ERR_INTERNAL, key, NULL);
    assert_text(error_text(arena, LANGUAGE_SV, &err), "Något gick fel (no.such-key).");
    error_clear(&err);
    assert_text(error_text(arena, LANGUAGE_SV, &err), "Något gick fel ().");
}

static void test_no_memory(void **state) {
    (void)state;
    struct error err;
    error_set(&err, ERR_INPUT, "date.no-such-day", "30/2", NULL);
    error_at(&err, "rutin.dmn", NULL, 7, 3);
    struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    arena_fail_at(0);
    assert_non_null(error_text(arena, LANGUAGE_SV, &err).p);
    size_t all = arena_count();
    assert_true(all > 0);
    for (size_t at = 1; at <= all; at++) {
        arena_reset(arena);
        arena_fail_at(at);
        assert_null(error_text(arena, LANGUAGE_SV, &err).p);
        assert_true(arena_failed(arena));
    }
    arena_fail_at(0);
    arena_free(arena);
}

// Kept and read again it is the same error; its key is one of the program's own texts.
static void test_an_error_is_kept_and_read(void **state) {
    struct arena *arena = *state;
    struct error err = {0};
    struct str json;
    error_set(&err, ERR_LIMIT, "document.too-large", "16", NULL);
    error_at(&err, NULL, "sender/unit", 3, 7);
    assert_true(fault_write(arena, &err, &json, NULL));
    struct error read = fault_read(arena, json);
    assert_int_equal(read.code, ERR_LIMIT);
    assert_string_equal(read.key, "document.too-large");
    assert_string_equal(read.args[0], "16");
    assert_string_equal(read.element, "sender/unit");
    assert_int_equal(read.line, 3);
    assert_int_equal(read.column, 7);
    static const char *const others[] = {"x", "{}", "{\"code\":1,\"key\":\"no.such\",\"args\":[]}",
                                         "{\"code\":99,\"key\":\"error.memory\",\"args\":[]}"};
    for (size_t i = 0; i < COUNT(others); i++) {
        read = fault_read(arena, str_of(others[i]));
        assert_int_equal(read.code, ERR_INTERNAL);
        assert_string_equal(read.key, "error.unknown");
    }
    assert_int_equal(fault_read(arena, STR_NONE).code, ERR_NONE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_languages),
        cmocka_unit_test(test_every_key_is_found),
        cmocka_unit_test(test_plain_text),
        cmocka_unit_test(test_arguments),
        cmocka_unit_test(test_counting),
        cmocka_unit_test(test_numbers_as_words),
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_unknown_error_shows_its_key),
        cmocka_unit_test(test_an_error_is_kept_and_read),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, arena_set_up, arena_tear_down);
}
