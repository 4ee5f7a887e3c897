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
int cmd_user(int argc, char **argv);
int cmd_verify(int argc, char **argv);
int cmd_rebuild(int argc, char **argv);
int cmd_backup(int argc, char **argv);
int cmd_vocabulary(int argc, char **argv);
int cmd_routine(int argc, char **argv);
int cmd_dmn(int argc, char **argv);

// Swedish unless LANG or VAKA_LANG asks for English.
enum language cli_language(void);
// The error as a sentence on standard error, with its place; answers CLI_FAILED.
int cli_error(const struct error *err);

#endif
