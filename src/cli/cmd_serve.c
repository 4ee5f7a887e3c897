// SPDX-License-Identifier: EUPL-1.2
//
// vaka serve: the server, until SIGTERM or SIGINT.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "app/intake.h"
#include "app/notify.h"
#include "app/openid.h"
#include "base/log.h"
#include "cli/cli.h"
#include "cli/confine.h"
#include "doc/aside.h"
#include "web/pace.h"
#include "web/server.h"

#define KEEP_HOUSE_S 3600
#define FILES 8192      // open at once
#define LOOK_S 1        // how often the folder of messages is looked at
#define LOOK_AGAIN_S 30 // … after it could not be read or written

struct serve {
    const char *database, *port, *address, *routine, *clock_shift, *threads, *senders, *intake,
        *notify, *sign_in, *certificate, *key, *proxies, *requests;
    bool behind_tls, unconfined;
};

// Set before any thread is started, so that all of them inherit it.
static void set_signals(sigset_t *ret_ending) {
    sigemptyset(ret_ending);
    sigaddset(ret_ending, SIGTERM);
    sigaddset(ret_ending, SIGINT);
    sigaddset(ret_ending, SIGHUP);
    pthread_sigmask(SIG_BLOCK, ret_ending, NULL);
    // A client that went away is an error of the write, not the end of the server.
    signal(SIGPIPE, SIG_IGN);
}

// Each page that stays open keeps a file open; what the system gives at first is for less.
static void take_files(void) {
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) < 0 || files.rlim_cur >= FILES)
        return;
    files.rlim_cur = files.rlim_max < FILES ? files.rlim_max : FILES;
    if (setrlimit(RLIMIT_NOFILE, &files) < 0)
        log_write(LOG_WARNING, "serve", "few-files", NULL);
}

static void keep_house(struct app *app) {
    struct error err = {0};
    if (!app_keep_house(app, &err))
        log_error("serve", &err);
}

// Seconds until the folder is to be looked at again.
static time_t take_in(struct app *app, const char *folder) {
    struct error err = {0};
    size_t count;
    if (!app_take_in_folder(app, folder, &count, &err)) {
        log_error("intake", &err);
        return LOOK_AGAIN_S;
    }
    return count > 0 ? 0 : LOOK_S;
}

// The certificate was renewed.
static void reload(struct server *server) {
    struct error err = {0};
    if (server_reload(server, &err))
        log_write(LOG_INFO, "serve", "reloaded", NULL);
    else
        log_error("serve", &err);
}

static void wait_for_end(struct app *app, struct server *server, const char *intake,
                         const sigset_t *ending) {
    struct timespec interval = {.tv_sec = intake ? 0 : KEEP_HOUSE_S};
    time_t since = 0; // the house was kept
    for (;;) {
        int signal_number = sigtimedwait(ending, NULL, &interval);
        if (signal_number == SIGHUP && server_has_tls(server)) {
            reload(server);
            continue;
        }
        if (signal_number > 0) {
            log_write(LOG_INFO, "serve", "ending", "signal", strsignal(signal_number), NULL);
            return;
        }
        since += interval.tv_sec;
        if (intake)
            interval.tv_sec = take_in(app, intake);
        if (since < KEEP_HOUSE_S)
            continue;
        keep_house(app);
        since = 0;
    }
}

static void say_ready(const char *address, const struct server *server) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    if (!arena)
        return;
    struct str scheme = server_has_tls(server) ? STR("https") : STR("http");
    struct str port = str_printf(arena, "%u", (unsigned)server_port(server));
    cli_say(TR(arena, cli_language(), T_serve_ready, scheme, str_of(address), port));
    fflush(stdout);
}

// Nothing that the server needs only to start is left to it; see cli/confine.h.
static bool give_up(const struct serve *serve, const struct app *app, struct error *err) {
    struct str provider;
    bool outward = app_has_provider(app, cli_language(), &provider) || notify_has_file(app);
    return serve->unconfined || confine(outward, err);
}

static int run(const struct serve *serve, const struct app_options *options,
               struct server_options *server_options, const sigset_t *ending) {
    struct error err = {0};
    if (!aside_help(!serve->unconfined, &server_options->helper, &err))
        return cli_error(&err);
    struct app *app = NULL;
    struct server *server = NULL;
    struct notifier *notifier = NULL;
    if (!app_open(options, &app, &err))
        return cli_error(&err);
    if (!app_finish_messages(app, &err))
        log_error("intake", &err);
    if (!notify_start(app, &notifier, &err) || !server_start(app, server_options, &server, &err)) {
        notify_stop(notifier);
        app_close(app);
        return cli_error(&err);
    }
    if (!give_up(serve, app, &err)) {
        server_stop(server);
        notify_stop(notifier);
        app_close(app);
        return cli_error(&err);
    }
    say_ready(server_options->address, server);
    wait_for_end(app, server, serve->intake, ending);
    server_stop(server);
    notify_stop(notifier);
    keep_house(app);
    app_close(app);
    return CLI_DONE;
}

static bool fits_together(const struct serve *serve, int64_t requests,
                          struct address_ranges *ret_proxies, struct error *err) {
    if (!serve->certificate != !serve->key)
        return error_set(err, ERR_INPUT, "serve.certificate-and-key", NULL);
    if (requests > 0 && requests < PACE_LEAST)
        return error_set(err, ERR_INPUT, "serve.few-requests", TEXT_OF(PACE_LEAST), NULL);
    return !serve->proxies || address_ranges_parse(str_of(serve->proxies), ret_proxies, err);
}

int cmd_serve(int argc, char **argv) {
    struct serve serve = {.database = "vaka.db",
                          .port = "8080",
                          .address = "127.0.0.1",
                          .clock_shift = "0",
                          .threads = "0",
                          .requests = TEXT_OF(PACE_DEFAULT)};
    const struct cli_option options[] = {
        {"--database", &serve.database, NULL},       {"--port", &serve.port, NULL},
        {"--address", &serve.address, NULL},         {"--routine", &serve.routine, NULL},
        {"--clock-shift", &serve.clock_shift, NULL}, {"--threads", &serve.threads, NULL},
        {"--senders", &serve.senders, NULL},         {"--sign-in", &serve.sign_in, NULL},
        {"--intake", &serve.intake, NULL},           {"--behind-tls", NULL, &serve.behind_tls},
        {"--certificate", &serve.certificate, NULL}, {"--key", &serve.key, NULL},
        {"--trusted-proxy", &serve.proxies, NULL},   {"--requests", &serve.requests, NULL},
        {"--notify", &serve.notify, NULL},           {"--unconfined", NULL, &serve.unconfined},
    };
    int status;
    int64_t port, shift, threads, requests;
    struct address_ranges proxies = {0};
    struct error err = {0};
    if (!cli_options(argc, argv, options, COUNT(options), T_serve_usage, &status))
        return status;
    const int64_t century_s = (int64_t)100 * 366 * 24 * 3600;
    if (!cli_number("--port", serve.port, 0, UINT16_MAX, &port) ||
        !cli_number("--threads", serve.threads, 0, 256, &threads) ||
        !cli_number("--requests", serve.requests, 0, 1000000, &requests) ||
        !cli_number("--clock-shift", serve.clock_shift, -century_s, century_s, &shift))
        return CLI_USAGE;
    if (!fits_together(&serve, requests, &proxies, &err)) {
        cli_error(&err);
        return CLI_USAGE;
    }
    sigset_t ending;
    set_signals(&ending);
    take_files();
    const struct store_options store = {.hold = STORE_SERVES};
    return run(&serve,
               &(struct app_options){.database = serve.database,
                                     .routine = serve.routine,
                                     .senders = serve.senders,
                                     .sign_in = serve.sign_in,
                                     .notify = serve.notify,
                                     .clock_shift_s = shift,
                                     .deriving = cli_deriving,
                                     .store = &store},
               &(struct server_options){.address = serve.address,
                                        .port = (uint16_t)port,
                                        .threads = (unsigned)threads,
                                        .requests = (unsigned)requests,
                                        .certificate = serve.certificate,
                                        .key = serve.key,
                                        .behind_tls = serve.behind_tls,
                                        .proxies = proxies},
               &ending);
}
