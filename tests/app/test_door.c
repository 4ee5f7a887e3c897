// SPDX-License-Identifier: EUPL-1.2
//
// What the door does when something is in the way: somebody was first, the form came twice, a field
// is wrong, the routine objects, the user may not.
#include "world.h"

#include <pthread.h>

static struct str new_case(struct world *w, const char *number) {
    set_clock(w, "2026-03-02T10:00");
    return new_person(w, number, "Greta", "Åkesson");
}

static const char *ask(struct world *w, int64_t request) {
    return str_printf(w->arena, "{\"request\":%lld,\"lacking\":\"Hur länge?\"}", (long long)request)
        .p;
}

// ---- others, and the same twice ----

static void test_somebody_was_first(void **state) {
    struct world *w = *state;
    struct str person = new_case(w, "193302129220");
    int64_t request = send_request(w, person, "\"nurse\"");
    struct record_request form_of_second =
        form(w, person, EVENT_supplement_requested, ask(w, request), NULL);
    form_of_second.draft.performer = STR("Lena Moberg");
    int64_t first =
        record(w, &w->planner, person, EVENT_supplement_requested, ask(w, request), NULL);
    struct recorded ret;
    refuse(w, &w->second_planner, &form_of_second, ERR_CONFLICT, "record.others-first", "", &ret);
    assert_int_equal(ret.since.n, 1);
    assert_int_equal(ret.since.items[0].seq, first);
    assert_int_equal(ret.since.items[0].kind, EVENT_supplement_requested);
    assert_text(ret.since_names.items[0], "Johan Frisk");
    assert_int_equal(ret.seq_now, first);
    // Seen and sent again, it meets the rule instead, although it was filled in before the first.
    form_of_second.seen_seq = ret.seq_now;
    refuse(w, &w->second_planner, &form_of_second, ERR_REFUSED, "routine.objects", "", &ret);
    assert_text(ret.objections.items.items[0].missing,
                "Komplettering är redan begärd. Invänta den, eller påminn avsändaren.");
}

// What somebody saw is true whatever others have written since; its correction is not.
static void test_an_observation_waits_for_nobody(void **state) {
    struct world *w = *state;
    struct str person = new_case(w, "193401017003");
    int64_t request = send_request(w, person, "\"nurse\"");
    const char *seen = "{\"what\":\"Äter sämre.\",\"noticed_by\":\"relatives\"}";
    struct record_request first = form(w, person, EVENT_change_noticed, seen, NULL);
    struct record_request second = form(w, person, EVENT_change_noticed, seen, NULL);
    struct recorded ret;
    struct error err = {0};
    record(w, &w->planner, person, EVENT_supplement_requested, ask(w, request), NULL);
    assert_true(app_record(w->app, w->arena, &w->ward, &first, &ret, &err));
    assert_true(app_record(w->app, w->arena, &w->planner, &second, &ret, &err));
    // What the ward of another organisation noted for itself is not the planner's to see.
    assert_int_equal(look(w, &w->planner, person).timeline.n, 4);
    struct record_request mended = form(w, person, EVENT_change_noticed, seen, NULL);
    mended.draft.corrects = ret.seq;
    mended.draft.because = STR("Fel dag.");
    mended.seen_seq--;
    refuse(w, &w->planner, &mended, ERR_CONFLICT, "record.others-first", "", &ret);
}

static void test_same_form_twice(void **state) {
    struct world *w = *state;
    struct str person = new_case(w, "193410029072");
    int64_t request = send_request(w, person, "\"nurse\"");
    const struct record_request sent =
        form(w, person, EVENT_supplement_requested, ask(w, request), NULL);
    struct recorded first, second;
    struct error err = {0};
    assert_true(app_record(w->app, w->arena, &w->planner, &sent, &first, &err));
    assert_true(app_record(w->app, w->arena, &w->planner, &sent, &second, &err));
    assert_false(first.already);
    assert_true(second.already);
    assert_int_equal(second.seq, first.seq);
    assert_int_equal(look(w, &w->planner, person).timeline.n, 3);
    struct record_request changed = form(
        w, person, EVENT_supplement_requested,
        str_printf(w->arena, "{\"request\":%lld,\"lacking\":\"Nu\"}", (long long)request).p, NULL);
    changed.idempotency_key = sent.idempotency_key;
    refuse(w, &w->planner, &changed, ERR_CONFLICT, "record.sent-otherwise", "", &second);
    assert_false(second.already);
    assert_int_equal(look(w, &w->planner, person).timeline.n, 3);
}

// A form that was gone back to has a key of its own; what has been corrected since is another
// matter.
static void test_the_same_words_once_more(void **state) {
    struct world *w = *state;
    struct str person = new_case(w, "193704219124");
    const char *seen = "{\"what\":\"Äter sämre.\",\"noticed_by\":\"relatives\"}";
    struct recorded ret;
    struct error err = {0};
    int64_t request = send_request(w, person, "\"nurse\"");
    int64_t asked =
        record(w, &w->planner, person, EVENT_supplement_requested, ask(w, request), NULL);
    record(w, &w->planner, person, EVENT_change_noticed, seen, NULL);
    struct record_request again = form(w, person, EVENT_change_noticed, seen, NULL);
    again.asks_again = true;
    refuse(w, &w->planner, &again, ERR_CONFLICT, "record.again", "", &ret);
    struct record_request mended =
        form(w, person, EVENT_supplement_requested, ask(w, request), NULL);
    mended.draft.corrects = asked;
    mended.draft.because = STR("Fel fråga.");
    assert_true(app_record(w->app, w->arena, &w->planner, &mended, &ret, &err));
    again = form(w, person, EVENT_change_noticed, seen, NULL);
    again.asks_again = true;
    assert_true(app_record(w->app, w->arena, &w->planner, &again, &ret, &err));
}

struct rival {
    struct world *world;
    const struct actor *actor;
    struct record_request request;
    bool done;
    struct error err;
};

static void *compete(void *context) {
    struct rival *rival = context;
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct recorded ret;
    rival->done =
        app_record(rival->world->app, arena, rival->actor, &rival->request, &ret, &rival->err);
    return NULL;
}

// Both saw the same case; exactly one is recorded, the other is told.
static void test_two_at_the_same_moment(void **state) {
    struct world *w = *state;
    struct str person = new_case(w, "193504049135");
    int64_t request = send_request(w, person, "\"nurse\"");
    struct rival rivals[2] = {{.world = w, .actor = &w->planner},
                              {.world = w, .actor = &w->second_planner}};
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        rivals[i].request = form(w, person, EVENT_supplement_requested, ask(w, request), NULL);
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, compete, &rivals[i]), 0);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(rivals[0].done + rivals[1].done, 1);
    const struct error *err = rivals[0].done ? &rivals[1].err : &rivals[0].err;
    assert_string_equal(err->key, "record.others-first");
    assert_int_equal(look(w, &w->planner, person).timeline.n, 3);
}

static void test_one_person_a_number(void **state) {
    struct world *w = *state;
    struct str person = new_case(w, "193701308888");
    struct record_request again = person_form(w, "370130-8888", "Aina", "Björk");
    struct recorded ret;
    refuse(w, &w->stranger, &again, ERR_CONFLICT, "person.exists", "number", &ret);
    assert_text(ret.stream, person.p);
    struct access_record logged = last_access(w, person);
    assert_text(logged.user, w->stranger.user.p);
    // The same form of the same user is no new person, and no conflict.
    struct error err = {0};
    again = person_form(w, "19380124-8471", "Rut", "Ek");
    struct recorded first;
    assert_true(app_record(w->app, w->arena, &w->ward, &again, &first, &err));
    assert_true(app_record(w->app, w->arena, &w->ward, &again, &ret, &err));
    assert_true(ret.already);
    assert_text(ret.stream, first.stream.p);
}

// ---- fields ----

static const char *decision(struct world *w, int64_t request, const char *from, const char *unit) {
    return str_printf(w->arena,
                      "{\"request\":%lld,\"decisions\":{\"nurse\":{\"outcome\":\"enrolled\","
                      "\"from\":\"%s\",\"unit\":\"%s\"}}}",
                      (long long)request, from, unit)
        .p;
}

static void test_fields(void **state) {
    struct world *w = *state;
    struct str person = new_case(w, "193901308308");
    int64_t request = send_request(w, person, "\"nurse\"");
    struct record_request bad = form(w, person, EVENT_supplement_requested, ask(w, 99), NULL);
    refuse(w, &w->planner, &bad, ERR_INPUT, "field.thing-unknown", "request", NULL);
    bad = form(w, person, EVENT_supplement_requested,
               str_printf(w->arena, "{\"request\":%lld,\"lacking\":\" \"}", (long long)request).p,
               NULL);
    refuse(w, &w->planner, &bad, ERR_INPUT, "field.needed", "lacking", NULL);
    bad.draft.payload.n = 1;
    refuse(w, &w->planner, &bad, ERR_INPUT, "field.needed", "lacking", NULL);
    bad = form(w, person, EVENT_enrolment_decided,
               decision(w, request, "2026-03-10", w->ward_unit.p), NULL);
    refuse(w, &w->planner, &bad, ERR_INPUT, "field.unit-kind", "decisions.nurse.unit", NULL);
    bad = form(w, person, EVENT_enrolment_decided,
               decision(w, request, "2026-03-10", "unit/00000000000000000000000000"), NULL);
    refuse(w, &w->planner, &bad, ERR_INPUT, "field.unit-unknown", "decisions.nurse.unit", NULL);
    bad = form(w, person, EVENT_enrolment_decided,
               decision(w, request, "2062-03-10", w->care_unit.p), NULL);
    refuse(w, &w->planner, &bad, ERR_INPUT, "field.date-absurd", "decisions.nurse.from", NULL);
    bad = person_form(w, "19390130-8309", "A", "B");
    refuse(w, &w->ward, &bad, ERR_INPUT, "number.checksum", "number", NULL);
}

static void test_when_it_happened(void **state) {
    struct world *w = *state;
    struct str person = new_case(w, "194001279050");
    int64_t request = send_request(w, person, "\"nurse\"");
    const char *asked = ask(w, request);
    struct record_request bad =
        form(w, person, EVENT_supplement_requested, asked, "2026-03-02T10:30");
    refuse(w, &w->planner, &bad, ERR_INPUT, "happened.in-future", "happened", NULL);
    bad = form(w, person, EVENT_supplement_requested, asked, "2026-03-03");
    refuse(w, &w->planner, &bad, ERR_INPUT, "happened.in-future", "happened", NULL);
    bad = form(w, person, EVENT_supplement_requested, asked, "1899-12-31");
    refuse(w, &w->planner, &bad, ERR_INPUT, "happened.too-early", "happened", NULL);
    const char *seen = "{\"what\":\"Äter sämre.\",\"noticed_by\":\"relatives\"}";
    bad = form(w, person, EVENT_change_noticed, seen, "1940-01-26");
    refuse(w, &w->planner, &bad, ERR_INPUT, "happened.before-birth", "happened", NULL);
    bad = form(w, person, EVENT_person_moved,
               "{\"from\":\"1940-01-26\",\"address\":\"Storgatan 1\",\"dwelling\":\"ordinary\"}",
               NULL);
    refuse(w, &w->planner, &bad, ERR_INPUT, "field.date-absurd", "from", NULL);
    // Before the request that it concerns.
    bad = form(w, person, EVENT_supplement_requested, asked, "2026-03-01");
    refuse(w, &w->planner, &bad, ERR_INPUT, "field.thing-unknown", "request", NULL);
    // The same day: after what was recorded before it that day.
    record(w, &w->planner, person, EVENT_supplement_requested, asked, "2026-03-02");
    struct case_view view = look(w, &w->planner, person);
    assert_int_equal(view.effective.items[2].kind, EVENT_supplement_requested);
}

// ---- the routine objects to an observation ----

static void test_deviation(void **state) {
    struct world *w = *state;
    struct str person = new_case(w, "194101157545");
    int64_t request = send_request(w, person, "\"nurse\"");
    enrol_nurse(w, person, request, "2026-03-02");
    struct record_request early =
        form(w, person, EVENT_followed_up,
             "{\"professions\":[\"nurse\",\"physiotherapist\"],\"participation\":\"took_part\","
             "\"goals\":\"reached\",\"next\":\"2026-08-01\"}",
             NULL);
    struct recorded ret;
    refuse(w, &w->nurse, &early, ERR_REFUSED, "routine.objects", "", &ret);
    assert_true(ret.may_deviate);
    const char *sentence = "Det finns inget pågående åtagande för fysioterapeut. Ta bort "
                           "yrkesgruppen ur uppföljningen.";
    assert_text(ret.objections.items.items[0].missing, sentence);
    early.accept_deviation = true;
    refuse(w, &w->nurse, &early, ERR_INPUT, "deviation.because-needed", "because", NULL);
    early.draft.because = STR("Fysioterapeuten var med på besöket.");
    struct error err = {0};
    assert_true(app_record(w->app, w->arena, &w->nurse, &early, &ret, &err));
    struct case_view view = look(w, &w->nurse, person);
    const struct event *event = view.timeline.items[0].event;
    assert_text(event->deviation, sentence);
    assert_text(event->because, "Fysioterapeuten var med på besöket.");
}

// Care began on the Saturday, the request came on the Monday: it happened, and somebody looks why.
static void test_a_decision_before_its_request_is_a_deviation(void **state) {
    struct world *w = *state;
    struct str person = new_case(w, "193001227705");
    int64_t request = send_request(w, person, "\"nurse\"");
    const char *decision = str_printf(w->arena,
                                      "{\"request\":%lld,\"decisions\":{\"nurse\":{\"outcome\":"
                                      "\"enrolled\",\"from\":\"2026-02-28\",\"unit\":\"" STR_FMT
                                      "\"}},\"reason\":\"Akut\"}",
                                      (long long)request, STR_ARG(w->care_unit))
                               .p;
    struct record_request early = form(w, person, EVENT_enrolment_decided, decision, "2026-02-28");
    struct recorded ret;
    struct error err = {0};
    refuse(w, &w->planner, &early, ERR_REFUSED, "routine.objects", "", &ret);
    assert_true(ret.may_deviate);
    assert_text(ret.objections.items.items[0].missing,
                "När beslutet fattades hade ingen vårdbegäran som det gäller kommit. Kom den "
                "tidigare, rätta först dagen i den.");
    early.accept_deviation = true;
    early.draft.because = STR("Avdelningen ringde på lördagen.");
    assert_true(app_record(w->app, w->arena, &w->planner, &early, &ret, &err));
    struct case_view view = look(w, &w->nurse, person);
    bool reviewed = false;
    for (size_t i = 0; i < view.answers.duties.n; i++) {
        const struct duty *duty = &view.answers.duties.items[i];
        assert_false(str_is(duty->what, "Besluta om anslutning") && duty->state == DUTY_OPEN);
        reviewed = reviewed || str_is(duty->what, "Granska avvikelse: beslut om anslutning");
    }
    assert_true(reviewed);
}

// ---- who may ----

static void test_refusals_are_logged(void **state) {
    struct world *w = *state;
    struct str person = new_case(w, "194202269207");
    int64_t request = send_request(w, person, "\"nurse\"");
    struct case_view view;
    struct error err = {0};
    // No relation: a reason first. Nothing is shown.
    assert_false(app_case(w->app, w->arena, &w->stranger, person, &view, &err));
    assert_int_equal(err.code, ERR_DENIED);
    assert_string_equal(err.key, "access.reason-needed");
    struct access_record logged = last_access(w, person);
    assert_text(logged.user, w->stranger.user.p);
    assert_text(logged.unit, w->other_unit.p);
    assert_int_equal(logged.verdict, ACCESS_AFTER_REASON);
    assert_int_equal(logged.act, ACT_READ_CASE);
    // The administrator: never.
    assert_false(app_case(w->app, w->arena, &w->administrator, person, &view, &err));
    assert_int_equal(last_access(w, person).verdict, ACCESS_DENIED);
    // A nurse with a relation may not decide on enrolment.
    enrol_nurse(w, person, request, "2026-03-02");
    send_request(w, person, "\"physiotherapist\"");
    struct record_request not_hers =
        form(w, person, EVENT_enrolment_decided,
             "{\"request\":4,\"decisions\":{\"nurse\":{\"outcome\":\"not_enrolled\"}}}", NULL);
    refuse(w, &w->nurse, &not_hers, ERR_DENIED, "access.not-for-role", "", NULL);
    logged = last_access(w, person);
    assert_int_equal(logged.act, ACT_RECORD);
    assert_int_equal(logged.verdict, ACCESS_DENIED);
    assert_text(logged.what, "enrolment_decided");
    // Another unit's entry is not hers to strike, and what her role may not record she may not
    // strike either.
    not_hers = form(w, person, EVENT_entry_withdrawn, "{}", NULL);
    not_hers.draft.corrects = request;
    not_hers.draft.because = STR("Fel");
    refuse(w, &w->nurse, &not_hers, ERR_DENIED, "access.not-for-role", "", NULL);
    not_hers.draft.corrects = 1; // the personal details, from the ward
    refuse(w, &w->nurse, &not_hers, ERR_DENIED, "access.other-unit", "", NULL);
}

static void test_reading_is_logged(void **state) {
    struct world *w = *state;
    struct str person = new_case(w, "194302029204");
    look(w, &w->ward, person);
    struct access_record logged = last_access(w, person);
    assert_text(logged.user, w->ward.user.p);
    assert_int_equal(logged.verdict, ACCESS_ALLOWED);
    assert_int_equal(logged.role, CODE_role_ward);
    assert_text(logged.what, "case");
}

static void test_finding(void **state) {
    struct world *w = *state;
    struct str person = new_case(w, "194401032133"), found = STR_NONE;
    struct error err = {0};
    assert_true(app_find_number(w->app, w->arena, &w->ward, STR("440103-2133"), &found, &err));
    assert_text(found, person.p);
    found = STR_NONE;
    assert_false(app_find_number(w->app, w->arena, &w->stranger, STR("440103-2133"), &found, &err));
    assert_string_equal(err.key, "access.reason-needed");
    assert_text(found, person.p);
    assert_text(last_access(w, person).user, w->stranger.user.p);
    found = STR_NONE;
    assert_false(
        app_find_number(w->app, w->arena, &w->administrator, STR("440103-2133"), &found, &err));
    assert_int_equal(found.n, 0);
    assert_false(app_find_number(w->app, w->arena, &w->ward, STR("19120211-9150"), &found, &err));
    assert_string_equal(err.key, "person.not-found");

    // By name: only among the unit's own, from the beginning of each word.
    struct found_persons found_now = {0};
    assert_true(app_find_name(w->app, w->arena, &w->ward, STR("åke gre"), &found_now, &err));
    assert_true(found_now.rows.items.n > 0);
    found_now = (struct found_persons){0};
    assert_true(app_find_name(w->app, w->arena, &w->ward, STR("kesson"), &found_now, &err));
    assert_int_equal(found_now.rows.items.n, 0);
    found_now = (struct found_persons){0};
    assert_true(app_find_name(w->app, w->arena, &w->stranger, STR("Åkesson"), &found_now, &err));
    assert_int_equal(found_now.rows.items.n, 0);
    found_now = (struct found_persons){0};
    assert_true(app_find_name(w->app, w->arena, &w->ward, STR("440103-2133"), &found_now, &err));
    assert_int_equal(found_now.rows.items.n, 1);
}

// What a manager records whatever the routine says: what went wrong, and a death.
static bool is_for_managers(enum event_kind act) {
    const struct access_question question = {.act = ACT_RECORD,
                                             .signed_in = true,
                                             .role = CODE_role_unit_manager,
                                             .assignment_valid = true,
                                             .care_relation = CARE_RELATION_HOLDS,
                                             .kind = act};
    return access_decide(&question).verdict == ACCESS_ALLOWED;
}

// The same birth date and a name in common, at the unit itself: asked about, not refused.
static void test_somebody_similar_is_asked_about(void **state) {
    struct world *w = *state;
    struct str known = new_person(w, "195401017966", "Åsa", "Dubbel");
    struct record_request request = person_form(w, "195401018659", "ÅSA", "Annan");
    struct recorded ret;
    refuse(w, &w->ward, &request, ERR_CONFLICT, "person.similar", "", &ret);
    assert_text(ret.stream, known.p);
    assert_text(last_access(w, known).what, "similar");
    // Nobody learns of whom another unit has.
    struct error err = {0};
    struct record_request elsewhere = person_form(w, "195401017495", "Åsa", "Dubbel");
    assert_true(app_record(w->app, w->arena, &w->stranger, &elsewhere, &ret, &err));
    // No name in common, or another day: nothing to ask.
    new_person(w, "195401017875", "Bo", "Helt");
    new_person(w, "195401025688", "Åsa", "Dubbel");
    request.accept_similar = true;
    assert_true(app_record(w->app, w->arena, &w->ward, &request, &ret, &err));
}

// A reserve number becomes a personnummer: both lead to the person, and to nobody else.
static void test_an_old_number_still_leads_to_the_person(void **state) {
    struct world *w = *state;
    struct str person = new_person(w, "540102K00123", "Rut", "Reserv"), found = STR_NONE;
    struct error err = {0};
    struct recorded ret;
    record(w, &w->ward, person, EVENT_number_changed, "{\"number\":\"195401025886\"}", NULL);
    assert_text(look(w, &w->ward, person).person.number, "195401025886");
    assert_true(app_find_number(w->app, w->arena, &w->ward, STR("540102K00123"), &found, &err));
    assert_text(found, person.p);
    found = STR_NONE;
    assert_true(app_find_number(w->app, w->arena, &w->ward, STR("540102-5886"), &found, &err));
    assert_text(found, person.p);
    struct record_request taken = person_form(w, "540102K00123", "Kurt", "Någonannan");
    refuse(w, &w->ward, &taken, ERR_CONFLICT, "person.exists", "number", &ret);
    struct str other = new_person(w, "195401020739", "Siv", "Tredje");
    struct record_request change =
        form(w, other, EVENT_number_changed, "{\"number\":\"195401025886\"}", NULL);
    refuse(w, &w->ward, &change, ERR_CONFLICT, "person.exists", "number", &ret);
    // Among the unit's own, by the beginning of either.
    struct found_persons rows = {0};
    assert_true(app_find_name(w->app, w->arena, &w->ward, STR("540102k0"), &rows, &err));
    assert_int_equal(rows.rows.items.n, 1);
    bool same = false;
    assert_true(app_rebuild(w->app, &same, &err));
    assert_true(same);
}

// Where a protected person lives is in no hit; to see it is a step of its own, which is logged.
static void test_a_protected_person_is_marked(void **state) {
    struct world *w = *state;
    struct str person = new_person(w, "195401023758", "Vera", "Skyddad");
    record(w, &w->ward, person, EVENT_person_moved,
           "{\"from\":\"2026-01-01\",\"address\":\"Dolda gatan 1\",\"dwelling\":\"ordinary\"}",
           NULL);
    record(w, &w->ward, person, EVENT_protection_noted, "{\"protection\":\"confidential\"}", NULL);
    struct found_persons found = {0};
    struct error err = {0};
    assert_true(app_find_name(w->app, w->arena, &w->ward, STR("vera sky"), &found, &err));
    assert_int_equal(found.rows.items.n, 1);
    assert_int_equal(found.rows.items.items[0].protection, CODE_protection_confidential);
    assert_int_equal(found.rows.items.items[0].address.n, 0);
    assert_text(look(w, &w->ward, person).person.address, "Dolda gatan 1");
    assert_true(app_reveal(w->app, w->arena, &w->ward, person, &err));
    assert_text(last_access(w, person).what, "address");
    assert_false(app_reveal(w->app, w->arena, &w->stranger, person, &err));
    assert_string_equal(err.key, "access.reason-needed");
}

// P-10: that nobody knows, or wants to say, is an answer; a yes must say which.
static void test_an_answer_that_needs_more_says_so(void **state) {
    struct world *w = *state;
    struct str person = new_person(w, "195401024053", "Ali", "Tolk");
    struct recorded ret;
    record(w, &w->ward, person, EVENT_interpreter_noted, "{\"need\":\"withheld\"}", NULL);
    record(w, &w->ward, person, EVENT_contact_noted, "{\"present\":\"unknown\"}", NULL);
    struct record_request request =
        form(w, person, EVENT_interpreter_noted, "{\"need\":\"yes\"}", NULL);
    refuse(w, &w->ward, &request, ERR_REFUSED, "routine.objects", "", &ret);
    assert_text(ret.objections.items.items[0].missing, "Skriv vilket språk tolken ska tala.");
    request = form(w, person, EVENT_contact_noted, "{\"present\":\"yes\"}", NULL);
    refuse(w, &w->ward, &request, ERR_REFUSED, "routine.objects", "", &ret);
    assert_text(ret.objections.items.items[0].missing, "Skriv namnet på den som ska kontaktas.");
}

static void test_manager_sees_but_does_not_record(void **state) {
    struct world *w = *state;
    struct str person = new_case(w, "194403157078");
    int64_t request = send_request(w, person, "\"nurse\"");
    enrol_nurse(w, person, request, "2026-03-02");
    struct case_view view = look(w, &w->manager, person);
    for (size_t i = 0; i < view.acts.n; i++) {
        bool is_for_them = is_for_managers(view.acts.items[i].act);
        assert_int_equal(view.acts.items[i].allowed, is_for_them);
        assert_int_equal(view.acts.items[i].missing.n == 0, is_for_them);
    }
    for (size_t i = 0; i < view.timeline.n; i++)
        assert_false(view.timeline.items[i].may_correct);
    // The nurse has what is hers, and sees what she may not do only where it could be done.
    view = look(w, &w->nurse, person);
    bool follows = false;
    for (size_t i = 0; i < view.acts.n; i++)
        if (view.acts.items[i].act == EVENT_followed_up && view.acts.items[i].allowed)
            follows = true;
    assert_true(follows);
}

// A sheet is what was handed out: the name and number of that day, whatever was learnt later.
static void test_a_sheet_says_who_it_was_then(void **state) {
    struct world *w = *state;
    const char *sheet = "{\"language\":\"swedish\",\"goals\":\"Gå ut.\",\"plan\":\"Vi ringer.\","
                        "\"contacts\":\"Hemsjukvården\"}";
    struct str person = new_person(w, "20660815R123", "Okänd", "Kvinna");
    enrol_nurse(w, person, send_request(w, person, "\"nurse\""), "2026-03-02");
    int64_t first = record(w, &w->nurse, person, EVENT_sheet_issued, sheet, NULL);
    record(w, &w->nurse, person, EVENT_number_changed, "{\"number\":\"193508249079\"}", NULL);
    struct record_request named =
        form(w, person, EVENT_person_registered,
             "{\"number\":\"193508249079\",\"given_name\":\"Rut\",\"family_name\":\"Alm\"}", NULL);
    struct recorded ret = {0};
    struct error err = {0};
    named.draft.corrects = 1;
    named.draft.because = STR("Namnet är känt");
    assert_true(app_record(w->app, w->arena, &w->ward, &named, &ret, &err));
    int64_t second = record(w, &w->nurse, person, EVENT_sheet_issued, sheet, NULL);
    struct sheet_view view;
    assert_true(app_sheet(w->app, w->arena, &w->nurse, person, first, &view, &err));
    assert_text(view.name, "Okänd Kvinna");
    assert_text(view.number, "20660815R123");
    assert_int_equal(view.issue, 1);
    assert_true(app_sheet(w->app, w->arena, &w->nurse, person, second, &view, &err));
    assert_text(view.name, "Rut Alm");
    assert_text(view.number, "193508249079");
    assert_int_equal(view.issue, 2);
    // What is no sheet, is not there, or is not for her.
    assert_false(app_sheet(w->app, w->arena, &w->nurse, person, 1, &view, &err));
    assert_string_equal(err.key, "sheet.not-found");
    assert_false(app_sheet(w->app, w->arena, &w->nurse, person, second + 1, &view, &err));
    assert_string_equal(err.key, "sheet.not-found");
    assert_false(app_sheet(w->app, w->arena, &w->stranger, person, first, &view, &err));
    assert_string_equal(err.key, "access.reason-needed");
}

// Whoever may record an entry may put it right.
static void test_a_manager_corrects_her_own_entry(void **state) {
    struct world *w = *state;
    struct str person = new_case(w, "193307199186");
    int64_t request = send_request(w, person, "\"nurse\"");
    enrol_nurse(w, person, request, "2026-03-02");
    const char *json =
        str_printf(w->arena, "{\"other\":\"" STR_FMT "\",\"what\":\"Ingen svarade.\"}",
                   STR_ARG(w->ward_unit))
            .p;
    int64_t hers = record(w, &w->manager, person, EVENT_collaboration_failed, json, NULL);
    struct case_view view = look(w, &w->manager, person);
    for (size_t i = 0; i < view.timeline.n; i++)
        assert_int_equal(view.timeline.items[i].may_correct,
                         view.timeline.items[i].event->seq == hers);
    struct record_request strike = form(w, person, EVENT_entry_withdrawn, "{}", NULL);
    struct recorded ret = {0};
    struct error err = {0};
    strike.draft.corrects = hers;
    strike.draft.because = STR("Fel person");
    assert_true(app_record(w->app, w->arena, &w->manager, &strike, &ret, &err));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_somebody_was_first),
        cmocka_unit_test(test_an_observation_waits_for_nobody),
        cmocka_unit_test(test_same_form_twice),
        cmocka_unit_test(test_the_same_words_once_more),
        cmocka_unit_test(test_two_at_the_same_moment),
        cmocka_unit_test(test_one_person_a_number),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_when_it_happened),
        cmocka_unit_test(test_deviation),
        cmocka_unit_test(test_a_decision_before_its_request_is_a_deviation),
        cmocka_unit_test(test_refusals_are_logged),
        cmocka_unit_test(test_reading_is_logged),
        cmocka_unit_test(test_finding),
        cmocka_unit_test(test_somebody_similar_is_asked_about),
        cmocka_unit_test(test_an_old_number_still_leads_to_the_person),
        cmocka_unit_test(test_a_protected_person_is_marked),
        cmocka_unit_test(test_an_answer_that_needs_more_says_so),
        cmocka_unit_test(test_manager_sees_but_does_not_record),
        cmocka_unit_test(test_a_manager_corrects_her_own_entry),
        cmocka_unit_test(test_a_sheet_says_who_it_was_then),
    };
    return cmocka_run_group_tests(tests, world_set_up, world_tear_down);
}
