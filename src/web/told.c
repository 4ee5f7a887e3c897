// SPDX-License-Identifier: EUPL-1.2
#include "app/account_notice.h"
#include "web/routes.h"
#include "web/view_told.h"
#include "web/words.h"

bool told_fill(struct request *request, struct str sedan, struct told_view *ret_view,
               struct error *err) {
    struct account_notices notices = {0};
    struct told_view view = {.csrf = request->csrf, .sedan = sedan};
    const struct wording wording =
        wording_without_units(request->app, request->arena, request->language);
    if (!app_account_notices(request->app, request->arena, &request->actor, &notices, err))
        return false;
    for (size_t i = 0; i < notices.items.n; i++) {
        const struct account_notice *notice = &notices.items.items[i];
        struct str *line = LIST_PUSH(request->arena, &view.lines);
        if (!line)
            return error_memory(err);
        *line = account_notice_words(request->arena, request->language, notice,
                                     instant_words(&wording, notice->at));
        view.up_to = notice->number;
    }
    view.help = account_help_words(request->app, request->arena, request->language);
    *ret_view = view;
    return !arena_failed(request->arena) || error_memory(err);
}

bool post_told(struct request *request, struct response *response, struct error *err) {
    struct str sedan = request_text(request, "sedan");
    int64_t number;
    if (!str_int64(request_text(request, "till"), &number))
        return error_set(err, ERR_INPUT, "request.bad-field", "till", NULL);
    response->location = sedan.n ? sedan : STR("/konto");
    return app_read_account_notices(request->app, &request->actor, number, err);
}
