// SPDX-License-Identifier: EUPL-1.2
//
// The site's tables, made from routes.def and forms.def.
#include "web/routes.h"

#include "web/error_page.h"
#include "web/intake_answer.h"
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
    .first =
        {
            [FIRST_SIGN_IN] = {"/logga-in", page_sign_in, &FORM_sign_in, 401, "sign-in.to-go-on"},
            [FIRST_CODE] = {"/logga-in/kod", page_code, &FORM_code, 403, "code.to-go-on"},
            [FIRST_PASSWORD] = {"/konto/losenord", page_password, &FORM_password, 403,
                                "password.to-go-on"},
            [FIRST_FACTOR] = {"/konto/tvafaktor", page_factor, &FORM_factor, 403,
                              "factor.to-go-on"},
            [FIRST_PROOF] = {"/bekrafta", page_prove, &FORM_prove, 403, "prove.to-go-on"},
            [FIRST_ASSIGNMENT] = {"/uppdrag", page_choose, &FORM_choose, 403,
                                  "assignment.to-go-on"},
        },
    .error_page = error_page,
    .error_answer = intake_error,
};

bool server_start(struct app *app, const struct server_options *options, struct server **ret_server,
                  struct error *err) {
    return server_start_site(app, &site_vaka, options, ret_server, err);
}
