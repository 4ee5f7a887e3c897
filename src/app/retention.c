// SPDX-License-Identifier: EUPL-1.2
#include "app/retention.h"

#include <stdlib.h>

#include "app/internal.h"
#include "app/records.h"
#include "app/sight.h"
#include "base/json.h"
#include "care/person.h"

struct counting {
    struct app *app;
    struct arena *arena;
    struct reader *reader;
    const struct actor *actor;
    bool sees[LAWS]; // records under which laws the user works with
    struct retention *retention;
};

static bool is_of(enum law law, enum law class) {
    return class == LAW_HSL ? law == LAW_HSL : law == LAW_SOL || law == LAW_LSS;
}

// 29 February some years on is 1 March.
static struct date years_after(struct date day, int64_t years) {
    struct date after = {day.year + (int)years, day.month, day.day};
    if (day.month == 2 && day.day == 29)
        after = (struct date){after.year, 3, 1};
    return after;
}

// The day of the month, of a personal identity number as of a coordination number.
static bool is_sampled(struct str number) {
    int64_t day;
    if (number.n != 12 || !str_int64(str_sub(number, 6, 8), &day))
        return false;
    day %= 60;
    return day == 5 || day == 15 || day == 25;
}

static bool add_class(const struct counting *c, const struct person_row *person,
                      struct event_list all, enum law class, int64_t years, struct error *err) {
    int64_t last = 0;
    for (size_t i = 0; i < all.n; i++) {
        const struct event *event = &all.items[i];
        if (is_of(event->law, class) && c->sees[event->law] && !event->erased &&
            str_eq(event->owner, c->actor->organisation) && event->recorded.us > last)
            last = event->recorded.us;
    }
    if (!last)
        return true;
    struct kept_record *record = LIST_PUSH(c->arena, &c->retention->records);
    if (!record)
        return error_memory(err);
    record->person = *person;
    record->person.address = record->person.telephone = STR_NONE;
    record->law = class;
    record->last = app_local_date(c->app, (struct instant){last});
    record->until = years_after(record->last, years);
    record->passed = date_cmp(record->until, app_today(c->app)) <= 0;
    record->sampled = class == LAW_SOL && is_sampled(person->number);
    return true;
}

static bool add_person(const struct counting *c, const struct person_row *person,
                       struct error *err) {
    CLEANUP(arena_cleanup) struct arena *scratch = arena_new(ARENA_DEFAULT_CEILING);
    struct event_list all;
    if (!scratch)
        return error_memory(err);
    return person_all(c->reader, scratch, person->stream, &all, err) &&
           add_class(c, person, all, LAW_HSL, c->app->keeping.journal_years, err) &&
           add_class(c, person, all, LAW_SOL, c->app->keeping.social_years, err);
}

static int compare_until(const void *a, const void *b) {
    const struct kept_record *left = a, *right = b;
    int order = date_cmp(left->until, right->until);
    return order ? order : str_cmp(left->person.stream, right->person.stream);
}

bool app_retention(struct app *app, struct arena *arena, const struct actor *actor,
                   struct retention *ret_retention, struct error *err) {
    const struct gate gate = {.actor = actor, .act = ACT_RETENTION, .what = STR("retention")};
    CLEANUP(store_read_end) struct reader *reader = NULL;
    const struct instant ever = {INT64_MIN}; // what is kept does not end with the care
    struct person_rows persons = {0};
    struct retention retention = {0};
    struct counting c = {.app = app, .arena = arena, .actor = actor, .retention = &retention};
    if (!gate_pass(app, &gate, true, err) || !store_read(app->store, &reader, err) ||
        !store_persons_of(reader, arena, actor->unit, ever, STR_NONE, RETENTION_READ_MAX, &persons,
                          err))
        return false;
    c.reader = reader;
    if (!sight_of_laws(app, arena, reader, actor, c.sees, err))
        return false;
    for (size_t i = 0; i < persons.items.n; i++)
        if (!add_person(&c, &persons.items.items[i], err))
            return false;
    if (retention.records.n > 0)
        qsort(retention.records.items, retention.records.n, sizeof(struct kept_record),
              compare_until);
    retention.more =
        retention.records.n > RETENTION_SHOWN_MAX || persons.items.n == RETENTION_READ_MAX;
    if (retention.records.n > RETENTION_SHOWN_MAX)
        retention.records.n = RETENTION_SHOWN_MAX;
    *ret_retention = retention;
    return true;
}

// ---- for the archive ----

static void add_text(struct json_writer *w, const char *name, struct str text) {
    json_key(w, name);
    json_add_str(w, text);
}

static bool add_entry(struct arena *arena, struct json_writer *w, const struct event *event,
                      struct error *err) {
    struct str content = STR("");
    if (!event->erased && !event_write(arena, event, &content, err))
        return false;
    json_open(w, '{');
    json_key(w, "number");
    json_add_int(w, event->seq);
    add_text(w, "kind", str_of(event_info(event->kind)->id));
    add_text(w, "label", str_of(event_info(event->kind)->sv));
    add_text(w, "law", str_of(law_id(event->law)));
    add_text(w, "happened", instant_text(arena, event->happened));
    add_text(w, "recorded", instant_text(arena, event->recorded));
    add_text(w, "performer", event->performer);
    add_text(w, "informant", event->informant);
    add_text(w, "recorder", event->recorder);
    add_text(w, "role", event->role ? str_of(code_info(event->role)->id) : STR(""));
    add_text(w, "unit", event->unit);
    add_text(w, "owner", event->owner);
    json_key(w, "corrects");
    json_add_int(w, event->corrects);
    add_text(w, "erased", event->erased ? STR("yes") : STR("no"));
    add_text(w, "content", content); // canonical JSON
    json_close(w, '}');
    return true;
}

// Of a case: the user's sight of it, by the laws that the user works under.
struct archive {
    struct seen_case seen;
    struct person_row person;
    bool sees[LAWS];
};

static bool open_archive(struct app *app, struct arena *arena, const struct actor *actor,
                         struct str stream, struct archive *archive, struct error *err) {
    enum care_relation relation;
    CLEANUP(store_read_end) struct reader *reader = NULL;
    return case_enter(app, arena, actor, ACT_ERASE, stream, STR("archive"), &relation, err) &&
           store_read(app->store, &reader, err) &&
           person_all(reader, arena, stream, &archive->seen.all, err) &&
           store_person(reader, arena, stream, &archive->person, err) &&
           sight_of_laws(app, arena, reader, actor, archive->sees, err) &&
           see_records(app, arena, actor, reader, relation, &archive->seen, err);
}

// Sets *ret_whole to false where something of the own classes is blocked from the user.
static bool add_entries(struct arena *arena, struct json_writer *w, const struct archive *archive,
                        struct str organisation, bool *ret_whole, struct error *err) {
    struct event_list all = archive->seen.all;
    *ret_whole = true;
    json_key(w, "entries");
    json_open(w, '[');
    for (size_t i = 0; i < all.n; i++) {
        const struct event *event = &all.items[i];
        if (!str_eq(event->owner, organisation) || !archive->sees[event->law])
            continue;
        if (!sight_sees(&archive->seen.sight, event->seq))
            *ret_whole = false;
        else if (!add_entry(arena, w, event, err))
            return false;
    }
    json_close(w, ']');
    return true;
}

static void add_laws(struct json_writer *w, const struct archive *archive) {
    json_key(w, "laws");
    json_open(w, '[');
    for (enum law law = LAW_NONE + 1; law < LAWS; law++)
        if (archive->sees[law])
            json_add_str(w, str_of(law_id(law)));
    json_close(w, ']');
}

bool app_archive(struct app *app, struct arena *arena, const struct actor *actor, struct str stream,
                 struct str *ret_json, struct error *err) {
    struct archive archive = {0};
    bool whole;
    if (!open_archive(app, arena, actor, stream, &archive, err))
        return false;
    struct json_writer w = json_writer_new(arena);
    json_open(&w, '{');
    add_text(&w, "format", STR("vaka-arkiv/2"));
    add_text(&w, "record", stream);
    add_text(&w, "organisation", actor->organisation);
    add_text(&w, "made", instant_text(arena, app_now(app)));
    if (person_is_protected(archive.person.protection)) // whoever takes the file in sees it first
        add_text(&w, "protection", str_of(code_info(archive.person.protection)->id));
    add_laws(&w, &archive);
    if (!add_entries(arena, &w, &archive, actor->organisation, &whole, err))
        return false;
    add_text(&w, "complete", whole ? STR("yes") : STR("no"));
    json_close(&w, '}');
    return json_done(&w, ret_json, err);
}
