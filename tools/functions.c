// SPDX-License-Identifier: EUPL-1.2
#include "functions.h"

#include "source.h"

enum brace { BRACE_FUNCTION, BRACE_BLOCK, BRACE_OTHER };

struct walk {
    struct str code;
    size_t at, line;
    enum brace braces[FUNCTION_DEPTH_MAX];
    size_t depth;
    struct function current;
    size_t blocks; // open inside the current function
};

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// The offset after the last byte before `at` that is not blank; 0 when there is none.
static size_t end_before(struct str code, size_t at) {
    while (at && is_blank(code.p[at - 1]))
        at--;
    return at;
}

static struct str name_before(struct str code, size_t at) {
    size_t end = end_before(code, at), from = end;
    while (from && source_is_name_char(code.p[from - 1]))
        from--;
    return str_sub(code, from, end - from);
}

// Offset of the parenthesis that the one before `end` closes.
static size_t opening_of(struct str code, size_t end) {
    size_t depth = 0;
    while (end) {
        char c = code.p[--end];
        if (c == ')')
            depth++;
        else if (c == '(' && --depth == 0)
            return end;
    }
    return 0;
}

static bool is_one_of(struct str name, const char *const *list, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (str_is(name, list[i]))
            return true;
    return false;
}

// What the brace at w->at opens, by what stands before it.
static enum brace kind_of_brace(const struct walk *w, struct str *ret_name) {
    static const char *const before_block[] = {"else", "do"};
    static const char *const before_literal[] = {"return", "sizeof", ""};
    size_t end = end_before(w->code, w->at);
    char before = end ? w->code.p[end - 1] : 0;
    bool outermost = w->depth == 0;
    if (before == ')') {
        struct str name = name_before(w->code, opening_of(w->code, end));
        *ret_name = name;
        if (is_one_of(name, before_literal, COUNT(before_literal)))
            return BRACE_OTHER; // a compound literal
        return outermost ? BRACE_FUNCTION : BRACE_BLOCK;
    }
    if (outermost || w->braces[w->depth - 1] == BRACE_OTHER)
        return BRACE_OTHER;
    struct str name = name_before(w->code, end);
    if (name.n)
        return is_one_of(name, before_block, COUNT(before_block)) ? BRACE_BLOCK : BRACE_OTHER;
    return before == ';' || before == '{' || before == '}' || before == ':' ? BRACE_BLOCK
                                                                            : BRACE_OTHER;
}

static bool open_brace(struct walk *w) {
    if (w->depth == FUNCTION_DEPTH_MAX)
        return false;
    struct str name = STR_NONE;
    enum brace kind = kind_of_brace(w, &name);
    if (kind == BRACE_FUNCTION) {
        w->current = (struct function){.name = name, .line = w->line, .complexity = 1};
        w->blocks = 0;
    } else if (kind == BRACE_BLOCK) {
        w->blocks++;
        if (w->blocks > w->current.nesting)
            w->current.nesting = w->blocks;
    }
    w->braces[w->depth++] = kind;
    return true;
}

static bool close_brace(struct walk *w, struct arena *arena, struct functions *functions) {
    if (!w->depth)
        return false;
    enum brace kind = w->braces[--w->depth];
    if (kind == BRACE_BLOCK)
        w->blocks--;
    if (kind != BRACE_FUNCTION)
        return true;
    struct function *slot = LIST_PUSH(arena, functions);
    if (!slot)
        return false;
    *slot = w->current;
    slot->lines = w->line - slot->line + 1;
    return true;
}

// Bytes of what stands at w->at; counts it when it decides something.
static size_t step_over(struct walk *w) {
    static const char *const deciding[] = {"if", "for", "while", "switch"};
    struct str name = source_name_at(w->code, w->at);
    if (name.n) {
        w->current.complexity += is_one_of(name, deciding, COUNT(deciding));
        return name.n;
    }
    struct str two = str_sub(w->code, w->at, 2);
    if (str_is(two, "&&") || str_is(two, "||")) {
        w->current.complexity++;
        return 2;
    }
    w->current.complexity += w->code.p[w->at] == '?';
    return 1;
}

bool functions_find(struct arena *arena, struct str code, struct functions *functions) {
    struct walk w = {.code = code, .line = 1};
    while (w.at < code.n) {
        char c = code.p[w.at];
        w.line += c == '\n';
        if (c == '{' ? !open_brace(&w) : c == '}' && !close_brace(&w, arena, functions))
            return false;
        w.at += step_over(&w);
    }
    return w.depth == 0;
}
