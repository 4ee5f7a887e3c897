// SPDX-License-Identifier: EUPL-1.2
//
// Vaka: one program, many commands. The first word names the command; see cli/cli.h.
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "cli/cli.h"
#include "cli/confine.h"
#include "doc/paper.h"
#include "doc/sheet.h"

struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    enum text_id summary;
};

// In the order in which somebody new to Vaka would need them.
static const struct command commands[] = {
    {"serve", cmd_serve, T_command_serve},
    {"demo", cmd_demo, T_command_demo},
    {"generate", cmd_generate, T_command_generate},
    {"user", cmd_user, T_command_user},
    {"sender", cmd_sender, T_command_sender},
    {"notify", cmd_notify, T_command_notify},
    {"intake", cmd_intake, T_command_intake},
    {"verify", cmd_verify, T_command_verify},
    {"rebuild", cmd_rebuild, T_command_rebuild},
    {"backup", cmd_backup, T_command_backup},
    {"backup-key", cmd_backup_key, T_command_backup_key},
    {"restore", cmd_restore, T_command_restore},
    {"checkpoint-key", cmd_checkpoint_key, T_command_checkpoint_key},
    {"dmn", cmd_dmn, T_command_dmn},
    {"routine", cmd_routine, T_command_routine},
    {"vocabulary", cmd_vocabulary, T_command_vocabulary},
    {NULL, NULL, T_command_usage},
};

static void help(FILE *to) {
    enum language language = cli_language();
    struct str usage = tr(language, T_command_usage);
    fprintf(to, STR_FMT "\n\n", STR_ARG(usage));
    for (const struct command *command = commands; command->name; command++) {
        struct str summary = tr(language, command->summary);
        fprintf(to, "  %-11s " STR_FMT "\n", command->name, STR_ARG(summary));
    }
}

int main(int argc, char **argv) {
    struct error err = {0};
    const struct aside_job jobs[] = {sheet_job, paper_job};
    aside_serve(argc, argv, jobs, COUNT(jobs), confine_work);
    // A file at its ceiling is an error of the write, not the end of the program.
    signal(SIGXFSZ, SIG_IGN);
    if (!hash_start()) {
        error_set(&err, ERR_INTERNAL, "error.no-randomness", NULL);
        return cli_error(&err);
    }
    const char *name = argc > 1 ? argv[1] : "";
    if (strcmp(name, "--version") == 0) {
        puts("vaka " VAKA_VERSION);
        return CLI_DONE;
    }
    if (strcmp(name, "--help") == 0 || strcmp(name, "help") == 0) {
        help(stdout);
        return CLI_DONE;
    }
    for (const struct command *command = commands; command->name; command++)
        if (strcmp(name, command->name) == 0)
            return command->run(argc - 1, argv + 1);
    if (*name) {
        error_set(&err, ERR_INPUT, "command.unknown", name, NULL);
        cli_error(&err);
    }
    help(stderr);
    return CLI_USAGE;
}
