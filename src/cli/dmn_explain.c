// SPDX-License-Identifier: EUPL-1.2
#include "cli/dmn_explain.h"

struct teller {
    struct arena *arena;
    enum language language;
    struct buf buf;
    struct error *err;
};

// What a table was asked and answered, wherever it stands.
struct asked {
    struct str of; // empty: it is all the logic of the decision
    const struct dmn_table *table;
    const struct feel_value *values;
    size_t match_count;
    const struct dmn_match *matches;
};

static struct asked whole_table(const struct dmn_step *step) {
    return (struct asked){STR(""), step->table, step->input_values, step->match_count,
                          step->matches};
}

static struct asked inner_table(const struct dmn_inner_table *inner) {
    return (struct asked){inner->of, inner->table, inner->input_values, inner->match_count,
                          inner->matches};
}

static void add_line(struct teller *t, const char *indent, struct str text) {
    buf_add_c(&t->buf, indent);
    buf_add(&t->buf, text);
    buf_add_char(&t->buf, '\n');
}

static bool add_value(struct teller *t, const char *indent, enum text_id id, struct str name,
                      const struct feel_value *value) {
    struct str text;
    if (!feel_text(t->arena, value, &text, t->err))
        return false;
    add_line(t, indent, TR(t->arena, t->language, id, name, text));
    return true;
}

static struct str cells(struct teller *t, const struct dmn_cell *list, size_t count) {
    struct buf buf = buf_new(t->arena, BUF_DEFAULT_MAX);
    struct str text;
    for (size_t i = 0; i < count; i++) {
        buf_add_c(&buf, i ? " | " : "");
        buf_add(&buf, list[i].text.n ? list[i].text : STR("-"));
    }
    return buf_done(&buf, &text, t->err) ? text : STR_NONE;
}

static void add_match(struct teller *t, const struct dmn_table *table,
                      const struct dmn_match *match) {
    const struct dmn_rule *rule = match->rule;
    struct str row = tr_number(t->arena, (int64_t)match->number);
    struct str line = tr_number(t->arena, (int64_t)rule->line);
    add_line(t, "    ",
             TR(t->arena, t->language, T_explain_row, row, line,
                cells(t, rule->inputs, table->input_count),
                cells(t, rule->outputs, table->output_count)));
    for (size_t i = 0; i < table->annotation_count; i++)
        if (rule->annotations[i].text.n)
            add_line(t, "      ",
                     TR(t->arena, t->language, T_explain_note, table->annotations[i].label,
                        rule->annotations[i].text));
}

static bool add_table(struct teller *t, const struct asked *asked) {
    const struct dmn_table *table = asked->table;
    if (asked->of.n)
        add_line(t, "  ",
                 TR(t->arena, t->language, T_explain_inner_table, asked->of, table->hit_policy));
    else
        add_line(t, "  ", TR(t->arena, t->language, T_explain_table, table->hit_policy));
    for (size_t i = 0; i < table->input_count; i++)
        if (!add_value(t, "    ", T_explain_value, table->inputs[i].label, &asked->values[i]))
            return false;
    for (size_t i = 0; i < asked->match_count; i++)
        add_match(t, table, &asked->matches[i]);
    if (!asked->match_count)
        add_line(t, "    ", tr(t->language, T_explain_no_row));
    return true;
}

static bool add_need(struct teller *t, const struct dmn_need *need,
                     const struct feel_value *value) {
    switch (need->kind) {
    case DMN_NEEDS_INPUT:
        return add_value(t, "  ", T_explain_input, need->name, value);
    case DMN_NEEDS_DECISION:
        return add_value(t, "  ", T_explain_decision, need->name, value);
    case DMN_NEEDS_KNOWLEDGE:
    case DMN_NEEDS_SERVICE:
        add_line(t, "  ", TR(t->arena, t->language, T_explain_knowledge, need->name));
        return true;
    }
    return false;
}

static bool add_step(struct teller *t, const struct dmn_step *step) {
    const struct dmn_decision *decision = step->decision;
    if (!step->done)
        add_line(t, "", TR(t->arena, t->language, T_explain_refused, decision->name));
    else if (!add_value(t, "", T_explain_value, decision->name, &step->result))
        return false;
    for (size_t i = 0; i < decision->need_count; i++)
        if (!add_need(t, &decision->needs[i], &step->need_values[i]))
            return false;
    if (decision->expression.n)
        add_line(t, "  ", TR(t->arena, t->language, T_explain_expression, decision->expression));
    for (size_t i = 0; i < step->inner.n; i++) {
        struct asked asked = inner_table(&step->inner.items[i]);
        if (!add_table(t, &asked))
            return false;
    }
    if (step->inner_left_out)
        add_line(t, "  ",
                 TR(t->arena, t->language, T_explain_left_out,
                    tr_number(t->arena, (int64_t)step->inner_left_out)));
    struct asked whole = whole_table(step);
    return !step->table || add_table(t, &whole);
}

bool dmn_explain_text(struct arena *arena, enum language language, const struct dmn_trace *trace,
                      struct str *ret_text, struct error *err) {
    struct teller t = {arena, language, buf_new(arena, BUF_DEFAULT_MAX), err};
    for (size_t i = 0; i < trace->steps.n; i++)
        if (!add_step(&t, &trace->steps.items[i]))
            return false;
    return buf_done(&t.buf, ret_text, err);
}

// JSON

static void json_texts(struct json_writer *w, const char *key, const struct dmn_cell *list,
                       size_t count) {
    json_key(w, key);
    json_open(w, '[');
    for (size_t i = 0; i < count; i++)
        json_add_str(w, list[i].text);
    json_close(w, ']');
}

static void json_match(struct json_writer *w, const struct dmn_table *table,
                       const struct dmn_match *match) {
    const struct dmn_rule *rule = match->rule;
    json_open(w, '{');
    json_key(w, "row");
    json_add_int(w, (int64_t)match->number);
    json_key(w, "id");
    json_add_str(w, rule->id);
    json_key(w, "line");
    json_add_int(w, rule->line);
    json_texts(w, "inputs", rule->inputs, table->input_count);
    json_texts(w, "outputs", rule->outputs, table->output_count);
    json_key(w, "annotations");
    json_open(w, '[');
    for (size_t i = 0; i < table->annotation_count; i++) {
        if (!rule->annotations[i].text.n)
            continue;
        json_open(w, '{');
        json_key(w, "name");
        json_add_str(w, table->annotations[i].label);
        json_key(w, "text");
        json_add_str(w, rule->annotations[i].text);
        json_close(w, '}');
    }
    json_close(w, ']');
    json_close(w, '}');
}

static bool json_table(struct json_writer *w, const struct asked *asked) {
    const struct dmn_table *table = asked->table;
    json_open(w, '{');
    json_key(w, "of");
    json_add_str(w, asked->of);
    json_key(w, "hitPolicy");
    json_add_str(w, table->hit_policy);
    json_key(w, "inputs");
    json_open(w, '[');
    for (size_t i = 0; i < table->input_count; i++) {
        json_open(w, '{');
        json_key(w, "label");
        json_add_str(w, table->inputs[i].label);
        json_key(w, "expression");
        json_add_str(w, table->inputs[i].text);
        json_key(w, "value");
        if (!feel_write_json(w, &asked->values[i]))
            return false;
        json_close(w, '}');
    }
    json_close(w, ']');
    json_key(w, "matches");
    json_open(w, '[');
    for (size_t i = 0; i < asked->match_count; i++)
        json_match(w, table, &asked->matches[i]);
    json_close(w, ']');
    json_close(w, '}');
    return true;
}

static bool json_need(struct json_writer *w, const struct dmn_need *need,
                      const struct feel_value *value) {
    static const char *const kinds[] = {
        [DMN_NEEDS_INPUT] = "inputData",
        [DMN_NEEDS_DECISION] = "decision",
        [DMN_NEEDS_KNOWLEDGE] = "businessKnowledgeModel",
        [DMN_NEEDS_SERVICE] = "decisionService",
    };
    bool has_value = need->kind == DMN_NEEDS_INPUT || need->kind == DMN_NEEDS_DECISION;
    json_open(w, '{');
    json_key(w, "kind");
    json_add_str(w, str_of(kinds[need->kind]));
    json_key(w, "name");
    json_add_str(w, need->name);
    if (has_value) {
        json_key(w, "value");
        if (!feel_write_json(w, value))
            return false;
    }
    json_close(w, '}');
    return true;
}

static bool json_tables(struct json_writer *w, const struct dmn_step *step) {
    json_key(w, "tables");
    json_open(w, '[');
    for (size_t i = 0; i < step->inner.n; i++) {
        struct asked asked = inner_table(&step->inner.items[i]);
        if (!json_table(w, &asked))
            return false;
    }
    struct asked whole = whole_table(step);
    if (step->table && !json_table(w, &whole))
        return false;
    json_close(w, ']');
    json_key(w, "tablesLeftOut");
    json_add_int(w, (int64_t)step->inner_left_out);
    return true;
}

static bool json_step(struct json_writer *w, const struct dmn_step *step) {
    const struct dmn_decision *decision = step->decision;
    json_open(w, '{');
    json_key(w, "decision");
    json_add_str(w, decision->name);
    json_key(w, "done");
    json_add_bool(w, step->done);
    json_key(w, "result");
    if (!feel_write_json(w, &step->result))
        return false;
    if (decision->expression.n) {
        json_key(w, "expression");
        json_add_str(w, decision->expression);
    }
    json_key(w, "needs");
    json_open(w, '[');
    for (size_t i = 0; i < decision->need_count; i++)
        if (!json_need(w, &decision->needs[i], &step->need_values[i]))
            return false;
    json_close(w, ']');
    if (!json_tables(w, step))
        return false;
    json_close(w, '}');
    return true;
}

static void json_refusal(struct json_writer *w, struct arena *arena, enum language language,
                         const struct error *refusal) {
    json_key(w, "error");
    json_open(w, '{');
    json_key(w, "key");
    json_add_str(w, str_of(refusal->key));
    json_key(w, "sentence");
    json_add_str(w, error_sentence(arena, language, refusal));
    json_key(w, "file");
    json_add_str(w, str_of(refusal->file));
    json_key(w, "element");
    json_add_str(w, str_of(refusal->element));
    json_key(w, "line");
    json_add_int(w, refusal->line);
    json_key(w, "column");
    json_add_int(w, refusal->column);
    json_close(w, '}');
}

bool dmn_explain_json(struct arena *arena, enum language language,
                      const struct dmn_decision *decision, const struct feel_value *result,
                      const struct error *refusal, const struct dmn_trace *trace,
                      struct str *ret_text, struct error *err) {
    struct json_writer w = json_writer_new(arena);
    json_open(&w, '{');
    json_key(&w, "decision");
    json_add_str(&w, decision->name);
    if (refusal)
        json_refusal(&w, arena, language, refusal);
    else
        json_key(&w, "result");
    if (!refusal && !feel_write_json(&w, result))
        return error_memory(err);
    json_key(&w, "steps");
    json_open(&w, '[');
    for (size_t i = 0; i < trace->steps.n; i++)
        if (!json_step(&w, &trace->steps.items[i]))
            return error_memory(err);
    json_close(&w, ']');
    json_close(&w, '}');
    return json_done(&w, ret_text, err);
}
