// SPDX-License-Identifier: EUPL-1.2
#include "web/assets.h"

#include <assert.h>

const char *asset_path(enum asset_id id) {
    assert(id < ASSET_COUNT);
    return asset_table[id].path;
}

const struct asset *asset_by_path(struct str path) {
    for (size_t i = 0; i < ASSET_COUNT; i++)
        if (str_is(path, asset_table[i].path))
            return &asset_table[i];
    return NULL;
}
