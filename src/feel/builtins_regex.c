// SPDX-License-Identifier: EUPL-1.2
//
// matches, replace and split (DMN 1.5, 10.3.4.3): as fn:matches, fn:replace and fn:tokenize.
#include <string.h>

#include "base/utf8.h"
#include "feel/builtins.h"
#include "feel/regex.h"

// A pattern that cannot be read is an error of the expression; the rest are ceilings.
static bool regex_failed(struct feel_machine *m, const struct feel_args *a,
                         enum regex_outcome outcome, struct feel_value *ret_value) {
    switch (outcome) {
    case REGEX_OK:
    case REGEX_BAD_PATTERN:
        return builtin_fail(m, a, "feel.bad-pattern", ret_value);
    case REGEX_TOO_LONG:
        return feel_fail_limit(m, a->node, "feel.limit-pattern");
    case REGEX_NO_MEMORY:
        return error_memory(m->err);
    }
    return false;
}

// A pattern, and the room to match it in.
struct search {
    const struct regex *regex;
    struct regex_room *room;
};

// A pattern that is written out was compiled when the expression was; the last other one is kept.
static enum regex_outcome compile(struct feel_machine *m, const struct feel_args *a,
                                  size_t flags_at, struct search *ret_search) {
    struct str flags = builtin_given(a, flags_at) ? a->v[flags_at].string : STR_NONE;
    struct str pattern = a->v[1].string;
    enum regex_outcome outcome = REGEX_OK;
    if (!m->room && !(m->room = regex_room_new(m->arena)))
        return REGEX_NO_MEMORY;
    ret_search->room = m->room;
    ret_search->regex = a->node->op == OP_BUILTIN ? a->node->call.regex : NULL;
    if (ret_search->regex)
        return REGEX_OK;
    if (!m->regex || !str_eq(m->pattern, pattern) || !str_eq(m->pattern_flags, flags)) {
        m->regex = NULL;
        outcome = regex_compile(m->arena, pattern, flags, &m->regex);
        m->pattern = pattern;
        m->pattern_flags = flags;
    }
    ret_search->regex = m->regex;
    return outcome;
}

static enum regex_outcome find(const struct search *search, struct str text, size_t from,
                               struct regex_match *ret_match, bool *ret_found) {
    return regex_find(search->regex, search->room, text, from, ret_match, ret_found);
}

BUILTIN(fn_matches) {
    struct search search;
    struct regex_match match;
    bool found;
    enum regex_outcome outcome = compile(m, a, 2, &search);
    if (outcome == REGEX_OK)
        outcome = find(&search, a->v[0].string, 0, &match, &found);
    if (outcome != REGEX_OK)
        return regex_failed(m, a, outcome, ret_value);
    *ret_value = feel_boolean(found);
    return true;
}

// $1 or $12: as many digits as there are groups for.
static size_t group_number(struct str rest, size_t count, size_t *ret_used) {
    size_t number = 0, used = 0;
    while (used < rest.n && rest.p[used] >= '0' && rest.p[used] <= '9') {
        size_t wider = number * 10 + (size_t)(rest.p[used] - '0');
        if (used > 0 && wider >= count)
            break;
        number = wider;
        used++;
    }
    *ret_used = used;
    return number;
}

// The replacement with its groups filled in; false when a $ or \ in it means nothing.
static bool add_replacement(struct buf *buf, struct str replacement,
                            const struct regex_match *match) {
    for (size_t i = 0; i < replacement.n;) {
        char c = replacement.p[i++];
        if (c == '\\') {
            if (i >= replacement.n || (replacement.p[i] != '\\' && replacement.p[i] != '$'))
                return false;
            buf_add_char(buf, replacement.p[i++]);
        } else if (c == '$') {
            size_t used;
            size_t group =
                group_number(str_sub(replacement, i, replacement.n), match->count, &used);
            if (!used)
                return false;
            if (group < match->count)
                buf_add(buf, match->groups[group]);
            i += used;
        } else {
            buf_add_char(buf, c);
        }
    }
    return true;
}

// A pattern that matches nothing at all has no place to be replaced at, or to split at.
static enum regex_outcome check_not_empty(const struct search *search) {
    struct regex_match match;
    bool found;
    enum regex_outcome outcome = find(search, STR(""), 0, &match, &found);
    return outcome == REGEX_OK && found ? REGEX_BAD_PATTERN : outcome;
}

BUILTIN(fn_replace) {
    struct search search;
    struct str text = a->v[0].string, done;
    struct buf buf = buf_new(m->arena, BUF_DEFAULT_MAX);
    bool literal = builtin_given(a, 3) && str_find_char(a->v[3].string, 'q') != STR_NOT_FOUND;
    enum regex_outcome outcome = compile(m, a, 3, &search);
    if (outcome == REGEX_OK)
        outcome = check_not_empty(&search);
    size_t at = 0;
    while (outcome == REGEX_OK) {
        struct regex_match match;
        bool found;
        outcome = find(&search, text, at, &match, &found);
        if (outcome != REGEX_OK || !found || match.end == match.start)
            break;
        buf_add(&buf, str_sub(text, at, match.start - at));
        if (literal)
            buf_add(&buf, a->v[2].string);
        else if (!add_replacement(&buf, a->v[2].string, &match))
            outcome = REGEX_BAD_PATTERN;
        at = match.end;
    }
    if (outcome != REGEX_OK)
        return regex_failed(m, a, outcome, ret_value);
    buf_add(&buf, str_sub(text, at, text.n));
    if (!buf_done(&buf, &done, m->err))
        return false;
    *ret_value = feel_string(done);
    return true;
}

BUILTIN(fn_split) {
    struct search search;
    struct str text = a->v[0].string;
    struct feel_items items = {0};
    enum regex_outcome outcome = compile(m, a, 2, &search);
    if (outcome == REGEX_OK)
        outcome = check_not_empty(&search);
    size_t at = 0;
    bool found = true;
    while (outcome == REGEX_OK && found) {
        struct regex_match match;
        outcome = find(&search, text, at, &match, &found);
        found = found && match.end > match.start;
        size_t end = outcome == REGEX_OK && found ? match.start : text.n;
        struct feel_value part = feel_string(str_sub(text, at, end - at));
        if (outcome == REGEX_OK && !feel_items_add(m, &items, &part))
            return false;
        at = found ? match.end : text.n;
    }
    if (outcome != REGEX_OK)
        return regex_failed(m, a, outcome, ret_value);
    return feel_items_done(m, &items, ret_value);
}
