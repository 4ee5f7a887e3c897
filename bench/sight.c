// SPDX-License-Identifier: EUPL-1.2
//
// Asks for the same case and the same day again and again, so that instructions can be counted;
// bench/access says which of them are spent on who may see what.
//
//   sight DATABASE ROUTINES LOGIN PASSWORD WORD TIMES case|day
//
// WORD finds one person of the user's unit. On standard output stands how much of the case is seen.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "base/hash.h"
#include "base/log.h"

static _Noreturn void give_up(const struct error *err) {
    log_error("sight", err);
    exit(1);
}

static struct actor sign_in(struct app *app, struct arena *arena, const char *login,
                            const char *password) {
    const struct client client = {.address = STR("127.0.0.1")};
    struct error err = {0};
    struct str secret;
    struct actor actor;
    struct assignment_rows rows;
    if (!app_sign_in(app, arena, str_of(login), str_of(password), &client, LANGUAGE_SV, &secret,
                     &err) ||
        !app_actor(app, arena, secret, &client, &actor, &err) ||
        !app_assignments(app, arena, &actor, &rows, &err) ||
        (!actor.assignment.n && !app_choose(app, arena, &actor, rows.items.items[0].id, &err)))
        give_up(&err);
    return actor;
}

// What is seen is the beginning of the case, so that what is hidden stands after all of it.
static bool sees_the_beginning(const struct case_view *view) {
    for (size_t i = 0; i < view->timeline.n; i++)
        if (view->timeline.items[i].event->seq > (int64_t)view->timeline.n)
            return false;
    return true;
}

int main(int argc, char **argv) {
    if (argc != 8 || !hash_start())
        return 2;
    struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct arena *once = arena_new(ARENA_DEFAULT_CEILING);
    const struct app_options options = {.database = argv[1], .routine = argv[2]};
    struct error err = {0};
    struct app *app = NULL;
    if (!arena || !once || !app_open(&options, &app, &err))
        give_up(&err);
    const struct actor actor = sign_in(app, arena, argv[3], argv[4]);
    struct found_persons found = {0};
    if (!app_find_name(app, arena, &actor, str_of(argv[5]), &found, &err))
        give_up(&err);
    if (!found.rows.items.n)
        return 2;
    size_t seen = 0;
    bool hidden = false, last = true;
    for (int i = 0; i < (int)strtol(argv[6], NULL, 10); i++) {
        struct case_view view = {0};
        struct day day = {0};
        arena_reset(once);
        if (strcmp(argv[7], "day") == 0
                ? !app_day(app, once, &actor, &day, &err)
                : !app_case(app, once, &actor, found.rows.items.items[0].stream, &view, &err))
            give_up(&err);
        seen = view.timeline.n;
        hidden = view.has_hidden;
        last = sees_the_beginning(&view);
    }
    printf("%zu seen, %s\n", seen,
           !hidden ? "nothing is hidden"
           : last  ? "more is hidden, last"
                   : "more is hidden, before what is seen");
    app_close(app);
    arena_free(once);
    arena_free(arena);
    return 0;
}
