// SPDX-License-Identifier: EUPL-1.2
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "support/arena_fixture.h"
#include "calendar/zone.h"
#include "web/event_form_view.h"
#include "web/form.h"
#include "web/views.h"

static const struct input_rule rules[] = {{"date", INPUT_LINE, OPTIONAL}};
static const struct form form_rules = {"event", WITH_VOCABULARY, SHOWS_FAULTS, COUNT(rules), rules};

// A form as it is shown again after it was sent.
struct shown {
    struct arena *arena;
    struct wording wording;
    struct event_form form;
    struct typed typed;
    struct field_faults faults;
    struct fields_view fields;
    struct common_view common;
    struct faults_view fault_list;
    struct str html;
};

static void add_unit(struct shown *shown, const char *name, enum code kind) {
    struct unit_row *unit = LIST_PUSH(shown->arena, &shown->wording.units.items);
    assert_non_null(unit);
    *unit = (struct unit_row){
        .stream = str_printf(shown->arena, "unit/%s", name), .name = str_of(name), .kind = kind};
}

static void render(struct shown *shown) {
    struct html_out out = html_new(shown->arena, 1 << 20);
    struct html html;
    struct error err;
    for (size_t i = 0; i < shown->fields.items.n; i++) {
        const struct field_view *field = &shown->fields.items.items[i];
        if (!field->is_group)
            view_field(&out, shown->wording.language, field);
        for (size_t g = 0; g < field->groups.n; g++)
            for (size_t k = 0; k < field->groups.items[g].fields.n; k++)
                view_field(&out, shown->wording.language, &field->groups.items[g].fields.items[k]);
    }
    view_field(&out, shown->wording.language, &shown->common.date);
    assert_true(html_done(&out, &html, &err));
    shown->html = (struct str){html.p, html.n};
}

static void show(struct shown *shown, enum event_kind kind, const char *body) {
    struct request request = {.arena = shown->arena};
    struct form_fields fields = {0};
    struct event draft;
    struct error err;
    shown->form = (struct event_form){.kind = kind, .about = 2, .keys = 7, .asks_when = true};
    shown->typed = (struct typed){0};
    shown->faults = (struct field_faults){0};
    shown->fields = (struct fields_view){0};
    shown->fault_list = (struct faults_view){0};
    assert_true(form_parse(shown->arena, str_of(body), &fields, &err));
    assert_true(form_bind(&request, NULL, &form_rules, &fields, true, &err));
    assert_true(event_form_read(&request, &shown->form, shown->wording.today, shown->wording.zone,
                                &draft, &shown->faults, &err));
    assert_true(typed_copy(&request, &shown->typed, &err));
    const struct form_maker maker = {&shown->wording, &shown->form, &shown->typed, &shown->faults};
    const struct common_texts texts = {.date = request_text(&request, "date")};
    assert_true(form_view_fields(&maker, &shown->fields, &err));
    assert_true(form_view_common(&maker, &texts, &shown->common, &err));
    assert_true(form_view_faults(&maker, &shown->fields, &shown->common, &shown->fault_list, &err));
    render(shown);
}

static const struct field_view *field_of(const struct shown *shown, const char *name) {
    for (size_t i = 0; i < shown->fields.items.n; i++)
        if (str_is(shown->fields.items.items[i].name, name))
            return &shown->fields.items.items[i];
    fail_msg("no field %s", name);
    return NULL;
}

static bool holds(struct str text, const char *part) {
    return str_find(text, str_of(part)) != STR_NOT_FOUND;
}

static void test_every_fault_leads_to_its_field(void **state) {
    struct shown *shown = *state;
    for (int language = 0; language < LANGUAGE_COUNT; language++)
        for (enum event_kind kind = EVENT_NONE + 1; kind < EVENT_KIND_COUNT; kind++) {
            shown->wording.language = (enum language)language;
            show(shown, kind, "");
            assert_true(shown->fault_list.items.n > 0); // at least the date is missing
            for (size_t i = 0; i < shown->fault_list.items.n; i++) {
                const struct fault_view *fault = &shown->fault_list.items.items[i];
                assert_true(fault->anchor.n > 1);
                struct str id = str_printf(shown->arena, " id=\"" STR_FMT "\"",
                                           STR_ARG(str_sub(fault->anchor, 1, fault->anchor.n)));
                assert_true(holds(shown->html, id.p));
            }
        }
}

static void test_a_fault_names_its_field(void **state) {
    struct shown *shown = *state;
    show(shown, EVENT_followed_up,
         "f.professions=nurse&f.participation=took_part&f.goals=partly&"
         "f.next=31%2F2&date=idag");
    assert_int_equal(shown->fault_list.items.n, 1);
    assert_text(shown->fault_list.items.items[0].sentence,
                "Nästa uppföljning senast – Dagen ”31/2” finns inte.");
    assert_text(shown->fault_list.items.items[0].anchor, "#f-next");
    show(shown, EVENT_enrolment_decided,
         "f.decisions.nurse.outcome=not_enrolled&f.decisions.physiotherapist.outcome=not_enrolled&"
         "date=idag");
    assert_int_equal(shown->fault_list.items.n, 1);
    assert_text(shown->fault_list.items.items[0].sentence,
                "Arbetsterapeut: Beslut – Välj ett av alternativen.");
}

static void test_what_was_typed_is_kept_as_it_was(void **state) {
    struct shown *shown = *state;
    show(shown, EVENT_followed_up,
         "f.professions=nurse&f.new_needs=%3C%2Ftextarea%3E%3Cb%3E&f.next=31%2F2%22&date=%22");
    assert_true(holds(shown->html, "&lt;/textarea&gt;&lt;b&gt;</textarea>"));
    assert_true(holds(shown->html, "value=\"31/2&quot;\""));
    assert_true(holds(shown->html, "value=\"nurse\"  checked"));
    assert_false(holds(shown->html, "value=\"physiotherapist\"  checked"));
    assert_false(holds(shown->html, "<b>"));
}

static void test_only_what_the_clause_names_is_offered(void **state) {
    struct shown *shown = *state;
    show(shown, EVENT_therapy_assessed, "date=idag");
    assert_int_equal(field_of(shown, "f.profession")->options.n, 2);
    show(shown, EVENT_therapy_assessed, "f.profession=nurse&date=idag"); // put right, not lost
    assert_int_equal(field_of(shown, "f.profession")->options.n, 3);
    show(shown, EVENT_growth_asked, "date=idag");
    assert_false(holds(shown->html, "value=\"wounds\""));
    assert_true(holds(shown->html, "value=\"company\""));
}

static void test_units_to_choose_from(void **state) {
    struct shown *shown = *state;
    add_unit(shown, "norr", CODE_unit_kind_home_health_care);
    add_unit(shown, "planering", CODE_unit_kind_planning);
    show(shown, EVENT_care_request_sent, "");
    const struct field_view *receiver = field_of(shown, "f.receiver");
    assert_int_equal(receiver->options.n, 1);
    assert_true(receiver->options.items[0].chosen); // there is no other
    add_unit(shown, "annan", CODE_unit_kind_planning);
    show(shown, EVENT_care_request_sent, "");
    receiver = field_of(shown, "f.receiver");
    assert_int_equal(receiver->options.n, 2);
    assert_false(receiver->options.items[0].chosen || receiver->options.items[1].chosen);
    show(shown, EVENT_care_request_sent, "f.receiver=unit%2Fannan");
    assert_true(field_of(shown, "f.receiver")->options.items[1].chosen);
}

static void test_an_optional_choice_can_be_left_open(void **state) {
    struct shown *shown = *state;
    show(shown, EVENT_supplement_given, "");
    const struct field_view *wish = field_of(shown, "f.wish");
    assert_true(wish->optional);
    assert_int_equal(wish->options.n, list_info(CODES_answer)->count + 1);
    assert_true(wish->options.items[wish->options.n - 1].chosen);
    show(shown, EVENT_supplement_given, "f.wish=no");
    wish = field_of(shown, "f.wish");
    assert_true(wish->options.items[1].chosen);
    assert_false(wish->options.items[wish->options.n - 1].chosen);
    show(shown, EVENT_care_request_sent, "");
    assert_int_equal(field_of(shown, "f.wish")->options.n, list_info(CODES_answer)->count);
}

static void test_a_date_is_told_in_words(void **state) {
    struct shown *shown = *state;
    show(shown, EVENT_followed_up, "f.next=20%2F5&date=ig%C3%A5r");
    assert_text(field_of(shown, "f.next")->understood, "Torsdag 20 maj 2027");
    assert_text(shown->common.date.understood, "I\u00a0går");
    show(shown, EVENT_followed_up, "f.next=snart");
    assert_int_equal(field_of(shown, "f.next")->understood.n, 0);
}

static int set_up(void **state) {
    struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct shown *shown = arena ? ARENA_NEW(arena, struct shown) : NULL;
    if (!shown)
        return -1;
    shown->arena = arena;
    shown->wording =
        (struct wording){.arena = arena, .language = LANGUAGE_SV, .today = {2026, 11, 20}};
    *state = shown;
    return zone_load(arena, "Europe/Stockholm", &shown->wording.zone, NULL) ? 0 : -1;
}

static int tear_down(void **state) {
    struct shown *shown = *state;
    arena_free(shown->arena);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown((name), set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_every_fault_leads_to_its_field),
        TEST(test_a_fault_names_its_field),
        TEST(test_what_was_typed_is_kept_as_it_was),
        TEST(test_units_to_choose_from),
        TEST(test_only_what_the_clause_names_is_offered),
        TEST(test_an_optional_choice_can_be_left_open),
        TEST(test_a_date_is_told_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
