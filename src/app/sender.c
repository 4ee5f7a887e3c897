// SPDX-License-Identifier: EUPL-1.2
//
// Sending systems: the file of senders, their keys, and how often they may ask.
#include "app/intake_internal.h"

#include "base/file.h"

#define FILE_MAX ((size_t)64 * 1024)
#define KEY_BYTES 32
#define FAILURES_MAX 10 // wrong keys from an address within an hour; then it waits
#define WAIT_MINUTES 15
#define MINUTE_US ((int64_t)60 * 1000000)

// ---- the file ----

struct line {
    struct str login, receiver;
    bool has_key;
    struct hash key; // SHA-256 of it
};

static bool broken(const char *path, int64_t number, struct error *err) {
    error_set(err, ERR_DAMAGED, "sender.file-broken", NULL);
    return error_at(err, path, NULL, (uint32_t)number, 0);
}

static bool read_line(struct str text, struct line *ret_line) {
    struct line line = {0};
    struct str key;
    if (!str_split(&text, ' ', &line.login) || !str_split(&text, ' ', &line.receiver) ||
        !str_split(&text, ' ', &key) || text.n || !line.login.n ||
        stream_kind_of(line.receiver) != STREAM_unit)
        return false;
    line.has_key = !str_is(key, "-");
    if (line.has_key && !hex_parse(key, line.key.b, HASH_SIZE))
        return false;
    *ret_line = line;
    return true;
}

struct lines {
    LIST_OF(struct line) items;
};

// None when there is no file: then nobody may send.
static bool read_file(struct app *app, struct arena *arena, struct lines *ret_lines,
                      struct error *err) {
    struct error fault = {0};
    struct str text, part;
    int64_t number = 0;
    *ret_lines = (struct lines){0};
    if (!file_read(arena, app->senders, FILE_MAX, &text, &fault)) {
        if (fault.code == ERR_MISSING)
            return true;
        if (err)
            *err = fault;
        return false;
    }
    while (str_split(&text, '\n', &part)) {
        number++;
        part = str_trim(part);
        if (!part.n || part.p[0] == '#')
            continue;
        struct line *line = LIST_PUSH(arena, &ret_lines->items);
        if (!line)
            return error_memory(err);
        if (!read_line(part, line))
            return broken(app->senders, number, err);
    }
    return true;
}

// ---- who it is ----

bool sender_by_user(struct app *app, struct arena *arena, struct str user, struct str receiver,
                    struct sender *ret_sender, struct error *err) {
    struct sender sender = {
        .receiver = receiver,
        .actor = {.user = user, .language = LANGUAGE_SV},
    };
    CLEANUP(store_read_end) struct reader *reader = NULL;
    if (!store_read(app->store, &reader, err) ||
        !store_user_name(reader, arena, user, &sender.actor.user_name, err))
        return false;
    store_read_end(&reader);
    if (!app_assignments(app, arena, &sender.actor, &sender.assignments, err))
        return false;
    *ret_sender = sender;
    return true;
}

static bool sender_of_line(struct app *app, struct arena *arena, const struct line *line,
                           struct sender *ret_sender, struct error *err) {
    struct str user;
    if (!app_user_by_login(app, arena, line->login, &user, err) ||
        !sender_by_user(app, arena, user, line->receiver, ret_sender, err))
        return false;
    ret_sender->login = line->login;
    return true;
}

bool app_sender(struct app *app, struct arena *arena, struct str login, struct sender *ret_sender,
                struct error *err) {
    struct lines lines;
    if (!read_file(app, arena, &lines, err))
        return false;
    for (size_t i = 0; i < lines.items.n; i++)
        if (str_eq(lines.items.items[i].login, login))
            return sender_of_line(app, arena, &lines.items.items[i], ret_sender, err);
    return error_set_str(err, ERR_MISSING, "sender.unknown", login);
}

// ---- keys ----

static bool must_wait(struct arena *arena, struct instant until, struct instant now,
                      struct error *err) {
    struct str minutes = tr_number(arena, (until.us - now.us + MINUTE_US - 1) / MINUTE_US);
    return error_set_str(err, ERR_LIMIT, "sender.wait", minutes);
}

static bool wrong_key(struct app *app, struct str limit, struct error *err) {
    const struct actor nobody = {0};
    const struct gate gate = {.actor = &nobody, .act = ACT_SEND, .what = STR("key")};
    struct instant now = app_now(app), until = {0};
    if (limiter_failures(app->limiter, limit, now) + 1 >= FAILURES_MAX)
        until.us = now.us + WAIT_MINUTES * MINUTE_US;
    limiter_fail(app->limiter, limit, now, until);
    struct access_record record = gate_record(app, &gate, ACCESS_DENIED, STR_NONE);
    return store_log_access(app->store, &record, err) &&
           error_set(err, ERR_DENIED, "sender.key-wrong", NULL);
}

// Counts what was sent in this minute.
static bool not_too_many(struct app *app, struct arena *arena, struct str login,
                         struct error *err) {
    struct instant now = app_now(app);
    struct str key = str_printf(arena, "sender " STR_FMT " %lld", STR_ARG(login),
                                (long long)(now.us / MINUTE_US));
    if (!key.p)
        return error_memory(err);
    if (limiter_failures(app->limiter, key, now) >= SENDER_MESSAGES_A_MINUTE)
        return error_set_str(err, ERR_LIMIT, "sender.too-many",
                             tr_number(arena, SENDER_MESSAGES_A_MINUTE));
    limiter_fail(app->limiter, key, now, (struct instant){0});
    return true;
}

bool app_sender_by_key(struct app *app, struct arena *arena, struct str key, struct str address,
                       struct sender *ret_sender, struct error *err) {
    struct lines lines;
    struct str limit = str_printf(arena, "send " STR_FMT, STR_ARG(address));
    struct instant now = app_now(app);
    if (!limit.p)
        return error_memory(err);
    struct instant until = limiter_until(app->limiter, limit, now);
    if (until.us > 0)
        return must_wait(arena, until, now, err);
    if (!read_file(app, arena, &lines, err))
        return false;
    // Every line is compared, in constant time, whichever fits.
    const struct line *found = NULL;
    struct hash hash = hash_of(key);
    for (size_t i = 0; i < lines.items.n; i++) {
        const struct line *line = &lines.items.items[i];
        bool same = hash_eq(&line->key, &hash);
        if (same && line->has_key)
            found = line;
    }
    if (!found)
        return wrong_key(app, limit, err);
    return not_too_many(app, arena, found->login, err) &&
           sender_of_line(app, arena, found, ret_sender, err);
}

// ---- adding one ----

static bool has_blank(struct str text) {
    return str_find_char(text, ' ') != STR_NOT_FOUND || str_find_char(text, '\n') != STR_NOT_FOUND;
}

static bool check_words(struct app *app, struct arena *arena, const struct sender_words *words,
                        struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct unit_row row;
    // The login is a word of the file, and a folder.
    if (!words->login.n || has_blank(words->login) || words->login.p[0] == '.' ||
        words->login.p[0] == '#' || str_find_char(words->login, '/') != STR_NOT_FOUND)
        return error_set_str(err, ERR_INPUT, "sender.login", words->login);
    if (!store_read(app->store, &reader, err) ||
        !store_unit(reader, arena, words->receiver, &row, err))
        return false;
    return row.kind == CODE_unit_kind_planning ||
           error_set_str(err, ERR_INPUT, "sender.receiver", row.name);
}

static bool add_key(struct app *app, struct arena *arena, const struct sender_words *words,
                    struct str *ret_key, struct error *err) {
    unsigned char bytes[KEY_BYTES];
    random_bytes(bytes, sizeof(bytes));
    struct str key = hex_of(arena, bytes, sizeof(bytes));
    struct hash hash = hash_of(key);
    struct str hex = hex_of(arena, hash.b, sizeof(hash.b));
    struct str line = str_printf(arena, STR_FMT " " STR_FMT " " STR_FMT "\n", STR_ARG(words->login),
                                 STR_ARG(words->receiver), STR_ARG(hex));
    if (!key.p || !hex.p || !line.p)
        return error_memory(err);
    if (!file_append(app->senders, line, err))
        return false;
    *ret_key = key;
    return true;
}

bool app_add_sender(struct app *app, struct arena *arena, const struct sender_words *words,
                    struct str *ret_key, struct error *err) {
    struct error fault = {0};
    struct str user;
    if (!check_words(app, arena, words, err))
        return false;
    if (!app_user_by_login(app, arena, words->login, &user, &fault)) {
        if (fault.code != ERR_MISSING) {
            if (err)
                *err = fault;
            return false;
        }
        if (!app_add_system_user(app, arena, words->login, words->name, &user, err))
            return false;
    }
    if (words->unit.n &&
        !app_add_assignment(app, arena, user, words->unit, words->role, app_today(app), err))
        return false;
    return add_key(app, arena, words, ret_key, err);
}
