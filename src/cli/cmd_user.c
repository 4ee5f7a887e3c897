// SPDX-License-Identifier: EUPL-1.2
//
// vaka user: organisations, units, users and their assignments. Passwords come from standard input,
// never from the command line, where every user of the machine could read them.
#include <stdio.h>
#include <string.h>

#include "app/app.h"
#include "cli/cli.h"

struct user_words {
    const char *database, *routine;
    const char *name, *login, *principal, *kind, *organisation, *telephone, *unit, *role, *from;
};

static bool find_code(enum code_list list, const char *word, enum code *ret_code,
                      struct error *err) {
    enum code code = code_find(list, str_of(word));
    if (code == CODE_NONE)
        code = code_find_feel(list, str_of(word));
    if (code == CODE_NONE)
        return error_set(err, ERR_INPUT, "user.no-such-code", word ? word : "", NULL);
    *ret_code = code;
    return true;
}

typedef bool subcommand(struct app *app, struct arena *arena, const struct user_words *words,
                        struct error *err);

static bool add_organisation(struct app *app, struct arena *arena, const struct user_words *words,
                             struct error *err) {
    enum code principal = CODE_NONE;
    struct str stream;
    if (!find_code(CODES_principal, words->principal, &principal, err) ||
        !app_add_organisation(app, arena, str_of(words->name), principal, &stream, err))
        return false;
    cli_say(stream);
    return true;
}

static bool add_unit(struct app *app, struct arena *arena, const struct user_words *words,
                     struct error *err) {
    enum code kind = CODE_NONE;
    struct str stream;
    if (!find_code(CODES_unit_kind, words->kind, &kind, err) ||
        !app_add_unit(app, arena, str_of(words->name), kind, str_of(words->organisation),
                      str_of(words->telephone), &stream, err))
        return false;
    cli_say(stream);
    return true;
}

static bool add_user(struct app *app, struct arena *arena, const struct user_words *words,
                     struct error *err) {
    struct str password, stream;
    if (!cli_password(arena, &password, err) ||
        !app_add_user(app, arena, str_of(words->login), str_of(words->name), password, &stream,
                      err))
        return false;
    cli_say(stream);
    return true;
}

static bool assign(struct app *app, struct arena *arena, const struct user_words *words,
                   struct error *err) {
    struct str user;
    enum code role = CODE_NONE;
    struct date from = app_today(app);
    if (words->from && !date_parse(str_of(words->from), &from))
        return error_set(err, ERR_INPUT, "date.not-understood", words->from, NULL);
    return app_user_by_login(app, arena, str_of(words->login), &user, err) &&
           find_code(CODES_role, words->role, &role, err) &&
           app_add_assignment(app, arena, user, str_of(words->unit), role, from, err);
}

static bool set_password(struct app *app, struct arena *arena, const struct user_words *words,
                         struct error *err) {
    struct str password;
    return cli_password(arena, &password, err) &&
           app_set_password(app, arena, str_of(words->login), password, err);
}

static bool list_units(struct app *app, struct arena *arena, const struct user_words *words,
                       struct error *err) {
    struct unit_rows rows = {0};
    (void)words;
    if (!app_all_units(app, arena, &rows, err))
        return false;
    for (size_t i = 0; i < rows.items.n; i++) {
        const struct unit_row *row = &rows.items.items[i];
        printf(STR_FMT "  " STR_FMT " (" STR_FMT ")\n", STR_ARG(row->stream), STR_ARG(row->name),
               STR_ARG(row->organisation_name));
    }
    return true;
}

static const struct {
    const char *name;
    subcommand *run;
} subcommands[] = {
    {"organisation", add_organisation},
    {"unit", add_unit},
    {"units", list_units},
    {"add", add_user},
    {"assign", assign},
    {"password", set_password},
};

static int run_subcommand(subcommand *run, const struct user_words *words) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    struct error err = {0};
    struct app *app = NULL;
    const struct app_options options = {.database = words->database, .routine = words->routine};
    if (!arena) {
        error_memory(&err);
        return cli_error(&err);
    }
    if (!app_open(&options, &app, &err))
        return cli_error(&err);
    bool done = run(app, arena, words, &err);
    app_close(app);
    return done ? CLI_DONE : cli_error(&err);
}

int cmd_user(int argc, char **argv) {
    struct user_words words = {.database = "vaka.db"};
    const struct cli_option options[] = {
        {"--database", &words.database, NULL},
        {"--routine", &words.routine, NULL},
        {"--name", &words.name, NULL},
        {"--login", &words.login, NULL},
        {"--principal", &words.principal, NULL},
        {"--kind", &words.kind, NULL},
        {"--organisation", &words.organisation, NULL},
        {"--telephone", &words.telephone, NULL},
        {"--unit", &words.unit, NULL},
        {"--role", &words.role, NULL},
        {"--from", &words.from, NULL},
    };
    int status;
    const char *name = argc > 1 ? argv[1] : "--help";
    for (size_t i = 0; i < COUNT(subcommands); i++) {
        if (strcmp(name, subcommands[i].name) != 0)
            continue;
        if (!cli_options(argc - 1, argv + 1, options, COUNT(options), T_user_usage, &status))
            return status;
        return run_subcommand(subcommands[i].run, &words);
    }
    struct str usage = tr(cli_language(), T_user_usage);
    bool asked = strcmp(name, "--help") == 0 && argc > 1;
    fprintf(asked ? stdout : stderr, STR_FMT "\n", STR_ARG(usage));
    return asked ? CLI_DONE : CLI_USAGE;
}
