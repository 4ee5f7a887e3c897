// SPDX-License-Identifier: EUPL-1.2
//
// Users and assignments, and areas, from a file: what it asks for is shown first, and done when it
// is confirmed. Areas are also taken out as such a file.
#include "app/area_file.h"
#include "app/people_file.h"
#include "doc/table.h"
#include "web/export.h"
#include "web/routes.h"
#include "web/view_people.h"
#include "web/views.h"

#define STEPS_SHOWN_MAX 1000

// ---- what both have in common ----

static bool add_faults(const struct request *request, const struct import_faults *faults,
                       struct import_page *view, struct error *err) {
    for (size_t i = 0; i < faults->items.n; i++) {
        const struct import_fault *fault = &faults->items.items[i];
        struct import_line *line = LIST_PUSH(request->arena, &view->faults);
        if (!line)
            return error_memory(err);
        *line = (struct import_line){
            .line = fault->line,
            .who = capitalised(request->arena, fault->column),
            .what = failure_words(request->arena, request->language, &fault->what),
        };
    }
    view->more_faults = faults->items.n >= IMPORT_FAULTS_MAX;
    return true;
}

static bool show(struct request *request, struct response *response, struct import_page *view) {
    view->page = page_of(request, view->title, SECTION_PEOPLE);
    view->action = request->path;
    view->page.has_faults = view->fault.n || view->faults.n;
    if (view->page.has_faults)
        response->status = 422;
    view->may_go_on = view->planned && !view->done && !view->faults.n && view->plan.n;
    view->tells = view->planned && !view->faults.n;
    view->nothing = !view->faults.n && !view->plan.n;
    view_import(&response->html, request->language, view);
    return true;
}

// What was wrong with the file is told on the page; anything else is another failure.
static bool fault_of(const struct request *request, const struct error *what, struct str *ret_fault,
                     struct error *err) {
    if (what->code != ERR_INPUT && what->code != ERR_LIMIT && what->code != ERR_CONFLICT) {
        *err = *what;
        return false;
    }
    *ret_fault = failure_words(request->arena, request->language, what);
    return true;
}

// What the two files differ in: their page, and what is planned or, by the mark of what was shown,
// done. Their steps are put into the view; false: *what, which may be a fault of the file.
struct importing {
    struct import_page (*view)(const struct request *request);
    bool (*carry)(const struct request *request, struct str mark, struct import_page *view,
                  struct import_plan *ret_file, struct error *what);
};

// The text of the file that was sent; false: what is wrong with it is in view->fault, or *what.
static bool take_file(const struct request *request, struct import_page *view, struct error *what) {
    const struct input *file = request_input(request, "file");
    if (!file->fault)
        return csv_text(request->arena, file->text, &view->text, what);
    bool missing = str_is(str_of(file->fault), "form.missing");
    view->fault = page_text(request, missing ? T_import_needed : T_import_too_large);
    return false;
}

static bool page_file(const struct importing *importing, struct request *request,
                      struct response *response) {
    struct import_page view = importing->view(request);
    return show(request, response, &view);
}

static bool post_file(const struct importing *importing, struct request *request,
                      struct response *response, struct error *err) {
    struct import_page view = importing->view(request);
    struct import_plan file = {0};
    struct error what = {0};
    struct str mark = request_text(request, "mark");
    bool good =
        take_file(request, &view, &what) && importing->carry(request, mark, &view, &file, &what);
    if (!good && !view.fault.n && !fault_of(request, &what, &view.fault, err))
        return false;
    view.planned = good || what.code == ERR_CONFLICT;
    view.done = good && mark.n > 0;
    view.lines = file.lines;
    view.unchanged = file.unchanged;
    view.mark = file.mark;
    return add_faults(request, &file.faults, &view, err) && show(request, response, &view);
}

// ---- users and assignments ----

static struct str act_words_of(const struct request *request, enum people_act act) {
    switch (act) {
    case PEOPLE_ADD_USER:
        return page_text(request, T_import_add_user);
    case PEOPLE_CHANGE_USER:
        return page_text(request, T_import_change_user);
    case PEOPLE_GIVE:
        return page_text(request, T_import_give);
    case PEOPLE_END:
        return page_text(request, T_import_end);
    }
    return STR_NONE;
}

// "Norr (tidigare Söder)": what it becomes, and what it is, where that is another.
static struct str changed(const struct request *request, struct str becomes, struct str was) {
    if (!was.n || str_eq(becomes, was))
        return becomes;
    return str_printf(request->arena, STR_FMT " " STR_FMT, STR_ARG(becomes),
                      STR_ARG(TR(request->arena, request->language, T_fees_was, was)));
}

static struct str days_of(const struct request *request, struct date from, const struct date *to) {
    struct arena *arena = request->arena;
    return to ? TR(arena, request->language, T_account_from_to, date_text(arena, from),
                   date_text(arena, *to))
              : TR(arena, request->language, T_account_from, date_text(arena, from));
}

static void add_detail(struct buf *buf, struct str one) {
    if (!one.n)
        return;
    buf_add_c(buf, buf->n ? ", " : "");
    buf_add(buf, one);
}

static struct str detail_of(const struct request *request, const struct people_step *step) {
    struct buf buf = buf_new(request->arena, BUF_DEFAULT_MAX);
    struct str text;
    if (step->act == PEOPLE_ADD_USER || step->act == PEOPLE_CHANGE_USER) {
        add_detail(&buf, changed(request, step->name, step->was_name));
        add_detail(&buf, changed(request, step->hsa, step->was_hsa));
        add_detail(&buf, changed(request, step->mail, step->was_mail));
    } else {
        add_detail(&buf, capitalised(request->arena, code_words(request->language, step->role)));
        add_detail(&buf, step->unit_name);
        if (step->team != CODE_NONE)
            add_detail(&buf, TR(request->arena, request->language, T_delegations_team,
                                code_words(request->language, step->team)));
        if (step->purpose != CODE_NONE)
            add_detail(&buf, code_words(request->language, step->purpose));
        add_detail(&buf, step->assignment_hsa);
        buf_add_c(&buf, ". ");
        buf_add(&buf, days_of(request, step->from, step->has_to ? &step->to : NULL));
    }
    return buf_done(&buf, &text, NULL) ? text : STR_NONE;
}

static bool add_people_steps(const struct request *request, const struct people_plan *plan,
                             struct import_page *view, struct error *err) {
    for (size_t i = 0; i < plan->steps.n && i < STEPS_SHOWN_MAX; i++) {
        const struct people_step *step = &plan->steps.items[i];
        struct import_line *line = LIST_PUSH(request->arena, &view->plan);
        if (!line)
            return error_memory(err);
        *line = (struct import_line){
            .line = step->line,
            .what = act_words_of(request, step->act),
            .who = step->login,
            .detail = detail_of(request, step),
        };
    }
    view->steps = plan->steps.n;
    return true;
}

static struct import_page people_view(const struct request *request) {
    return (struct import_page){
        .title = page_text(request, T_import_title),
        .back = STR("/forvaltning/anvandare"),
        .label = page_text(request, T_import_file),
        .whom = page_text(request, T_import_column_who),
        .lead = page_text(request, T_import_format_lead),
        .sample = STR("användarnamn;namn;HSA-id;e-post;enhet;roll;från;till;arbetslag;ändamål;"
                      "uppdragets HSA-id\n"
                      "anna.prov;Anna Prov;;anna.prov@example.se;Hemsjukvården Norr;sjuksköterska;"
                      "2026-12-01;;;vård och behandling;\n"
                      "bo.prov;Bo Prov;;;Hemtjänsten Norr;omvårdnadspersonal;2026-12-01;"
                      "2027-05-31;natt;;"),
    };
}

static bool carry_people(const struct request *request, struct str mark, struct import_page *view,
                         struct import_plan *ret_file, struct error *what) {
    struct people_plan plan = {0};
    bool good = mark.n ? app_do_people(request->app, request->arena, &request->actor, view->text,
                                       mark, &plan, what)
                       : app_plan_people(request->app, request->arena, &request->actor, view->text,
                                         &plan, what);
    *ret_file = plan.file;
    return add_people_steps(request, &plan, view, good ? what : NULL) && good;
}

static const struct importing people_file = {people_view, carry_people};

bool page_people_file(struct request *request, struct response *response, struct error *err) {
    (void)err;
    return page_file(&people_file, request, response);
}

bool post_people_file(struct request *request, struct response *response, struct error *err) {
    return post_file(&people_file, request, response, err);
}

// ---- areas ----

static struct str area_detail(const struct request *request, const struct area_step *step) {
    const struct area *area = &step->becomes;
    return str_printf(
        request->arena, STR_FMT ". " STR_FMT ". " STR_FMT, STR_ARG(step->organisation_name),
        STR_ARG(changed(request, area->postal_codes, step->was.postal_codes)),
        STR_ARG(capitalised(request->arena,
                            days_of(request, area->from, area->has_to ? &area->to : NULL))));
}

static bool add_area_steps(const struct request *request, const struct area_plan *plan,
                           struct import_page *view, struct error *err) {
    for (size_t i = 0; i < plan->steps.n && i < STEPS_SHOWN_MAX; i++) {
        const struct area_step *step = &plan->steps.items[i];
        struct import_line *line = LIST_PUSH(request->arena, &view->plan);
        if (!line)
            return error_memory(err);
        *line = (struct import_line){
            .line = step->line,
            .what = page_text(request, step->is_new ? T_import_new_area : T_import_change_area),
            .who = step->becomes.name,
            .detail = area_detail(request, step),
        };
    }
    view->steps = plan->steps.n;
    return true;
}

static struct import_page area_view(const struct request *request) {
    return (struct import_page){
        .title = page_text(request, T_import_areas_title),
        .back = STR("/forvaltning"),
        .label = page_text(request, T_import_areas_file),
        .whom = page_text(request, T_ahead_column_area),
        .lead = page_text(request, T_import_areas_lead),
        .sample = STR("område;organisation;postnummer;från;till\n"
                      "Norr;Demokommunen;123 45, 678;2026-01-01;2026-12-31\n"
                      "Norr;Demokommunen;123 45, 678, 901 10–901 19;2027-01-01;\n"
                      "Söder;Demokommunen;124;2026-01-01;"),
        .export = STR("/forvaltning/omraden.csv"),
    };
}

static bool carry_areas(const struct request *request, struct str mark, struct import_page *view,
                        struct import_plan *ret_file, struct error *what) {
    struct area_plan plan = {0};
    bool good = mark.n ? app_do_areas(request->app, request->arena, &request->actor, view->text,
                                      mark, &plan, what)
                       : app_plan_areas(request->app, request->arena, &request->actor, view->text,
                                        &plan, what);
    *ret_file = plan.file;
    return add_area_steps(request, &plan, view, good ? what : NULL) && good;
}

static const struct importing areas_file = {area_view, carry_areas};

bool page_area_file(struct request *request, struct response *response, struct error *err) {
    (void)err;
    return page_file(&areas_file, request, response);
}

bool post_area_file(struct request *request, struct response *response, struct error *err) {
    return post_file(&areas_file, request, response, err);
}

struct area_cells {
    LIST_OF(struct str) cells; // row by row
};

static bool add_area_cells(const struct request *request, const struct organisation_row *row,
                           struct area_cells *table, struct error *err) {
    struct arena *arena = request->arena;
    struct areas areas = {0};
    if (!app_areas(request->app, arena, &request->actor, row->stream, &areas, err))
        return false;
    for (size_t i = 0; i < areas.items.n; i++) {
        const struct area *area = &areas.items.items[i];
        const struct str cells[AREA_COLUMN_COUNT] = {
            [AREA_NAME] = area->name,
            [AREA_ORGANISATION] = row->name,
            [AREA_CODES] = area->postal_codes,
            [AREA_FROM] = date_text(arena, area->from),
            [AREA_TO] = area->has_to ? date_text(arena, area->to) : STR(""),
        };
        for (size_t c = 0; c < AREA_COLUMN_COUNT; c++) {
            struct str *slot = LIST_PUSH(arena, &table->cells);
            if (!slot)
                return error_memory(err);
            *slot = cells[c];
        }
    }
    return true;
}

// In the words of the file that is read in, whatever the language of the page.
bool export_areas_csv(struct request *request, struct response *response, struct error *err) {
    struct organisation_rows organisations = {0};
    struct table_column columns[AREA_COLUMN_COUNT];
    struct area_cells table = {0};
    struct str bytes;
    if (!app_organisations(request->app, request->arena, &request->actor, &organisations, err))
        return false;
    for (size_t i = 0; i < organisations.items.n; i++)
        if (!add_area_cells(request, &organisations.items.items[i], &table, err))
            return false;
    for (size_t c = 0; c < AREA_COLUMN_COUNT; c++)
        columns[c] = (struct table_column){.heading = str_of(area_columns[c].name)};
    const struct table_file file = {.title = page_text(request, T_people_areas),
                                    .column_count = AREA_COLUMN_COUNT,
                                    .columns = columns,
                                    .row_count = table.cells.n / AREA_COLUMN_COUNT,
                                    .cells = table.cells.items,
                                    .made = app_now(request->app)};
    return table_csv(request->arena, &file, &bytes, err) &&
           export_send(request, response, "omraden", app_today(request->app), "csv", bytes, err);
}
