// SPDX-License-Identifier: EUPL-1.2
//
// The site's tables, made from routes.def and forms.def.
#include "web/routes.h"

#include "web/error_page.h"
#include "web/server.h"

#define INPUT FORM_INPUT
#define FORM FORM_TABLE
#include "web/forms.def"
#undef FORM
#undef INPUT

static const struct route routes[] = {
#define ROUTE ROUTE_ENTRY
#include "web/routes.def"
#undef ROUTE
};

const struct site site_vaka = {
    .routes = routes,
    .route_count = COUNT(routes),
    .sign_in = page_sign_in,
    .choose = page_choose,
    .sign_in_form = &FORM_sign_in,
    .choose_form = &FORM_choose,
    .error_page = error_page,
};

bool server_start(struct app *app, const struct server_options *options, struct server **ret_server,
                  struct error *err) {
    return server_start_site(app, &site_vaka, options, ret_server, err);
}
