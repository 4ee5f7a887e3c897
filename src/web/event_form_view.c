// SPDX-License-Identifier: EUPL-1.2
#include "web/event_form_view.h"

// "f.decisions.nurse.from" becomes "f-decisions-nurse-from".
static struct str id_of(struct arena *arena, struct str name) {
    struct buf buf = buf_new(arena, 1024);
    for (size_t i = 0; i < name.n; i++)
        buf_add_char(&buf, name.p[i] == '.' ? '-' : name.p[i]);
    struct str id;
    return buf_done(&buf, &id, NULL) ? id : STR_NONE;
}

static struct str fault_words(const struct form_maker *m, struct str name) {
    const struct error *what = form_fault_at(m->faults, name);
    return what ? failure_words(m->wording->arena, m->wording->language, what) : STR_NONE;
}

static struct field_view field_view_of(const struct form_maker *m, struct str name,
                                       struct str label, struct str value) {
    return (struct field_view){
        .name = name,
        .id = id_of(m->wording->arena, name),
        .label = label,
        .value = value,
        .fault = fault_words(m, name),
    };
}

static bool add_option(const struct form_maker *m, struct field_view *view, struct str value,
                       struct str label, bool chosen, struct error *err) {
    struct option_view *option = LIST_PUSH(m->wording->arena, &view->options);
    if (!option)
        return error_memory(err);
    *option = (struct option_view){.value = value, .label = label, .chosen = chosen};
    // The first choice carries the field's own id, where links to a fault lead.
    option->id = view->options.n == 1 ? view->id
                                      : str_printf(m->wording->arena, STR_FMT "-%zu",
                                                   STR_ARG(view->id), view->options.n);
    return true;
}

// `key` is the name of the field among what was typed; empty for a common field, whose value is
// known.
static bool is_chosen(const struct form_maker *m, const struct field_view *view, struct str key,
                      struct str value) {
    return key.n ? typed_has(m->typed, key, value) : str_eq(view->value, value);
}

// What is chosen stands there even when it is not offered any more: an entry may be put right.
static bool add_codes(const struct form_maker *m, struct field_view *view, struct str key,
                      enum code_list list, enum code opening, struct error *err) {
    const struct list_info *info = list_info(list);
    for (enum code code = info->first; code < info->first + info->count; code++) {
        struct str value = str_of(code_info(code)->id);
        struct str label = capitalised(m->wording->arena, code_words(m->wording->language, code));
        bool chosen = is_chosen(m, view, key, value);
        if (!chosen && view->field != FIELD_NONE && !field_offers(view->field, code))
            continue;
        if (!add_option(m, view, value, label, chosen, err))
            return false;
        view->options.items[view->options.n - 1].opens = opening && code == opening;
    }
    return true;
}

// A choice of one. One that may be left open has a choice that says so.
static bool make_choice(const struct form_maker *m, struct field_view *view, struct str key,
                        enum code_list list, enum code opening, struct error *err) {
    view->is_radio = list_info(list)->count <= RADIO_MAX;
    view->is_list = !view->is_radio;
    if (!add_codes(m, view, key, list, opening, err))
        return false;
    struct str none = tr(m->wording->language, T_form_no_answer);
    return !view->is_radio || !view->optional ||
           add_option(m, view, STR_NONE, none, !view->value.n, err);
}

// Units that the field may name, in the record of `of`; when there is only one it is chosen, but
// not where it might be none: whoever takes over may be nobody who signs in.
static bool make_units(const struct form_maker *m, struct field_view *view, enum code of,
                       struct error *err) {
    enum code kind = field_unit_kind(view->field, of);
    view->is_list = true;
    for (size_t i = 0; i < m->wording->units.items.n; i++) {
        const struct unit_row *unit = &m->wording->units.items.items[i];
        if (kind != CODE_NONE && unit->kind != kind)
            continue;
        if (!add_option(m, view, unit->stream, unit->name, str_eq(view->value, unit->stream), err))
            return false;
    }
    if (view->options.n == 1 && kind == field_info(view->field)->unit_kind)
        view->options.items[0].chosen = true;
    return true;
}

static enum text_id date_hint(enum field_id field) {
    if (field == FIELD_NONE || field_info(field)->past)
        return T_form_date_hint;
    return field == FIELD_person_registered_birth_date ? T_form_date_hint_birth
                                                       : T_form_date_hint_ahead;
}

static void understand_date(const struct form_maker *m, struct field_view *view,
                            enum field_id field) {
    const struct wording *wording = m->wording;
    struct date date;
    view->is_date = true;
    view->hint = tr(wording->language, date_hint(field));
    if (field_date(field, view->value, wording->today, &date, NULL))
        view->understood =
            capitalised(wording->arena,
                        date_words_near(wording->arena, wording->language, date, wording->today));
}

static bool make_groups(const struct form_maker *m, struct field_view *view, struct str key,
                        enum record_kind kind, struct error *err);

// A field; `of`: whose record it stands in, or CODE_NONE.
static bool make_field(const struct form_maker *m, enum field_id field, struct str prefix,
                       enum code of, enum code opening, struct field_view *view,
                       struct error *err) {
    const struct field_info *info = field_info(field);
    struct arena *arena = m->wording->arena;
    struct str key = str_printf(arena, STR_FMT "%s", STR_ARG(prefix), info->id);
    struct str name = str_printf(arena, "f." STR_FMT, STR_ARG(key));
    *view =
        field_view_of(m, name, field_words(m->wording->language, field), typed_text(m->typed, key));
    view->field = field;
    view->optional = !info->required && info->rings == CODE_NONE;
    switch (info->type) {
    case TYPE_LINE:
    case TYPE_USER:
    case TYPE_REF:
        view->is_line = true;
        return true;
    case TYPE_REFS:
        view->is_hidden = true;
        return true;
    case TYPE_NUMBER:
    case TYPE_PERSON:
        view->is_line = true;
        view->hint = tr(m->wording->language, T_form_number_hint);
        return true;
    case TYPE_TEXT:
        view->is_text = true;
        return true;
    case TYPE_CODE_OF:
        return make_choice(m, view, key, info->codes, opening, err);
    case TYPE_SET_OF:
        view->is_boxes = true;
        return add_codes(m, view, key, info->codes, CODE_NONE, err);
    case TYPE_DATE:
        understand_date(m, view, field);
        return true;
    case TYPE_TIME:
        view->is_line = true;
        view->hint = tr(m->wording->language, T_form_time_hint);
        return true;
    case TYPE_UNIT:
        return make_units(m, view, of, err);
    case TYPE_EACH:
        view->is_group = true;
        return make_groups(m, view, key, info->each, err);
    }
    return true;
}

static bool make_group(const struct form_maker *m, struct str prefix, enum record_kind kind,
                       enum code of, struct group_view *group, struct error *err) {
    const struct record_info *info = record_info(kind);
    enum field_id gate = FIELD_NONE;
    enum code open = record_gate(kind, &gate);
    for (enum field_id field = info->first; field < info->first + info->count; field++) {
        struct field_view *view = LIST_PUSH(m->wording->arena, &group->fields);
        if (!view)
            return error_memory(err);
        if (!make_field(m, field, prefix, of, field == gate ? open : CODE_NONE, view, err))
            return false;
        view->depends = gate && field != gate;
        // What belongs to the opening choice is not optional once that is made.
        view->optional = view->optional && !view->depends;
    }
    return true;
}

static bool make_groups(const struct form_maker *m, struct field_view *view, struct str key,
                        enum record_kind kind, struct error *err) {
    const struct list_info *list = list_info(record_info(kind)->list);
    for (enum code code = list->first; code < list->first + list->count; code++) {
        if (!set_has(m->form->keys, code))
            continue;
        struct arena *arena = m->wording->arena;
        struct group_view *group = LIST_PUSH(arena, &view->groups);
        struct str prefix = str_printf(arena, STR_FMT ".%s.", STR_ARG(key), code_info(code)->id);
        if (!group || !prefix.p)
            return error_memory(err);
        group->legend = capitalised(arena, code_words(m->wording->language, code));
        if (!make_group(m, prefix, kind, code, group, err))
            return false;
    }
    return true;
}

bool form_view_fields(const struct form_maker *maker, struct fields_view *fields,
                      struct error *err) {
    const struct event_info *info = event_info(maker->form->kind);
    for (enum field_id field = info->first; field < info->first + info->count; field++) {
        if (field_info(field)->type == TYPE_REF || field == maker->form->unasked)
            continue;
        struct field_view *view = LIST_PUSH(maker->wording->arena, &fields->items);
        if (!view)
            return error_memory(err);
        if (!make_field(maker, field, STR_NONE, CODE_NONE, CODE_NONE, view, err))
            return false;
    }
    return !arena_failed(maker->wording->arena) || error_memory(err);
}

bool form_view_common(const struct form_maker *maker, const struct common_texts *texts,
                      struct common_view *ret_common, struct error *err) {
    enum language language = maker->wording->language;
    struct common_view common = {
        .date = field_view_of(maker, STR("date"), tr(language, T_form_date), texts->date),
        .time = field_view_of(maker, STR("time"), tr(language, T_form_time), texts->time),
        .performer = field_view_of(maker, STR("performer"), tr(language, T_form_performer),
                                   texts->performer),
        .informant = field_view_of(maker, STR("informant"), tr(language, T_form_informant),
                                   texts->informant),
        .channel =
            field_view_of(maker, STR("channel"), tr(language, T_form_channel), texts->channel),
        .because =
            field_view_of(maker, STR("because"), tr(language, T_form_because), texts->because),
    };
    understand_date(maker, &common.date, FIELD_NONE);
    common.time.is_time = common.time.optional = true;
    common.own_times = field_of_type(maker->form->kind, TYPE_TIME) != FIELD_NONE;
    common.performer.is_line = common.performer.optional = true;
    common.informant.is_line = common.informant.optional = true;
    common.channel.optional = true;
    common.because.is_text = true;
    if (!make_choice(maker, &common.channel, STR_NONE, CODES_channel, CODE_NONE, err))
        return false;
    common.somebody_else = texts->performer.n || texts->informant.n || texts->channel.n ||
                           common.performer.fault.n || common.informant.fault.n ||
                           common.channel.fault.n;
    *ret_common = common;
    return !arena_failed(maker->wording->arena) || error_memory(err);
}

// ---- faults ----

static struct str label_in_groups(const struct form_maker *m, const struct field_view *view,
                                  struct str name) {
    for (size_t i = 0; i < view->groups.n; i++) {
        const struct group_view *group = &view->groups.items[i];
        for (size_t k = 0; k < group->fields.n; k++)
            if (str_eq(group->fields.items[k].name, name))
                return TR(m->wording->arena, m->wording->language, T_form_label_in_group,
                          group->legend, group->fields.items[k].label);
    }
    return STR_NONE;
}

static struct str label_at(const struct form_maker *m, const struct fields_view *fields,
                           const struct common_view *common, struct str name) {
    const struct field_view *const commons[] = {&common->date,      &common->time,
                                                &common->performer, &common->informant,
                                                &common->channel,   &common->because};
    for (size_t i = 0; i < COUNT(commons); i++)
        if (str_eq(commons[i]->name, name))
            return commons[i]->label;
    for (size_t i = 0; i < fields->items.n; i++) {
        const struct field_view *view = &fields->items.items[i];
        struct str label = str_eq(view->name, name) ? view->label : label_in_groups(m, view, name);
        if (label.n)
            return label;
    }
    return STR_NONE;
}

bool form_view_faults(const struct form_maker *maker, const struct fields_view *fields,
                      const struct common_view *common, struct faults_view *view,
                      struct error *err) {
    struct arena *arena = maker->wording->arena;
    enum language language = maker->wording->language;
    for (size_t i = 0; i < maker->faults->items.n; i++) {
        const struct error *what = &maker->faults->items.items[i];
        struct fault_view *fault = LIST_PUSH(arena, &view->items);
        if (!fault)
            return error_memory(err);
        struct str label = label_at(maker, fields, common, str_of(what->element));
        fault->sentence = failure_words(arena, language, what);
        if (!label.n)
            continue;
        fault->sentence = TR(arena, language, T_form_fault, label, fault->sentence);
        fault->anchor =
            str_printf(arena, "#" STR_FMT, STR_ARG(id_of(arena, str_of(what->element))));
    }
    return !arena_failed(arena) || error_memory(err);
}
