// SPDX-License-Identifier: EUPL-1.2
#include "cli/dmn_listing.h"

#include "base/utf8.h"

struct lister {
    struct arena *arena;
    enum language language;
    struct buf buf;
    LIST_OF(const struct xml *) tables; // of the expression that is being written
};

static void add_expression(struct lister *l, const struct xml *xml, unsigned depth);

static struct str text_of(const struct xml *xml, const char *name) {
    const struct xml *child = xml ? xml_child(xml, name) : NULL;
    return child ? str_trim(child->text) : STR("");
}

static struct str cell_text(const struct xml *cell) {
    struct str text = text_of(cell, "text");
    return text.n ? text : STR("-");
}

static void say(struct lister *l, enum text_id id, struct str arg) {
    buf_add(&l->buf, TR(l->arena, l->language, id, arg));
}

static void new_line(struct lister *l, unsigned depth) {
    buf_add_char(&l->buf, '\n');
    for (unsigned i = 0; i < depth; i++)
        buf_add_c(&l->buf, "  ");
}

static bool is_expression(const struct xml *xml) {
    static const char *const names[] = {
        "literalExpression", "decisionTable", "context", "list", "relation", "functionDefinition",
        "invocation",        "conditional",   "for",     "some", "every",    "filter",
    };
    for (size_t i = 0; i < COUNT(names); i++)
        if (xml_is(xml, names[i]))
            return true;
    return false;
}

static const struct xml *expression_in(const struct xml *holder) {
    const struct xml *child = holder ? holder->first : NULL;
    while (child && !(str_eq(child->namespace_uri, holder->namespace_uri) && is_expression(child)))
        child = child->next;
    return child;
}

static void add_held(struct lister *l, const struct xml *holder, unsigned depth) {
    const struct xml *expression = expression_in(holder);
    if (expression)
        add_expression(l, expression, depth);
    else
        buf_add_c(&l->buf, "null");
}

// Lines of a text, each indented.
static void add_lines(struct lister *l, struct str text, unsigned depth) {
    struct str line;
    bool first = true;
    while (str_split(&text, '\n', &line)) {
        if (!first)
            new_line(l, depth);
        buf_add(&l->buf, first ? line : str_trim(line));
        first = false;
    }
}

static void add_typed(struct lister *l, const struct xml *named) {
    struct str type = xml_attribute(named, "typeRef");
    buf_add(&l->buf, xml_attribute(named, "name"));
    if (!type.n)
        return;
    buf_add_c(&l->buf, ": ");
    buf_add(&l->buf, type);
}

static void add_context(struct lister *l, const struct xml *xml, unsigned depth) {
    const struct xml *entry = xml_child(xml, "contextEntry");
    buf_add_char(&l->buf, '{');
    for (; entry; entry = xml_next(entry, "contextEntry")) {
        const struct xml *variable = xml_child(entry, "variable");
        new_line(l, depth + 1);
        if (variable)
            buf_add(&l->buf, xml_attribute(variable, "name"));
        else
            buf_add(&l->buf, tr(l->language, T_listing_result));
        buf_add_c(&l->buf, ": ");
        add_held(l, entry, depth + 1);
        if (xml_next(entry, "contextEntry"))
            buf_add_char(&l->buf, ',');
    }
    new_line(l, depth);
    buf_add_char(&l->buf, '}');
}

static void add_list(struct lister *l, const struct xml *xml, unsigned depth) {
    bool first = true;
    buf_add_char(&l->buf, '[');
    for (const struct xml *item = xml->first; item; item = item->next) {
        if (!is_expression(item))
            continue;
        buf_add_c(&l->buf, first ? "" : ",");
        new_line(l, depth + 1);
        add_expression(l, item, depth + 1);
        first = false;
    }
    new_line(l, depth);
    buf_add_char(&l->buf, ']');
}

static void add_row(struct lister *l, const struct xml *relation, const struct xml *row,
                    unsigned depth) {
    const struct xml *column = xml_child(relation, "column"), *cell = row->first;
    buf_add_char(&l->buf, '{');
    for (; column; column = xml_next(column, "column")) {
        while (cell && !is_expression(cell))
            cell = cell->next;
        buf_add(&l->buf, xml_attribute(column, "name"));
        buf_add_c(&l->buf, ": ");
        if (cell)
            add_expression(l, cell, depth);
        else
            buf_add_c(&l->buf, "null");
        buf_add_c(&l->buf, xml_next(column, "column") ? ", " : "");
        cell = cell ? cell->next : NULL;
    }
    buf_add_char(&l->buf, '}');
}

static void add_relation(struct lister *l, const struct xml *xml, unsigned depth) {
    const struct xml *row = xml_child(xml, "row");
    buf_add_char(&l->buf, '[');
    for (; row; row = xml_next(row, "row")) {
        new_line(l, depth + 1);
        add_row(l, xml, row, depth + 1);
        buf_add_c(&l->buf, xml_next(row, "row") ? "," : "");
    }
    new_line(l, depth);
    buf_add_char(&l->buf, ']');
}

static void add_function(struct lister *l, const struct xml *xml, unsigned depth) {
    const struct xml *parameter = xml_child(xml, "formalParameter");
    buf_add_c(&l->buf, "function(");
    for (; parameter; parameter = xml_next(parameter, "formalParameter")) {
        add_typed(l, parameter);
        buf_add_c(&l->buf, xml_next(parameter, "formalParameter") ? ", " : "");
    }
    buf_add_c(&l->buf, ") ");
    add_held(l, xml, depth);
}

static void add_invocation(struct lister *l, const struct xml *xml, unsigned depth) {
    const struct xml *binding = xml_child(xml, "binding");
    add_held(l, xml, depth);
    buf_add_char(&l->buf, '(');
    for (; binding; binding = xml_next(binding, "binding")) {
        const struct xml *parameter = xml_child(binding, "parameter");
        buf_add(&l->buf, parameter ? xml_attribute(parameter, "name") : STR("?"));
        buf_add_c(&l->buf, ": ");
        add_held(l, binding, depth + 1);
        buf_add_c(&l->buf, xml_next(binding, "binding") ? ", " : "");
    }
    buf_add_char(&l->buf, ')');
}

static void add_loop(struct lister *l, const struct xml *xml, const char *word, const char *then,
                     const char *body, unsigned depth) {
    buf_add_c(&l->buf, word);
    buf_add(&l->buf, xml_attribute(xml, "iteratorVariable"));
    buf_add_c(&l->buf, " in ");
    add_held(l, xml_child(xml, "in"), depth + 1);
    buf_add_c(&l->buf, then);
    add_held(l, xml_child(xml, body), depth + 1);
}

static void add_conditional(struct lister *l, const struct xml *xml, unsigned depth) {
    buf_add_c(&l->buf, "if ");
    add_held(l, xml_child(xml, "if"), depth + 1);
    new_line(l, depth + 1);
    buf_add_c(&l->buf, "then ");
    add_held(l, xml_child(xml, "then"), depth + 1);
    new_line(l, depth + 1);
    buf_add_c(&l->buf, "else ");
    add_held(l, xml_child(xml, "else"), depth + 1);
}

static void add_inner_table(struct lister *l, const struct xml *xml) {
    const struct xml **place = LIST_PUSH(l->arena, &l->tables);
    if (!place) {
        l->buf.failed = true;
        return;
    }
    *place = xml;
    say(l, T_listing_table, tr_number(l->arena, (int64_t)l->tables.n));
}

static void add_expression(struct lister *l, const struct xml *xml, unsigned depth) {
    if (xml_is(xml, "literalExpression")) {
        add_lines(l, text_of(xml, "text"), depth);
    } else if (xml_is(xml, "decisionTable")) {
        add_inner_table(l, xml);
    } else if (xml_is(xml, "context")) {
        add_context(l, xml, depth);
    } else if (xml_is(xml, "list")) {
        add_list(l, xml, depth);
    } else if (xml_is(xml, "relation")) {
        add_relation(l, xml, depth);
    } else if (xml_is(xml, "functionDefinition")) {
        add_function(l, xml, depth);
    } else if (xml_is(xml, "invocation")) {
        add_invocation(l, xml, depth);
    } else if (xml_is(xml, "conditional")) {
        add_conditional(l, xml, depth);
    } else if (xml_is(xml, "for")) {
        add_loop(l, xml, "for ", " return ", "return", depth);
    } else if (xml_is(xml, "some")) {
        add_loop(l, xml, "some ", " satisfies ", "satisfies", depth);
    } else if (xml_is(xml, "every")) {
        add_loop(l, xml, "every ", " satisfies ", "satisfies", depth);
    } else if (xml_is(xml, "filter")) {
        add_held(l, xml_child(xml, "in"), depth);
        buf_add_char(&l->buf, '[');
        add_held(l, xml_child(xml, "match"), depth + 1);
        buf_add_char(&l->buf, ']');
    }
}

// Tables

struct grid {
    size_t width, height;
    struct str *cells;
    size_t *widths; // in characters
};

// On one line, and without what would close the cell.
static struct str one_line(struct lister *l, struct str text) {
    struct buf buf = buf_new(l->arena, BUF_DEFAULT_MAX);
    struct str result;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '|')
            buf_add_char(&buf, '\\');
        buf_add_char(&buf, text.p[i] == '\n' || text.p[i] == '\t' ? ' ' : text.p[i]);
    }
    return buf_done(&buf, &result, NULL) ? result : STR_NONE;
}

static void set_cell(struct lister *l, struct grid *grid, size_t row, size_t column,
                     struct str text) {
    struct str shown = one_line(l, text);
    size_t n = utf8_length(shown);
    if (column >= grid->width || row >= grid->height)
        return; // more cells than columns: the loader refuses the table
    if (!shown.p)
        l->buf.failed = true;
    grid->cells[row * grid->width + column] = shown;
    if (n > grid->widths[column])
        grid->widths[column] = n;
}

static void add_grid(struct lister *l, const struct grid *grid) {
    for (size_t row = 0; row < grid->height; row++) {
        for (size_t column = 0; column < grid->width; column++) {
            struct str text = grid->cells[row * grid->width + column];
            buf_add_c(&l->buf, column ? " | " : "| ");
            buf_add(&l->buf, text);
            for (size_t n = utf8_length(text); n < grid->widths[column]; n++)
                buf_add_char(&l->buf, ' ');
        }
        buf_add_c(&l->buf, " |\n");
        for (size_t column = 0; row == 0 && column < grid->width; column++) {
            buf_add_c(&l->buf, column ? "-|-" : "|-");
            for (size_t n = 0; n < grid->widths[column]; n++)
                buf_add_char(&l->buf, '-');
        }
        buf_add_c(&l->buf, row == 0 ? "-|\n" : "");
    }
}

static struct str policy_of(struct lister *l, const struct xml *table) {
    struct str policy = xml_attribute(table, "hitPolicy");
    struct str aggregation = xml_attribute(table, "aggregation");
    if (!policy.n)
        policy = STR("UNIQUE");
    return aggregation.n
               ? str_printf(l->arena, STR_FMT " " STR_FMT, STR_ARG(policy), STR_ARG(aggregation))
               : policy;
}

static struct str column_title(struct lister *l, struct str title, struct str allowed) {
    return allowed.n
               ? str_printf(l->arena, STR_FMT " (" STR_FMT ")", STR_ARG(title), STR_ARG(allowed))
               : title;
}

static void set_titles(struct lister *l, struct grid *grid, const struct xml *table) {
    const struct xml *column = xml_child(table, "input");
    size_t at = 0;
    set_cell(l, grid, 0, at++, policy_of(l, table));
    for (; column; column = xml_next(column, "input")) {
        struct str title = text_of(xml_child(column, "inputExpression"), "text");
        struct str allowed = text_of(xml_child(column, "inputValues"), "text");
        set_cell(l, grid, 0, at++, column_title(l, title, allowed));
    }
    column = xml_child(table, "output");
    for (; column; column = xml_next(column, "output")) {
        struct str name = xml_attribute(column, "name");
        struct str allowed = text_of(xml_child(column, "outputValues"), "text");
        if (!name.n)
            name = xml_attribute(table, "outputLabel");
        if (!name.n)
            name = tr(l->language, T_listing_result);
        set_cell(l, grid, 0, at++,
                 column_title(l, str_printf(l->arena, "=> " STR_FMT, STR_ARG(name)), allowed));
    }
    column = xml_child(table, "annotation");
    for (; column; column = xml_next(column, "annotation"))
        set_cell(l, grid, 0, at++, xml_attribute(column, "name"));
}

static void set_rule(struct lister *l, struct grid *grid, const struct xml *rule, size_t row) {
    static const char *const cells[] = {"inputEntry", "outputEntry", "annotationEntry"};
    size_t at = 1;
    set_cell(l, grid, row, 0, tr_number(l->arena, (int64_t)row));
    for (size_t i = 0; i < COUNT(cells); i++) {
        const struct xml *cell = xml_child(rule, cells[i]);
        for (; cell; cell = xml_next(cell, cells[i]))
            set_cell(l, grid, row, at++, i < 2 ? cell_text(cell) : text_of(cell, "text"));
    }
}

static bool has_default(const struct xml *table) {
    const struct xml *output = xml_child(table, "output");
    for (; output; output = xml_next(output, "output"))
        if (xml_child(output, "defaultOutputEntry"))
            return true;
    return false;
}

static void set_defaults(struct lister *l, struct grid *grid, const struct xml *table, size_t row) {
    const struct xml *output = xml_child(table, "output");
    size_t at = 1 + xml_count(table, "input");
    set_cell(l, grid, row, 0, tr(l->language, T_listing_otherwise));
    for (; output; output = xml_next(output, "output"))
        set_cell(l, grid, row, at++, cell_text(xml_child(output, "defaultOutputEntry")));
}

static void add_table(struct lister *l, const struct xml *table) {
    size_t rules = xml_count(table, "rule"), row = 1;
    struct grid grid = {.width = 1 + xml_count(table, "input") + xml_count(table, "output") +
                                 xml_count(table, "annotation"),
                        .height = 1 + rules + has_default(table)};
    grid.cells = ARENA_ARRAY(l->arena, grid.width * grid.height, struct str);
    grid.widths = ARENA_ARRAY(l->arena, grid.width, size_t);
    if (!grid.cells || !grid.widths) {
        l->buf.failed = true;
        return;
    }
    set_titles(l, &grid, table);
    for (const struct xml *rule = xml_child(table, "rule"); rule; rule = xml_next(rule, "rule"))
        set_rule(l, &grid, rule, row++);
    if (has_default(table))
        set_defaults(l, &grid, table, row);
    buf_add_char(&l->buf, '\n');
    add_grid(l, &grid);
}

// What stands in a model

static void add_logic(struct lister *l, const struct xml *holder) {
    const struct xml *expression = expression_in(holder);
    l->tables.n = 0;
    bool function = xml_is(holder, "encapsulatedLogic");
    if (expression && !function && xml_is(expression, "decisionTable")) {
        add_table(l, expression);
        return;
    }
    if (!expression && !function)
        return;
    buf_add_c(&l->buf, "\n```\n");
    if (expression && !function)
        add_expression(l, expression, 0);
    else
        add_function(l, holder, 0);
    buf_add_c(&l->buf, "\n```\n");
    // A table holds no other expressions than texts, so none is added meanwhile.
    for (size_t i = 0; i < l->tables.n; i++) {
        buf_add_char(&l->buf, '\n');
        say(l, T_listing_table, tr_number(l->arena, (int64_t)i + 1));
        buf_add_char(&l->buf, '\n');
        add_table(l, l->tables.items[i]);
    }
}

static void add_note(struct lister *l, struct str text) {
    if (!text.n)
        return;
    buf_add_char(&l->buf, '\n');
    add_lines(l, text, 0);
    buf_add_char(&l->buf, '\n');
}

// The name of what a href points at; the href itself when that is another file.
static struct str name_of(const struct xml *from, struct str href) {
    const struct xml *root = from;
    while (root->parent)
        root = root->parent;
    for (const struct xml *xml = root->first; xml && str_starts(href, STR("#")); xml = xml->next)
        if (str_eq(xml_attribute(xml, "id"), str_sub(href, 1, href.n)))
            return xml_attribute(xml, "name");
    return href;
}

static void add_requirements(struct lister *l, const struct xml *xml) {
    static const char *const groups[] = {"informationRequirement", "knowledgeRequirement"};
    for (size_t i = 0; i < COUNT(groups); i++) {
        const struct xml *group = xml_child(xml, groups[i]);
        for (; group; group = xml_next(group, groups[i])) {
            const struct xml *what = group->first;
            if (!what)
                continue;
            buf_add_c(&l->buf, "\n- ");
            say(l, T_listing_needs, name_of(xml, xml_attribute(what, "href")));
        }
    }
    buf_add_c(&l->buf, xml_child(xml, groups[0]) || xml_child(xml, groups[1]) ? "\n" : "");
}

static void add_service(struct lister *l, const struct xml *xml) {
    static const struct {
        const char *name;
        enum text_id id;
    } parts[] = {{"outputDecision", T_listing_service_output},
                 {"encapsulatedDecision", T_listing_service_inner},
                 {"inputDecision", T_listing_service_decision},
                 {"inputData", T_listing_service_input}};
    for (size_t i = 0; i < COUNT(parts); i++) {
        const struct xml *part = xml_child(xml, parts[i].name);
        for (; part; part = xml_next(part, parts[i].name)) {
            buf_add_c(&l->buf, "\n- ");
            say(l, parts[i].id, name_of(xml, xml_attribute(part, "href")));
        }
    }
    buf_add_char(&l->buf, '\n');
}

static void add_element(struct lister *l, const struct xml *xml, enum text_id title) {
    const struct xml *variable = xml_child(xml, "variable");
    struct str type = variable ? xml_attribute(variable, "typeRef") : STR("");
    buf_add_c(&l->buf, "\n## ");
    say(l, title, xml_attribute(xml, "name"));
    if (type.n) {
        buf_add_c(&l->buf, ": ");
        buf_add(&l->buf, type);
    }
    buf_add_char(&l->buf, '\n');
    add_note(l, text_of(xml, "question"));
    add_note(l, text_of(xml, "description"));
    add_requirements(l, xml);
}

static void add_item(struct lister *l, const struct xml *xml, unsigned depth) {
    struct str type = STR(""), allowed = text_of(xml_child(xml, "allowedValues"), "text");
    struct str whole = text_of(xml_child(xml, "typeConstraint"), "text");
    const struct xml *ref = xml_child(xml, "typeRef"), *part = xml_child(xml, "itemComponent");
    if (ref)
        type = str_trim(ref->text);
    buf_add_c(&l->buf, depth ? "" : "\n");
    for (unsigned i = 0; i < depth; i++)
        buf_add_c(&l->buf, "  ");
    buf_add_c(&l->buf, "- ");
    buf_add(&l->buf, xml_attribute(xml, "name"));
    buf_add_c(&l->buf, type.n ? ": " : "");
    buf_add(&l->buf, type);
    if (str_is(xml_attribute(xml, "isCollection"), "true"))
        buf_add(&l->buf, tr(l->language, T_listing_collection));
    if (allowed.n || whole.n) {
        buf_add_c(&l->buf, " (");
        buf_add(&l->buf, one_line(l, allowed.n ? allowed : whole));
        buf_add_char(&l->buf, ')');
    }
    for (; part; part = xml_next(part, "itemComponent")) {
        buf_add_char(&l->buf, '\n');
        add_item(l, part, depth + 1);
    }
}

static void add_items(struct lister *l, const struct xml *root) {
    const struct xml *item = xml_child(root, "itemDefinition");
    if (!item)
        return;
    buf_add_c(&l->buf, "\n## ");
    buf_add(&l->buf, tr(l->language, T_listing_types));
    buf_add_char(&l->buf, '\n');
    for (; item; item = xml_next(item, "itemDefinition"))
        add_item(l, item, 0);
    buf_add_char(&l->buf, '\n');
}

bool dmn_listing(struct arena *arena, enum language language, const struct xml *definitions,
                 struct str *ret_text, struct error *err) {
    struct lister l = {
        .arena = arena, .language = language, .buf = buf_new(arena, BUF_DEFAULT_MAX)};
    buf_add_c(&l.buf, "# ");
    buf_add(&l.buf, xml_attribute(definitions, "name"));
    buf_add_char(&l.buf, '\n');
    add_note(&l, text_of(definitions, "description"));
    add_items(&l, definitions);
    for (const struct xml *xml = definitions->first; xml; xml = xml->next) {
        if (!str_eq(xml->namespace_uri, definitions->namespace_uri))
            continue;
        if (xml_is(xml, "inputData")) {
            add_element(&l, xml, T_listing_input);
        } else if (xml_is(xml, "decision")) {
            add_element(&l, xml, T_listing_decision);
            add_logic(&l, xml);
        } else if (xml_is(xml, "businessKnowledgeModel")) {
            const struct xml *logic = xml_child(xml, "encapsulatedLogic");
            add_element(&l, xml, T_listing_knowledge);
            if (logic)
                add_logic(&l, logic);
        } else if (xml_is(xml, "decisionService")) {
            add_element(&l, xml, T_listing_service);
            add_service(&l, xml);
        }
    }
    return buf_done(&l.buf, ret_text, err);
}
