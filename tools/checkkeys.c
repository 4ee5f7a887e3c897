// SPDX-License-Identifier: EUPL-1.2
//
// Holds the keys of errors in the sources against the catalogue: checkkeys ROOT
//
// Every string literal that is the key of error_set() must be a text, and the error must carry as
// many arguments as the text has places for. A literal elsewhere that looks like a key of an area
// the catalogue knows ("date.…") must be one too, since it is passed on to error_set().
#include <stdio.h>
#include <string.h>

#include "i18n/catalogue.h"
#include "source.h"
#include "tool.h"

#define ARGUMENTS_MAX 16

struct call {
    size_t from[ARGUMENTS_MAX], to[ARGUMENTS_MAX];
    size_t n;
};

static bool find_key(struct arena *arena, struct str key, enum text_id *ret_id) {
    const char *c = str_c(arena, key);
    return c && text_by_key(c, ret_id);
}

// Splits the arguments of the call whose ( is at `open`.
static bool split_call(struct str code, size_t open, struct call *call) {
    size_t depth = 0;
    *call = (struct call){.from[0] = open + 1};
    for (size_t i = open; i < code.n; i++) {
        char c = code.p[i];
        depth += c == '(';
        depth -= c == ')';
        if (depth > 1 || (depth == 1 && c != ','))
            continue;
        call->to[call->n++] = i;
        if (depth == 0)
            return true;
        if (call->n == ARGUMENTS_MAX)
            return false;
        call->from[call->n] = i + 1;
    }
    return false;
}

static bool check_call(struct arena *arena, const struct source *source, size_t open) {
    struct call call;
    if (!split_call(source->code, open, &call) || call.n < 4)
        return true; // a declaration
    size_t line = source_line(source->code, open), keys = 0;
    bool good = true;
    struct str key, last = str_sub(source->code, call.from[call.n - 1],
                                   call.to[call.n - 1] - call.from[call.n - 1]);
    enum text_id id = TEXT_COUNT;
    for (size_t at = call.from[2]; source_next_string(source, &at, call.to[2], &key); keys++)
        if (!find_key(arena, key, &id))
            good = tool_error(source->path, line, "\"" STR_FMT "\" is not in the catalogue",
                              STR_ARG(key));
    size_t given = call.n - 4;
    if (good && keys == 1 && str_is(str_trim(last), "NULL") && given < text_arg_count(id))
        good = tool_error(source->path, line, "\"%s\" has places for %zu arguments, not %zu",
                          text_key(id), text_arg_count(id), given);
    return good;
}

static bool check_calls(struct arena *arena, const struct source *source) {
    bool good = true;
    struct str name = STR("error_set");
    for (size_t i = 0; i < source->code.n; i++)
        if (str_eq(source_name_at(source->code, i), name))
            good = check_call(arena, source, i + name.n) && good;
    return good;
}

static bool is_joint(char c) {
    return c == '.' || c == '-';
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// Words of letters and digits with single joints between them, at least one of them a dot.
static bool looks_like_key(struct str text) {
    bool after_joint = true;
    for (size_t i = 0; i < text.n; i++) {
        bool joint = is_joint(text.p[i]);
        if (joint ? after_joint : !is_letter(text.p[i]))
            return false;
        after_joint = joint;
    }
    return !after_joint && str_find_char(text, '.') != STR_NOT_FOUND;
}

static bool is_known_area(struct str key) {
    if (str_ends(key, STR(".json"))) // the name of a file
        return false;
    struct str area = str_sub(key, 0, str_find_char(key, '.') + 1);
    for (size_t i = 0; i < TEXT_COUNT; i++)
        if (str_starts(str_of(text_key((enum text_id)i)), area))
            return true;
    return false;
}

static bool check_literals(struct arena *arena, const struct source *source) {
    bool good = true;
    struct str text;
    enum text_id id;
    for (size_t at = 0; source_next_string(source, &at, source->text.n, &text);)
        if (looks_like_key(text) && is_known_area(text) && !find_key(arena, text, &id))
            good = tool_error(source->path, source_line(source->text, at - 1),
                              "\"" STR_FMT "\" looks like a key, but is not in the catalogue",
                              STR_ARG(text));
    return good;
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: checkkeys ROOT\n");
        return 2;
    }
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(8 * ARENA_DEFAULT_CEILING);
    struct sources sources = {0};
    if (!arena || !source_read_folder(arena, argv[1], "src", &sources))
        return 1;
    bool good = sources.n > 0 || tool_error(argv[1], 0, "holds no sources");
    for (size_t i = 0; i < sources.n; i++) {
        good = check_calls(arena, &sources.items[i]) && good;
        good = check_literals(arena, &sources.items[i]) && good;
    }
    return good ? 0 : 1;
}
