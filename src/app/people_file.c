// SPDX-License-Identifier: EUPL-1.2
#include "app/people_file.h"

#include "app/internal.h"
#include "base/utf8.h"
#include "care/number.h"

// ---- the columns ----

enum column {
    LOGIN,
    NAME,
    HSA,
    MAIL,
    UNIT,
    ROLE,
    FROM,
    TO,
    TEAM,
    PURPOSE,
    ASSIGNMENT_HSA,
    COLUMN_COUNT
};

static const struct import_column columns[COLUMN_COUNT] = {
    [LOGIN] = {"användarnamn", true},
    [NAME] = {"namn", true},
    [HSA] = {"HSA-id", false},
    [MAIL] = {"e-post", false},
    [UNIT] = {"enhet", true},
    [ROLE] = {"roll", true},
    [FROM] = {"från", true},
    [TO] = {"till", false},
    [TEAM] = {"arbetslag", false},
    [PURPOSE] = {"ändamål", false},
    [ASSIGNMENT_HSA] = {"uppdragets HSA-id", false},
};

struct planning {
    struct import import;
    struct reader *reader;
    struct people_plan *plan;
    struct unit_rows units;
};

static struct str cell(const struct planning *p, enum column column) {
    return import_cell(&p->import, column);
}

static bool fault_at(struct planning *p, enum column column, const char *key) {
    return import_fault_at(&p->import, column, key);
}

// ---- what stands in a row ----

static bool take_hsa(struct planning *p, enum column column, struct str *ret_hsa) {
    struct number number;
    struct error what = {0};
    *ret_hsa = STR_NONE;
    if (!cell(p, column).n)
        return true;
    if (!number_parse_hsa(cell(p, column), &number, &what))
        return import_fault(&p->import, column, &what);
    *ret_hsa = str_copy(p->import.arena, str_of(number.text));
    return ret_hsa->p ? true : error_memory(p->import.err);
}

static bool take_code(struct planning *p, enum column column, enum code_list list,
                      enum code *ret_code) {
    const struct list_info *info = list_info(list);
    struct str text = cell(p, column);
    *ret_code = CODE_NONE;
    for (enum code code = info->first; code < info->first + info->count && text.n; code++) {
        const char *const names[] = {code_info(code)->id, code_info(code)->sv, code_info(code)->en};
        for (size_t i = 0; i < COUNT(names); i++) {
            bool is;
            if (!import_same(&p->import, text, str_of(names[i]), &is))
                return false;
            if (is)
                *ret_code = code;
        }
    }
    return !text.n || *ret_code != CODE_NONE || fault_at(p, column, "people-file.unknown-code");
}

// By HSA-id, or by a name that one unit has.
static bool take_unit(struct planning *p, struct people_step *step) {
    size_t found = 0;
    for (size_t i = 0; i < p->units.items.n; i++) {
        const struct unit_row *row = &p->units.items.items[i];
        bool is, is_hsa = false;
        if (!import_same(&p->import, cell(p, UNIT), row->name, &is) ||
            (row->hsa.n && !import_same(&p->import, cell(p, UNIT), row->hsa, &is_hsa)))
            return false;
        if (!is && !is_hsa)
            continue;
        step->unit = row->stream;
        step->unit_name = row->name;
        found = is_hsa ? 1 : found + 1;
        if (is_hsa)
            break;
    }
    if (found == 1)
        return true;
    return fault_at(p, UNIT, found ? "people-file.several-units" : "people-file.unknown-unit");
}

// ---- the user of a row ----

static struct people_step *earlier_user(struct planning *p, struct str login, bool *ret_ok) {
    *ret_ok = true;
    for (size_t i = 0; i < p->plan->steps.n; i++) {
        struct people_step *step = &p->plan->steps.items[i];
        bool is = false;
        if (step->act == PEOPLE_ADD_USER || step->act == PEOPLE_CHANGE_USER)
            *ret_ok = *ret_ok && import_same(&p->import, step->login, login, &is);
        if (is)
            return step;
    }
    return NULL;
}

static bool add_step(struct planning *p, const struct people_step *step, enum people_act act) {
    struct people_step *added = LIST_PUSH(p->import.arena, &p->plan->steps);
    if (!added)
        return error_memory(p->import.err);
    *added = *step;
    added->act = act;
    return true;
}

static bool hsa_is_free(struct planning *p, const struct people_step *step) {
    struct user_row row;
    struct error fault = {0};
    if (!step->hsa.n)
        return true;
    for (size_t i = 0; i < p->plan->steps.n; i++) {
        const struct people_step *other = &p->plan->steps.items[i];
        bool users = other->act == PEOPLE_ADD_USER || other->act == PEOPLE_CHANGE_USER;
        if (users && str_eq(other->hsa, step->hsa) && !str_eq(other->login, step->login))
            return fault_at(p, HSA, "people.hsa-taken");
    }
    if (store_user_by_hsa(p->reader, p->import.arena, step->hsa, &row, &fault))
        return str_eq(row.stream, step->user) || fault_at(p, HSA, "people.hsa-taken");
    if (fault.code != ERR_MISSING && p->import.err)
        *p->import.err = fault;
    return fault.code == ERR_MISSING;
}

static bool plan_known_user(struct planning *p, struct people_step *step, bool *ret_new) {
    struct user_row row;
    struct event_list events;
    if (!store_user(p->reader, p->import.arena, step->user, &row, p->import.err) ||
        !store_events(p->reader, p->import.arena, step->user, &events, p->import.err))
        return false;
    // An empty HSA-id or address says nothing; it takes none away.
    struct str mail = registered_mail(&events);
    if (!step->hsa.n)
        step->hsa = row.hsa;
    if (!step->mail.n)
        step->mail = mail;
    step->login = row.login;
    step->was_name = row.name;
    step->was_hsa = row.hsa;
    step->was_mail = mail;
    *ret_new =
        !str_eq(step->name, row.name) || !str_eq(step->hsa, row.hsa) || !str_eq(step->mail, mail);
    return !*ret_new || (hsa_is_free(p, step) && add_step(p, step, PEOPLE_CHANGE_USER));
}

static bool plan_user(struct planning *p, struct people_step *step, bool *ret_new) {
    struct account account;
    struct error fault = {0};
    bool ok;
    const struct people_step *earlier = earlier_user(p, step->login, &ok);
    if (!ok)
        return false;
    if (store_account(p->reader, p->import.arena, step->login, &account, &fault))
        step->user = account.user;
    else if (fault.code != ERR_MISSING) {
        if (p->import.err)
            *p->import.err = fault;
        return false;
    }
    if (earlier) {
        bool differs = !str_eq(earlier->name, step->name) ||
                       (step->hsa.n && !str_eq(earlier->hsa, step->hsa)) ||
                       (step->mail.n && !str_eq(earlier->mail, step->mail));
        step->hsa = earlier->hsa;
        step->mail = earlier->mail;
        step->login = earlier->login;
        return !differs || fault_at(p, NAME, "people-file.differs");
    }
    if (step->user.n)
        return plan_known_user(p, step, ret_new);
    *ret_new = true;
    return hsa_is_free(p, step) && add_step(p, step, PEOPLE_ADD_USER);
}

// ---- the assignment of a row ----

static bool is_same_assignment(struct planning *p, const struct people_step *step,
                               const struct assignment_row *row) {
    // A work team that is left out says nothing; somebody may work in two.
    return str_eq(row->unit, step->unit) && row->role == step->role &&
           (step->team == CODE_NONE || row->team == step->team) &&
           str_eq(row->from, date_text(p->import.arena, step->from));
}

static bool given_above(const struct planning *p, const struct people_step *step) {
    for (size_t i = 0; i < p->plan->steps.n; i++) {
        const struct people_step *other = &p->plan->steps.items[i];
        if (other->act == PEOPLE_GIVE && str_eq(other->login, step->login) &&
            str_eq(other->unit, step->unit) && other->role == step->role &&
            other->team == step->team && date_cmp(other->from, step->from) == 0)
            return true;
    }
    return false;
}

static bool plan_assignment(struct planning *p, struct people_step *step, bool *ret_new) {
    struct assignment_rows rows = {0};
    if (step->user.n &&
        !store_assignments_of(p->reader, p->import.arena, step->user, &rows, p->import.err))
        return false;
    for (size_t i = 0; i < rows.items.n; i++) {
        const struct assignment_row *row = &rows.items.items[i];
        if (!is_same_assignment(p, step, row))
            continue;
        struct date to;
        bool sooner = step->has_to &&
                      (!row->to.n || (date_parse(row->to, &to) && date_cmp(step->to, to) < 0));
        if (!sooner)
            return true;
        step->assignment = row->id;
        *ret_new = true;
        return add_step(p, step, PEOPLE_END);
    }
    if (given_above(p, step))
        return fault_at(p, UNIT, "people-file.twice");
    *ret_new = true;
    return add_step(p, step, PEOPLE_GIVE);
}

static bool take_assignment(struct planning *p, struct people_step *step) {
    if (!take_unit(p, step) || !take_code(p, ROLE, CODES_role, &step->role) ||
        !take_code(p, TEAM, CODES_work_team, &step->team) ||
        !take_code(p, PURPOSE, CODES_purpose, &step->purpose) ||
        !take_hsa(p, ASSIGNMENT_HSA, &step->assignment_hsa) ||
        !import_date(&p->import, FROM, &step->from))
        return false;
    if (!cell(p, ROLE).n && !fault_at(p, ROLE, "field.needed"))
        return false;
    step->has_to = cell(p, TO).n > 0;
    if (step->has_to && !import_date(&p->import, TO, &step->to))
        return false;
    if (!p->import.wrong && step->has_to && date_cmp(step->to, step->from) < 0)
        return fault_at(p, TO, "people.ends-before-it-begins");
    return true;
}

// What a row says; what is wrong with it is noted, and the row then asks for nothing.
static bool take_row(struct planning *p, bool has_assignment, struct people_step *step) {
    if (!import_line(&p->import, LOGIN, &step->login) ||
        !import_line(&p->import, NAME, &step->name) || !take_hsa(p, HSA, &step->hsa) ||
        !import_line(&p->import, MAIL, &step->mail))
        return false;
    if (step->mail.n && !mail_is_address(step->mail) && !fault_at(p, MAIL, "people.mail-wrong"))
        return false;
    if ((!step->login.n && !fault_at(p, LOGIN, "field.needed")) ||
        (!step->name.n && !fault_at(p, NAME, "field.needed")))
        return false;
    return !has_assignment || take_assignment(p, step);
}

static bool plan_row(struct planning *p) {
    struct people_step step = {.line = p->import.row->line};
    bool has_assignment = cell(p, UNIT).n || cell(p, ROLE).n, is_new = false;
    p->import.wrong = false;
    if (!take_row(p, has_assignment, &step))
        return false;
    if (p->import.wrong)
        return true;
    if (!plan_user(p, &step, &is_new) ||
        (has_assignment && !p->import.wrong && !plan_assignment(p, &step, &is_new)))
        return false;
    p->plan->file.unchanged += !is_new && !p->import.wrong;
    return true;
}

static bool end_plan(struct planning *p) {
    struct hasher hasher;
    hasher_start(&hasher);
    for (size_t i = 0; i < p->plan->steps.n; i++) {
        const struct people_step *step = &p->plan->steps.items[i];
        hasher_add_int(&hasher, (int64_t)step->act);
        hasher_add_int(&hasher, (int64_t)step->line);
        hasher_add(&hasher, step->user);
        hasher_add(&hasher, step->login);
        hasher_add(&hasher, step->name);
        hasher_add(&hasher, step->hsa);
        hasher_add(&hasher, step->mail);
        hasher_add(&hasher, step->unit); // its name may have become another unit's
        hasher_add_int(&hasher, (int64_t)step->role);
        hasher_add_int(&hasher, (int64_t)step->team);
        hasher_add_int(&hasher, (int64_t)step->purpose);
        hasher_add(&hasher, date_text(p->import.arena, step->from));
        hasher_add(&hasher, step->has_to ? date_text(p->import.arena, step->to) : STR_NONE);
        hasher_add(&hasher, step->assignment);
        hasher_add(&hasher, step->assignment_hsa);
    }
    return import_plan_end(&p->import, &hasher, &p->plan->file);
}

bool app_plan_people(struct app *app, struct arena *arena, const struct actor *actor,
                     struct str text, struct people_plan *ret_plan, struct error *err) {
    CLEANUP(store_read_end) struct reader *reader = NULL;
    struct people_plan plan = {0};
    struct planning p = {.import = {.app = app,
                                    .arena = arena,
                                    .err = err,
                                    .columns = columns,
                                    .column_count = COLUMN_COUNT},
                         .plan = &plan};
    struct csv csv;
    if (!people_ask(app, arena, actor, STR("file"), STR_NONE, err) ||
        !import_read(&p.import, text, &csv) || !store_read(app->store, &reader, err) ||
        !store_units(reader, arena, CODE_NONE, &p.units, err))
        return false;
    p.reader = reader;
    for (size_t i = 1; i < csv.rows.n; i++) {
        p.import.row = &csv.rows.items[i];
        if (!plan_row(&p))
            return false;
        plan.file.lines++;
    }
    if (!end_plan(&p))
        return false;
    *ret_plan = plan;
    return true;
}

// ---- doing ----

static bool record(struct app *app, struct arena *arena, const struct actor *actor,
                   struct str stream, enum event_kind kind, const struct field_value *values,
                   size_t count, struct error *err) {
    struct str recorded;
    return import_record(
        app, arena, actor,
        (struct register_request){.stream = stream, .kind = kind, .payload = {count, values}},
        &recorded, err);
}

static bool record_user(struct app *app, struct arena *arena, const struct actor *actor,
                        const struct people_step *step, struct error *err) {
    struct field_value values[4];
    size_t n = 0;
    values[n++] = (struct field_value){.field = FIELD_user_registered_login, .text = step->login};
    values[n++] = (struct field_value){.field = FIELD_user_registered_name, .text = step->name};
    if (step->hsa.n)
        values[n++] = (struct field_value){.field = FIELD_user_registered_hsa, .text = step->hsa};
    if (step->mail.n)
        values[n++] = (struct field_value){.field = FIELD_user_registered_mail, .text = step->mail};
    return record(app, arena, actor, step->act == PEOPLE_ADD_USER ? STR_NONE : step->user,
                  EVENT_user_registered, values, n, err);
}

static bool record_assignment(struct app *app, struct arena *arena, const struct actor *actor,
                              const struct people_step *step, struct error *err) {
    struct field_value values[7];
    struct str user = step->user;
    size_t n = 0;
    if (!user.n && !app_user_by_login(app, arena, step->login, &user, err))
        return false;
    values[n++] = (struct field_value){.field = FIELD_assignment_given_unit, .text = step->unit};
    values[n++] = (struct field_value){.field = FIELD_assignment_given_role, .code = step->role};
    values[n++] = (struct field_value){.field = FIELD_assignment_given_from, .date = step->from};
    if (step->has_to)
        values[n++] = (struct field_value){.field = FIELD_assignment_given_to, .date = step->to};
    if (step->team != CODE_NONE)
        values[n++] =
            (struct field_value){.field = FIELD_assignment_given_team, .code = step->team};
    if (step->purpose != CODE_NONE)
        values[n++] =
            (struct field_value){.field = FIELD_assignment_given_purpose, .code = step->purpose};
    if (step->assignment_hsa.n)
        values[n++] =
            (struct field_value){.field = FIELD_assignment_given_hsa, .text = step->assignment_hsa};
    return record(app, arena, actor, user, EVENT_assignment_given, values, n, err);
}

static bool do_step(struct app *app, struct arena *arena, const struct actor *actor,
                    const struct people_step *step, struct error *err) {
    switch (step->act) {
    case PEOPLE_ADD_USER:
    case PEOPLE_CHANGE_USER:
        return record_user(app, arena, actor, step, err);
    case PEOPLE_GIVE:
        return record_assignment(app, arena, actor, step, err);
    case PEOPLE_END:
        break;
    }
    const struct field_value values[] = {
        {.field = FIELD_assignment_ended_assignment, .text = step->assignment},
        {.field = FIELD_assignment_ended_to, .date = step->to},
    };
    return record(app, arena, actor, step->user, EVENT_assignment_ended, values, COUNT(values),
                  err);
}

bool app_do_people(struct app *app, struct arena *arena, const struct actor *actor, struct str text,
                   struct str mark, struct people_plan *ret_plan, struct error *err) {
    if (!app_plan_people(app, arena, actor, text, ret_plan, err) ||
        !import_plan_stands(&ret_plan->file, mark, err))
        return false;
    for (size_t i = 0; i < ret_plan->steps.n; i++)
        if (!do_step(app, arena, actor, &ret_plan->steps.items[i], err))
            return false;
    return true;
}
