// SPDX-License-Identifier: EUPL-1.2
//
// Sends what users are told of their accounts (account_notice.h) to the address that is registered.
// One message each, tried again like notices of duties; without a mail server none is sent.
#include "app/account_notice.h"
#include "app/notify_internal.h"
#include "base/log.h"
#include "i18n/format.h"

#define ROUND_MAX 100
#define PAUSE_MAX_S 3600
#define SECOND_US ((int64_t)1000000)

// The year always stands there: whoever reads it does so on any day.
static struct str when_words(const struct app *app, struct arena *arena, enum language language,
                             struct instant at) {
    const struct date long_ago = {1, 1, 1};
    return moment_words(arena, language, zone_local(app->zone, at), long_ago);
}

static enum text_id subject_of(enum account_change what) {
    return what == CHANGE_NEW_DEVICE   ? T_account_told_subject_device
           : what == CHANGE_GUESSED_AT ? T_account_told_subject_guessed
                                       : T_account_told_subject;
}

// In the language of its user.
static bool write_message(struct app *app, struct arena *arena, const struct account_notice *notice,
                          struct notify_message *message, struct error *err) {
    struct notify_to *to = ARENA_NEW(arena, struct notify_to);
    if (!to)
        return error_memory(err);
    *to = (struct notify_to){.kind = NOTIFY_MAIL, .name = STR("mail"), .address = notice->mail};
    *message = (struct notify_message){.to = to, .at = app_now(app)};
    enum language language = notice->language == LANGUAGE_EN ? LANGUAGE_EN : LANGUAGE_SV;
    struct str when = when_words(app, arena, language, notice->at);
    struct str what = when.p ? account_notice_words(arena, language, notice, when) : STR_NONE;
    struct str help = account_help_words(app, arena, language);
    message->subject = tr(language, subject_of(notice->what));
    message->text = TR(arena, language, T_account_told_text, what, help);
    message->id = str_printf(arena, "vaka-account-%lld", (long long)notice->number);
    return (what.p && help.p && message->text.p && message->id.p) || error_memory(err);
}

// 1, 2, 4 … times the first pause.
static struct instant next_try(const struct notify_config *config, struct instant now,
                               int64_t tries) {
    int64_t pause = config->retry_s;
    for (int64_t i = 1; i < tries && pause < PAUSE_MAX_S; i++)
        pause *= 2;
    return (struct instant){now.us + (pause > PAUSE_MAX_S ? PAUSE_MAX_S : pause) * SECOND_US};
}

static bool settle(struct app *app, const struct notify_config *config,
                   const struct account_notice *notice, const struct notify_message *message,
                   struct error *err) {
    if (message->taken)
        return store_settle_account_notice(app->store, notice->number, ACCOUNT_MAIL_SENT,
                                           notice->tries, message->at, err);
    return store_settle_account_notice(app->store, notice->number, ACCOUNT_MAIL_WAITING,
                                       notice->tries + 1,
                                       next_try(config, message->at, notice->tries + 1), err);
}

static bool send_all(struct app *app, struct arena *arena, const struct notify_config *config,
                     const struct account_notices *due, const atomic_bool *ending,
                     struct error *err) {
    struct notify_message *messages = ARENA_ARRAY(arena, due->items.n, struct notify_message);
    if (!messages)
        return error_memory(err);
    for (size_t i = 0; i < due->items.n; i++)
        if (!write_message(app, arena, &due->items.items[i], &messages[i], err))
            return false;
    if (!notify_send(arena, config, messages, due->items.n, ending, err))
        return false;
    for (size_t i = 0; i < due->items.n; i++) {
        log_write(messages[i].taken ? LOG_INFO : LOG_WARNING, "notify",
                  messages[i].taken ? "sent" : "failed", "to", "account", "id", messages[i].id.p,
                  "answer", messages[i].answer, NULL);
        if (!settle(app, config, &due->items.items[i], &messages[i], err))
            return false;
    }
    return true;
}

static bool settle_nowhere(struct app *app, const struct account_notices *due, struct error *err) {
    for (size_t i = 0; i < due->items.n; i++)
        if (!store_settle_account_notice(app->store, due->items.items[i].number,
                                         ACCOUNT_MAIL_NOWHERE, 0, app_now(app), err))
            return false;
    return true;
}

bool notify_accounts(struct app *app, const atomic_bool *ending, struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct account_notices due = {0};
    struct notify_config config;
    if (!arena)
        return error_memory(err);
    {
        CLEANUP(store_read_end) struct reader *reader = NULL;
        if (!store_read(app->store, &reader, err) ||
            !store_account_notices_due(reader, arena, app_now(app), ROUND_MAX, &due, err))
            return false;
    }
    if (!due.items.n)
        return true;
    if (!notify_config_read(arena, app->notify, &config, err))
        return false;
    return config.server.n ? send_all(app, arena, &config, &due, ending, err)
                           : settle_nowhere(app, &due, err);
}
