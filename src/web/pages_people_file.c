// SPDX-License-Identifier: EUPL-1.2
//
// Users and assignments from a file: what it asks for is shown first, and done when it is
// confirmed.
#include "app/people_file.h"
#include "base/csv.h"
#include "web/routes.h"
#include "web/view_people.h"
#include "web/views.h"

#define STEPS_SHOWN_MAX 1000

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

static struct str detail_of(const struct request *request, const struct people_step *step) {
    struct arena *arena = request->arena;
    if (step->act == PEOPLE_ADD_USER || step->act == PEOPLE_CHANGE_USER)
        return str_printf(arena, STR_FMT "%s" STR_FMT, STR_ARG(step->name), step->hsa.n ? ", " : "",
                          STR_ARG(step->hsa));
    struct str role = capitalised(arena, code_words(request->language, step->role));
    struct str to = step->has_to ? date_text(arena, step->to) : STR("");
    return str_printf(arena, STR_FMT ", " STR_FMT ", " STR_FMT " – " STR_FMT, STR_ARG(role),
                      STR_ARG(step->unit_name), STR_ARG(date_text(arena, step->from)), STR_ARG(to));
}

static bool add_steps(const struct request *request, const struct people_plan *plan,
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
    for (size_t i = 0; i < plan->faults.n; i++) {
        const struct people_fault *fault = &plan->faults.items[i];
        struct import_line *line = LIST_PUSH(request->arena, &view->faults);
        if (!line)
            return error_memory(err);
        *line = (struct import_line){
            .line = fault->line,
            .who = capitalised(request->arena, fault->column),
            .what = error_sentence(request->arena, request->language, &fault->what),
        };
    }
    view->lines = plan->lines;
    view->unchanged = plan->unchanged;
    view->steps = plan->steps.n;
    view->mark = plan->mark;
    view->more_faults = plan->faults.n >= PEOPLE_FAULTS_MAX;
    return true;
}

static bool show(struct request *request, struct response *response, struct import_page *view) {
    view->page = page_of(request, page_text(request, T_import_title), SECTION_PEOPLE);
    view->page.has_faults = view->fault.n || view->faults.n;
    if (view->page.has_faults)
        response->status = 422;
    view->may_go_on = view->planned && !view->done && !view->faults.n && view->plan.n;
    view->nothing = !view->faults.n && !view->plan.n;
    view_import(&response->html, request->language, view);
    return true;
}

bool page_people_file(struct request *request, struct response *response, struct error *err) {
    struct import_page view = {0};
    (void)err;
    return show(request, response, &view);
}

// What was wrong with the file is told on the page; anything else is another failure.
static bool fault_of(const struct request *request, const struct error *what, struct str *ret_fault,
                     struct error *err) {
    if (what->code != ERR_INPUT && what->code != ERR_LIMIT && what->code != ERR_CONFLICT) {
        *err = *what;
        return false;
    }
    *ret_fault = error_sentence(request->arena, request->language, what);
    return true;
}

bool post_people_file(struct request *request, struct response *response, struct error *err) {
    struct import_page view = {0};
    struct people_plan plan = {0};
    struct error what = {0};
    struct str mark = request_text(request, "mark");
    const struct input *file = request_input(request, "file");
    if (file->fault) {
        view.fault =
            page_text(request, str_is(str_of(file->fault), "form.missing") ? T_import_needed
                                                                           : T_import_too_large);
        return show(request, response, &view);
    }
    bool good = csv_text(request->arena, file->text, &view.text, &what) &&
                (mark.n ? app_do_people(request->app, request->arena, &request->actor, view.text,
                                        mark, &plan, &what)
                        : app_plan_people(request->app, request->arena, &request->actor, view.text,
                                          &plan, &what));
    view.planned = good || what.code == ERR_CONFLICT;
    view.done = good && mark.n > 0;
    if (!good && !fault_of(request, &what, &view.fault, err))
        return false;
    return add_steps(request, &plan, &view, err) && show(request, response, &view);
}
