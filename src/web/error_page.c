// SPDX-License-Identifier: EUPL-1.2
#include "web/error_page.h"

#include "web/kept_page.h"
#include "web/views.h"

enum text_id error_heading(int status) {
    switch (status) {
    case 403:
        return T_error_page_denied;
    case 404:
        return T_error_page_not_found;
    case 405:
    case 409:
        return T_error_page_refused;
    case 413:
        return T_error_page_too_large;
    case 429:
        return T_error_page_too_often;
    case 503:
        return T_error_page_not_now;
    }
    return status >= 500 ? T_error_page_failed : T_error_page_unreadable;
}

bool error_page(struct request *request, struct response *response, const struct error *what,
                struct error *err) {
    if (request->kept)
        return kept_page(request, response, what, err);
    struct error_page page = {
        .page = page_of(request, page_text(request, error_heading(response->status)), SECTION_NONE),
        .sentence = error_sentence(request->arena, request->language, what),
    };
    if (!page.sentence.p)
        return error_memory(err);
    view_error(&response->html, request->language, &page);
    return true;
}
