// SPDX-License-Identifier: EUPL-1.2
//
// The information sheet as PDF: read back by poppler's tools, which know nothing of how it was
// made.
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "doc/aside.h"
#include "doc/paper.h"
#include "doc/pdf_language.h"
#include "doc/sheet.h"
#include "support/arena_fixture.h"
#include "support/outside.h"

static struct information_sheet sample(enum language language) {
    return (struct information_sheet){
        .language = language,
        .person = STR("Åsa Öberg"),
        .number = STR("460113-6098"),
        .issue = STR("2"),
        .issued = STR("onsdag 25 november 2026"),
        .municipality = STR("Vaka kommun"),
        .goals = STR("Såret på vänster häl ska läka.\nDu ska kunna gå till brevlådan."),
        .plan = STR("Vi ses hemma hos dig senast den 24 januari 2027."),
        .contacts = STR("Sjuksköterska: Hemsjukvården Norr, 0500-10 20 30\n"
                        "Fysioterapeut: Rehab Norr, 0500-10 20 31"),
        .takeover = STR("Vårdcentralen Norr tar över när hemsjukvården avslutas."),
        .made = {INT64_C(1795600800000000)},
    };
}

static struct str make(struct arena *arena, const struct information_sheet *sheet) {
    struct error err = {0};
    struct str pdf;
    if (!sheet_pdf(arena, ASIDE_BY_ITSELF, sheet, &pdf, &err))
        fail_msg("%s %s", err.key, err.args[0]);
    return pdf;
}

static void test_all_that_was_said_can_be_read(void **state) {
    const struct information_sheet sheet = sample(LANGUAGE_SV);
    struct str text = ask_outside(*state, make(*state, &sheet), "pdftotext -layout $FILE - 2>&1");
    assert_has(text, "Din hemsjukvård");
    assert_has(text, "Åsa Öberg, 460113-6098");
    assert_has(text, "Såret på vänster häl ska läka.");
    assert_has(text, "senast den 24 januari 2027");
    assert_has(text, "Sjuksköterska: Hemsjukvården Norr, 0500-10 20 30");
    assert_has(text, "Vårdcentralen Norr tar över");
    assert_has(text, "Utgåva 2, onsdag 25 november 2026");
}

static void test_it_is_tagged_titled_and_in_swedish(void **state) {
    const struct information_sheet sheet = sample(LANGUAGE_SV);
    struct str pdf = make(*state, &sheet);
    struct str info = ask_outside(*state, pdf, "pdfinfo $FILE 2>&1");
    assert_has(info, "Title:           Din hemsjukvård – Åsa Öberg\n");
    assert_has(info, "Tagged:          yes");
    assert_has(info, "A4");
    assert_true(str_find(info, STR("rror")) == STR_NOT_FOUND);
    struct str tags = ask_outside(*state, pdf, "pdfinfo -struct-text $FILE 2>&1");
    assert_has(tags, "Document");
    assert_has(tags, "H1 (block)");
    assert_has(tags, "H2 (block)");
    assert_has(tags, "LBody");
    assert_has(tags, "\"Hit ringer du\"");
    assert_has(pdf, "/Lang (sv)");
    assert_has(pdf, "/DisplayDocTitle true");
    assert_has(pdf, "/Outlines");
    struct str fonts = ask_outside(*state, pdf, "pdffonts $FILE 2>&1");
    assert_has(fonts, "yes yes yes"); // embedded, a subset, with its map to Unicode
}

static void test_the_same_issue_is_the_same_bytes(void **state) {
    const struct information_sheet sheet = sample(LANGUAGE_SV);
    struct str first = make(*state, &sheet), second = make(*state, &sheet);
    assert_true(str_eq(first, second));
}

static void test_in_english_its_own_words_are_english(void **state) {
    const struct information_sheet sheet = sample(LANGUAGE_EN);
    struct str pdf = make(*state, &sheet);
    struct str text = ask_outside(*state, pdf, "pdftotext -layout $FILE - 2>&1");
    assert_has(text, "Your home health care");
    assert_has(text, "Såret på vänster häl");
    assert_has(pdf, "/Lang (en)");
}

static void test_long_goals_go_on_on_the_next_page(void **state) {
    struct information_sheet sheet = sample(LANGUAGE_SV);
    struct buf goals = buf_new(*state, 100000);
    for (int i = 1; i <= 60; i++)
        buf_printf(&goals,
                   "Mål-%d. Det är så långt beskrivet att det tar mer än en rad av bladet, "
                   "åtminstone när bokstäverna är stora.%s",
                   i, i % 20 == 0 ? "\n" : " ");
    struct error err;
    assert_true(buf_done(&goals, &sheet.goals, &err));
    struct str pdf = make(*state, &sheet);
    struct str text = ask_outside(*state, pdf, "pdftotext -layout $FILE - 2>&1");
    for (int i = 1; i <= 60; i++) {
        char goal[32];
        snprintf(goal, sizeof(goal), "Mål-%d.", i);
        assert_has(text, goal);
    }
    assert_has(text, "\f"); // a page ended inside
    // A page that came away says whose it is, and each which of how many it is.
    assert_has(text, "\fDin hemsjukvård – Åsa Öberg");
    assert_has(text, "Sida 1 av 5");
    assert_has(text, "Sida 5 av 5");
    assert_has(ask_outside(*state, pdf, "pdfinfo $FILE 2>&1"), "Tagged:          yes");
}

// Three professions and a second line of plan: a page more, for one line, is a page that gets lost.
static void test_a_few_lines_too_many_stand_closer(void **state) {
    struct information_sheet sheet = sample(LANGUAGE_SV);
    sheet.takeover = STR("");
    sheet.goals = STR("Kunna bo kvar hemma, med god lindring.");
    sheet.plan =
        STR("Uppföljning i hemmet inom två månader.\nNästa uppföljning är senast fredag 4 juni.");
    sheet.contacts = STR("Sjuksköterska: Hemsjukvården Norr, 010-000 11 00\n"
                         "Fysioterapeut: Hemsjukvården Norr, 010-000 11 00\n"
                         "Arbetsterapeut: Hemsjukvården Norr, 010-000 11 00");
    struct str pdf = make(*state, &sheet);
    assert_has(ask_outside(*state, pdf, "pdfinfo $FILE 2>&1"), "Pages:           1\n");
    struct str text = ask_outside(*state, pdf, "pdftotext -layout $FILE - 2>&1");
    assert_has(text, "viktigt för dig och om något ändras.");
    assert_true(str_find(text, STR("Sida ")) == STR_NOT_FOUND);
}

// ---- what goes wrong ----

static bool ends_itself(struct arena *arena, struct str input, struct str *ret_bytes,
                        struct error *err) {
    (void)arena, (void)input, (void)ret_bytes, (void)err;
    abort();
}

static bool says_why(struct arena *arena, struct str input, struct str *ret_bytes,
                     struct error *err) {
    (void)arena, (void)ret_bytes;
    return error_set_str(err, ERR_IO, "document.no-font", input);
}

// How many files it has open, and whether a signal that was blocked here is blocked there.
static bool tells_of_itself(struct arena *arena, struct str input, struct str *ret_bytes,
                            struct error *err) {
    (void)input;
    int files = 0;
    sigset_t blocked;
    sigprocmask(SIG_SETMASK, NULL, &blocked);
    for (int i = 0; i < 256; i++)
        files += fcntl(i, F_GETFD) >= 0;
    *ret_bytes = str_printf(arena, "%d files, %d", files, sigismember(&blocked, SIGTERM));
    return ret_bytes->p || error_memory(err);
}

static const struct aside_job jobs[] = {
    {"ends-itself", ends_itself, NULL},
    {"says-why", says_why, NULL},
    {"tells-of-itself", tells_of_itself, NULL},
};

// Whether this process starts the program itself or a helper does.
static void assert_what_ends_aside_is_an_error_here(struct arena *arena, int helper) {
    struct error err;
    struct str bytes;
    assert_false(aside_run(arena, helper, "ends-itself", STR(""), &bytes, &err));
    assert_int_equal(err.code, ERR_MEMORY);
    assert_false(aside_run(arena, helper, "no-such-job", STR(""), &bytes, &err));
    assert_int_equal(err.code, ERR_MEMORY);
    assert_false(aside_run(arena, helper, "says-why", STR("här"), &bytes, &err));
    assert_string_equal(err.key, "document.no-font");
    assert_string_equal(err.args[0], "här");
}

static void test_what_ends_aside_is_an_error_here(void **state) {
    struct error err;
    int helper;
    assert_what_ends_aside_is_an_error_here(*state, ASIDE_BY_ITSELF);
    assert_true(aside_help(true, &helper, &err));
    assert_what_ends_aside_is_an_error_here(*state, helper);
    close(helper);
}

// Nothing of this process goes along: no file, no blocked signal.
static void assert_what_is_done_aside_begins_anew(struct arena *arena, int helper) {
    struct error err;
    struct str said;
    sigset_t block, before;
    sigemptyset(&block);
    sigaddset(&block, SIGTERM);
    sigprocmask(SIG_BLOCK, &block, &before);
    int open = dup(STDERR_FILENO); // not closed on exec
    assert_true(open > STDERR_FILENO);
    bool done = aside_run(arena, helper, "tells-of-itself", STR(""), &said, &err);
    close(open);
    sigprocmask(SIG_SETMASK, &before, NULL);
    assert_true(done);
    assert_true(str_is(said, "3 files, 0"));
}

static void test_what_is_done_aside_begins_anew(void **state) {
    struct error err;
    int helper;
    assert_what_is_done_aside_begins_anew(*state, ASIDE_BY_ITSELF);
    assert_true(aside_help(true, &helper, &err));
    assert_what_is_done_aside_begins_anew(*state, helper);
    close(helper);
}

static void test_no_fonts_are_said_to_be_missing(void **state) {
    const struct information_sheet sheet = sample(LANGUAGE_SV);
    struct error err = {0};
    struct str pdf;
    char folder[] = "/tmp/vaka-fonts-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/fonts.conf", folder);
    assert_true(file_replace(path, STR("<fontconfig></fontconfig>"), &err));
    setenv("FONTCONFIG_FILE", path, 1);
    bool made = sheet_pdf(*state, ASIDE_BY_ITSELF, &sheet, &pdf, &err);
    unsetenv("FONTCONFIG_FILE");
    unlink(path);
    rmdir(folder);
    assert_false(made);
    assert_string_equal(err.key, "document.no-font");
}

static void test_a_language_is_not_added_to_anything_else(void **state) {
    static const char *const others[] = {
        "",
        "%PDF-1.4\n",
        "startxref\n0\n",
        "trailer << /Size 2 /Root 1 0 R /Info 1 0 R >>\nstartxref\n9\n",
        "xref\n0 2\ntrailer << /Size 9 /Root 8 0 R /Info 1 0 R >>\nstartxref\n1\n",
        "%PDFxref\n0 2\n0000000000 65535 f \n0000000099 00000 n \ntrailer << /Size 2 /Root 1 0 R "
        "/Info 1 0 R >>\nstartxref\n4\n",
    };
    for (size_t i = 0; i < COUNT(others); i++) {
        struct error err;
        struct str got;
        assert_false(pdf_add_language(*state, str_of(others[i]), "sv", &got, &err));
        assert_string_equal(err.key, "document.failed");
    }
}

static void test_a_telephone_number_stands_on_one_line(void **state) {
    struct str text = paper_unbroken(*state, STR("Hemsjukvården Norr, 08-123 45 67, dygnet runt"));
    assert_string_equal(str_copy(*state, text).p, "Hemsjukvården Norr, 08-123\xC2\xA0"
                                                  "45\xC2\xA0"
                                                  "67, dygnet runt");
    text = paper_unbroken(*state, STR("2 tabletter 3 gånger "));
    assert_string_equal(str_copy(*state, text).p, "2 tabletter 3 gånger ");
}

int main(int argc, char **argv) {
    struct aside_job all[COUNT(jobs) + 1];
    memcpy(all, jobs, sizeof(jobs));
    all[COUNT(jobs)] = sheet_job;
    aside_serve(argc, argv, all, COUNT(all), NULL);
    const struct CMUnitTest tests[] = {
        TEST_WITH_ARENA(test_all_that_was_said_can_be_read),
        TEST_WITH_ARENA(test_it_is_tagged_titled_and_in_swedish),
        TEST_WITH_ARENA(test_the_same_issue_is_the_same_bytes),
        TEST_WITH_ARENA(test_in_english_its_own_words_are_english),
        TEST_WITH_ARENA(test_long_goals_go_on_on_the_next_page),
        TEST_WITH_ARENA(test_a_few_lines_too_many_stand_closer),
        TEST_WITH_ARENA(test_a_telephone_number_stands_on_one_line),
        TEST_WITH_ARENA(test_what_ends_aside_is_an_error_here),
        TEST_WITH_ARENA(test_what_is_done_aside_begins_anew),
        TEST_WITH_ARENA(test_no_fonts_are_said_to_be_missing),
        TEST_WITH_ARENA(test_a_language_is_not_added_to_anything_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
