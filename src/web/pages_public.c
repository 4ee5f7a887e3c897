// SPDX-License-Identifier: EUPL-1.2
//
// What is answered without session and database: the program's own files, and whether it lives.
#include "web/assets.h"
#include "web/routes.h"

bool page_health(struct request *request, struct response *response, struct error *err) {
    (void)request;
    (void)err;
    response->content_type = "text/plain; charset=utf-8";
    response->bytes = STR("ok\n");
    return true;
}

bool page_asset(struct request *request, struct response *response, struct error *err) {
    const struct asset *asset = asset_by_path(request->path);
    if (!asset)
        return error_set(err, ERR_MISSING, "page.not-found", NULL);
    response->content_type = asset->type;
    response->bytes = (struct str){(const char *)asset->bytes, asset->n};
    response->unchanging = true;
    return true;
}
