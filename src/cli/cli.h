// SPDX-License-Identifier: EUPL-1.2
//
// The command line: one file and one function per command. Each gets its own words (argv[0] is the
// command's name) and answers the exit status: 0 done, 1 not (the reason stands on standard error,
// in the language of LANG), 2 the words are wrong.
#ifndef VAKA_CLI_CLI_H
#define VAKA_CLI_CLI_H

#include "i18n/catalogue.h"

enum { CLI_DONE = 0, CLI_FAILED = 1, CLI_USAGE = 2 };

int cmd_serve(int argc, char **argv);
int cmd_demo(int argc, char **argv);
int cmd_generate(int argc, char **argv);
int cmd_intake(int argc, char **argv);
int cmd_notify(int argc, char **argv);
int cmd_sender(int argc, char **argv);
int cmd_user(int argc, char **argv);
int cmd_verify(int argc, char **argv);
int cmd_rebuild(int argc, char **argv);
int cmd_backup(int argc, char **argv);
int cmd_backup_key(int argc, char **argv);
int cmd_restore(int argc, char **argv);
int cmd_checkpoint_key(int argc, char **argv);
int cmd_vocabulary(int argc, char **argv);
int cmd_routine(int argc, char **argv);
int cmd_routine_end(int argc, char **argv); // of cmd_routine()
int cmd_routine_try(int argc, char **argv); // of cmd_routine()
int cmd_dmn(int argc, char **argv);
int cmd_dmn_check(int argc, char **argv); // of cmd_dmn()
int cmd_dmn_format(int argc, char **argv);

// The words of a command: "--name value", "--name" alone for a flag, and at most one word without a
// name. "--help" shows `usage` on standard output.
struct cli_option {
    const char *name;   // "--database"; NULL: the word without a name
    const char **value; // where its value goes, or NULL
    bool *flag;         // where a flag goes, or NULL
};
// False when the command is to end with *ret_status.
bool cli_options(int argc, char **argv, const struct cli_option *options, size_t count,
                 enum text_id usage, int *ret_status) WARN_UNUSED;
// A whole number within bounds; false, with the reason on standard error, otherwise.
bool cli_number(const char *option, const char *value, int64_t from, int64_t to,
                int64_t *ret_number) WARN_UNUSED;
// Whether a file is there; commands that only look at a database must not make one.
// ERR_MISSING file.missing {path}.
bool cli_exists(const char *path, struct error *err) WARN_UNUSED;
// One line from standard input, without echo when it is a terminal. ERR_INPUT user.password-none.
bool cli_password(struct arena *arena, struct str *ret_password, struct error *err) WARN_UNUSED;
// A sentence on standard output, with its line end.
void cli_say(struct str text);
// Says how far it has come while everything is derived anew: `deriving` of struct app_options.
void cli_deriving(int64_t cases, bool over);

// Swedish unless LANG or VAKA_LANG asks for English.
enum language cli_language(void);
// The error as a sentence on standard error, with its place; answers CLI_FAILED.
int cli_error(const struct error *err);

#endif
