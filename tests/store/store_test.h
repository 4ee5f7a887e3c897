// SPDX-License-Identifier: EUPL-1.2
//
// What the tests of the store share: a folder of their own with a database in it, and small facts
// to put there.
#ifndef VAKA_TESTS_STORE_STORE_TEST_H
#define VAKA_TESTS_STORE_STORE_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "store/store.h"

#define UNIT_A STR("unit/01aaaaaaaaaaaaaaaaaaaaaaaa")
#define UNIT_B STR("unit/01bbbbbbbbbbbbbbbbbbbbbbbb")
#define USER STR("user/01cccccccccccccccccccccccc")
#define ORGANISATION STR("organisation/01dddddddddddddddddddddddd")
#define ANNA STR("person/01eeeeeeeeeeeeeeeeeeeeeeee")
#define BERTIL STR("person/01ffffffffffffffffffffffff")

#define NOON ((struct instant){INT64_C(1764072000000000)}) // 2025-11-25T12:00:00Z

struct fixture {
    char folder[64];
    char path[160];
    struct arena *arena;
    struct store *store; // opened by fixture_open(), closed with the fixture
};

int fixture_setup(void **state); // group or test setup: *state is a struct fixture
int fixture_teardown(void **state);
void fixture_open(struct fixture *fixture, const struct store_options *options);
void fixture_close(struct fixture *fixture);

// Runs SQL on the file from outside, as somebody who tampers with it would.
void tamper(const char *path, const char *sql);

// Facts. Everything in the arena.
struct event registered(struct arena *arena, struct str stream, const char *number,
                        const char *given_name, const char *family_name);
struct event withdrawn(struct str stream, int64_t corrects); // a small fact of a case
void change_add(struct arena *arena, struct change_set *change, struct event event);
struct duty_row *change_add_duty(struct arena *arena, struct change_set *change,
                                 const char *decision, const char *due);
void change_add_relation(struct arena *arena, struct change_set *change, struct str unit);
void change_add_key(struct arena *arena, struct change_set *change, const char *key);
// A person with one event, one open duty and a relation to UNIT_A.
struct change_set new_person(struct arena *arena, struct str stream, const char *number,
                             const char *given_name, const char *family_name);
struct access_record viewed(struct str stream, const char *what);

void must_submit(struct store *store, const struct change_set *change);
// Waits until the entries are settled. False with the fault of the first that could not be written.
bool settle_wait(struct store *store, struct access_wait *wait, struct error *err) WARN_UNUSED;
void must_fail(bool ok, const struct error *err, enum error_code code, const char *key);

#endif
