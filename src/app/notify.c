// SPDX-License-Identifier: EUPL-1.2
//
// The thread that tells people of urgent duties: what waits, gathered by unit and role, sent to
// each destination that has not taken it yet, and what became of it written down.
#include <pthread.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/notify_internal.h"
#include "base/json.h"
#include "base/log.h"

#define LOOK_S 1      // how often the database is asked
#define ROUND_MAX 200 // notices in one round
#define PAUSE_MAX_S 3600
#define SECOND_US ((int64_t)1000000)

struct notifier {
    struct arena *arena; // holds itself
    struct app *app;
    atomic_bool ending;
    pthread_mutex_t lock;
    pthread_cond_t wakes;
    pthread_t thread;
    bool runs, failed; // failed: said once
};

// Notices of one unit and role: one message to each destination.
struct group {
    struct str unit, unit_name;
    enum code role;
    LIST_OF(struct notice_row *) notices;
};

// A message and the notices that it tells of.
struct letter {
    const struct notify_to *to;
    const struct group *group;
    LIST_OF(struct notice_row *) notices;
};

struct round {
    struct app *app;
    struct arena *arena;
    struct instant now;
    struct notify_config config;
    struct notice_rows due;
    LIST_OF(struct group) groups;
    LIST_OF(struct letter) letters;
    struct notify_message *messages; // one a letter
    struct notice_round result;
    struct error *err;
};

// ---- gathering ----

static bool settle(struct round *round, struct notice_row *row, enum notice_state state) {
    struct notice_row *end = LIST_PUSH(round->arena, &round->result.notices.items);
    if (!end)
        return error_memory(round->err);
    row->state = state;
    *end = *row;
    return true;
}

static bool add_to_group(struct round *round, struct notice_row *row) {
    struct group *group = NULL;
    for (size_t i = 0; i < round->groups.n && !group; i++)
        if (round->groups.items[i].role == row->role &&
            str_eq(round->groups.items[i].unit, row->unit))
            group = &round->groups.items[i];
    if (!group) {
        group = LIST_PUSH(round->arena, &round->groups);
        if (!group)
            return error_memory(round->err);
        *group = (struct group){.unit = row->unit, .unit_name = row->unit_name, .role = row->role};
    }
    struct notice_row **place = LIST_PUSH(round->arena, &group->notices);
    if (!place)
        return error_memory(round->err);
    *place = row;
    return true;
}

// What has ended needs no telling; what is shown later waits until then.
static bool sort_out(struct round *round) {
    for (size_t i = 0; i < round->due.items.n; i++) {
        struct notice_row *row = &round->due.items.items[i];
        struct instant shown;
        bool later = instant_parse(row->shown_from, &shown) && shown.us > round->now.us;
        if (later)
            row->next_try = shown;
        if (!row->duty_open || later) {
            if (!settle(round, row, row->duty_open ? NOTICE_WAITING : NOTICE_NEEDLESS))
                return false;
        } else if (!add_to_group(round, row)) {
            return false;
        }
    }
    return true;
}

static bool fits(const struct notify_rule *rule, const struct group *group) {
    return (!rule->unit.n || str_eq(rule->unit, group->unit) ||
            str_eq(rule->unit, group->unit_name)) &&
           (rule->role == CODE_NONE || rule->role == group->role);
}

static struct letter *letter_to(struct round *round, const struct group *group,
                                const struct notify_to *to) {
    for (size_t i = 0; i < round->letters.n; i++)
        if (round->letters.items[i].group == group &&
            str_eq(round->letters.items[i].to->name, to->name))
            return NULL; // named by two rules
    struct letter *letter = LIST_PUSH(round->arena, &round->letters);
    if (letter)
        *letter = (struct letter){.to = to, .group = group};
    return letter;
}

// The notices of the group that the destination has not taken.
static bool fill_letter(struct round *round, struct reader *reader, struct letter *letter) {
    for (size_t i = 0; i < letter->group->notices.n; i++) {
        struct notice_row *row = letter->group->notices.items[i];
        bool taken;
        if (!store_notice_taken(reader, row->number, letter->to->name, &taken, round->err))
            return false;
        if (taken)
            continue;
        struct notice_row **place = LIST_PUSH(round->arena, &letter->notices);
        if (!place)
            return error_memory(round->err);
        *place = row;
    }
    return true;
}

static bool address_group(struct round *round, struct reader *reader, const struct group *group) {
    for (size_t i = 0; i < round->config.rules.n; i++) {
        const struct notify_rule *rule = &round->config.rules.items[i];
        for (size_t k = 0; fits(rule, group) && k < rule->to.n; k++) {
            struct letter *letter = letter_to(round, group, &rule->to.items[k]);
            if (letter && !fill_letter(round, reader, letter))
                return false;
        }
    }
    return !arena_failed(round->arena) || error_memory(round->err);
}

// ---- writing the messages ----

// In the language that the file names: whoever reads it is no user.
static bool write_words(struct round *round, const struct group *group, int64_t count,
                        struct notify_message *message) {
    struct arena *arena = round->arena;
    enum language language = message->to->language;
    struct str unit = group->unit_name.n ? group->unit_name : tr(language, T_notify_your_unit);
    message->subject = count ? TR(arena, language, T_notify_subject, tr_number(arena, count), unit)
                             : tr(language, T_notify_trial);
    message->text = TR(arena, language, T_notify_text, message->subject, round->config.site);
    return (message->subject.p && message->text.p) || error_memory(round->err);
}

static bool write_body(struct round *round, const struct group *group, int64_t count,
                       struct notify_message *message) {
    struct json_writer w = json_writer_new(round->arena);
    json_open(&w, '{');
    json_key(&w, "id");
    json_add_str(&w, message->id);
    json_key(&w, "type");
    json_add_str(&w, STR("urgent-duty"));
    json_key(&w, "count");
    json_add_int(&w, count);
    json_key(&w, "unit");
    json_add_str(&w, group->unit);
    json_key(&w, "unit_name");
    json_add_str(&w, group->unit_name);
    json_key(&w, "role");
    json_add_str(&w, str_of(group->role == CODE_NONE ? "" : code_info(group->role)->id));
    json_key(&w, "text");
    json_add_str(&w, message->subject);
    json_key(&w, "link");
    json_add_str(&w, round->config.site);
    json_close(&w, '}');
    return json_done(&w, &message->body, round->err);
}

static bool write_message(struct round *round, const struct letter *letter,
                          struct notify_message *message) {
    int64_t count = (int64_t)letter->notices.n;
    struct hash of = hash_of(letter->to->name);
    *message = (struct notify_message){.to = letter->to, .at = round->now};
    message->id =
        str_printf(round->arena, "vaka-%lld-" STR_FMT, (long long)letter->notices.items[0]->number,
                   STR_ARG(hex_of(round->arena, of.b, 4)));
    return (message->id.p || error_memory(round->err)) &&
           write_words(round, letter->group, count, message) &&
           write_body(round, letter->group, count, message);
}

// ---- what became of them ----

static bool note_try(struct round *round, const struct letter *letter,
                     const struct notify_message *message) {
    for (size_t i = 0; i < letter->notices.n; i++) {
        struct notice_try *one = LIST_PUSH(round->arena, &round->result.tries);
        if (!one)
            return error_memory(round->err);
        *one = (struct notice_try){.notice = letter->notices.items[i]->number,
                                   .destination = letter->to->name,
                                   .at = round->now,
                                   .taken = message->taken,
                                   .answer = str_of(message->answer)};
    }
    log_write(message->taken ? LOG_INFO : LOG_WARNING, "notify", message->taken ? "sent" : "failed",
              "to", letter->to->kind == NOTIFY_MAIL ? "mail" : "hook", "id", message->id.p,
              "answer", message->answer, NULL);
    return true;
}

static bool is_told(const struct letter *letter, const struct notify_message *message,
                    const struct notice_row *row) {
    for (size_t i = 0; i < letter->notices.n; i++)
        if (letter->notices.items[i] == row)
            return message->taken;
    return true; // it had taken it before
}

// 1, 2, 4 … times the first pause.
static struct instant next_try(const struct round *round, int64_t tries) {
    int64_t pause = round->config.retry_s;
    for (int64_t i = 1; i < tries && pause < PAUSE_MAX_S; i++)
        pause *= 2;
    if (pause > PAUSE_MAX_S)
        pause = PAUSE_MAX_S;
    return (struct instant){round->now.us + pause * SECOND_US};
}

static bool settle_group(struct round *round, const struct group *group) {
    bool anybody = false;
    for (size_t i = 0; i < round->letters.n; i++)
        anybody = anybody || round->letters.items[i].group == group;
    for (size_t i = 0; i < group->notices.n; i++) {
        struct notice_row *row = group->notices.items[i];
        enum notice_state state = anybody ? NOTICE_SENT : NOTICE_NOWHERE;
        for (size_t k = 0; k < round->letters.n; k++)
            if (round->letters.items[k].group == group &&
                !is_told(&round->letters.items[k], &round->messages[k], row))
                state = NOTICE_WAITING;
        if (state == NOTICE_WAITING)
            row->next_try = next_try(round, ++row->tries);
        if (!settle(round, row, state))
            return false;
    }
    return true;
}

// ---- one round ----

static bool gather(struct round *round) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    if (!store_read(round->app->store, &reader, round->err) ||
        !store_notices_due(reader, round->arena, round->now, ROUND_MAX, &round->due, round->err))
        return false;
    if (!round->due.items.n)
        return true;
    if (!notify_config_read(round->arena, round->app->notify, &round->config, round->err) ||
        !sort_out(round))
        return false;
    for (size_t i = 0; i < round->groups.n; i++)
        if (!address_group(round, reader, &round->groups.items[i]))
            return false;
    return true;
}

// Letters for which nothing is left are not sent. A message is filled in for each all the same.
static bool deliver(struct round *round, const atomic_bool *ending) {
    struct arena *arena = round->arena;
    size_t n = round->letters.n, count = 0;
    round->messages = ARENA_ARRAY(arena, n, struct notify_message);
    struct notify_message *out = ARENA_ARRAY(arena, n, struct notify_message);
    size_t *place = ARENA_ARRAY(arena, n, size_t);
    if (n && (!round->messages || !out || !place))
        return error_memory(round->err);
    for (size_t i = 0; i < n; i++) {
        if (!round->letters.items[i].notices.n)
            continue;
        if (!write_message(round, &round->letters.items[i], &out[count]))
            return false;
        place[count++] = i;
    }
    if (!notify_send(arena, &round->config, out, count, ending, round->err))
        return false;
    for (size_t i = 0; i < count; i++) {
        round->messages[place[i]] = out[i];
        if (!note_try(round, &round->letters.items[place[i]], &out[i]))
            return false;
    }
    return true;
}

static bool one_round(struct app *app, const atomic_bool *ending, struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct round round = {.app = app, .arena = arena, .now = app_now(app), .err = err};
    if (!arena)
        return error_memory(err);
    if (!gather(&round))
        return false;
    if (!round.due.items.n)
        return true;
    if (!deliver(&round, ending))
        return false;
    for (size_t i = 0; i < round.groups.n; i++)
        if (!settle_group(&round, &round.groups.items[i]))
            return false;
    return store_put_notices(app->store, &round.result, err);
}

// ---- the thread ----

static void *run(void *context) {
    struct notifier *notifier = context;
    while (!atomic_load(&notifier->ending)) {
        struct error err = {0};
        bool done = one_round(notifier->app, &notifier->ending, &err) &&
                    notify_accounts(notifier->app, &notifier->ending, &err);
        if (!done && !notifier->failed)
            log_error("notify", &err);
        notifier->failed = !done;
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += LOOK_S;
        pthread_mutex_lock(&notifier->lock);
        while (!atomic_load(&notifier->ending) &&
               pthread_cond_timedwait(&notifier->wakes, &notifier->lock, &until) == 0)
            ;
        pthread_mutex_unlock(&notifier->lock);
    }
    return NULL;
}

static struct notifier *make_notifier(struct app *app) {
    struct arena *arena = arena_new(sizeof(struct notifier) + 1024);
    struct notifier *notifier = arena ? ARENA_NEW(arena, struct notifier) : NULL;
    if (!notifier) {
        arena_free(arena);
        return NULL;
    }
    notifier->arena = arena;
    notifier->app = app;
    pthread_mutex_init(&notifier->lock, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&notifier->wakes, &attributes);
    pthread_condattr_destroy(&attributes);
    return notifier;
}

bool notify_start(struct app *app, struct notifier **ret_notifier, struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct notify_config config;
    if (!arena)
        return error_memory(err);
    if (!notify_config_read(arena, app->notify, &config, err))
        return false;
    struct notifier *notifier = notify_send_start() ? make_notifier(app) : NULL;
    if (!notifier)
        return error_memory(err);
    notifier->runs = pthread_create(&notifier->thread, NULL, run, notifier) == 0;
    if (!notifier->runs) {
        notify_stop(notifier);
        return error_set(err, ERR_IO, "server.no-thread", NULL);
    }
    *ret_notifier = notifier;
    return true;
}

void notify_stop(struct notifier *notifier) {
    if (!notifier)
        return;
    pthread_mutex_lock(&notifier->lock);
    atomic_store(&notifier->ending, true);
    pthread_cond_signal(&notifier->wakes);
    pthread_mutex_unlock(&notifier->lock);
    if (notifier->runs)
        pthread_join(notifier->thread, NULL);
    pthread_cond_destroy(&notifier->wakes);
    pthread_mutex_destroy(&notifier->lock);
    arena_free(notifier->arena);
}

// ---- for whoever runs the program ----

bool notify_trouble(struct app *app, struct arena *arena, struct notice_trouble *ret_trouble,
                    struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    return store_read(app->store, &reader, err) &&
           store_notice_trouble(reader, arena, ret_trouble, err);
}

static bool add_trials(struct round *round, struct notify_message *messages, size_t *count) {
    for (size_t i = 0; i < round->config.rules.n; i++) {
        const struct notify_rule *rule = &round->config.rules.items[i];
        for (size_t k = 0; k < rule->to.n; k++) {
            struct notify_message *message = &messages[(*count)++];
            const struct group group = {.unit = rule->unit, .role = rule->role};
            *message = (struct notify_message){.to = &rule->to.items[k], .at = round->now};
            message->id =
                str_printf(round->arena, "vaka-trial-%lld-%zu", (long long)round->now.us, *count);
            if (!message->id.p)
                return error_memory(round->err);
            if (!write_words(round, &group, 0, message) || !write_body(round, &group, 0, message))
                return false;
        }
    }
    return true;
}

bool notify_try_all(struct app *app, struct arena *arena, struct notify_trials *ret_trials,
                    struct error *err) {
    struct round round = {.app = app, .arena = arena, .now = app_now(app), .err = err};
    const atomic_bool never = false;
    size_t all = 0, count = 0;
    if (!notify_send_start() || !notify_config_read(arena, app->notify, &round.config, err))
        return false;
    for (size_t i = 0; i < round.config.rules.n; i++)
        all += round.config.rules.items[i].to.n;
    struct notify_message *messages = ARENA_ARRAY(arena, all, struct notify_message);
    if (all && !messages)
        return error_memory(err);
    if (!add_trials(&round, messages, &count) ||
        !notify_send(arena, &round.config, messages, count, &never, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct notify_trial *trial = LIST_PUSH(arena, &ret_trials->items);
        if (!trial)
            return error_memory(err);
        *trial = (struct notify_trial){.destination = messages[i].to->name,
                                       .answer = str_of(messages[i].answer),
                                       .taken = messages[i].taken};
    }
    return true;
}

bool notify_has_file(const struct app *app) {
    return access(app->notify, F_OK) == 0;
}
