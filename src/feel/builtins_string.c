// SPDX-License-Identifier: EUPL-1.2
//
// Strings: counted in code points, compared code point by code point (DMN 1.5, 10.3.4.3).
#include "feel/builtins.h"

#include <string.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "feel/temporal.h"

BUILTIN(fn_substring) {
    struct str s = a->v[0].string;
    int64_t start, length = INT64_MAX, n = (int64_t)utf8_length(s);
    struct decimal whole;
    if (!decimal_round(a->v[1].number, 0, DECIMAL_DOWN, &whole) || !decimal_to_int(whole, &start))
        return builtin_fail(m, a, "feel.no-such-position", ret_value);
    if (builtin_given(a, 2) && (!decimal_round(a->v[2].number, 0, DECIMAL_DOWN, &whole) ||
                                !decimal_to_int(whole, &length) || length < 1))
        return builtin_fail(m, a, "feel.no-such-position", ret_value);
    if (start < 0)
        start += n + 1;
    if (start < 1 || start > n)
        return builtin_fail(m, a, "feel.no-such-position", ret_value);
    size_t from = utf8_offset(s, (size_t)start - 1);
    struct str rest = str_sub(s, from, s.n);
    size_t end = length > n ? rest.n : utf8_offset(rest, (size_t)length);
    *ret_value = feel_string(str_sub(rest, 0, end));
    return true;
}

BUILTIN(fn_string_length) {
    (void)m;
    *ret_value = feel_int((int64_t)utf8_length(a->v[0].string));
    return true;
}

static bool change_case(struct feel_machine *m, struct str s, bool upper,
                        struct feel_value *ret_value) {
    struct buf buf = buf_new(m->arena, BUF_DEFAULT_MAX);
    struct str text;
    for (size_t at = 0; at < s.n;) {
        int32_t c = utf8_next(s, &at);
        utf8_add(&buf, upper ? utf8proc_toupper(c) : utf8proc_tolower(c));
    }
    if (!buf_done(&buf, &text, m->err))
        return false;
    *ret_value = feel_string(text);
    return true;
}

BUILTIN(fn_upper_case) {
    return change_case(m, a->v[0].string, true, ret_value);
}

BUILTIN(fn_lower_case) {
    return change_case(m, a->v[0].string, false, ret_value);
}

BUILTIN(fn_substring_before) {
    (void)m;
    size_t at = str_find(a->v[0].string, a->v[1].string);
    *ret_value = feel_string(at == STR_NOT_FOUND ? STR("") : str_sub(a->v[0].string, 0, at));
    return true;
}

BUILTIN(fn_substring_after) {
    (void)m;
    struct str s = a->v[0].string, match = a->v[1].string;
    size_t at = str_find(s, match);
    *ret_value = feel_string(at == STR_NOT_FOUND ? STR("") : str_sub(s, at + match.n, s.n));
    return true;
}

BUILTIN(fn_contains) {
    (void)m;
    *ret_value = feel_boolean(str_find(a->v[0].string, a->v[1].string) != STR_NOT_FOUND);
    return true;
}

BUILTIN(fn_starts_with) {
    (void)m;
    *ret_value = feel_boolean(str_starts(a->v[0].string, a->v[1].string));
    return true;
}

BUILTIN(fn_ends_with) {
    (void)m;
    *ret_value = feel_boolean(str_ends(a->v[0].string, a->v[1].string));
    return true;
}

// Null elements are left out.
BUILTIN(fn_string_join) {
    struct buf buf = buf_new(m->arena, BUF_DEFAULT_MAX);
    struct str text;
    bool first = true;
    for (size_t i = 0; i < a->v[0].list->n; i++) {
        const struct feel_value *item = &a->v[0].list->items[i];
        if (item->type == FEEL_NULL)
            continue;
        if (item->type != FEEL_STRING)
            return builtin_wrong(m, a, 0, "list<string>", ret_value);
        if (!first && builtin_given(a, 1))
            buf_add(&buf, a->v[1].string);
        buf_add(&buf, item->string);
        first = false;
    }
    if (!buf_done(&buf, &text, m->err))
        return false;
    *ret_value = feel_string(text);
    return true;
}

BUILTIN(fn_string) {
    const struct feel_value *v = &a->v[0];
    struct str text;
    switch (v->type) {
    case FEEL_STRING:
        *ret_value = *v;
        return true;
    case FEEL_DATE:
    case FEEL_TIME:
    case FEEL_DATE_TIME:
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION:
        text = temporal_text(m->arena, v);
        if (!text.p)
            return error_memory(m->err);
        break;
    case FEEL_NULL:
    case FEEL_BOOLEAN:
    case FEEL_NUMBER:
    case FEEL_LIST:
    case FEEL_CONTEXT:
    case FEEL_RANGE:
    case FEEL_FUNCTION:
        if (!feel_text(m->arena, v, &text, m->err))
            return false;
        break;
    }
    *ret_value = feel_string(text);
    return true;
}

static bool one_of(struct str text, const char *signs) {
    return text.n == 1 && strchr(signs, text.p[0]);
}

// May these signs part groups of digits and whole from fraction? Null is none.
static bool separators_fit(const struct feel_args *a, struct str *ret_grouping,
                           struct str *ret_point) {
    *ret_grouping = builtin_given(a, 1) ? a->v[1].string : STR_NONE;
    *ret_point = builtin_given(a, 2) ? a->v[2].string : STR_NONE;
    if (builtin_given(a, 1) && !one_of(*ret_grouping, " ,."))
        return false;
    if (builtin_given(a, 2) && !one_of(*ret_point, ",."))
        return false;
    return !ret_grouping->n || !str_eq(*ret_grouping, *ret_point);
}

// "1 234,5" with its separators named: the text as FEEL writes numbers. False: they make no sense.
static bool plain_number(struct feel_machine *m, const struct feel_args *a, struct str *text) {
    struct str grouping, point;
    char *plain = str_c(m->arena, *text);
    size_t n = 0;
    if (!plain || !separators_fit(a, &grouping, &point))
        return false;
    for (size_t i = 0; i < text->n; i++) {
        char c = text->p[i];
        if (grouping.n && c == grouping.p[0])
            continue;
        if (point.n && c == '.' && point.p[0] != '.')
            return false;
        plain[n++] = point.n && c == point.p[0] ? '.' : c;
    }
    *text = (struct str){plain, n};
    return true;
}

BUILTIN(fn_number) {
    struct str text = a->v[0].string;
    struct decimal number;
    if (!plain_number(m, a, &text) || !decimal_parse(text, &number))
        return builtin_fail(m, a, "feel.not-a-number", ret_value);
    *ret_value = feel_number(number);
    return true;
}
