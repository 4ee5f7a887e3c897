// SPDX-License-Identifier: EUPL-1.2
#include "app/account_notice.h"

#include "app/device.h"
#include "app/internal.h"

struct str registered_mail(const struct event_list *events) {
    struct str mail = STR_NONE;
    for (size_t i = 0; i < events->n; i++)
        if (events->items[i].kind == EVENT_user_registered)
            mail = payload_text(&events->items[i].payload, FIELD_user_registered_mail);
    return mail;
}

bool account_notice_of(struct app *app, struct arena *arena, struct str user, struct str by,
                       enum account_change what, struct account_notice *ret_notice,
                       struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct event_list events;
    if (!store_read(app->store, &reader, err) || !store_events(reader, arena, user, &events, err))
        return false;
    *ret_notice = (struct account_notice){
        .user = user, .what = what, .by = by, .at = app_now(app), .mail = registered_mail(&events)};
    return true;
}

bool account_change(struct app *app, struct arena *arena, const struct account *account,
                    struct str by, enum account_change what, struct error *err) {
    struct account_notice notice;
    return account_notice_of(app, arena, account->user, by, what, &notice, err) &&
           store_change_account(app->store, account, &notice, err);
}

// ---- what a fact about a user tells ----

static bool tell(struct arena *arena, const struct event *event, enum account_change what,
                 struct str mail, bool mail_only, struct account_notices *notices,
                 struct error *err) {
    struct account_notice *notice = LIST_PUSH(arena, &notices->items);
    if (!notice)
        return error_memory(err);
    *notice = (struct account_notice){.user = event->stream,
                                      .what = what,
                                      .by = event->recorder,
                                      .at = event->recorded,
                                      .mail = mail,
                                      .mail_only = mail_only};
    return true;
}

static bool differs(const struct event *a, const struct event *b, enum field_id field) {
    return !str_eq(payload_text(&a->payload, field), payload_text(&b->payload, field));
}

// A new address is told to both: whoever took the account over has changed it first.
static bool tell_registration(struct arena *arena, const struct event_list *before,
                              const struct event *event, struct account_notices *notices,
                              struct error *err) {
    const struct event *latest = NULL;
    struct str mail = payload_text(&event->payload, FIELD_user_registered_mail);
    for (size_t i = 0; i < before->n; i++)
        if (before->items[i].kind == EVENT_user_registered)
            latest = &before->items[i];
    if (!latest) // a new user has nothing to be told of
        return true;
    struct str old = payload_text(&latest->payload, FIELD_user_registered_mail);
    if (!str_eq(old, mail) &&
        (!tell(arena, event, CHANGE_MAIL, mail, false, notices, err) ||
         (old.n && !tell(arena, event, CHANGE_MAIL, old, true, notices, err))))
        return false;
    bool others = differs(latest, event, FIELD_user_registered_login) ||
                  differs(latest, event, FIELD_user_registered_name) ||
                  differs(latest, event, FIELD_user_registered_hsa);
    return !others || tell(arena, event, CHANGE_DETAILS, mail, false, notices, err);
}

bool account_notices_of_event(struct arena *arena, const struct event_list *before,
                              const struct event *event, struct account_notices *notices,
                              struct error *err) {
    static const struct {
        enum event_kind kind;
        enum account_change what;
    } changes[] = {{EVENT_assignment_given, CHANGE_ASSIGNMENT_GIVEN},
                   {EVENT_assignment_ended, CHANGE_ASSIGNMENT_ENDED},
                   {EVENT_user_disabled, CHANGE_DISABLED},
                   {EVENT_user_enabled, CHANGE_ENABLED}};
    if (event->kind == EVENT_user_registered)
        return tell_registration(arena, before, event, notices, err);
    for (size_t i = 0; i < COUNT(changes); i++)
        if (changes[i].kind == event->kind)
            return tell(arena, event, changes[i].what, registered_mail(before), false, notices,
                        err);
    return true;
}

// ---- the user's own ----

static struct notice_viewer viewer_of(const struct actor *actor) {
    return (struct notice_viewer){
        .user = actor->user, .started = actor->started, .device = actor->device};
}

bool app_account_notices(struct app *app, struct arena *arena, const struct actor *actor,
                         struct account_notices *ret_notices, struct error *err) {
    *ret_notices = (struct account_notices){0};
    if (!actor->has_notices)
        return true;
    CLEANUP(store_read_end) struct reader *reader = NULL;
    const struct notice_viewer viewer = viewer_of(actor);
    return store_read(app->store, &reader, err) &&
           store_account_notices(reader, arena, &viewer, ret_notices, err);
}

bool app_read_account_notices(struct app *app, const struct actor *actor, int64_t number,
                              struct error *err) {
    const struct notice_viewer viewer = viewer_of(actor);
    return store_account_notices_read(app->store, &viewer, number, err);
}

// ---- in words ----

struct str app_help_contact(const struct app *app) {
    return app->rules.contact;
}

struct str account_notice_words(struct arena *arena, enum language language,
                                const struct account_notice *notice, struct str when) {
    static const enum text_id texts[CHANGE_COUNT] = {
        [CHANGE_NONE] = T_account_told_details,
        [CHANGE_PASSWORD] = T_account_told_password,
        [CHANGE_FIRST_PASSWORD] = T_account_told_first_password,
        [CHANGE_FACTOR_ON] = T_account_told_factor_on,
        [CHANGE_FACTOR_OFF] = T_account_told_factor_off,
        [CHANGE_RECOVERY_MADE] = T_account_told_recovery_made,
        [CHANGE_RECOVERY_USED] = T_account_told_recovery_used,
        [CHANGE_MAIL] = T_account_told_mail,
        [CHANGE_DETAILS] = T_account_told_details,
        [CHANGE_ASSIGNMENT_GIVEN] = T_account_told_assignment_given,
        [CHANGE_ASSIGNMENT_ENDED] = T_account_told_assignment_ended,
        [CHANGE_DISABLED] = T_account_told_disabled,
        [CHANGE_ENABLED] = T_account_told_enabled,
        [CHANGE_GUESSED_AT] = T_account_told_guessed_at,
        [CHANGE_NEW_DEVICE] = T_account_told_new_device,
    };
    struct str by = notice->by_name;
    if (notice->what == CHANGE_NEW_DEVICE)
        by = agent_words(arena, language, notice->agent);
    else if (str_eq(notice->by, notice->user))
        by = tr(language, T_account_told_by_you);
    else if (!by.n)
        by = tr(language, T_account_told_by_operation);
    return TR(arena, language, texts[notice->what], when, by);
}

struct str account_help_words(const struct app *app, struct arena *arena, enum language language) {
    if (!app->rules.contact.n)
        return tr(language, T_account_told_help);
    return TR(arena, language, T_account_told_help_contact, app->rules.contact);
}
