// SPDX-License-Identifier: EUPL-1.2
#include <string.h>

#include "base/utf8.h"
#include "feel/regex.h"

#define NESTING_MAX 100
#define COUNT_MAX 1000 // of a quantifier

// \I and \C within a class: PCRE2 has no class within a class, so they stand beside it.
enum { NOT_INITIAL = 1, NOT_NAME = 2 };

struct translation {
    struct str in;
    size_t at;
    struct buf out;
    bool ignore_blanks, dot_all;
    unsigned others; // of the class that is being read: NOT_INITIAL, NOT_NAME
    unsigned depth;
    unsigned groups;  // opened so far
    bool closed[100]; // groups that are closed, by number
};

static int peek(const struct translation *t) {
    return t->at < t->in.n ? (unsigned char)t->in.p[t->at] : -1;
}

static void skip_blanks(struct translation *t) {
    while (t->ignore_blanks && peek(t) >= 0 && strchr(" \t\n\r", peek(t)))
        t->at++;
}

static bool accept(struct translation *t, char c) {
    skip_blanks(t);
    if (peek(t) != c)
        return false;
    t->at++;
    return true;
}

static void add_code_point(struct buf *out, int32_t c) {
    // What might mean something to PCRE2 is written by its number.
    bool plain =
        c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (plain)
        utf8_add(out, c);
    else
        buf_printf(out, "\\x{%x}", (unsigned)c);
}

static const struct {
    uint32_t from, to;
    const char *name;
} blocks[] = {
#define BLOCK(from, to, name) {from, to, name},
#include "feel/regex_blocks.def"
#undef BLOCK
};

static bool add_block(struct translation *t, struct str name, bool negated) {
    for (size_t i = 0; i < COUNT(blocks); i++) {
        if (!str_is(name, blocks[i].name))
            continue;
        if (!negated)
            buf_printf(&t->out, "\\x{%x}-\\x{%x}", blocks[i].from, blocks[i].to);
        else if (blocks[i].from)
            buf_printf(&t->out, "\\x{0}-\\x{%x}\\x{%x}-\\x{10ffff}", blocks[i].from - 1,
                       blocks[i].to + 1);
        else
            buf_printf(&t->out, "\\x{%x}-\\x{10ffff}", blocks[i].to + 1);
        return true;
    }
    return false;
}

static bool is_category(struct str name) {
    static const char first[] = "LMNPZSC";
    static const char *const second[] = {"ultmo", "nce", "dlo", "cdseifo", "slp", "mcko", "cfon"};
    const char *major = name.n && name.p[0] ? strchr(first, name.p[0]) : NULL;
    if (!major || name.n > 2)
        return false;
    return name.n == 1 || (name.p[1] && strchr(second[major - first], name.p[1]));
}

// \p{Lu}, \P{IsBasicLatin}: written so that it can stand within a class.
static bool property(struct translation *t, bool negated) {
    char name[40];
    size_t n = 0;
    if (!accept(t, '{'))
        return false;
    for (;;) {
        skip_blanks(t);
        int c = peek(t);
        if (c < 0 || n + 1 >= sizeof(name))
            return false;
        t->at++;
        if (c == '}')
            break;
        name[n++] = (char)c;
    }
    struct str s = {name, n};
    if (str_starts(s, STR("Is")))
        return add_block(t, str_sub(s, 2, s.n), negated);
    if (!is_category(s))
        return false;
    buf_printf(&t->out, "\\%c{" STR_FMT "}", negated ? 'P' : 'p', STR_ARG(s));
    return true;
}

// What a class escape stands for, as members of a class.
static const char *members_of(int letter) {
    static const struct {
        char letter;
        const char *members;
    } classes[] = {
        {'d', "\\p{Nd}"},
        {'D', "\\P{Nd}"},
        {'s', "\\x{20}\\t\\n\\r"},
        {'S', "\\x{0}-\\x{8}\\x{b}\\x{c}\\x{e}-\\x{1f}\\x{21}-\\x{10ffff}"},
        {'w', "\\p{L}\\p{M}\\p{N}\\p{S}"},
        {'W', "\\p{P}\\p{Z}\\p{C}"},
        {'i', "\\p{L}_:"},
        {'c', "\\p{L}\\p{M}\\p{Nd}_:.\\x{2d}\\x{b7}"},
    };
    for (size_t i = 0; i < COUNT(classes); i++)
        if (classes[i].letter == letter)
            return classes[i].members;
    return NULL;
}

// An escape that stands for many characters; false when the letter is none.
static bool class_escape(struct translation *t, int letter, bool *ret_ok) {
    const char *members = members_of(letter);
    *ret_ok = true;
    if (letter == 'p' || letter == 'P') {
        *ret_ok = property(t, letter == 'P');
        return true;
    }
    if (letter == 'I' || letter == 'C') {
        t->others |= letter == 'I' ? NOT_INITIAL : NOT_NAME;
        return true;
    }
    if (members)
        buf_add_c(&t->out, members);
    return members != NULL;
}

// The one character that an escape stands for; -1 when it is none.
static int32_t single_escape(int letter) {
    static const char from[] = "nrt", to[] = "\n\r\t";
    if (letter <= 0)
        return -1;
    const char *known = strchr(from, letter);
    if (known)
        return to[known - from];
    return strchr("\\|.?*+(){}-[]^$", letter) ? letter : -1;
}

static bool class_of(struct translation *t);

// One character of a class, or -1 when a class escape was written instead, or -2 on error.
static int32_t class_character(struct translation *t) {
    bool ok;
    int c = peek(t);
    if (c < 0 || c == '[')
        return -2;
    if (c != '\\')
        return utf8_next(t->in, &t->at);
    t->at++;
    skip_blanks(t);
    int letter = peek(t);
    if (letter < 0)
        return -2;
    t->at++;
    if (class_escape(t, letter, &ok))
        return ok ? -1 : -2;
    int32_t single = single_escape(letter);
    return single < 0 ? -2 : single;
}

static bool class_item(struct translation *t) {
    int32_t from = class_character(t);
    if (from == -2)
        return false;
    if (from == -1)
        return true;
    add_code_point(&t->out, from);
    // "a-z", but not "a-]" and not "a-[b]".
    bool range = peek(t) == '-' && t->at + 1 < t->in.n && t->in.p[t->at + 1] != ']' &&
                 t->in.p[t->at + 1] != '[';
    if (!range)
        return true;
    t->at++;
    int32_t to = class_character(t);
    if (to < from)
        return false;
    buf_add_c(&t->out, "-");
    add_code_point(&t->out, to);
    return true;
}

// What is between the brackets; a class that is subtracted goes before it as a look-ahead.
static bool class_items(struct translation *t) {
    bool any = false;
    while (peek(t) != ']') {
        bool subtracts = any && peek(t) == '-' && t->at + 1 < t->in.n && t->in.p[t->at + 1] == '[';
        if (subtracts) {
            t->at += 2;
            return true;
        }
        if (!class_item(t))
            return false;
        any = true;
    }
    return any;
}

// [a\I] is "a or none of the initials"; [^a\I] is "an initial, but not a".
static void add_class(struct translation *t, struct str members, unsigned others, bool negated) {
    static const struct {
        unsigned which;
        char letter;
    } kinds[] = {{NOT_INITIAL, 'i'}, {NOT_NAME, 'c'}};
    if (!others) {
        buf_printf(&t->out, "[%s" STR_FMT "]", negated ? "^" : "", STR_ARG(members));
        return;
    }
    if (negated && members.n)
        buf_printf(&t->out, "(?![" STR_FMT "])", STR_ARG(members));
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (!(others & kinds[i].which))
            continue;
        if (negated)
            buf_printf(&t->out, "(?=[%s])", members_of(kinds[i].letter));
        else
            buf_printf(&t->out, "[^%s]%s", members_of(kinds[i].letter),
                       members.n || (others >> (i + 1)) ? "|" : "");
    }
    if (negated)
        buf_add_c(&t->out, "(?s:.)");
    else if (members.n)
        buf_printf(&t->out, "[" STR_FMT "]", STR_ARG(members));
}

static bool class_of(struct translation *t) {
    struct buf before = t->out;
    bool negated = peek(t) == '^';
    if (++t->depth > NESTING_MAX)
        return false;
    t->at += negated;
    t->out = buf_new(before.arena, before.max);
    unsigned others_before = t->others;
    t->others = 0;
    if (!class_items(t))
        return false;
    struct buf members = t->out;
    unsigned others = t->others;
    t->out = before;
    t->others = others_before;
    buf_add_c(&t->out, "(?:");
    if (t->in.p[t->at - 1] == '[' && t->at >= 2 && t->in.p[t->at - 2] == '-') {
        buf_add_c(&t->out, "(?!");
        if (!class_of(t))
            return false;
        buf_add_c(&t->out, ")");
    }
    if (peek(t) != ']')
        return false;
    t->at++;
    t->depth--;
    add_class(t, (struct str){members.p, members.n}, others, negated);
    buf_add_c(&t->out, ")");
    t->out.failed = t->out.failed || members.failed;
    return true;
}

// \1, \12: as many digits as there are groups for.
static bool back_reference(struct translation *t, int digit) {
    unsigned number = (unsigned)(digit - '0');
    for (;;) {
        int next = peek(t);
        if (next < '0' || next > '9' || number * 10 + (unsigned)(next - '0') > t->groups)
            break;
        number = number * 10 + (unsigned)(next - '0');
        t->at++;
    }
    if (!number || number > t->groups || number >= COUNT(t->closed) || !t->closed[number])
        return false;
    buf_printf(&t->out, "\\g{%u}", number);
    return true;
}

static bool escape(struct translation *t) {
    bool ok;
    skip_blanks(t);
    int letter = peek(t);
    if (letter < 0)
        return false;
    t->at++;
    if (letter >= '0' && letter <= '9')
        return back_reference(t, letter);
    int32_t single = single_escape(letter);
    if (single >= 0) {
        add_code_point(&t->out, single);
        return true;
    }
    if (letter == 'I' || letter == 'C') {
        buf_add_c(&t->out, "[^");
        buf_add_c(&t->out, members_of(letter + ('a' - 'A')));
        ok = true;
    } else {
        buf_add_c(&t->out, "[");
        if (!class_escape(t, letter, &ok))
            return false;
    }
    buf_add_c(&t->out, "]");
    return ok;
}

static bool alternatives(struct translation *t);

static bool group(struct translation *t) {
    unsigned number = 0;
    if (accept(t, '?')) {
        if (!accept(t, ':'))
            return false;
        buf_add_c(&t->out, "(?:");
    } else {
        number = ++t->groups;
        if (number >= COUNT(t->closed))
            return false;
        buf_add_c(&t->out, "(");
    }
    if (++t->depth > NESTING_MAX || !alternatives(t) || !accept(t, ')'))
        return false;
    t->depth--;
    if (number)
        t->closed[number] = true;
    buf_add_c(&t->out, ")");
    return true;
}

static bool atom(struct translation *t) {
    if (accept(t, '('))
        return group(t);
    if (accept(t, '['))
        return class_of(t);
    if (accept(t, '\\'))
        return escape(t);
    if (accept(t, '.')) {
        buf_add_c(&t->out, t->dot_all ? "(?s:.)" : "[^\\n\\r]");
        return true;
    }
    if (accept(t, '^') || accept(t, '$')) {
        buf_add_char(&t->out, t->in.p[t->at - 1]);
        return true;
    }
    if (peek(t) < 0 || strchr("?*+{}]", peek(t)))
        return false;
    add_code_point(&t->out, utf8_next(t->in, &t->at));
    return true;
}

static bool number(struct translation *t, unsigned *ret_number) {
    unsigned n = 0;
    size_t from = t->at;
    while (peek(t) >= '0' && peek(t) <= '9' && n <= COUNT_MAX)
        n = n * 10 + (unsigned)(t->in.p[t->at++] - '0');
    *ret_number = n;
    return t->at > from && n <= COUNT_MAX;
}

// {2} {2,} {2,5}
static bool counted(struct translation *t) {
    unsigned least, most;
    if (!number(t, &least))
        return false;
    buf_printf(&t->out, "{%u", least);
    if (accept(t, ',')) {
        buf_add_c(&t->out, ",");
        if (peek(t) != '}') {
            if (!number(t, &most) || most < least)
                return false;
            buf_printf(&t->out, "%u", most);
        }
    }
    buf_add_c(&t->out, "}");
    return accept(t, '}');
}

static bool quantifier(struct translation *t) {
    skip_blanks(t);
    int c = peek(t);
    if (c < 0 || !strchr("?*+{", c))
        return true;
    t->at++;
    if (c == '{' ? !counted(t) : false)
        return false;
    if (c != '{')
        buf_add_char(&t->out, (char)c);
    if (accept(t, '?'))
        buf_add_c(&t->out, "?");
    skip_blanks(t);
    return peek(t) < 0 || !strchr("?*+{", peek(t));
}

static bool alternatives(struct translation *t) {
    for (;;) {
        skip_blanks(t);
        int c = peek(t);
        if (c < 0 || c == ')')
            return true;
        if (accept(t, '|'))
            buf_add_c(&t->out, "|");
        else if (!atom(t) || !quantifier(t))
            return false;
    }
}

bool regex_translate(struct arena *arena, struct str pattern, struct str flags,
                     struct str *ret_pattern) {
    struct translation t = {
        .in = pattern,
        .out = buf_new(arena, BUF_DEFAULT_MAX),
        .ignore_blanks = str_find_char(flags, 'x') != STR_NOT_FOUND,
        .dot_all = str_find_char(flags, 's') != STR_NOT_FOUND,
    };
    if (str_find_char(flags, 'q') != STR_NOT_FOUND) {
        while (t.at < pattern.n)
            add_code_point(&t.out, utf8_next(pattern, &t.at));
        return buf_done(&t.out, ret_pattern, NULL);
    }
    return alternatives(&t) && t.at == pattern.n && buf_done(&t.out, ret_pattern, NULL);
}
