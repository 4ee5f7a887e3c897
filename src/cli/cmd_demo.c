// SPDX-License-Identifier: EUPL-1.2
//
// vaka demo: fills an empty database with an invented municipality to try Vaka on.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/demo.h"
#include "base/file.h"
#include "base/utf8.h"
#include "cli/cli.h"

#define COLUMN_GAP 2

static struct str role_words(enum code role) {
    const struct code_info *info = code_info(role);
    return str_of(cli_language() == LANGUAGE_SV ? info->sv : info->en);
}

static size_t longer(size_t width, struct str text) {
    return utf8_length(text) > width ? utf8_length(text) : width;
}

static void add_cell(struct buf *buf, struct str text, size_t width) {
    buf_add(buf, text);
    for (size_t n = utf8_length(text); n < width + COLUMN_GAP; n++)
        buf_add_char(buf, ' ');
}

static bool same_place(const struct demo_user *a, const struct demo_user *b) {
    return a->role == b->role && strcmp(a->unit, b->unit) == 0;
}

struct user_list {
    size_t count;
    size_t role_width, unit_width;
};

// All who have the role of the user at the same unit, unless somebody before has told of them.
static void add_place(struct buf *buf, const struct user_list *list, size_t first) {
    const struct demo_user user = demo_user_at(first);
    for (size_t i = 0; i < first; i++) {
        const struct demo_user other = demo_user_at(i);
        if (same_place(&user, &other))
            return;
    }
    buf_add_c(buf, "  ");
    add_cell(buf, role_words(user.role), list->role_width);
    add_cell(buf, str_of(user.unit), list->unit_width);
    buf_add_c(buf, user.login);
    for (size_t i = first + 1; i < list->count; i++) {
        const struct demo_user other = demo_user_at(i);
        if (same_place(&user, &other))
            buf_printf(buf, ", %s", other.login);
    }
    buf_add_char(buf, '\n');
}

// A line for each role at each unit, the roles in the order of the vocabulary.
static int list_users(bool small) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct user_list list = {.count = demo_user_count(small)};
    const struct list_info *roles = list_info(CODES_role);
    struct error err = {0};
    struct str text;
    if (!arena) {
        error_memory(&err);
        return cli_error(&err);
    }
    for (size_t i = 0; i < list.count; i++) {
        const struct demo_user user = demo_user_at(i);
        list.role_width = longer(list.role_width, role_words(user.role));
        list.unit_width = longer(list.unit_width, str_of(user.unit));
    }
    struct buf buf = buf_new(arena, BUF_DEFAULT_MAX);
    for (enum code role = roles->first; role < roles->first + roles->count; role++)
        for (size_t i = 0; i < list.count; i++)
            if (demo_user_at(i).role == role)
                add_place(&buf, &list, i);
    if (!buf_done(&buf, &text, &err))
        return cli_error(&err);
    cli_say(TR(arena, cli_language(), T_demo_users, str_of(demo_password)));
    printf(STR_FMT, STR_ARG(text));
    return CLI_DONE;
}

// Whoever tries a demo tries it with the password alone, the administrator too, and its users are
// signed in as from everywhere: said in the file of rules beside it (docs/sign-in.md), which is
// left alone where there is one.
static bool relax_sign_in(const char *database, struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct str path = arena ? str_printf(arena, "%s.sign-in", database) : STR_NONE;
    if (!path.p)
        return error_memory(err);
    return access(path.p, F_OK) == 0 ||
           file_replace(path.p, STR("{\"secondFactor\": \"optional\", \"tellNewDevice\": false}\n"),
                        err);
}

int cmd_demo(int argc, char **argv) {
    const char *database = "vaka.db", *routine = NULL;
    bool users = false, small = false;
    const struct cli_option options[] = {
        {"--database", &database, NULL},
        {"--routine", &routine, NULL},
        {"--users", NULL, &users},
        {"--small", NULL, &small},
    };
    int status;
    if (!cli_options(argc, argv, options, COUNT(options), T_demo_usage, &status))
        return status;
    if (users)
        return list_users(small);
    struct error err = {0};
    struct app *app = NULL;
    const struct store_options store = {.synchronous_off = true};
    if (!app_open(&(struct app_options){.database = database, .routine = routine, .store = &store},
                  &app, &err))
        return cli_error(&err);
    bool filled = app_fill_demo(app, small, &err);
    app_close(app);
    return filled && file_sync(database, &err) && relax_sign_in(database, &err) ? CLI_DONE
                                                                                : cli_error(&err);
}
