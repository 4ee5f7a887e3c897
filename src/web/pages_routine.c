// SPDX-License-Identifier: EUPL-1.2
#include "app/in_force.h"
#include "web/routes.h"
#include "web/view_routine.h"
#include "web/views.h"

static struct clause_view clause_view_of(const struct clause *clause) {
    return (struct clause_view){clause->id, clause->text, clause->source};
}

static bool add_clauses(const struct request *request, const struct routine *routine,
                        struct routine_page *page, struct error *err) {
    for (size_t i = 0; i < routine_clause_count(routine); i++) {
        struct clause_view *view = LIST_PUSH(request->arena, &page->clauses);
        if (!view)
            return error_memory(err);
        *view = clause_view_of(routine_clause_at(routine, i));
    }
    return true;
}

static bool add_parameters(const struct request *request, const struct routine *routine,
                           struct routine_page *page, struct error *err) {
    struct arena *arena = request->arena;
    struct date today = app_today(request->app);
    for (size_t i = 0; i < routine_parameter_count(routine); i++) {
        const struct parameter *parameter = routine_parameter_at(routine, i);
        for (size_t k = 0; k < parameter->values.n; k++) {
            const struct parameter_value *value = &parameter->values.items[k];
            struct parameter_row *row = LIST_PUSH(arena, &page->parameters);
            if (!row)
                return error_memory(err);
            *row = (struct parameter_row){.name = k ? STR_NONE : parameter->name,
                                          .value = value->words,
                                          .source = value->source,
                                          .decided_by = value->decided_by};
            if (value->has_from)
                row->from = date_words(arena, request->language, value->from, today);
            if (value->has_to)
                row->to = date_words(arena, request->language, value->to, today);
        }
    }
    return true;
}

static bool add_decision(const struct request *request, const struct routine *routine,
                         const struct dmn_decision *decision, struct decision_list *list,
                         struct error *err) {
    struct decision_row *row = LIST_PUSH(request->arena, &list->items);
    if (!row)
        return error_memory(err);
    *row =
        (struct decision_row){decision->name, decision->description, routine_info(routine)->name};
    return true;
}

static bool add_kind(const struct request *request, const struct routine *routine,
                     enum decision_kind kind, struct decision_list *list, struct error *err) {
    for (size_t i = 0; i < routine_decision_count(routine); i++) {
        const struct dmn_model *model;
        const struct dmn_decision *decision = routine_decision_at(routine, i, &model);
        if (decision_kind_of(decision) == kind &&
            !add_decision(request, routine, decision, list, err))
            return false;
    }
    return true;
}

// Decisions stand together by what their answers mean.
static bool add_groups(const struct request *request, const struct routine *routine,
                       struct routine_page *page, struct error *err) {
    for (enum decision_kind kind = 0; kind < DECISION_OTHER; kind++) {
        struct decision_group group = {.heading = decision_kind_words(request->language, kind)};
        if (!add_kind(request, routine, kind, &group.decisions, err))
            return false;
        if (!group.decisions.items.n)
            continue;
        struct decision_group *slot = LIST_PUSH(request->arena, &page->groups);
        if (!slot)
            return error_memory(err);
        *slot = group;
    }
    return add_kind(request, routine, DECISION_OTHER, &page->inner, err);
}

static bool add_ended(const struct request *request, struct ended_list *list, struct error *err) {
    struct arena *arena = request->arena;
    struct ended_routines ended;
    if (!app_ended_routines(request->app, arena, &request->actor, &ended, err))
        return false;
    for (size_t i = 0; i < ended.items.n; i++) {
        const struct ended_routine *one = &ended.items.items[i];
        struct date day = zone_local(app_zone(request->app), one->when).date;
        struct ended_row *row = LIST_PUSH(arena, &list->items);
        if (!row)
            return error_memory(err);
        *row = (struct ended_row){
            .title = one->title,
            .version = one->version,
            .said = TR(arena, request->language, T_routines_ended_by,
                       date_words(arena, request->language, day, app_today(request->app)), one->by,
                       tr_number(arena, one->duties)),
            .why = one->why,
        };
    }
    return true;
}

// Whether there is more than one to tell of: others in force, or some that no longer are.
static bool are_several(const struct request *request, const struct ended_list *ended) {
    return routine_part_count(app_routine(request->app)) > 1 || ended->items.n > 0;
}

static bool show_routine(const struct request *request, struct response *response,
                         const struct routine *routine, bool one_of_several, struct error *err) {
    const struct routine_info *info = routine_info(routine);
    struct routine_page page = {
        .page = page_of(request, info->title, SECTION_ROUTINE),
        .title = info->title,
        .version = info->version,
        .source = info->source,
        .checksum = info->checksum,
        .one_of_several = one_of_several,
    };
    if (!add_clauses(request, routine, &page, err) ||
        !add_parameters(request, routine, &page, err) || !add_groups(request, routine, &page, err))
        return false;
    view_routine(&response->html, request->language, &page);
    return true;
}

static bool show_routines(const struct request *request, struct response *response,
                          const struct ended_list *ended, struct error *err) {
    const struct routine *all = app_routine(request->app);
    struct routines_page page = {
        .page = page_of(request, page_text(request, T_routine_heading), SECTION_ROUTINE),
        .ended = *ended,
    };
    for (size_t i = 0; i < routine_part_count(all); i++) {
        const struct routine_info *info = routine_info(routine_part_at(all, i));
        struct routine_row *row = LIST_PUSH(request->arena, &page.routines);
        if (!row)
            return error_memory(err);
        *row = (struct routine_row){info->name, info->title, info->version, info->source};
    }
    view_routines(&response->html, request->language, &page);
    return true;
}

bool page_routine(struct request *request, struct response *response, struct error *err) {
    struct ended_list ended = {0};
    if (!add_ended(request, &ended, err))
        return false;
    return are_several(request, &ended)
               ? show_routines(request, response, &ended, err)
               : show_routine(request, response, routine_part_at(app_routine(request->app), 0),
                              false, err);
}

// One by its name, with a way back to the others.
static bool show_named(const struct request *request, struct response *response,
                       const struct routine *routine, struct error *err) {
    struct ended_list ended = {0};
    return add_ended(request, &ended, err) &&
           show_routine(request, response, routine, are_several(request, &ended), err);
}

// The decision of a name: that of the routine whose answers it gives, or else of the first that has
// one.
static const struct dmn_decision *find_decision(const struct routine *all, struct str name,
                                                const struct routine **ret_part,
                                                const struct dmn_model **ret_model) {
    *ret_part = routine_of_decision(all, name);
    for (size_t i = 0; !*ret_part && i < routine_part_count(all); i++)
        if (decision_find(routine_part_at(all, i), name, ret_model))
            *ret_part = routine_part_at(all, i);
    return *ret_part ? decision_find(*ret_part, name, ret_model) : NULL;
}

bool page_decision(struct request *request, struct response *response, struct error *err) {
    const struct routine *all = app_routine(request->app), *routine = NULL;
    struct str name = request_text(request, "decision");
    const struct routine *whole = routine_part(all, name);
    if (whole)
        return show_named(request, response, whole, err);
    const struct routine *asked = routine_part(all, request_text(request, "rutin"));
    const struct dmn_model *model;
    const struct dmn_decision *decision =
        asked ? decision_find(asked, name, &model) : find_decision(all, name, &routine, &model);
    if (!decision)
        return error_set(err, ERR_MISSING, "page.not-found", NULL);
    const struct routine_info *info = routine_info(asked ? asked : routine);
    struct decision_page page = {
        .page = page_of(request, decision->name, SECTION_ROUTINE),
        .name = info->name,
        .routine = info->title,
        .version = info->version,
    };
    if (!decision_view_make(request->arena, request->language, model, decision, 0, &page.decision,
                            err))
        return false;
    view_decision(&response->html, request->language, &page);
    return true;
}

static bool add_citing(const struct request *request, const struct routine *routine,
                       struct str clause, struct decision_list *list, struct error *err) {
    for (size_t i = 0; i < routine_decision_count(routine); i++) {
        const struct dmn_model *model;
        const struct dmn_decision *decision = routine_decision_at(routine, i, &model);
        if (decision_cites(dmn_decision_table(model, decision), clause) &&
            !add_decision(request, routine, decision, list, err))
            return false;
    }
    return true;
}

// A clause may stand in several routines, each with its own words.
bool page_clause(struct request *request, struct response *response, struct error *err) {
    const struct routine *all = app_routine(request->app);
    struct str id = request_text(request, "clause");
    struct clause_page page = {.page = page_of(request, id, SECTION_ROUTINE), .id = id};
    for (size_t i = 0; i < routine_part_count(all); i++) {
        const struct routine *routine = routine_part_at(all, i);
        const struct clause *clause = routine_clause(routine, id);
        if (!clause)
            continue;
        struct clause_place *place = LIST_PUSH(request->arena, &page.places);
        if (!place)
            return error_memory(err);
        place->clause = clause_view_of(clause);
        place->name = routine_info(routine)->name;
        place->routine = routine_info(routine)->title;
        if (!add_citing(request, routine, id, &place->cited_by, err))
            return false;
    }
    if (!page.places.n)
        return error_set(err, ERR_MISSING, "page.not-found", NULL);
    view_clause(&response->html, request->language, &page);
    return true;
}
