// SPDX-License-Identifier: EUPL-1.2
#include "stand_in.h"

#include "app/refusal.h"
#include "web/form.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

// ---- the app ----

bool app_actor(struct app *app, struct arena *arena, struct str secret, const struct client *client,
               struct actor *ret_actor, struct error *err) {
    (void)app, (void)client;
    char letter = secret.n ? secret.p[0] : 0;
    if (letter == 'd')
        return error_set(err, ERR_IO, "file.failed", "x", NULL);
    if (letter < 'a' || letter > 'c')
        return error_set(err, ERR_DENIED, "page.not-found", NULL);
    *ret_actor = (struct actor){
        .user = str_printf(arena, "user/%c", letter),
        .assignment = letter == 'c' ? STR_NONE : STR("assignment"),
        .assignment_valid = letter != 'c',
        .language = letter == 'b' ? LANGUAGE_EN : LANGUAGE_SV,
        .csrf = str_printf(arena, "csrf-%c", letter),
    };
    return true;
}

bool app_actor_unattended(struct app *app, struct arena *arena, struct str secret,
                          const struct client *client, struct actor *ret_actor, struct error *err) {
    return app_actor(app, arena, secret, client, ret_actor, err);
}

// ---- what is told of ----

static _Atomic int64_t version = 1;
static atomic_bool ended, fails;
static atomic_uint opened;

void stand_in_set_version(int64_t now) {
    atomic_store(&version, now);
}
void stand_in_end_sessions(bool end) {
    atomic_store(&ended, end);
}
void stand_in_fail(bool fail) {
    atomic_store(&fails, fail);
}

bool app_live_open(struct app *app, const struct actor *actor, struct str person, int64_t seen,
                   struct live *ret_live, struct error *err) {
    (void)app, (void)actor;
    if (str_is(person, "denied"))
        return error_set(err, ERR_DENIED, "page.not-found", NULL);
    *ret_live = (struct live){.topic.kind = LIVE_CASE, .seen = seen};
    unsigned number = atomic_fetch_add(&opened, 1);
    snprintf(ret_live->topic.name, LIVE_NAME_MAX, "person/%u", number % 500);
    if (!str_is(person, "one")) // every other page is a session of its own
        memcpy(ret_live->token.b, &number, sizeof(number));
    return true;
}

bool app_live_versions(struct app *app, const struct live_topic *topics, size_t count,
                       int64_t *ret_versions, struct error *err) {
    (void)app, (void)topics;
    if (atomic_load(&fails))
        return error_set(err, ERR_IO, "file.failed", "x", NULL);
    for (size_t i = 0; i < count; i++)
        ret_versions[i] = atomic_load(&version);
    return true;
}

bool app_live_holds(struct app *app, const struct live *live, bool *ret_holds, struct error *err) {
    (void)app, (void)live, (void)err;
    *ret_holds = !atomic_load(&ended);
    return true;
}

enum session_lacks app_lacks(const struct app *app, const struct actor *actor, enum act act) {
    (void)app, (void)actor, (void)act;
    return LACKS_NOTHING;
}

bool app_settle(struct app *app, struct access_wait *wait, void (*settled)(void *context),
                void *context) {
    (void)app, (void)wait, (void)settled, (void)context;
    return true;
}

bool app_may(struct app *app, struct arena *arena, const struct actor *actor, enum act act,
             struct str what, struct error *err) {
    (void)app;
    (void)arena;
    (void)what;
    if (act == ACT_ROUTINE && str_is(actor->user, "user/b"))
        return error_set(err, ERR_DENIED, "page.not-found", NULL);
    return true;
}

static atomic_uint refusals;

unsigned stand_in_refusals(void) {
    return atomic_load(&refusals);
}

bool app_log_refusal(struct app *app, const struct actor *actor, enum act act, struct str what,
                     struct error *err) {
    (void)app, (void)act, (void)err;
    if (actor->user.n && what.n)
        atomic_fetch_add(&refusals, 1);
    return true;
}

// ---- the gate ----

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool closed;
static unsigned waiting;

void stand_in_close_gate(void) {
    pthread_mutex_lock(&lock);
    closed = true;
    waiting = 0;
    pthread_mutex_unlock(&lock);
}

void stand_in_open_gate(void) {
    pthread_mutex_lock(&lock);
    closed = false;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

unsigned stand_in_waiting(void) {
    pthread_mutex_lock(&lock);
    unsigned now = waiting;
    pthread_mutex_unlock(&lock);
    return now;
}

// ---- the pages ----

static bool tell(struct request *request, struct response *response, const char *page,
                 struct error *err) {
    struct buf buf = buf_new(request->arena, 1 << 20);
    buf_printf(&buf, "%s user=" STR_FMT " csrf=" STR_FMT " lang=%s", page,
               STR_ARG(request->actor.user), STR_ARG(request->csrf),
               language_code(request->language));
    if (request->resumed)
        buf_add_c(&buf, " resumed");
    if (request->notice)
        buf_printf(&buf, " notice=%s", request->notice);
    for (size_t i = 0; i < request->input_count; i++) {
        const struct input *input = &request->inputs[i];
        if (!input->present && !input->fault)
            continue;
        buf_printf(&buf, "\n" STR_FMT "=[" STR_FMT "]%s", STR_ARG(input->name),
                   STR_ARG(input->text), input->fault ? input->fault : "");
    }
    for (size_t i = 0; i < request->typed_count; i++)
        buf_printf(&buf, "\ntyped " STR_FMT "=[" STR_FMT "]%s", STR_ARG(request->typed[i].name),
                   STR_ARG(request->typed[i].text),
                   request->typed[i].fault ? request->typed[i].fault : "");
    response->content_type = "text/plain; charset=utf-8";
    return buf_done(&buf, &response->bytes, err);
}

#define TELL(name)                                                                                 \
    static bool name(struct request *request, struct response *response, struct error *err) {      \
        return tell(request, response, #name, err);                                                \
    }
TELL(start)
TELL(sign_in)
TELL(choose)
TELL(rule)
TELL(ask)
TELL(record)
TELL(strict)
TELL(fixed)
TELL(literal)
TELL(parameter)

static bool slow(struct request *request, struct response *response, struct error *err) {
    pthread_mutex_lock(&lock);
    waiting++;
    while (closed)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
    return tell(request, response, "slow", err);
}

static bool signed_in(struct request *request, struct response *response, struct error *err) {
    response->set_session =
        str_is(request_text(request, "login"), "cia") ? STR(SECRET("c")) : STR(SECRET("a"));
    return request_go_on(request, response, err);
}

static bool chosen(struct request *request, struct response *response, struct error *err) {
    request->actor.assignment = STR("assignment");
    return request_go_on(request, response, err);
}

static bool failing(struct request *request, struct response *response, struct error *err) {
    (void)request;
    (void)response;
    return error_set(err, ERR_CONFLICT, "error.unknown", "x", NULL);
}

// Nothing can be written.
static bool full(struct request *request, struct response *response, struct error *err) {
    (void)request;
    (void)response;
    return error_set(err, ERR_IO, "store.disk-full", NULL);
}

static bool told(struct request *request, struct response *response, struct error *err) {
    struct live *live = ARENA_NEW(request->arena, struct live);
    if (!live)
        return error_memory(err);
    response->live = live;
    return app_live_open(request->app, &request->actor, request_text(request, "arende"),
                         request_int(request, "sett"), live, err);
}

static bool page(struct request *request, struct response *response, struct error *err) {
    (void)request;
    (void)err;
    html_add_text(&response->html, STR("<å>"));
    return true;
}

static bool error_told(struct request *request, struct response *response, const struct error *what,
                       struct error *err) {
    response->content_type = "text/plain; charset=utf-8";
    struct buf buf = buf_new(request->arena, BUF_DEFAULT_MAX);
    buf_printf(&buf, "error %s lang=%s", what->key, language_code(request->language));
    if (request->kept)
        buf_printf(&buf, " kept " STR_FMT, STR_ARG(request->kept_path));
    for (size_t i = 0; request->kept && i < request->kept->list.n; i++)
        buf_printf(&buf, " " STR_FMT "=[" STR_FMT "]", STR_ARG(request->kept->list.items[i].name),
                   STR_ARG(request->kept->list.items[i].value));
    if (!buf_done(&buf, &response->bytes, err))
        return false;
    return true;
}

// ---- the tables ----

#define INPUT FORM_INPUT
#define FORM FORM_TABLE
#include "stand_in_forms.def"
#undef FORM
#undef INPUT

static const struct route routes[] = {
#define ROUTE ROUTE_ENTRY
#include "stand_in_routes.def"
#undef ROUTE
};

const struct site stand_in_site = {
    .routes = routes,
    .route_count = COUNT(routes),
    .first =
        {
            [FIRST_SIGN_IN] = {"/logga-in", sign_in, &FORM_way, 401, "sign-in.to-go-on"},
            [FIRST_ASSIGNMENT] = {"/uppdrag", choose, &FORM_way, 403, "assignment.to-go-on"},
        },
    .error_page = error_told,
};
