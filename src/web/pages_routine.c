// SPDX-License-Identifier: EUPL-1.2
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

static bool add_decision(const struct request *request, const struct dmn_decision *decision,
                         struct decision_list *list, struct error *err) {
    struct decision_row *row = LIST_PUSH(request->arena, &list->items);
    if (!row)
        return error_memory(err);
    *row = (struct decision_row){decision->name, decision->description};
    return true;
}

static bool add_kind(const struct request *request, const struct routine *routine,
                     enum decision_kind kind, struct decision_list *list, struct error *err) {
    for (size_t i = 0; i < routine_decision_count(routine); i++) {
        const struct dmn_model *model;
        const struct dmn_decision *decision = routine_decision_at(routine, i, &model);
        if (decision_kind_of(decision) == kind && !add_decision(request, decision, list, err))
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

bool page_routine(struct request *request, struct response *response, struct error *err) {
    const struct routine *routine = app_routine(request->app);
    const struct routine_info *info = routine_info(routine);
    struct routine_page page = {
        .page = page_of(request, page_text(request, T_routine_heading), SECTION_ROUTINE),
        .title = info->title,
        .version = info->version,
        .source = info->source,
        .checksum = info->checksum,
    };
    if (!add_clauses(request, routine, &page, err) || !add_groups(request, routine, &page, err))
        return false;
    view_routine(&response->html, request->language, &page);
    return true;
}

bool page_decision(struct request *request, struct response *response, struct error *err) {
    const struct routine *routine = app_routine(request->app);
    const struct dmn_model *model;
    const struct dmn_decision *decision =
        decision_find(routine, request_text(request, "decision"), &model);
    if (!decision)
        return error_set(err, ERR_MISSING, "page.not-found", NULL);
    struct decision_page page = {
        .page = page_of(request, decision->name, SECTION_ROUTINE),
        .routine = routine_info(routine)->title,
        .version = routine_info(routine)->version,
    };
    if (!decision_view_make(request->arena, request->language, model, decision, 0, &page.decision,
                            err))
        return false;
    view_decision(&response->html, request->language, &page);
    return true;
}

bool page_clause(struct request *request, struct response *response, struct error *err) {
    const struct routine *routine = app_routine(request->app);
    const struct clause *clause = routine_clause(routine, request_text(request, "clause"));
    if (!clause)
        return error_set(err, ERR_MISSING, "page.not-found", NULL);
    struct clause_page page = {
        .page = page_of(request, clause->id, SECTION_ROUTINE),
        .clause = clause_view_of(clause),
    };
    for (size_t i = 0; i < routine_decision_count(routine); i++) {
        const struct dmn_model *model;
        const struct dmn_decision *decision = routine_decision_at(routine, i, &model);
        if (!decision_cites(dmn_decision_table(model, decision), clause->id))
            continue;
        if (!add_decision(request, decision, &page.cited_by, err))
            return false;
    }
    view_clause(&response->html, request->language, &page);
    return true;
}
