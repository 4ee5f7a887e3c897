// SPDX-License-Identifier: EUPL-1.2
//
// Asking one decision: what it is asked of, its answer, and why the answer is what it is.
#include <stdlib.h>
#include <string.h>

#include "feel/temporal.h"
#include "routine/rules.h"
#include "routine/vocabulary_model.h"

// ---- binding ----

static bool is_vocabulary_type(const struct dmn_type_name *type, const char *feel,
                               struct arena *arena) {
    return str_is(type->namespace_uri, VOCABULARY_NAMESPACE) && !type->is_collection &&
           str_eq(type->name, type_name(arena, feel));
}

static bool answer_kind_of(struct arena *arena, const struct dmn_decision *decision,
                           enum answer_kind *ret_kind) {
    static const char *const types[] = {
        [ANSWER_DUTY] = "plikt",       [ANSWER_PERMIT] = "tillstånd",
        [ANSWER_PROPOSAL] = "förslag", [ANSWER_RESPONSIBILITY] = "ansvar",
        [ANSWER_STATUS] = "läge",      [ANSWER_CHECKLIST] = "checklista",
        [ANSWER_FEE] = "avgift",       [ANSWER_CEILING] = "avgiftstak",
    };
    for (size_t i = 0; i < COUNT(types); i++)
        if (is_vocabulary_type(&decision->type, types[i], arena)) {
            *ret_kind = (enum answer_kind)i;
            return true;
        }
    return false;
}

static bool fail_bind(const struct dmn_decision *decision, const char *key, struct arena *arena,
                      struct str input, struct error *err) {
    const char *name = str_c(arena, decision->name), *second = str_c(arena, input);
    const char *id = str_c(arena, decision->id);
    if (!name || !second || !id)
        return error_memory(err);
    error_set(err, ERR_INPUT, key, name, second, NULL);
    return error_at(err, NULL, id, decision->line, decision->column);
}

// Recognises what an input is; false when it is nothing that the program can give.
static bool bind_input(struct arena *arena, const struct routine *routine,
                       const struct dmn_input *input, struct ask *ask, size_t *of_count) {
    if (parameter_find(routine, input->name))
        return true;
    if (is_vocabulary_type(&input->type, "ärende", arena)) {
        ask->case_name = input->name;
        return true;
    }
    for (enum thing_kind kind = THING_NONE + 1; kind < THING_KIND_COUNT; kind++)
        if (is_vocabulary_type(&input->type, thing_info(kind)->feel, arena)) {
            ask->of = ASK_THINGS;
            ask->thing = kind;
            ask->of_name = input->name;
            ++*of_count;
            return true;
        }
    for (enum code_list list = CODES_NONE + 1; list < CODE_LIST_COUNT; list++)
        if (is_vocabulary_type(&input->type, list_info(list)->feel, arena)) {
            ask->of = ASK_CODES;
            ask->codes = list;
            ask->of_name = input->name;
            ++*of_count;
            return true;
        }
    for (enum event_kind kind = EVENT_NONE + 1; kind < EVENT_KIND_COUNT; kind++)
        if (is_in_model(kind) && is_vocabulary_type(&input->type, event_info(kind)->feel, arena)) {
            ask->draft = kind;
            ask->draft_name = input->name;
            return true;
        }
    return false;
}

static const struct str part_names[] = {
#define PART(id, name) [PART_##id] = STR(name),
    PARTS(PART)
#undef PART
};

static void find_columns(struct ask *ask) {
    const struct dmn_table *table = dmn_decision_table(ask->model, ask->decision);
    ask->row = NULL;
    if (!table || table->output_count < 2)
        return;
    for (enum part part = 0; part < PART_COUNT; part++) {
        ask->column_of[part] = -1;
        for (size_t i = 0; i < table->output_count && i <= INT16_MAX; i++)
            if (str_eq(table->outputs[i].text, part_names[part]))
                ask->column_of[part] = (int16_t)i;
    }
    ask->row = table->outputs[0].text.p;
    ask->row_width = table->output_count;
}

bool ask_bind(struct arena *arena, const struct routine *routine, const struct dmn_model *model,
              const struct dmn_decision *decision, struct ask *ret_ask, bool *ret_is_ask,
              struct error *err) {
    struct ask ask = {.model = model, .decision = decision};
    size_t of_count = 0;
    *ret_is_ask = answer_kind_of(arena, decision, &ask.kind);
    if (!*ret_is_ask)
        return true;
    for (size_t i = 0; i < decision->input_count; i++)
        if (!bind_input(arena, routine, &decision->inputs[i], &ask, &of_count))
            return fail_bind(decision, "routine.unknown-input", arena, decision->inputs[i].name,
                             err);
    if (of_count > 1)
        return fail_bind(decision, "routine.asked-of-two", arena, STR_NONE, err);
    if (ask.draft != EVENT_NONE && ask.kind != ANSWER_PERMIT)
        return fail_bind(decision, "routine.draft-only-permits", arena, STR_NONE, err);
    const struct feel_value *act = dmn_output_constant(decision, STR("akt"));
    if (ask.kind == ANSWER_PERMIT && act && act->type == FEEL_STRING)
        ask.act = event_kind_find_feel(act->string);
    find_columns(&ask);
    *ret_ask = ask;
    return true;
}

// ---- why ----

static void add_readable(struct buf *buf, struct arena *arena, const struct feel_value *value);

// "2026-10-25 01:30 (UTC+02:00)": without the offset one night of the year has two of them.
static void add_readable_moment(struct buf *buf, struct arena *arena,
                                const struct feel_date_time *moment) {
    int32_t offset;
    buf_add(buf, date_text(arena, moment->date));
    buf_printf(buf, " %02d:%02d", moment->time.clock.hour, moment->time.clock.minute);
    if (!temporal_offset(moment, &offset))
        return;
    int minutes = abs(offset) / 60;
    buf_printf(buf, " (UTC%c%02d:%02d)", offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

static void add_readable_list(struct buf *buf, struct arena *arena, const struct feel_list *list) {
    if (!list->n)
        buf_add_c(buf, "–");
    for (size_t i = 0; i < list->n; i++) {
        if (i)
            buf_add_c(buf, ", ");
        add_readable(buf, arena, &list->items[i]);
    }
}

// What most values are as people read them: one text, which may borrow from the value. p is NULL
// without memory. False: the value is something else.
static bool read_as_one(struct arena *arena, const struct feel_value *value, struct str *ret_text) {
    switch (value->type) {
    case FEEL_NULL:
        *ret_text = STR("–");
        return true;
    case FEEL_BOOLEAN:
        *ret_text = value->boolean ? STR("ja") : STR("nej");
        return true;
    case FEEL_STRING:
        *ret_text = value->string;
        return true;
    case FEEL_DATE:
        *ret_text = date_text(arena, value->date);
        return true;
    case FEEL_NUMBER:
        *ret_text = decimal_text(arena, value->number);
        return true;
    case FEEL_CONTEXT: // an event or a thing: what matters is that there is one
        *ret_text = STR("finns");
        return true;
    case FEEL_LIST:
    case FEEL_DATE_TIME:
    case FEEL_TIME:
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION:
    case FEEL_RANGE:
    case FEEL_FUNCTION:
        return false;
    }
    return false;
}

// A value as people read it. What has no such form is shown as FEEL writes it.
static void add_readable(struct buf *buf, struct arena *arena, const struct feel_value *value) {
    struct str text = STR_NONE;
    if (read_as_one(arena, value, &text)) {
        buf_add(buf, text);
    } else if (value->type == FEEL_LIST) {
        add_readable_list(buf, arena, value->list);
    } else if (value->type == FEEL_DATE_TIME) {
        add_readable_moment(buf, arena, &value->date_time);
    } else {
        if (!feel_text(arena, value, &text, NULL))
            buf->failed = true;
        buf_add(buf, text);
    }
}

#define FACT_MAX ((size_t)64 * 1024)

bool value_readable(struct arena *arena, const struct feel_value *value, struct str *ret_text,
                    struct error *err) {
    if (value->type != FEEL_STRING && read_as_one(arena, value, ret_text))
        return ret_text->p ? true : error_memory(err);
    struct buf buf = buf_new(arena, FACT_MAX);
    add_readable(&buf, arena, value);
    return buf_done(&buf, ret_text, err);
}

bool step_facts(struct arena *arena, const struct dmn_step *step, size_t *ret_count,
                const struct fact **ret_facts, struct error *err) {
    size_t count = step->table->input_count;
    struct fact *facts = ARENA_ARRAY(arena, count, struct fact);
    if (!facts)
        return error_memory(err);
    for (size_t i = 0; i < count; i++) {
        facts[i].label = step->table->inputs[i].label;
        if (!value_readable(arena, &step->input_values[i], &facts[i].value, err))
            return false;
    }
    *ret_facts = facts;
    *ret_count = count;
    return true;
}

bool clause_next(struct str *rest, struct str *ret_clause) {
    struct str one;
    while (str_split(rest, ',', &one)) {
        *ret_clause = str_trim(one);
        if (ret_clause->n)
            return true;
    }
    return false;
}

static bool has_clause(const struct ground *ground, struct str clause) {
    for (size_t i = 0; i < ground->clause_count; i++)
        if (str_eq(ground->clauses[i], clause))
            return true;
    return false;
}

// The clauses that the rules which matched name, each once.
static bool make_clauses(struct arena *arena, const struct dmn_step *step, struct ground *ground,
                         struct error *err) {
    LIST_OF(struct str) clauses = {0};
    for (size_t i = 0; i < step->match_count; i++)
        for (size_t k = 0; k < step->table->annotation_count; k++) {
            struct str rest = step->matches[i].rule->annotations[k].text, clause;
            if (!str_is(step->table->annotations[k].label, CLAUSE_COLUMN))
                continue;
            while (clause_next(&rest, &clause)) {
                if (has_clause(ground, clause))
                    continue;
                struct str *place = LIST_PUSH(arena, &clauses);
                if (!place)
                    return error_memory(err);
                *place = clause;
                ground->clauses = clauses.items;
                ground->clause_count = clauses.n;
            }
        }
    return true;
}

bool ground_of(struct arena *arena, const struct ask *ask, const struct dmn_answer *answer,
               struct ground *ret_ground, struct error *err) {
    struct ground ground = {.decision = ask->decision->name};
    if (answer->why) {
        ground.rule = answer->why->matches[0].rule->id;
        ground.row = answer->why->matches[0].number;
        if (!make_clauses(arena, answer->why, &ground, err) ||
            !step_facts(arena, answer->why, &ground.fact_count, &ground.facts, err))
            return false;
    }
    *ret_ground = ground;
    return true;
}

bool text_keep(struct arena *arena, struct str *text, struct error *err) {
    struct str copy = str_copy(arena, *text);
    if (!copy.p)
        return error_memory(err);
    *text = copy;
    return true;
}

bool event_concerns(const struct event *event, const struct thing *thing) {
    if (thing->opened->seq == event->seq)
        return true;
    for (size_t i = 0; i < link_count(); i++)
        if (link_at(i)->event == event->kind && link_concerns(link_at(i), event, thing))
            return true;
    return false;
}

// ---- parts of an answer ----

// A row of the decision's own table has its columns where they stand in the table.
static const struct feel_value *find_part(const struct ask *ask, const struct feel_value *answer,
                                          enum part name) {
    const struct feel_context *row = answer->context;
    if (ask->row && row->n == ask->row_width && row->entries[0].name.p == ask->row)
        return ask->column_of[name] < 0 ? NULL : &row->entries[ask->column_of[name]].value;
    return feel_get(answer, part_names[name]);
}

static const struct feel_value *part(const struct ask *ask, const struct feel_value *answer,
                                     enum part name, enum feel_type type) {
    const struct feel_value *value =
        answer->type == FEEL_CONTEXT ? find_part(ask, answer, name) : NULL;
    return value && value->type == type ? value : NULL;
}

struct str part_text(const struct ask *ask, const struct feel_value *answer, enum part name) {
    const struct feel_value *value = part(ask, answer, name, FEEL_STRING);
    return value ? value->string : STR("");
}

bool part_date(const struct ask *ask, const struct feel_value *answer, enum part name,
               struct date *ret_date) {
    const struct feel_value *value = part(ask, answer, name, FEEL_DATE);
    if (value)
        *ret_date = value->date;
    return value != NULL;
}

bool part_clock(const struct ask *ask, const struct feel_value *answer, enum part name,
                struct time_of_day *ret_time) {
    const struct feel_value *value = part(ask, answer, name, FEEL_TIME);
    if (value)
        *ret_time = value->time.clock;
    return value != NULL;
}

bool part_int(const struct ask *ask, const struct feel_value *answer, enum part name,
              int64_t *ret_number) {
    const struct feel_value *value = part(ask, answer, name, FEEL_NUMBER);
    return value && decimal_to_int(value->number, ret_number);
}

#define MINUTE_S 60
#define SECOND_US ((int64_t)1000000)

bool part_moment(const struct zone *zone, const struct ask *ask, const struct feel_value *answer,
                 enum part name, struct instant *ret_moment) {
    const struct feel_value *value = part(ask, answer, name, FEEL_DATE_TIME);
    int32_t offset;
    if (!value)
        return false;
    struct feel_days since = temporal_of_date_time(&value->date_time);
    if (!temporal_offset(&value->date_time, &offset)) {
        struct instant first, last;
        (void)zone_instant(zone,
                           (struct date_time){value->date_time.date, value->date_time.time.clock},
                           &first, &last);
        since.seconds -= zone_offset_at(zone, last);
    }
    int64_t past = (since.seconds % MINUTE_S + MINUTE_S) % MINUTE_S;
    if (past || since.nanoseconds)
        since.seconds += MINUTE_S - past;
    if (since.seconds > INT64_MAX / SECOND_US || since.seconds < INT64_MIN / SECOND_US)
        return false;
    *ret_moment = (struct instant){since.seconds * SECOND_US};
    return true;
}

const struct feel_list *part_list(const struct ask *ask, const struct feel_value *answer,
                                  enum part name) {
    const struct feel_value *value = part(ask, answer, name, FEEL_LIST);
    return value ? value->list : NULL;
}

bool part_boolean(const struct ask *ask, const struct feel_value *answer, enum part name) {
    const struct feel_value *value = part(ask, answer, name, FEEL_BOOLEAN);
    return value && value->boolean;
}

enum event_kind part_event(const struct ask *ask, const struct feel_value *answer, enum part name) {
    return event_kind_find_feel(part_text(ask, answer, name));
}

bool part_missing(const struct ask *ask, const char *name, struct error *err) {
    char decision[ERROR_ARG_SIZE] = "";
    size_t n = ask->decision->name.n < sizeof(decision) ? ask->decision->name.n : 0;
    if (n)
        memcpy(decision, ask->decision->name.p, n);
    return error_set(err, ERR_REFUSED, "routine.answer-lacks", decision, name, NULL);
}

bool permit_read(const struct question *question, const struct dmn_answer *answer,
                 struct permit *ret_permit, struct error *err) {
    const struct feel_value *value = &answer->value;
    struct permit permit = {
        .act = part_event(question->ask, value, PART_ACT),
        .allowed = part_boolean(question->ask, value, PART_ALLOWED),
        .missing = part_text(question->ask, value, PART_MISSING),
        .may_deviate = part_boolean(question->ask, value, PART_MAY_DEVIATE),
    };
    if (permit.act == EVENT_NONE)
        return part_missing(question->ask, "akt", err);
    if (!permit.allowed && !permit.missing.n)
        return part_missing(question->ask, "saknas", err);
    *ret_permit = permit;
    return true;
}

bool permit_of(struct arena *arena, const struct question *question,
               const struct dmn_answer *answer, struct permit *ret_permit, struct error *err) {
    struct permit permit;
    if (!permit_read(question, answer, &permit, err))
        return false;
    if (question->thing) {
        permit.thing = thing_id(arena, question->thing);
        permit.about = question->thing->opened->seq;
        if (!permit.thing.p)
            return error_memory(err);
    }
    if (!text_keep(arena, &permit.missing, err) ||
        !ground_of(arena, question->ask, answer, &permit.ground, err))
        return false;
    *ret_permit = permit;
    return true;
}
