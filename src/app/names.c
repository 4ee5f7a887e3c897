// SPDX-License-Identifier: EUPL-1.2
#include "app/internal.h"

bool user_name(struct reader *reader, struct arena *arena, enum language language, struct str user,
               struct str *ret_name, struct error *err) {
    if (str_eq(user, SYSTEM_USER)) {
        *ret_name = tr(language, T_app_system);
        return true;
    }
    return store_user_name(reader, arena, user, ret_name, err);
}
