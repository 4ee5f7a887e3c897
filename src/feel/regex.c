// SPDX-License-Identifier: EUPL-1.2
#define PCRE2_CODE_UNIT_WIDTH 8
#include "feel/regex.h"

#include <pcre2.h>
#include <string.h>

#define PATTERN_MAX ((size_t)64 * 1024)
#define MATCH_STEPS_MAX 2000000
#define MATCH_DEPTH_MAX 100000
#define MATCH_HEAP_MAX 8000 // KiB; PCRE2 doubles what it has, so the arena gives twice that

struct regex {
    pcre2_code *code;
};

struct regex_room {
    pcre2_match_data *data;
    pcre2_match_context *limits;
};

// PCRE2 takes what it needs from the arena, which gives it back as a whole.
static void *take(size_t n, void *arena) {
    return arena_alloc(arena, n);
}

static void give_back(void *p, void *arena) {
    (void)p;
    (void)arena;
}

static bool flags_are_known(struct str flags) {
    for (size_t i = 0; i < flags.n; i++)
        if (!flags.p[i] || !strchr("smixq", flags.p[i]))
            return false;
    return true;
}

static uint32_t options_of(struct str flags) {
    uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_NO_UTF_CHECK | PCRE2_DOLLAR_ENDONLY |
                       PCRE2_NEVER_BACKSLASH_C | PCRE2_MATCH_UNSET_BACKREF;
    if (str_find_char(flags, 'i') != STR_NOT_FOUND)
        options |= PCRE2_CASELESS;
    if (str_find_char(flags, 'm') != STR_NOT_FOUND)
        options |= PCRE2_MULTILINE;
    return options;
}

enum regex_outcome regex_compile(struct arena *arena, struct str pattern, struct str flags,
                                 const struct regex **ret_regex) {
    struct str translated;
    int code;
    PCRE2_SIZE at;
    if (pattern.n > PATTERN_MAX || !flags_are_known(flags) ||
        !regex_translate(arena, pattern, flags, &translated))
        return arena_failed(arena) ? REGEX_NO_MEMORY : REGEX_BAD_PATTERN;
    struct regex *regex = ARENA_NEW(arena, struct regex);
    pcre2_general_context *memory = pcre2_general_context_create(take, give_back, arena);
    pcre2_compile_context *context = memory ? pcre2_compile_context_create(memory) : NULL;
    if (!regex || !context)
        return REGEX_NO_MEMORY;
    regex->code = pcre2_compile((PCRE2_SPTR)translated.p, translated.n, options_of(flags), &code,
                                &at, context);
    if (!regex->code)
        return arena_failed(arena) ? REGEX_NO_MEMORY : REGEX_BAD_PATTERN;
    *ret_regex = regex;
    return REGEX_OK;
}

struct regex_room *regex_room_new(struct arena *arena) {
    struct regex_room *room = ARENA_NEW(arena, struct regex_room);
    pcre2_general_context *memory = pcre2_general_context_create(take, give_back, arena);
    if (!room || !memory)
        return NULL;
    room->data = pcre2_match_data_create(REGEX_GROUPS_MAX, memory);
    room->limits = pcre2_match_context_create(memory);
    if (!room->data || !room->limits)
        return NULL;
    pcre2_set_match_limit(room->limits, MATCH_STEPS_MAX);
    pcre2_set_depth_limit(room->limits, MATCH_DEPTH_MAX);
    pcre2_set_heap_limit(room->limits, MATCH_HEAP_MAX);
    return room;
}

enum regex_outcome regex_find(const struct regex *regex, struct regex_room *room, struct str text,
                              size_t from, struct regex_match *ret_match, bool *ret_found) {
    // PCRE2 takes no null text, not even an empty one.
    PCRE2_SPTR subject = (PCRE2_SPTR)(text.p ? text.p : "");
    int n = pcre2_match(regex->code, subject, text.n, from, PCRE2_NO_UTF_CHECK, room->data,
                        room->limits);
    *ret_found = n > 0;
    if (n == PCRE2_ERROR_NOMATCH)
        return REGEX_OK;
    if (n < 0)
        return REGEX_TOO_LONG;
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(room->data);
    uint32_t groups = 0;
    (void)pcre2_pattern_info(regex->code, PCRE2_INFO_CAPTURECOUNT, &groups);
    size_t count = groups < REGEX_GROUPS_MAX ? groups + 1 : REGEX_GROUPS_MAX;
    *ret_match = (struct regex_match){.count = count, .start = ends[0], .end = ends[1]};
    for (size_t i = 0; i < count; i++)
        if (i < (size_t)n && ends[2 * i] != PCRE2_UNSET)
            ret_match->groups[i] = str_sub(text, ends[2 * i], ends[2 * i + 1] - ends[2 * i]);
    return REGEX_OK;
}
