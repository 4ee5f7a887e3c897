// SPDX-License-Identifier: EUPL-1.2
//
// What the administrator does from the command line: organisations, units, users, and the care of
// the database. Recorded as events like everything else, by the program itself.
#include "app/backup.h"
#include "app/internal.h"

#include "app/derive.h"
#include "store/checkpoint.h"

struct event actor_event(const struct app *app, const struct actor *actor, struct str stream,
                         enum event_kind kind) {
    return (struct event){
        .stream = stream,
        .kind = kind,
        .vocabulary = VOCABULARY_VERSION,
        .happened = app_now(app),
        .recorded = app_now(app),
        .precision = PRECISION_MINUTE,
        .channel = CODE_channel_own_system,
        .recorder = actor->user,
        .assignment = actor->assignment,
        .role = actor->role,
        .unit = actor->unit,
        .owner = actor->organisation,
        .law = event_info(kind)->law,
    };
}

static bool append(struct app *app, struct arena *arena, const struct event_list *all,
                   const struct event *event, const struct account_notices *told,
                   struct error *err) {
    struct change_set change = {.expected_seq = all->n > 0 ? all->items[all->n - 1].seq : 0,
                                .told = *told};
    struct event *events = ARENA_ARRAY(arena, all->n + 1, struct event);
    struct event *added = LIST_PUSH(arena, &change.events);
    if (!events || !added)
        return error_memory(err);
    *added = *event;
    for (size_t i = 0; i < all->n; i++)
        events[i] = all->items[i];
    events[all->n] = *event;
    events[all->n].seq = change.expected_seq + 1;
    const struct event_list after = {all->n + 1, events};
    struct submitted submitted;
    return derive_stream(app->routine, arena, event->stream, after, &change.derived, err) &&
           store_submit(app->store, &change, &submitted, err);
}

bool append_event(struct app *app, struct arena *arena, const struct event_list *all,
                  const struct event *event, struct error *err) {
    const struct account_notices nothing = {0};
    return append(app, arena, all, event, &nothing, err);
}

bool append_told(struct app *app, struct arena *arena, const struct event_list *all,
                 const struct event *event, struct error *err) {
    struct account_notices told = {0};
    return account_notices_of_event(arena, all, event, &told, err) &&
           append(app, arena, all, event, &told, err);
}

bool system_record(struct app *app, struct arena *arena, struct str stream, enum event_kind kind,
                   const struct field_value *values, size_t count, struct error *err) {
    const struct event event = {
        .stream = stream,
        .kind = kind,
        .vocabulary = VOCABULARY_VERSION,
        .happened = app_now(app),
        .precision = PRECISION_MINUTE,
        .recorded = app_now(app),
        .channel = CODE_channel_own_system,
        .recorder = SYSTEM_USER,
        .law = event_info(kind)->law,
        .payload = {count, values},
    };
    struct event_list all;
    {
        CLEANUP(store_read_end) struct reader *reader = NULL;
        if (!store_read(app->store, &reader, err) ||
            !store_events(reader, arena, stream, &all, err))
            return false;
    }
    return append_event(app, arena, &all, &event, err);
}

// Registers something new in a stream of its own.
static bool add(struct app *app, struct arena *arena, enum stream_kind stream_kind,
                enum event_kind kind, const struct field_value *values, size_t count,
                struct str *ret_stream, struct error *err) {
    for (size_t i = 0; i < count; i++)
        if (field_info(values[i].field)->required &&
            field_info(values[i].field)->type == TYPE_LINE && str_trim(values[i].text).n == 0) {
            error_set(err, ERR_INPUT, "field.needed", NULL);
            return error_at(err, NULL, field_info(values[i].field)->id, 0, 0);
        }
    struct str stream = stream_new(arena, stream_kind, app_now(app));
    if (!stream.p)
        return error_memory(err);
    if (!system_record(app, arena, stream, kind, values, count, err))
        return false;
    *ret_stream = stream;
    return true;
}

bool app_add_organisation(struct app *app, struct arena *arena, struct str name,
                          enum code principal, struct str *ret_stream, struct error *err) {
    const struct field_value values[] = {
        {.field = FIELD_organisation_registered_name, .text = name},
        {.field = FIELD_organisation_registered_principal, .code = principal},
    };
    return add(app, arena, STREAM_organisation, EVENT_organisation_registered, values,
               COUNT(values), ret_stream, err);
}

bool app_add_unit(struct app *app, struct arena *arena, struct str name, enum code kind,
                  struct str organisation, struct str telephone, struct str *ret_stream,
                  struct error *err) {
    const struct field_value values[] = {
        {.field = FIELD_unit_registered_name, .text = name},
        {.field = FIELD_unit_registered_kind, .code = kind},
        {.field = FIELD_unit_registered_organisation, .text = organisation},
        {.field = FIELD_unit_registered_telephone, .text = telephone},
    };
    return add(app, arena, STREAM_unit, EVENT_unit_registered, values,
               telephone.n > 0 ? COUNT(values) : COUNT(values) - 1, ret_stream, err);
}

bool app_add_area(struct app *app, struct arena *arena, struct str name, struct str organisation,
                  struct str postal_codes, struct date from, struct error *err) {
    const struct field_value values[] = {
        {.field = FIELD_area_registered_name, .text = name},
        {.field = FIELD_area_registered_organisation, .text = organisation},
        {.field = FIELD_area_registered_postal_codes, .text = postal_codes},
        {.field = FIELD_area_registered_from, .date = from},
    };
    struct str stream;
    return add(app, arena, STREAM_area, EVENT_area_registered, values, COUNT(values), &stream, err);
}

static bool find_login(struct app *app, struct arena *arena, struct str login,
                       struct account *ret_account, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    return store_read(app->store, &reader, err) &&
           store_account(reader, arena, login, ret_account, err);
}

// Also tells "not found" in the words of the command line.
static bool need_login(struct app *app, struct arena *arena, struct str login,
                       struct account *ret_account, struct error *err) {
    struct error fault = {0};
    if (find_login(app, arena, login, ret_account, &fault))
        return true;
    if (fault.code == ERR_MISSING)
        return error_set_str(err, ERR_MISSING, "user.unknown", login);
    if (err)
        *err = fault;
    return false;
}

bool app_user_by_login(struct app *app, struct arena *arena, struct str login,
                       struct str *ret_stream, struct error *err) {
    struct account account;
    if (!need_login(app, arena, login, &account, err))
        return false;
    *ret_stream = account.user;
    return true;
}

static bool login_is_free(struct app *app, struct arena *arena, struct str login,
                          struct error *err) {
    struct account account;
    struct error fault = {0};
    if (find_login(app, arena, login, &account, &fault))
        return error_set_str(err, ERR_CONFLICT, "user.login-taken", login);
    if (fault.code == ERR_MISSING)
        return true;
    if (err)
        *err = fault;
    return false;
}

// `password` is what is kept of it; empty: nobody can sign in.
static bool add_account(struct app *app, struct arena *arena, struct str login, struct str name,
                        struct str password, struct str *ret_stream, struct error *err) {
    const struct field_value values[] = {
        {.field = FIELD_user_registered_login, .text = login},
        {.field = FIELD_user_registered_name, .text = name},
    };
    struct account account = {.login = login, .password = password};
    account.totp = account.recovery = STR("");
    if (!add(app, arena, STREAM_user, EVENT_user_registered, values, COUNT(values), &account.user,
             err) ||
        !store_put_account(app->store, &account, err))
        return false;
    *ret_stream = account.user;
    return true;
}

bool app_add_user(struct app *app, struct arena *arena, struct str login, struct str name,
                  struct str password, struct str *ret_stream, struct error *err) {
    struct str hash;
    // The password first: a user whose password is refused is not made.
    return login_is_free(app, arena, login, err) &&
           password_hash(app, arena, password, &hash, err) &&
           add_account(app, arena, login, name, hash, ret_stream, err);
}

bool app_add_system_user(struct app *app, struct arena *arena, struct str login, struct str name,
                         struct str *ret_stream, struct error *err) {
    return login_is_free(app, arena, login, err) &&
           add_account(app, arena, login, name, STR(""), ret_stream, err);
}

bool app_set_password(struct app *app, struct arena *arena, struct str login, struct str password,
                      struct error *err) {
    struct account account;
    if (!need_login(app, arena, login, &account, err) ||
        !password_hash(app, arena, password, &account.password, err))
        return false;
    account.failures = 0;
    account.locked_until = (struct instant){0};
    return account_change(app, arena, &account, SYSTEM_USER, CHANGE_PASSWORD, err) &&
           session_end_of(app, account.user, NULL, err);
}

bool app_add_assignment(struct app *app, struct arena *arena, struct str user, struct str unit,
                        enum code role, struct date from, struct error *err) {
    const struct field_value values[] = {
        {.field = FIELD_assignment_given_unit, .text = unit},
        {.field = FIELD_assignment_given_role, .code = role},
        {.field = FIELD_assignment_given_from, .date = from},
    };
    struct unit_row row;
    {
        CLEANUP(store_read_end) struct reader *reader = NULL;
        if (!store_read(app->store, &reader, err) || !store_unit(reader, arena, unit, &row, err))
            return false;
    }
    return system_record(app, arena, user, EVENT_assignment_given, values, COUNT(values), err);
}

bool app_all_units(struct app *app, struct arena *arena, struct unit_rows *ret_rows,
                   struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    return store_read(app->store, &reader, err) &&
           store_units(reader, arena, CODE_NONE, ret_rows, err);
}

// ---- care of the database ----

#define SESSION_KEPT_US ((int64_t)24 * 3600 * 1000000)

bool app_verify(struct app *app, struct arena *arena, struct verify_report *ret_report,
                struct error *err) {
    return store_verify(app->store, arena, ret_report, err);
}

bool app_backup(struct app *app, const char *to_path, const struct public_keys *keys,
                bool *ret_was_left, struct error *err) {
    return store_backup(app->store, to_path, keys, app_now(app), ret_was_left, err);
}

bool app_restore(const struct restoring *restoring, struct arena *arena,
                 struct verify_report *ret_report, struct error *err) {
    return store_restore(restoring, arena, ret_report, err);
}

bool app_change_checkpoint_key(struct app *app, bool lost, struct error *err) {
    return store_change_checkpoint_key(app->store, app_now(app), lost, err);
}

bool app_keep_house(struct app *app, struct error *err) {
    const struct instant old = {app_now(app).us - SESSION_KEPT_US};
    return store_end_old_sessions(app->store, old, err) &&
           store_checkpoint(app->store, app_now(app), err);
}
