// SPDX-License-Identifier: EUPL-1.2
//
// Messages from other systems at the door (V-04): what each becomes, who is told, and that no step
// that fails loses or doubles one.
#include "world.h"

#include <string.h>
#include <unistd.h>

#include "app/intake_internal.h"

static struct sender samsa(struct world *w) {
    static struct str key;
    struct error err = {0};
    struct sender sender;
    const struct sender_words words = {.login = STR("samsa"),
                                       .name = STR("SAMSA"),
                                       .receiver = w->planning_unit,
                                       .unit = w->ward_unit,
                                       .role = CODE_role_ward};
    if (!app_sender(w->app, w->arena, STR("samsa"), &sender, &err)) {
        assert_string_equal(err.key, "sender.unknown");
        assert_true(app_add_sender(w->app, w->arena, &words, &key, &err));
        assert_true(app_sender(w->app, w->arena, STR("samsa"), &sender, &err));
    }
    return sender;
}

static struct str unit_name_of(struct world *w, struct str unit) {
    struct str name;
    assert_true(app_unit_name(w->app, w->arena, unit, &name, NULL));
    return name;
}

static struct str request_of(struct world *w, const char *id, const char *number,
                             const char *family) {
    struct str ward = unit_name_of(w, w->ward_unit);
    return str_printf(
        w->arena,
        "{\"format\":\"vaka-meddelande/1\",\"id\":\"%s\",\"sender\":{\"unit\":\"" STR_FMT "\"},"
        "\"kind\":\"care_request_sent\",\"happened\":\"2026-03-02T08:10\",\"performer\":\"Ssk\","
        "\"person\":{\"number\":\"%s\",\"given_name\":\"Elsa\",\"family_name\":\"%s\"},"
        "\"content\":{\"professions\":[\"nurse\"],\"need\":\"S\\u00e5r\",\"dwelling\":\"ordinary\","
        "\"wish\":\"yes\",\"cannot_visit\":\"yes\",\"extent\":\"yes\",\"lasting_need\":\"yes\"}}",
        id, STR_ARG(ward), number, family);
}

static struct str supplement_of(struct world *w, const char *id, const char *concerns,
                                const char *number, const char *family) {
    struct str ward = unit_name_of(w, w->ward_unit);
    return str_printf(
        w->arena,
        "{\"format\":\"vaka-meddelande/1\",\"id\":\"%s\",\"sender\":{\"unit\":\"" STR_FMT "\"},"
        "\"concerns\":\"%s\",\"kind\":\"supplement_given\",\"happened\":\"2026-03-02\","
        "\"performer\":\"Ssk\",\"person\":{\"number\":\"%s\",\"given_name\":\"Elsa\","
        "\"family_name\":\"%s\"},\"content\":{\"supplement\":\"Mer\"}}",
        id, STR_ARG(ward), concerns, number, family);
}

static struct taken take(struct world *w, struct str body) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct sender sender = samsa(w);
    struct taken taken;
    struct error err = {0};
    if (!app_take_in(w->app, arena, &sender, body, STR("test"), &taken, &err))
        fail_msg("%s", err.key);
    return taken;
}

static struct event_list events_of(struct world *w, const char *number) {
    struct reader *reader = NULL;
    struct str stream;
    struct event_list events = {0};
    assert_true(store_read(w->app->store, &reader, NULL));
    if (store_person_by_number(reader, w->arena, str_of(number), &stream, NULL))
        assert_true(store_events(reader, w->arena, stream, &events, NULL));
    store_read_end(&reader);
    return events;
}

static void test_a_message_opens_a_case(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-03-02T10:00");
    assert_int_equal(take(w, request_of(w, "a1", "19460113-6098", "Testberg")).outcome,
                     INTAKE_RECORDED);
    struct event_list events = events_of(w, "194601136098");
    assert_int_equal(events.n, 2);
    const struct event *event = &events.items[1];
    assert_int_equal(event->kind, EVENT_care_request_sent);
    assert_int_equal(event->channel, CODE_channel_message);
    assert_text(event->performer, "Ssk");
    assert_text(event->unit, w->ward_unit.p);
    assert_text(event->recorder, samsa(w).actor.user.p);
    assert_int_equal(event->precision, PRECISION_MINUTE);
    assert_text(payload_get(&event->payload, FIELD_care_request_sent_need)->text, "Sår");
    assert_text(payload_get(&event->payload, FIELD_care_request_sent_receiver)->text,
                w->planning_unit.p);
    assert_text(last_access(w, event->stream).user, samsa(w).actor.user.p);
    // The planner's duty stands as if the ward had signed in.
    struct case_view view = look(w, &w->planner, event->stream);
    assert_true(open_duties(&view) > 0);
}

static void test_twice_is_once(void **state) {
    struct world *w = *state;
    struct str body = request_of(w, "b1", "194601198882", "Testberg");
    set_clock(w, "2026-03-02T10:00");
    struct taken first = take(w, body), second = take(w, body);
    assert_int_equal(first.outcome, INTAKE_RECORDED);
    assert_int_equal(second.outcome, INTAKE_ALREADY);
    assert_int_equal(second.number, first.number);
    assert_int_equal(events_of(w, "194601198882").n, 2);
    struct taken other = take(w, request_of(w, "b1", "194601198882", "Annan"));
    assert_int_equal(other.outcome, INTAKE_ID_REUSED);
    assert_string_equal(other.fault.key, "message.id-reused");
    assert_int_equal(take(w, request_of(w, "b1", "194601198882", "Annan")).number, other.number);
    struct taken again;
    assert_true(app_retry_message(w->app, w->arena, &w->planner, other.number, &again, NULL));
    assert_int_equal(again.outcome, INTAKE_ID_REUSED);
    assert_int_equal(events_of(w, "194601198882").n, 2);
}

static void test_order_does_not_matter(void **state) {
    struct world *w = *state;
    set_clock(w, "2026-03-02T10:00");
    struct taken early = take(w, supplement_of(w, "c2", "c1", "194602112395", "Testberg"));
    assert_int_equal(early.outcome, INTAKE_QUEUED);
    assert_true(fault_is_early(&early.fault));
    assert_int_equal(events_of(w, "194602112395").n, 0);
    assert_int_equal(take(w, request_of(w, "c1", "194602112395", "Testberg")).outcome,
                     INTAKE_RECORDED);
    struct event_list events = events_of(w, "194602112395");
    assert_int_equal(events.n, 3);
    assert_int_equal(events.items[2].kind, EVENT_supplement_given);
    assert_int_equal(payload_get(&events.items[2].payload, FIELD_supplement_given_request)->ref,
                     events.items[1].seq);
    assert_int_equal(take(w, supplement_of(w, "c2", "c1", "194602112395", "Testberg")).outcome,
                     INTAKE_ALREADY);
}

static void test_a_planner_mends(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct recorded recorded;
    struct queued queued;
    int64_t count;
    set_clock(w, "2026-03-02T10:00");
    new_person(w, "194602138184", "Elsa", "Testberg");
    struct taken taken = take(w, request_of(w, "d1", "194602138184", "Annat"));
    assert_int_equal(taken.outcome, INTAKE_QUEUED);
    assert_string_equal(taken.fault.key, "message.name-differs");
    assert_true(app_queue_count(w->app, &w->planner, &count, &err) && count > 0);
    assert_true(app_queue_count(w->app, &w->nurse, &count, &err) && count == 0);
    assert_false(app_queued(w->app, w->arena, &w->nurse, taken.number, &queued, &err));
    assert_int_equal(err.code, ERR_DENIED);
    assert_true(app_queued(w->app, w->arena, &w->planner, taken.number, &queued, &err));
    assert_string_equal(queued.fault.key, "message.name-differs");
    assert_string_equal(queued.fault.element, "person/number");
    assert_text(queued.sender_name, "SAMSA");

    struct record_request asked =
        form(w, events_of(w, "194602138184").items[0].stream, EVENT_care_request_sent,
             str_printf(w->arena,
                        "{\"receiver\":\"" STR_FMT "\",\"professions\":[\"nurse\"],\"need\":\"x\","
                        "\"dwelling\":\"ordinary\",\"wish\":\"yes\",\"cannot_visit\":\"yes\","
                        "\"extent\":\"yes\",\"lasting_need\":\"yes\"}",
                        STR_ARG(w->planning_unit))
                 .p,
             NULL);
    struct mended mended = {.number = STR("19460213-8185"),
                            .given_name = STR("Elsa"),
                            .family_name = STR("Annat"),
                            .draft = asked.draft};
    assert_false(
        app_mend_message(w->app, w->arena, &w->planner, taken.number, &mended, &recorded, &err));
    assert_string_equal(err.element, "person/number");
    mended.number = STR("19460213-8184");
    assert_true(
        app_mend_message(w->app, w->arena, &w->planner, taken.number, &mended, &recorded, &err));
    struct event_list events = events_of(w, "194602138184");
    assert_int_equal(events.n, 2);
    assert_text(events.items[1].recorder, w->planner.user.p);
    assert_int_equal(events.items[1].channel, CODE_channel_message);
    // What the system sends again, or another planner does at the same time, adds nothing.
    assert_int_equal(take(w, request_of(w, "d1", "194602138184", "Annat")).outcome, INTAKE_ALREADY);
    assert_false(app_mend_message(w->app, w->arena, &w->second_planner, taken.number, &mended,
                                  &recorded, &err));
    assert_string_equal(err.key, "message.settled");
    assert_int_equal(events_of(w, "194602138184").n, 2);
}

// Known by the number as sent, so that the page leaves out what tells where the person lives.
static void test_a_message_about_somebody_protected(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct queued queued;
    set_clock(w, "2026-03-03T09:00");
    struct str person = new_person(w, "195401023758", "Vera", "Skyddad");
    struct str body = request_of(w, "p1", "19540102-3758", "Annan"); // the name differs: it waits
    struct taken taken = take(w, body);
    assert_int_equal(taken.outcome, INTAKE_QUEUED);
    assert_true(app_queued(w->app, w->arena, &w->planner, taken.number, &queued, &err));
    assert_text(queued.person, person.p);
    assert_int_equal(queued.protection, CODE_NONE);
    record(w, &w->ward, person, EVENT_protection_noted, "{\"protection\":\"registration\"}", NULL);
    assert_true(app_queued(w->app, w->arena, &w->planner, taken.number, &queued, &err));
    assert_int_equal(queued.protection, CODE_protection_registration);
    struct queue queue;
    assert_true(app_queue(w->app, w->arena, &w->planner, &queue, &err));
    size_t marked = 0;
    for (size_t i = 0; i < queue.waiting.n; i++)
        marked += queue.waiting.items[i].protection == CODE_protection_registration;
    assert_int_equal(marked, 1);
}

static void test_a_planner_lays_aside(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct queue queue;
    struct queued queued;
    set_clock(w, "2026-03-02T18:00");
    struct taken taken = take(w, STR("{\"trasig\""));
    assert_int_equal(taken.outcome, INTAKE_QUEUED);
    assert_string_equal(taken.fault.key, "json.ended");
    assert_false(app_discard_message(w->app, w->arena, &w->planner, taken.number, STR("  "), &err));
    assert_string_equal(err.key, "message.reason-needed");
    assert_true(
        app_discard_message(w->app, w->arena, &w->planner, taken.number, STR("Prov"), &err));
    assert_false(app_discard_message(w->app, w->arena, &w->planner, taken.number, STR("x"), &err));
    assert_string_equal(err.key, "message.settled");
    assert_true(app_queued(w->app, w->arena, &w->planner, taken.number, &queued, &err));
    assert_text(queued.row.body, "{\"trasig\"");
    assert_text(queued.row.reason, "Prov");
    assert_true(app_queue(w->app, w->arena, &w->planner, &queue, &err));
    assert_int_equal(queue.settled.items[0].row.number, taken.number);
}

static void test_what_is_mended_elsewhere(void **state) {
    struct world *w = *state;
    struct taken taken;
    set_clock(w, "2026-03-02T10:00");
    struct str ward = unit_name_of(w, w->ward_unit), care = unit_name_of(w, w->care_unit);
    struct str body = request_of(w, "f1", "194601274758", "Testberg");
    size_t at = str_find(body, ward);
    struct str other = str_printf(w->arena, STR_FMT STR_FMT STR_FMT, STR_ARG(str_sub(body, 0, at)),
                                  STR_ARG(care), STR_ARG(str_sub(body, at + ward.n, body.n)));
    struct taken waits = take(w, other);
    assert_string_equal(waits.fault.key, "message.unit-unknown");
    struct sender sender = samsa(w);
    assert_true(app_add_assignment(w->app, w->arena, sender.actor.user, w->care_unit,
                                   CODE_role_ward, (struct date){2026, 1, 1}, NULL));
    assert_true(app_retry_message(w->app, w->arena, &w->planner, waits.number, &taken, NULL));
    assert_int_equal(taken.outcome, INTAKE_RECORDED);
}

static void test_keys(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct str key;
    struct sender sender = samsa(w);
    const struct sender_words words = {.login = STR("samsa"), .receiver = w->planning_unit};
    set_clock(w, "2026-03-02T20:00");
    assert_true(app_add_sender(w->app, w->arena, &words, &key, &err));
    assert_true(app_sender_by_key(w->app, w->arena, key, STR("10.1.1.1"), &sender, &err));
    assert_text(sender.login, "samsa");
    for (int i = 0; i < 10; i++) {
        assert_false(
            app_sender_by_key(w->app, w->arena, STR("fel"), STR("10.1.1.2"), &sender, &err));
        assert_string_equal(err.key, "sender.key-wrong");
    }
    assert_text(last_access(w, STR_NONE).what, "key");
    assert_false(app_sender_by_key(w->app, w->arena, key, STR("10.1.1.2"), &sender, &err));
    assert_string_equal(err.key, "sender.wait");
    assert_true(app_sender_by_key(w->app, w->arena, key, STR("10.1.1.1"), &sender, &err));
    set_clock(w, "2026-03-02T20:01");
    for (int i = 0; i < SENDER_MESSAGES_A_MINUTE - 2; i++)
        assert_true(app_sender_by_key(w->app, w->arena, key, STR("10.1.1.1"), &sender, &err) ||
                    err.code == ERR_LIMIT);
    // The clock moves on by itself: at most two minutes are begun.
    for (int i = 0; i < SENDER_MESSAGES_A_MINUTE + 3; i++)
        if (!app_sender_by_key(w->app, w->arena, key, STR("10.1.1.1"), &sender, &err))
            break;
    assert_string_equal(err.key, "sender.too-many");
    // A system cannot sign in.
    const struct client client = {.address = STR("10.1.1.9")};
    assert_false(
        app_sign_in(w->app, w->arena, STR("samsa"), STR(""), &client, LANGUAGE_SV, &key, &err));
    assert_string_equal(err.key, "sign-in.wrong");
}

// Every allocation fails once: the message is then known as one that was never finished, or not at
// all, and comes to its end the next time.
static void test_every_allocation_fails_once(void **state) {
    struct world *w = *state;
    struct error err = {0};
    struct sender sender = samsa(w);
    set_clock(w, "2026-03-02T10:00");
    size_t failed = 0;
    for (size_t at = 1; at < 4000; at += at < 60 ? 1 : 67) {
        struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
        struct taken taken = {0};
        char id[32], number[16];
        snprintf(id, sizeof(id), "m%zu", at);
        snprintf(number, sizeof(number), "RESERVM%05zu", at);
        struct str body = request_of(w, id, number, "Testberg");
        arena_fail_at(at);
        bool done = app_take_in(w->app, arena, &sender, body, STR("test"), &taken, &err);
        arena_fail_at(0);
        failed += !done;
        assert_true(done || err.code == ERR_MEMORY);
        arena_free(arena);
        if (done && taken.outcome == INTAKE_RECORDED)
            continue;
        assert_false(done);
        enum intake_outcome outcome = take(w, body).outcome;
        assert_true(outcome == INTAKE_RECORDED || outcome == INTAKE_ALREADY);
        assert_int_equal(events_of(w, number).n, 2);
    }
    assert_true(failed > 60);
    assert_true(app_finish_messages(w->app, &err));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_message_opens_a_case),
        cmocka_unit_test(test_twice_is_once),
        cmocka_unit_test(test_order_does_not_matter),
        cmocka_unit_test(test_a_planner_mends),
        cmocka_unit_test(test_a_planner_lays_aside),
        cmocka_unit_test(test_what_is_mended_elsewhere),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_a_message_about_somebody_protected),
        cmocka_unit_test(test_every_allocation_fails_once),
    };
    return cmocka_run_group_tests(tests, world_set_up, world_tear_down);
}
