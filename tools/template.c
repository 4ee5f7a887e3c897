// SPDX-License-Identifier: EUPL-1.2
#include "template.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "markup.h"
#include "tool.h"

#define TEXT_ARGS_MAX 10

enum block_kind { BLOCK_IF, BLOCK_FOR };

struct block {
    enum block_kind kind;
    size_t line;
    struct str item;           // name that a loop declares
    struct markup before;      // where the point stood when the block began
    struct markup after;       // where the branches so far ended
    bool has_branch, has_else; // `after` is set; there was a plain {{else}}
    size_t ends;               // how many C blocks {{/if}} closes
};

struct compiler {
    struct arena *arena;
    struct template *view;
    struct template_fault *fault;
    struct buf body;    // C statements
    struct buf literal; // markup that is not yet written as a statement
    struct markup markup;
    struct block blocks[TEMPLATE_DEPTH_MAX];
    size_t depth;
    size_t line;
    size_t loops; // numbers the counters
};

static bool fault_at(struct compiler *c, size_t line, const char *format, ...) PRINTF(3, 4);

static bool fault_at(struct compiler *c, size_t line, const char *format, ...) {
    va_list list;
    va_start(list, format);
    c->fault->line = line;
    vsnprintf(c->fault->message, sizeof(c->fault->message), format, list);
    va_end(list);
    return false;
}

// Words of a directive

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct str next_word(struct str *rest) {
    *rest = str_trim(*rest);
    size_t n = 0;
    while (n < rest->n && !is_blank(rest->p[n]))
        n++;
    struct str word = str_sub(*rest, 0, n);
    *rest = str_sub(*rest, n, rest->n);
    return word;
}

static bool is_identifier(struct str s) {
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!letter && (i == 0 || c < '0' || c > '9'))
            return false;
    }
    return s.n > 0;
}

static bool is_header(struct str s) {
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
                    c == '/' || c == '.';
        if (!good)
            return false;
    }
    return str_ends(s, STR(".h"));
}

// What stands between quotes; false when it is not a quoted word.
static bool unquote(struct str word, struct str *ret_text) {
    if (word.n < 2 || word.p[0] != '"' || word.p[word.n - 1] != '"')
        return false;
    *ret_text = str_sub(word, 1, word.n - 2);
    return true;
}

// Statements

static void flush_literal(struct compiler *c) {
    struct str text;
    if (!c->literal.n)
        return;
    if (!buf_done(&c->literal, &text, NULL)) {
        c->body.failed = true;
        return;
    }
    buf_add_c(&c->body, "    html_add_html(out, HTML(");
    tool_add_literal(&c->body, text);
    buf_add_c(&c->body, "));\n");
    c->literal.n = 0;
}

// The C compiler's complaints point at the view.
static void begin_statement(struct compiler *c) {
    flush_literal(c);
    buf_printf(&c->body, "#line %zu ", c->line);
    tool_add_literal(&c->body, str_of(c->view->file));
    buf_add_c(&c->body, "\n    ");
}

static bool knows_name(const struct compiler *c, struct str name) {
    for (size_t i = 0; i < c->depth; i++)
        if (c->blocks[i].kind == BLOCK_FOR && str_eq(c->blocks[i].item, name))
            return true;
    return c->view->parameter.n && str_eq(c->view->parameter, name);
}

static struct str leading_name(struct str path) {
    size_t n = 0;
    while (n < path.n && path.p[n] != '.' && path.p[n] != '-')
        n++;
    return str_sub(path, 0, n);
}

// "v.person->name" becomes the C expression v->person->name; a name alone, what it points at.
static bool path_to_c(struct compiler *c, struct str path, struct str *ret_c) {
    struct buf buf = buf_new(c->arena, 4096);
    struct str name = leading_name(path), rest = str_sub(path, name.n, path.n);
    if (!is_identifier(name))
        return fault_at(c, c->line, "“" STR_FMT "” is not a field", STR_ARG(path));
    if (!knows_name(c, name))
        return fault_at(c, c->line, "there is no “" STR_FMT "” here", STR_ARG(name));
    buf_printf(&buf, rest.n ? STR_FMT : "(*" STR_FMT ")", STR_ARG(name));
    for (bool first = true; rest.n; first = false) {
        bool arrow = str_starts(rest, STR("->"));
        bool dot = rest.p[0] == '.';
        rest = str_sub(rest, arrow ? 2 : 1, rest.n);
        name = leading_name(rest);
        if ((!arrow && !dot) || !is_identifier(name))
            return fault_at(c, c->line, "“" STR_FMT "” is not a field", STR_ARG(path));
        buf_printf(&buf, "%s" STR_FMT, first || arrow ? "->" : ".", STR_ARG(name));
        rest = str_sub(rest, name.n, rest.n);
    }
    return buf_done(&buf, ret_c, NULL) || fault_at(c, 0, "out of memory");
}

static void add_key_name(struct buf *buf, struct str key) {
    for (size_t i = 0; i < key.n; i++)
        buf_add_char(buf, key.p[i] == '.' || key.p[i] == '-' ? '_' : key.p[i]);
}

static bool is_key(struct str s) {
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '-')
            return false;
    }
    return s.n > 0;
}

// {{#if}}, {{#for}}

static bool term_to_c(struct compiler *c, struct str *rest, struct buf *out) {
    struct str word = next_word(rest);
    if (str_is(word, "not")) {
        buf_add_char(out, '!');
        word = next_word(rest);
    }
    bool any = str_is(word, "any");
    if (any)
        word = next_word(rest);
    struct str path;
    if (!path_to_c(c, word, &path))
        return false;
    buf_printf(out, any ? "(" STR_FMT ".n > 0)" : "HTML_TRUTH(" STR_FMT ")", STR_ARG(path));
    return true;
}

static bool condition_to_c(struct compiler *c, struct str rest, struct str *ret_c) {
    struct buf buf = buf_new(c->arena, 4096);
    struct str joined_by = STR_NONE;
    for (;;) {
        if (!term_to_c(c, &rest, &buf))
            return false;
        struct str word = next_word(&rest);
        if (!word.n)
            break;
        bool is_and = str_is(word, "and");
        if (!is_and && !str_is(word, "or"))
            return fault_at(c, c->line, "“" STR_FMT "” where “and” or “or” was expected",
                            STR_ARG(word));
        if (joined_by.n && !str_eq(joined_by, word))
            return fault_at(c, c->line, "“and” and “or” in one condition");
        joined_by = word;
        buf_add_c(&buf, is_and ? " && " : " || ");
    }
    return buf_done(&buf, ret_c, NULL) || fault_at(c, 0, "out of memory");
}

static bool open_block(struct compiler *c, enum block_kind kind) {
    if (!markup_block(&c->markup, &c->literal))
        return fault_at(c, c->line, "no block can begin here: quote the value");
    if (c->depth == TEMPLATE_DEPTH_MAX)
        return fault_at(c, c->line, "more than %d blocks within one another", TEMPLATE_DEPTH_MAX);
    c->blocks[c->depth++] =
        (struct block){.kind = kind, .line = c->line, .before = c->markup, .ends = 1};
    return true;
}

static bool compile_if(struct compiler *c, struct str rest) {
    struct str condition;
    if (!condition_to_c(c, rest, &condition) || !open_block(c, BLOCK_IF))
        return false;
    begin_statement(c);
    buf_printf(&c->body, "if (" STR_FMT ") {\n", STR_ARG(condition));
    return true;
}

static bool compile_for(struct compiler *c, struct str rest) {
    struct str item = next_word(&rest), in = next_word(&rest), list = next_word(&rest), path;
    if (!is_identifier(item) || !str_is(in, "in") || next_word(&rest).n)
        return fault_at(c, c->line, "expected {{#for item in list}}");
    if (knows_name(c, item) || str_is(item, "out") || str_is(item, "lang"))
        return fault_at(c, c->line, "the name “" STR_FMT "” is taken", STR_ARG(item));
    if (!path_to_c(c, list, &path) || !open_block(c, BLOCK_FOR))
        return false;
    c->blocks[c->depth - 1].item = item;
    c->markup.after_line_end = false; // a second time round, something else stands before
    begin_statement(c);
    size_t i = ++c->loops;
    buf_printf(&c->body, "for (size_t i%zu_ = 0; i%zu_ < " STR_FMT ".n; i%zu_++) {\n", i, i,
               STR_ARG(path), i);
    buf_printf(&c->body,
               "    const __typeof__(*" STR_FMT ".items) *" STR_FMT " = &" STR_FMT
               ".items[i%zu_];\n    (void)" STR_FMT ";\n",
               STR_ARG(path), STR_ARG(item), STR_ARG(path), i, STR_ARG(item));
    return true;
}

// Ends a branch of the innermost block: all branches must come out in the same place.
static bool end_branch(struct compiler *c, struct block *block) {
    if (!markup_block(&c->markup, &c->literal))
        return fault_at(c, c->line, "no block can end here: quote the value");
    if (block->has_branch && !markup_join(&c->markup, &block->after))
        return fault_at(c, c->line, "the branches of the block end in different places of the tag");
    block->after = c->markup;
    block->has_branch = true;
    flush_literal(c);
    return true;
}

static bool compile_else(struct compiler *c, struct str rest) {
    struct block *block = c->depth ? &c->blocks[c->depth - 1] : NULL;
    if (!block || block->kind != BLOCK_IF || block->has_else)
        return fault_at(c, c->line, "{{else}} without {{#if}}");
    if (!end_branch(c, block))
        return false;
    c->markup = block->before;
    struct str word = next_word(&rest), condition;
    if (!word.n) {
        block->has_else = true;
        buf_add_c(&c->body, "    } else {\n");
        return true;
    }
    if (!str_is(word, "if"))
        return fault_at(c, c->line, "expected {{else}} or {{else if …}}");
    if (!condition_to_c(c, rest, &condition))
        return false;
    // Nested rather than "else if", since #line stands between.
    buf_add_c(&c->body, "    } else {\n");
    begin_statement(c);
    buf_printf(&c->body, "if (" STR_FMT ") {\n", STR_ARG(condition));
    block->ends++;
    return true;
}

static bool compile_end(struct compiler *c, enum block_kind kind) {
    struct block *block = c->depth ? &c->blocks[c->depth - 1] : NULL;
    if (!block || block->kind != kind)
        return fault_at(c, c->line, "{{/%s}} without {{#%s}}", kind == BLOCK_IF ? "if" : "for",
                        kind == BLOCK_IF ? "if" : "for");
    if (!end_branch(c, block))
        return false;
    // Without {{else}}, and when a list is empty, nothing stands here.
    if (!block->has_else && !markup_join(&c->markup, &block->before))
        return fault_at(c, c->line, "the block ends in another place of the tag than it began");
    for (size_t i = 0; i < block->ends; i++)
        buf_add_c(&c->body, "    }\n");
    c->depth--;
    return true;
}

// {{path}}, {{t …}}, {{asset …}}, {{> view}}

static bool compile_path(struct compiler *c, struct str path) {
    static const char *const macros[] = {
        [MARKUP_FILL_TEXT] = "HTML_TEXT", [MARKUP_FILL_VALUE] = "HTML_VALUE",
        [MARKUP_FILL_URL] = "HTML_URL",   [MARKUP_FILL_URL_PART] = "HTML_URL_PART",
        [MARKUP_FILL_ASSET] = NULL,       [MARKUP_FILL_NOTHING] = NULL,
    };
    enum markup_fill fill = markup_fill(&c->markup);
    if (fill == MARKUP_FILL_ASSET)
        return fault_at(c, c->line, "only {{asset \"…\"}} may stand here");
    if (fill == MARKUP_FILL_NOTHING)
        return fault_at(c, c->line, "nothing may be filled in here");
    struct str expression = STR("str_of(language_code(lang))");
    if (!str_is(path, "lang") && !path_to_c(c, path, &expression))
        return false;
    begin_statement(c);
    buf_printf(&c->body, "%s(out, " STR_FMT ");\n", macros[fill], STR_ARG(expression));
    markup_filled(&c->markup);
    return true;
}

// The arguments of {{t}}, as the elements of an array.
static bool args_to_c(struct compiler *c, struct str rest, const char *macro, struct buf *out,
                      size_t *ret_count) {
    size_t count = 0;
    for (struct str word; (word = next_word(&rest)).n; count++) {
        struct str path;
        if (count == TEXT_ARGS_MAX)
            return fault_at(c, c->line, "more than %d arguments", TEXT_ARGS_MAX);
        if (!path_to_c(c, word, &path))
            return false;
        buf_printf(out, "%s%s(out, " STR_FMT ")", count ? ", " : "", macro, STR_ARG(path));
    }
    *ret_count = count;
    return true;
}

static bool compile_text(struct compiler *c, struct str rest) {
    enum markup_fill fill = markup_fill(&c->markup);
    if (fill != MARKUP_FILL_TEXT && fill != MARKUP_FILL_VALUE)
        return fault_at(c, c->line, "no text of the catalogue may stand here");
    struct str id = next_word(&rest), key;
    bool fixed = unquote(id, &key);
    if (fixed && !is_key(key))
        return fault_at(c, c->line, "“" STR_FMT "” is no key", STR_ARG(key));
    struct buf name = buf_new(c->arena, 4096), args = buf_new(c->arena, 16384);
    struct str name_c, args_c;
    size_t count = 0;
    if (fixed) {
        buf_add_c(&name, "T_");
        add_key_name(&name, key);
    }
    if (fixed ? !buf_done(&name, &name_c, NULL) : !path_to_c(c, id, &name_c))
        return fixed ? fault_at(c, 0, "out of memory") : false;
    if (!args_to_c(c, rest, fill == MARKUP_FILL_TEXT ? "HTML_ARG" : "HTML_VALUE_ARG", &args,
                   &count))
        return false;
    if (!buf_done(&args, &args_c, NULL))
        return fault_at(c, 0, "out of memory");
    begin_statement(c);
    if (fixed)
        buf_printf(&c->body, "_Static_assert(ARGS_" STR_FMT " == %zu, \"number of arguments\"); ",
                   STR_ARG(name_c), count);
    if (count)
        buf_printf(&c->body,
                   "html_tr(out, lang, " STR_FMT ", (const struct html_arg[]){" STR_FMT
                   "}, %zu);\n",
                   STR_ARG(name_c), STR_ARG(args_c), count);
    else
        buf_printf(&c->body, "html_tr(out, lang, " STR_FMT ", NULL, 0);\n", STR_ARG(name_c));
    markup_filled(&c->markup);
    return true;
}

static bool compile_asset(struct compiler *c, struct str rest) {
    struct str name;
    enum markup_fill fill = markup_fill(&c->markup);
    if (fill != MARKUP_FILL_ASSET && fill != MARKUP_FILL_URL)
        return fault_at(c, c->line, "an asset stands as the whole value of a URL attribute");
    if (!unquote(next_word(&rest), &name) || !is_key(name) || next_word(&rest).n)
        return fault_at(c, c->line, "expected {{asset \"name\"}}");
    begin_statement(c);
    buf_add_c(&c->body, "html_add_text(out, str_of(asset_path(ASSET_");
    add_key_name(&c->body, name);
    buf_add_c(&c->body, ")));\n");
    c->view->uses_assets = true;
    markup_filled(&c->markup);
    return true;
}

static bool compile_include(struct compiler *c, struct str rest) {
    struct str name = next_word(&rest), argument = next_word(&rest), path = STR_NONE;
    if (markup_fill(&c->markup) != MARKUP_FILL_TEXT)
        return fault_at(c, c->line, "a view can only stand between tags");
    if (!is_identifier(name) || next_word(&rest).n)
        return fault_at(c, c->line, "expected {{> view}} or {{> view argument}}");
    if (argument.n && !path_to_c(c, argument, &path))
        return false;
    struct template_use *use = LIST_PUSH(c->arena, &c->view->uses);
    if (!use)
        return fault_at(c, 0, "out of memory");
    *use = (struct template_use){.name = name, .has_argument = argument.n > 0, .line = c->line};
    begin_statement(c);
    buf_printf(&c->body, "view_" STR_FMT "(out, lang", STR_ARG(name));
    if (argument.n)
        buf_printf(&c->body, ", VIEW_ARG_" STR_FMT "(" STR_FMT ")", STR_ARG(name), STR_ARG(path));
    buf_add_c(&c->body, ");\n");
    markup_filled(&c->markup);
    return true;
}

static bool compile_directive(struct compiler *c, struct str directive) {
    struct str rest = directive;
    struct str word = next_word(&rest);
    if (str_is(word, "#if"))
        return compile_if(c, rest);
    if (str_is(word, "#for"))
        return compile_for(c, rest);
    if (str_is(word, "else"))
        return compile_else(c, rest);
    if (str_is(word, "t"))
        return compile_text(c, rest);
    if (str_is(word, "asset"))
        return compile_asset(c, rest);
    if (str_is(word, ">"))
        return compile_include(c, rest);
    if (next_word(&rest).n || !word.n)
        return fault_at(c, c->line, "“" STR_FMT "” is not understood", STR_ARG(directive));
    if (str_is(word, "/if"))
        return compile_end(c, BLOCK_IF);
    if (str_is(word, "/for"))
        return compile_end(c, BLOCK_FOR);
    return compile_path(c, word);
}

// The file as a whole

static size_t count_lines(struct str text) {
    size_t lines = 0;
    for (size_t i = 0; i < text.n; i++)
        lines += text.p[i] == '\n';
    return lines;
}

static bool follow_literal(struct compiler *c, struct str text) {
    size_t at;
    const char *message;
    if (!markup_follow(&c->markup, text, &c->literal, &at, &message))
        return fault_at(c, c->line + count_lines(str_sub(text, 0, at)), "%s", message);
    c->line += count_lines(text);
    return true;
}

static bool compile_body(struct compiler *c, struct str rest) {
    for (;;) {
        size_t open = str_find(rest, STR("{{"));
        if (!follow_literal(c, str_sub(rest, 0, open)))
            return false;
        if (open == STR_NOT_FOUND)
            break;
        rest = str_sub(rest, open + 2, rest.n);
        size_t close = str_find(rest, STR("}}"));
        if (close == STR_NOT_FOUND)
            return fault_at(c, c->line, "{{ without }}");
        struct str directive = str_sub(rest, 0, close);
        if (!compile_directive(c, directive))
            return false;
        c->line += count_lines(directive);
        rest = str_sub(rest, close + 2, rest.n);
    }
    if (c->depth)
        return fault_at(c, c->blocks[c->depth - 1].line, "the block is not closed");
    if (c->markup.place != MARKUP_TEXT)
        return fault_at(c, c->line, "the view ends inside a tag or an element of plain text");
    flush_literal(c);
    return true;
}

// const struct TYPE *NAME) from "HEADER"
static bool read_parameter(struct compiler *c, struct str inside, struct str after) {
    struct template *view = c->view;
    if (!str_is(next_word(&inside), "const") || !str_is(next_word(&inside), "struct"))
        return fault_at(c, c->line, "the parameter must be const struct … *name");
    view->type = next_word(&inside);
    inside = str_trim(inside);
    view->parameter = str_starts(inside, STR("*")) ? str_sub(inside, 1, inside.n) : STR_NONE;
    if (!is_identifier(view->type) || !is_identifier(view->parameter) ||
        str_is(view->parameter, "out") || str_is(view->parameter, "lang"))
        return fault_at(c, c->line, "the parameter must be const struct … *name");
    if (!str_is(next_word(&after), "from") || !unquote(next_word(&after), &view->header) ||
        !is_header(view->header) || next_word(&after).n)
        return fault_at(c, c->line, "expected from \"header.h\" after the parameter");
    return true;
}

// <!-- view: NAME(…) … -->, at the very beginning.
static bool read_declaration(struct compiler *c, struct str *rest) {
    static const char expected[] = "a view begins with <!-- view: name(const struct … *v) "
                                   "from \"header.h\" -->";
    struct str start = STR("<!-- view:");
    size_t end = str_find(*rest, STR("-->"));
    if (!str_starts(*rest, start) || end == STR_NOT_FOUND || end < start.n)
        return fault_at(c, c->line, "%s", expected);
    struct str declaration = str_sub(*rest, start.n, end - start.n);
    *rest = str_sub(*rest, end + 3, rest->n);
    size_t open = str_find_char(declaration, '('), close = str_find_char(declaration, ')');
    if (open == STR_NOT_FOUND || close == STR_NOT_FOUND || close < open)
        return fault_at(c, c->line, "%s", expected);
    c->view->name = str_trim(str_sub(declaration, 0, open));
    if (!is_identifier(c->view->name))
        return fault_at(c, c->line, "%s", expected);
    struct str inside = str_sub(declaration, open + 1, close - open - 1);
    struct str after = str_sub(declaration, close + 1, declaration.n);
    bool bare = !str_trim(inside).n;
    if (bare && str_trim(after).n)
        return fault_at(c, c->line, "%s", expected);
    if (!bare && !read_parameter(c, inside, after))
        return false;
    c->line += count_lines(declaration);
    return true;
}

bool template_compile(struct arena *arena, const char *file, struct str text,
                      struct template *ret_template, struct template_fault *fault) {
    struct template view = {.file = file};
    struct compiler compiler = {
        .arena = arena,
        .view = &view,
        .fault = fault,
        .body = buf_new(arena, 8 * TEMPLATE_SIZE_MAX),
        .literal = buf_new(arena, 2 * TEMPLATE_SIZE_MAX),
        .markup = {.after_line_end = true},
        .line = 1,
    };
    if (text.n > TEMPLATE_SIZE_MAX)
        return fault_at(&compiler, 1, "the view is too long");
    if (!read_declaration(&compiler, &text) || !compile_body(&compiler, text))
        return false;
    if (!buf_done(&compiler.body, &view.body, NULL) || arena_failed(arena))
        return fault_at(&compiler, 0, "out of memory");
    *ret_template = view;
    return true;
}
