// SPDX-License-Identifier: EUPL-1.2
//
// The program's own files for the browser: style sheets, scripts, pictures, compiled in.
//
// tools/mkassets.c puts them there, as src/web/meson.build lists them. The address of each holds a
// hash of its content ("/assets/app-3f2a91c0.css"), so it may be kept for ever by the browser: what
// changes gets another address. A view writes {{asset "app.css"}}, C code
// asset_path(ASSET_app_css).
#ifndef VAKA_WEB_ASSETS_H
#define VAKA_WEB_ASSETS_H

#include "base/str.h"
#include "web/assets_data.h"

struct asset {
    const char *name; // "app.css"
    const char *path; // "/assets/app-3f2a91c0.css"
    const char *type; // "text/css; charset=utf-8"
    const char *etag; // with its quotes, for the header
    const unsigned char *bytes;
    size_t n;
};

// In the order of enum asset_id.
extern const struct asset asset_table[ASSET_COUNT];

const char *asset_path(enum asset_id id) PURE;
// The asset at the path of a URL, or NULL.
const struct asset *asset_by_path(struct str path) PURE;

#endif
