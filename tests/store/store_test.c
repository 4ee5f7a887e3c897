// SPDX-License-Identifier: EUPL-1.2
#include "store_test.h"

#include <ftw.h>
#include <pthread.h>
#include <unistd.h>

int fixture_setup(void **state) {
    struct fixture *fixture = test_calloc(1, sizeof(*fixture));
    const char *base = getenv("TMPDIR");
    snprintf(fixture->folder, sizeof(fixture->folder), "%.40s/vaka-XXXXXX", base ? base : "/tmp");
    fixture->arena = arena_new(ARENA_DEFAULT_CEILING);
    if (!mkdtemp(fixture->folder) || !fixture->arena)
        return -1;
    snprintf(fixture->path, sizeof(fixture->path), "%s/vaka.db", fixture->folder);
    *state = fixture;
    return 0;
}

static int remove_one(const char *path, const struct stat *stat, int type, struct FTW *walk) {
    (void)stat, (void)type, (void)walk;
    return remove(path);
}

int fixture_teardown(void **state) {
    struct fixture *fixture = *state;
    arena_fail_at(0);
    fixture_close(fixture);
    arena_free(fixture->arena);
    nftw(fixture->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    test_free(fixture);
    return 0;
}

void fixture_open(struct fixture *fixture, const struct store_options *options) {
    static const struct store_options fast = {.synchronous_off = true}; // nothing here loses power
    struct error err = {0};
    if (!store_open(fixture->path, options ? options : &fast, &fixture->store, &err))
        fail_msg("%s %s %s", err.key, err.args[0], err.args[1]);
}

void fixture_close(struct fixture *fixture) {
    store_close(fixture->store);
    fixture->store = NULL;
}

void tamper(const char *path, const char *sql) {
    sqlite3 *db = NULL;
    char *message = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static struct event event_base(struct str stream, enum event_kind kind) {
    return (struct event){
        .stream = stream,
        .kind = kind,
        .vocabulary = VOCABULARY_VERSION,
        .happened = NOON,
        .precision = PRECISION_MINUTE,
        .recorded = NOON,
        .channel = CODE_channel_telephone,
        .recorder = USER,
        .assignment = STR("user/01cccccccccccccccccccccccc#2"),
        .role = CODE_role_nurse,
        .unit = UNIT_A,
        .owner = ORGANISATION,
        .law = LAW_HSL,
    };
}

struct event registered(struct arena *arena, struct str stream, const char *number,
                        const char *given_name, const char *family_name) {
    struct event event = event_base(stream, EVENT_person_registered);
    struct field_value *values = ARENA_ARRAY(arena, 3, struct field_value);
    assert_non_null(values);
    values[0] =
        (struct field_value){.field = FIELD_person_registered_number, .text = str_of(number)};
    values[1] = (struct field_value){.field = FIELD_person_registered_given_name,
                                     .text = str_of(given_name)};
    values[2] = (struct field_value){.field = FIELD_person_registered_family_name,
                                     .text = str_of(family_name)};
    event.payload = (struct payload){.n = 3, .values = values};
    return event;
}

struct event withdrawn(struct str stream, int64_t corrects) {
    struct event event = event_base(stream, EVENT_entry_withdrawn);
    event.corrects = corrects;
    event.because = STR("Fel person");
    return event;
}

void change_add(struct arena *arena, struct change_set *change, struct event event) {
    struct event *place = LIST_PUSH(arena, &change->events);
    assert_non_null(place);
    *place = event;
}

struct duty_row *change_add_duty(struct arena *arena, struct change_set *change,
                                 const char *decision, const char *due) {
    struct duty_row *duty = LIST_PUSH(arena, &change->derived.duties);
    assert_non_null(duty);
    *duty = (struct duty_row){
        .decision = str_of(decision),
        .thing = STR("commitment:nurse:1"),
        .ordinal = 1,
        .what = STR("Informera om anslutningen"),
        .role = CODE_role_nurse,
        .unit = UNIT_A,
        .due = str_of(due),
        .fulfilled_by = STR("information_given"),
        .about = 1,
        .opened_seq = 1,
        .ground = STR("{}"),
    };
    return duty;
}

void change_add_relation(struct arena *arena, struct change_set *change, struct str unit) {
    struct relation_row *place = LIST_PUSH(arena, &change->derived.relations);
    assert_non_null(place);
    *place = (struct relation_row){unit, RELATION_LASTS};
}

void change_add_key(struct arena *arena, struct change_set *change, const char *key) {
    struct str *place = LIST_PUSH(arena, &change->derived.search_keys);
    assert_non_null(place);
    *place = str_of(key);
}

struct change_set new_person(struct arena *arena, struct str stream, const char *number,
                             const char *given_name, const char *family_name) {
    struct change_set change = {0};
    change_add(arena, &change, registered(arena, stream, number, given_name, family_name));
    change.derived.stream = stream;
    change.derived.has_person = true;
    change.derived.person = (struct person_row){
        .stream = stream,
        .number = str_of(number),
        .given_name = str_of(given_name),
        .family_name = str_of(family_name),
        .born = STR("1912-12-12"),
    };
    change_add_duty(arena, &change, "Informera", "2025-12-01");
    change_add_relation(arena, &change, UNIT_A);
    return change;
}

struct access_record viewed(struct str stream, const char *what) {
    return (struct access_record){
        .at = NOON,
        .user = USER,
        .assignment = STR("user/01cccccccccccccccccccccccc#2"),
        .role = CODE_role_nurse,
        .unit = UNIT_A,
        .stream = stream,
        .act = ACT_READ_CASE,
        .what = str_of(what),
        .verdict = ACCESS_ALLOWED,
    };
}

void must_submit(struct store *store, const struct change_set *change) {
    struct error err = {0};
    struct submitted submitted;
    if (!store_submit(store, change, &submitted, &err))
        fail_msg("%s %s", err.key, err.args[0]);
    assert_false(submitted.already);
}

void must_fail(bool ok, const struct error *err, enum error_code code, const char *key) {
    assert_false(ok);
    assert_string_equal(err->key, key);
    assert_int_equal(err->code, code);
}

struct sleeper {
    pthread_mutex_t mutex;
    pthread_cond_t wakes;
    bool awake;
};

static void wake(void *context) {
    struct sleeper *sleeper = context;
    pthread_mutex_lock(&sleeper->mutex);
    sleeper->awake = true;
    pthread_cond_signal(&sleeper->wakes);
    pthread_mutex_unlock(&sleeper->mutex);
}

bool settle_wait(struct store *store, struct access_wait *wait, struct error *err) {
    struct sleeper sleeper = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false};
    if (!store_settle(store, wait, wake, &sleeper)) {
        pthread_mutex_lock(&sleeper.mutex);
        while (!sleeper.awake)
            pthread_cond_wait(&sleeper.wakes, &sleeper.mutex);
        pthread_mutex_unlock(&sleeper.mutex);
    }
    if (wait->failed && err)
        *err = wait->fault;
    return !wait->failed;
}
