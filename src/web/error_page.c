// SPDX-License-Identifier: EUPL-1.2
#include "web/error_page.h"

#include "web/kept_page.h"
#include "web/views.h"

bool error_page(struct request *request, struct response *response, const struct error *what,
                struct error *err) {
    if (request->kept)
        return kept_page(request, response, what, err);
    struct error_page page = {
        .page = page_of(request, page_text(request, error_heading(response->status)), SECTION_NONE),
        .sentence = failure_words(request->arena, request->language, what),
    };
    if (!page.sentence.p)
        return error_memory(err);
    if (response->status == 503 && request->method == METHOD_GET)
        page.again = page.page.here;
    page.other_assignment = str_is(str_of(what->key), "access.not-for-role");
    view_error(&response->html, request->language, &page);
    return true;
}
