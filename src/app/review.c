// SPDX-License-Identifier: EUPL-1.2
#include "app/review.h"

#include <stdlib.h>

#include "app/internal.h"
#include "app/relation.h"
#include "app/sight.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "care/person.h"

// ---- names ----

// Somebody seen or seeing, with the names as they are compared.
struct known {
    struct str stream, name, key, family;
    struct str address;   // not of somebody protected: what is the same would tell it
    struct str relatives; // of somebody seen, one a line
    enum code protection;
};

struct reviewing {
    struct app *app;
    struct arena *arena, *scratch; // scratch: of one case
    struct reader *reader;
    struct error *err;
    struct review *review;
    bool sees[LAWS]; // records under which laws whoever reviews works with
    struct access_rows rows;
    LIST_OF(struct str) user_keys; // of everybody who has an account
    LIST_OF(struct known) persons;
    LIST_OF(struct known) seers;
};

static struct str last_word(struct str key) {
    struct str word, last = STR_NONE;
    while (str_split(&key, ' ', &word))
        if (word.n)
            last = word;
    return last;
}

static bool key_of(struct reviewing *r, struct str name, struct str *ret_key) {
    return utf8_search_key(r->arena, name, ret_key, r->err);
}

static bool full_name(struct reviewing *r, const struct person_row *row, struct str *ret_name) {
    *ret_name = str_printf(r->arena, STR_FMT " " STR_FMT, STR_ARG(row->given_name),
                           STR_ARG(row->family_name));
    return ret_name->p ? true : error_memory(r->err);
}

static bool missing_is_fine(struct reviewing *r, const struct error *fault) {
    if (fault->code == ERR_MISSING)
        return true;
    if (r->err)
        *r->err = *fault;
    return false;
}

#define RELATIVES_MAX 50 // that were noted last

// Whoever was ever noted as the one to contact.
static bool read_relatives(struct reviewing *r, struct known *known) {
    struct event_list events = {0};
    struct buf names = buf_new(r->arena, (size_t)64 * 1024);
    size_t n = 0;
    arena_reset(r->scratch);
    if (!store_events(r->reader, r->scratch, known->stream, &events, r->err))
        return false;
    for (size_t i = events.n; i-- > 0 && n < RELATIVES_MAX;) {
        const struct event *event = &events.items[i];
        struct str key;
        if (event->kind != EVENT_contact_noted)
            continue;
        if (!key_of(r, payload_text(&event->payload, FIELD_contact_noted_name), &key))
            return false;
        buf_add(&names, key);
        buf_add_c(&names, "\n");
        n++;
    }
    return buf_done(&names, &known->relatives, r->err);
}

static bool read_person(struct reviewing *r, struct known *known) {
    struct person_row row;
    struct error fault = {0};
    if (!store_person(r->reader, r->arena, known->stream, &row, &fault))
        return missing_is_fine(r, &fault);
    known->protection = row.protection;
    return full_name(r, &row, &known->name) && read_relatives(r, known) &&
           key_of(r, known->name, &known->key) && key_of(r, row.family_name, &known->family) &&
           (person_is_protected(row.protection) || key_of(r, row.address, &known->address));
}

#define SAME_NAME_MAX 20

// Where a user lives is registered nowhere; a person of the unit with exactly that name may be the
// user.
static bool read_home(struct reviewing *r, struct known *known) {
    struct person_rows same = {0};
    if (!store_persons_of(r->reader, r->arena, r->review->unit.stream, relation_since(r->app),
                          known->key, SAME_NAME_MAX, &same, r->err))
        return false;
    for (size_t i = 0; i < same.items.n; i++) {
        const struct person_row *row = &same.items.items[i];
        struct str key, name;
        if (!full_name(r, row, &name) || !key_of(r, name, &key))
            return false;
        if (str_eq(key, known->key) && !person_is_protected(row->protection) &&
            !key_of(r, row->address, &known->address))
            return false;
    }
    return true;
}

static bool read_user(struct reviewing *r, struct known *known) {
    struct error fault = {0};
    if (!user_name(r->reader, r->arena, LANGUAGE_SV, known->stream, &known->name, &fault))
        return missing_is_fine(r, &fault);
    if (!key_of(r, known->name, &known->key))
        return false;
    known->family = last_word(known->key);
    return read_home(r, known);
}

static bool find(struct reviewing *r, bool person, struct str stream,
                 const struct known **ret_known) {
    size_t n = person ? r->persons.n : r->seers.n;
    struct known *items = person ? r->persons.items : r->seers.items;
    for (size_t i = 0; i < n; i++)
        if (str_eq(items[i].stream, stream)) {
            *ret_known = &items[i];
            return true;
        }
    struct known *known =
        person ? LIST_PUSH(r->arena, &r->persons) : LIST_PUSH(r->arena, &r->seers);
    if (!known)
        return error_memory(r->err);
    *known = (struct known){.stream = stream};
    *ret_known = known;
    return !stream.n || (person ? read_person(r, known) : read_user(r, known));
}

// ---- patterns ----

static void mark(uint32_t *patterns, enum review_pattern pattern, bool is) {
    if (is)
        *patterns |= 1U << pattern;
}

static bool is_user_name(const struct reviewing *r, struct str key) {
    for (size_t i = 0; key.n && i < r->user_keys.n; i++)
        if (str_eq(r->user_keys.items[i], key))
            return true;
    return false;
}

static bool mark_person(struct reviewing *r, const struct access_record *record, uint32_t *patterns,
                        struct known *ret_person) {
    const struct known *found;
    enum care_relation relation;
    if (!find(r, true, record->stream, &found))
        return false;
    const struct known person = *found;
    if (!find(r, false, record->user, &found) ||
        !relation_find_at(r->app, r->reader, record->stream, record->unit, record->at, &relation,
                          r->err))
        return false;
    *ret_person = person;
    mark(patterns, REVIEW_NO_RELATION, record->reason.n > 0 || relation != CARE_RELATION_HOLDS);
    mark(patterns, REVIEW_SAME_NAME, person.family.n && str_eq(person.family, found->family));
    mark(patterns, REVIEW_RELATIVE, found->key.n && lines_have(person.relatives, found->key));
    mark(patterns, REVIEW_SAME_HOME, person.address.n && str_eq(person.address, found->address));
    mark(patterns, REVIEW_COLLEAGUE, is_user_name(r, person.key));
    mark(patterns, REVIEW_EMERGENCY, str_is(record->what, event_info(EVENT_emergency_opened)->id));
    mark(patterns, REVIEW_REVEALED,
         record->act == ACT_READ_CASE && str_is(record->what, ACCESS_REVEALED) &&
             record->verdict == ACCESS_ALLOWED);
    return true;
}

static bool add_entry(struct reviewing *r, const struct access_record *record, uint32_t patterns,
                      const struct known *person, bool is_sample) {
    const struct known *user;
    struct review_entry *entry = is_sample ? LIST_PUSH(r->arena, &r->review->sample)
                                           : LIST_PUSH(r->arena, &r->review->unusual);
    if (!entry)
        return error_memory(r->err);
    if (!find(r, false, record->user, &user))
        return false;
    *entry = (struct review_entry){.record = *record,
                                   .user_name = user->name,
                                   .person_name = person->name,
                                   .protection = person->protection,
                                   .patterns = patterns};
    sight_hide_kind(r->sees, r->review->unit.kind, &entry->record);
    return true;
}

// With the chance that makes the sample as large as it should be, of the `left` that may be drawn.
static bool is_drawn(size_t wanted, size_t left) {
    uint32_t random;
    random_bytes(&random, sizeof(random));
    return left > 0 && random % left < wanted;
}

static bool look_through(struct reviewing *r) {
    struct review *review = r->review;
    for (size_t i = 0; i < r->rows.items.n; i++) {
        const struct access_record *record = &r->rows.items.items[i];
        uint32_t patterns = 0;
        struct known person = {0};
        mark(&patterns, REVIEW_REFUSED, record->verdict != ACCESS_ALLOWED);
        if (stream_kind_of(record->stream) == STREAM_person &&
            !mark_person(r, record, &patterns, &person))
            return false;
        for (size_t k = 0; k < REVIEW_PATTERN_COUNT; k++)
            review->counts[k] += patterns >> k & 1;
        bool drawn = !patterns && is_drawn(REVIEW_SAMPLE - review->sample.n, r->rows.items.n - i);
        bool shown = patterns && review->unusual.n < REVIEW_SHOWN_MAX;
        if ((drawn || shown) && !add_entry(r, record, patterns, &person, drawn))
            return false;
    }
    return true;
}

// ---- how much each user saw ----

struct user_and_person {
    struct str user, person;
};

static int compare_pairs(const void *a, const void *b) {
    const struct user_and_person *left = a, *right = b;
    int order = str_cmp(left->user, right->user);
    return order ? order : str_cmp(left->person, right->person);
}

static int compare_users(const void *a, const void *b) {
    const struct review_user *left = a, *right = b;
    if (left->persons != right->persons)
        return left->persons < right->persons ? 1 : -1;
    return str_cmp(left->user, right->user);
}

static bool count_pairs(struct reviewing *r, const struct user_and_person *pairs, size_t n) {
    struct review_user *user = NULL;
    for (size_t i = 0; i < n; i++) {
        const struct known *known;
        if (!user || !str_eq(user->user, pairs[i].user)) {
            user = LIST_PUSH(r->arena, &r->review->users);
            if (!user)
                return error_memory(r->err);
            if (!find(r, false, pairs[i].user, &known))
                return false;
            *user = (struct review_user){.user = pairs[i].user, .name = known->name};
        }
        bool again = i > 0 && compare_pairs(&pairs[i - 1], &pairs[i]) == 0;
        user->entries++;
        user->persons += pairs[i].person.n > 0 && !again;
    }
    return true;
}

static bool count_users(struct reviewing *r) {
    struct review *review = r->review;
    size_t n = r->rows.items.n;
    struct user_and_person *pairs = ARENA_ARRAY(r->arena, n, struct user_and_person);
    if (!pairs)
        return error_memory(r->err);
    for (size_t i = 0; i < n; i++)
        pairs[i] =
            (struct user_and_person){r->rows.items.items[i].user, r->rows.items.items[i].stream};
    if (n > 0)
        qsort(pairs, n, sizeof(*pairs), compare_pairs);
    if (!count_pairs(r, pairs, n))
        return false;
    if (review->users.n == 0)
        return true;
    qsort(review->users.items, review->users.n, sizeof(struct review_user), compare_users);
    // Of two, the median is the one who saw less.
    size_t median = review->users.items[review->users.n / 2].persons;
    for (size_t i = 0; review->users.n > 1 && i < review->users.n; i++) {
        struct review_user *user = &review->users.items[i];
        user->unusual =
            user->persons >= REVIEW_VOLUME_LEAST && user->persons > REVIEW_VOLUME_TIMES * median;
    }
    return true;
}

// ---- the review ----

static bool may_review(struct app *app, struct arena *arena, const struct actor *actor,
                       struct str asked, struct unit_row *ret_unit, bool *ret_may,
                       struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct error fault = {0};
    struct str stream = asked.n ? asked : actor->unit;
    bool every_unit = actor->role == CODE_role_medically_responsible;
    if (!store_read(app->store, &reader, err))
        return false;
    bool found = store_unit(reader, arena, stream, ret_unit, &fault);
    *ret_may = found && (str_eq(stream, actor->unit) ||
                         (every_unit && str_eq(ret_unit->organisation, actor->organisation)));
    return true;
}

static bool pass(struct app *app, struct arena *arena, const struct actor *actor,
                 const struct review_query *query, const char *what, struct unit_row *ret_unit,
                 struct error *err) {
    struct gate gate = {.actor = actor, .act = ACT_REVIEW};
    struct str from = date_text(arena, query->from), to = date_text(arena, query->to);
    bool may;
    gate.what = str_printf(arena, "%s " STR_FMT " " STR_FMT "--" STR_FMT, what,
                           STR_ARG(query->unit), STR_ARG(from), STR_ARG(to));
    if (!from.p || !to.p || !gate.what.p)
        return error_memory(err);
    if (!may_review(app, arena, actor, query->unit, ret_unit, &may, err))
        return false;
    if (!may && gate_ask(&gate).verdict == ACCESS_ALLOWED)
        return gate_deny(app, &gate, "review.not-your-unit", err);
    return gate_pass(app, &gate, true, err);
}

static bool read_before(struct reviewing *r) {
    struct event_list events;
    if (!store_events(r->reader, r->arena, r->review->unit.stream, &events, r->err))
        return false;
    for (size_t i = events.n; i-- > 0;) {
        const struct event *event = &events.items[i];
        if (event->kind != EVENT_log_reviewed)
            continue;
        struct reviewed *one = LIST_PUSH(r->arena, &r->review->before);
        if (!one)
            return error_memory(r->err);
        one->event = event;
        if (!user_name(r->reader, r->arena, LANGUAGE_SV, event->recorder, &one->by, r->err))
            return false;
    }
    return true;
}

static bool read_users(struct reviewing *r) {
    struct user_rows users = {0};
    if (!store_users(r->reader, r->arena, REVIEW_READ_MAX, &users, r->err))
        return false;
    for (size_t i = 0; i < users.items.n; i++) {
        struct str *key = LIST_PUSH(r->arena, &r->user_keys);
        if (!key)
            return error_memory(r->err);
        if (!key_of(r, users.items.items[i].name, key))
            return false;
    }
    return true;
}

static bool read_log(struct reviewing *r, const struct review_query *query) {
    struct date eve;
    struct instant from = {0}, before = zone_day_end(r->app->zone, query->to);
    if (date_add_days(query->from, -1, &eve))
        from = zone_day_end(r->app->zone, eve);
    if (!store_access_of_unit(r->reader, r->arena, r->review->unit.stream, from, before,
                              REVIEW_READ_MAX + 1, &r->rows, r->err))
        return false;
    r->review->more = r->rows.items.n > REVIEW_READ_MAX;
    if (r->review->more)
        r->rows.items.n = REVIEW_READ_MAX;
    r->review->entries = r->rows.items.n;
    return true;
}

bool app_review(struct app *app, struct arena *arena, const struct actor *actor,
                const struct review_query *query, struct review *ret_review, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    CLEANUP(arena_cleanup) struct arena *scratch = arena_new(ARENA_DEFAULT_CEILING);
    struct review review = {0};
    struct reviewing r = {
        .app = app, .arena = arena, .scratch = scratch, .err = err, .review = &review};
    if (!scratch)
        return error_memory(err);
    if (!pass(app, arena, actor, query, "review", &review.unit, err) ||
        !store_read(app->store, &reader, err))
        return false;
    r.reader = reader;
    if (!sight_of_laws(app, arena, reader, actor, r.sees, err) || !read_log(&r, query) ||
        !read_users(&r) || !count_users(&r) || !look_through(&r) || !read_before(&r))
        return false;
    *ret_review = review;
    return true;
}

// ---- recording it ----

bool app_record_review(struct app *app, struct arena *arena, const struct actor *actor,
                       const struct review_query *query, struct str result, struct str measure,
                       struct error *err) {
    struct review review = {0};
    struct reviewing r = {.app = app, .arena = arena, .err = err, .review = &review};
    struct event_list all;
    if (!pass(app, arena, actor, query, "log_reviewed", &review.unit, err))
        return false;
    if (!str_trim(result).n) {
        error_set(err, ERR_INPUT, "field.needed", NULL);
        return error_at(err, NULL, "result", 0, 0);
    }
    {
        CLEANUP(store_read_end) struct reader *reader = NULL;
        if (!store_read(app->store, &reader, err))
            return false;
        r.reader = reader;
        if (!read_log(&r, query) || !store_events(reader, arena, review.unit.stream, &all, err))
            return false;
    }
    const struct field_value values[] = {
        {.field = FIELD_log_reviewed_from, .date = query->from},
        {.field = FIELD_log_reviewed_to, .date = query->to},
        {.field = FIELD_log_reviewed_entries, .text = str_printf(arena, "%zu", review.entries)},
        {.field = FIELD_log_reviewed_result, .text = str_trim(result)},
        {.field = FIELD_log_reviewed_measure, .text = str_trim(measure)},
    };
    struct event event = actor_event(app, actor, review.unit.stream, EVENT_log_reviewed);
    event.payload =
        (struct payload){str_trim(measure).n ? COUNT(values) : COUNT(values) - 1, values};
    return append_event(app, arena, &all, &event, err);
}
