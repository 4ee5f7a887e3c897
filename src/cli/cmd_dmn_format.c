// SPDX-License-Identifier: EUPL-1.2
//
// vaka dmn format MODEL…: a model in its canonical form, or as something to read.
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "cli/cli.h"
#include "cli/dmn_files.h"
#include "cli/dmn_listing.h"
#include "dmn/format.h"

struct wishes {
    bool text, write, check;
    bool differs; // some file is not in its form
};

static int usage(FILE *to, int status) {
    struct str text = tr(cli_language(), T_command_dmn_format_usage);
    fprintf(to, STR_FMT "\n", STR_ARG(text));
    return status;
}

static void print(struct str text) {
    (void)fwrite(text.p, 1, text.n, stdout);
}

static bool list_file(struct arena *arena, const char *path, struct str xml, struct error *err) {
    struct xml *root;
    struct str text;
    if (!xml_parse(arena, str_of(path), xml, &root, err) ||
        !dmn_listing(arena, cli_language(), root, &text, err))
        return false;
    print(text);
    return true;
}

static bool format_file(const char *path, struct wishes *wishes, struct error *err) {
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(MODEL_CEILING);
    struct str xml, formatted;
    if (!arena)
        return error_memory(err);
    if (!file_read(arena, path, MODEL_MAX, &xml, err))
        return false;
    if (wishes->text)
        return list_file(arena, path, xml, err);
    if (!dmn_format_xml(arena, str_of(path), xml, &formatted, err))
        return false;
    bool same = str_eq(xml, formatted);
    if (wishes->check) {
        if (!same)
            cli_say(TR(arena, cli_language(), T_command_dmn_not_formatted, str_of(path)));
        wishes->differs = wishes->differs || !same;
        return true;
    }
    if (wishes->write)
        return same || file_replace(path, formatted, err);
    print(formatted);
    return true;
}

int cmd_dmn_format(int argc, char **argv) {
    struct wishes wishes = {0};
    struct error err = {0};
    int files = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0)
            return usage(stdout, CLI_DONE);
        if (strcmp(argv[i], "--text") == 0)
            wishes.text = true;
        else if (strcmp(argv[i], "--write") == 0)
            wishes.write = true;
        else if (strcmp(argv[i], "--check") == 0)
            wishes.check = true;
        else if (argv[i][0] == '-')
            return usage(stderr, CLI_USAGE);
        else
            files++;
    }
    if (!files || wishes.text + wishes.write + wishes.check > 1)
        return usage(stderr, CLI_USAGE);
    for (int i = 1; i < argc; i++)
        if (argv[i][0] != '-' && !format_file(argv[i], &wishes, &err))
            return cli_error(&err);
    return wishes.differs ? CLI_FAILED : CLI_DONE;
}
