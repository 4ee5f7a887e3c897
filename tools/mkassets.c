// SPDX-License-Identifier: EUPL-1.2
//
// Packs files for the browser into C: mkassets OUT.c OUT.h --asset NAME PIECE… [--asset …]
//
// A PIECE is a file, or LAYER:FILE for a style sheet that is put into that cascade layer. Several
// pieces become one asset, in order. A style sheet that would fetch anything is refused: pages load
// nothing that is not in the program.
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "tool.h"

#define ASSETS_MAX 64
#define PATH_DIGITS 8

struct asset {
    const char *name, *type;
    struct buf bytes;
    struct str path, etag;
};

struct packer {
    struct arena *arena;
    struct asset assets[ASSETS_MAX];
    size_t n;
};

static const char *type_of(const char *name) {
    static const struct {
        const char *ending, *type;
    } types[] = {
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".ico", "image/x-icon"},
        {".webmanifest", "application/manifest+json"},
    };
    for (size_t i = 0; i < COUNT(types); i++)
        if (str_ends(str_of(name), str_of(types[i].ending)))
            return types[i].type;
    return NULL;
}

static bool name_is_well_formed(const char *name) {
    return *name && name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-.")] == 0;
}

static bool add_asset(struct packer *p, const char *name) {
    if (p->n == ASSETS_MAX)
        return tool_error(name, 0, "more than %d assets", ASSETS_MAX);
    const char *type = type_of(name);
    if (!type || !name_is_well_formed(name))
        return tool_error(name, 0, "no name for an asset: a-z 0-9 - and . with a known ending");
    p->assets[p->n++] =
        (struct asset){.name = name, .type = type, .bytes = buf_new(p->arena, TOOL_FILE_MAX)};
    return true;
}

static size_t line_of(struct str text, size_t at) {
    size_t line = 1;
    for (size_t i = 0; i < at; i++)
        line += text.p[i] == '\n';
    return line;
}

// Every url(…) must be a data: URL or a reference into the document, and nothing is imported.
static bool fetches_nothing(const char *file, struct str css) {
    bool good = true;
    size_t import = str_find(css, STR("@import"));
    if (import != STR_NOT_FOUND)
        good = tool_error(file, line_of(css, import), "imports another style sheet");
    for (size_t at = 0;;) {
        size_t next = str_find(str_sub(css, at, css.n), STR("url("));
        if (next == STR_NOT_FOUND)
            return good;
        at += next + 4;
        struct str url = str_trim(str_sub(css, at, css.n));
        if (url.n && (url.p[0] == '"' || url.p[0] == '\''))
            url = str_sub(url, 1, url.n);
        if (!str_starts(url, STR("data:")) && !str_starts(url, STR("#")))
            good = tool_error(file, line_of(css, at), "fetches something from elsewhere");
    }
}

// "@charset" counts only as the very first bytes of a style sheet, where the type says it already.
static struct str without_charset(struct str css) {
    struct str charset = STR("@charset \"UTF-8\";");
    return str_starts(css, charset) ? str_sub(css, charset.n, css.n) : css;
}

static bool add_piece(struct packer *p, const char *piece) {
    if (!p->n)
        return tool_error(piece, 0, "stands before the first --asset");
    struct asset *asset = &p->assets[p->n - 1];
    struct str layer = STR_NONE, text;
    const char *file = piece, *colon = strchr(piece, ':');
    if (colon) {
        layer = (struct str){piece, (size_t)(colon - piece)};
        file = colon + 1;
    }
    if (!tool_read(p->arena, file, &text))
        return false;
    bool is_css = str_ends(str_of(asset->name), STR(".css"));
    if (layer.n && !is_css)
        return tool_error(file, 0, "only a style sheet can be put into a layer");
    if (is_css && !fetches_nothing(file, text))
        return false;
    if (layer.n)
        buf_printf(&asset->bytes, "@layer " STR_FMT "{", STR_ARG(layer));
    buf_add(&asset->bytes, is_css ? without_charset(text) : text);
    if (layer.n)
        buf_add_char(&asset->bytes, '}');
    if (is_css)
        buf_add_char(&asset->bytes, '\n');
    return true;
}

static bool name_by_content(struct packer *p, struct asset *asset) {
    struct str bytes;
    if (!buf_done(&asset->bytes, &bytes, NULL) || !bytes.n)
        return tool_error(asset->name, 0, "is empty, or too long");
    struct hash hash = hash_of(bytes);
    struct str hex = hex_of(p->arena, hash.b, HASH_SIZE);
    const char *ending = strrchr(asset->name, '.');
    asset->etag = str_printf(p->arena, "\"%.32s\"", hex.p ? hex.p : "");
    asset->path = str_printf(p->arena, "/assets/%.*s-%.*s%s", (int)(ending - asset->name),
                             asset->name, PATH_DIGITS, hex.p ? hex.p : "", ending);
    return !arena_failed(p->arena) || tool_error(asset->name, 0, "out of memory");
}

static void add_id(struct buf *buf, const char *name) {
    buf_add_c(buf, "ASSET_");
    for (; *name; name++)
        buf_add_char(buf, *name == '.' || *name == '-' ? '_' : *name);
}

static bool write_header(const struct packer *p, const char *path) {
    struct buf buf = buf_new(p->arena, TOOL_FILE_MAX);
    buf_add_c(&buf, "// Generated by tools/mkassets.c.\n#pragma once\n\nenum asset_id {\n");
    for (size_t i = 0; i < p->n; i++) {
        buf_add_c(&buf, "    ");
        add_id(&buf, p->assets[i].name);
        buf_add_c(&buf, ",\n");
    }
    buf_add_c(&buf, "    ASSET_COUNT\n};\n");
    return tool_write(path, &buf);
}

static void add_bytes(struct buf *buf, const struct buf *bytes) {
    for (size_t i = 0; i < bytes->n; i++)
        buf_printf(buf, i % 24 ? "%d," : "\n    %d,", (unsigned char)bytes->p[i]);
}

static bool write_code(const struct packer *p, const char *path) {
    struct buf buf = buf_new(p->arena, 4 * TOOL_FILE_MAX);
    buf_add_c(&buf, "// Generated by tools/mkassets.c.\n#include \"web/assets.h\"\n");
    for (size_t i = 0; i < p->n; i++) {
        buf_printf(&buf, "\nstatic const unsigned char bytes_%zu[] = {", i);
        add_bytes(&buf, &p->assets[i].bytes);
        buf_add_c(&buf, "\n};\n");
    }
    buf_add_c(&buf, "\nconst struct asset asset_table[ASSET_COUNT] = {\n");
    for (size_t i = 0; i < p->n; i++) {
        const struct asset *asset = &p->assets[i];
        buf_add_c(&buf, "    {");
        tool_add_literal(&buf, str_of(asset->name));
        buf_add_c(&buf, ", ");
        tool_add_literal(&buf, asset->path);
        buf_add_c(&buf, ", ");
        tool_add_literal(&buf, str_of(asset->type));
        buf_add_c(&buf, ", ");
        tool_add_literal(&buf, asset->etag);
        buf_printf(&buf, ", bytes_%zu, sizeof(bytes_%zu)},\n", i, i);
    }
    buf_add_c(&buf, "};\n");
    return tool_write(path, &buf);
}

static bool read_arguments(struct packer *p, int argc, char **argv) {
    bool good = true;
    for (int i = 3; i < argc; i++) {
        bool is_name = strcmp(argv[i], "--asset") == 0 && i + 1 < argc;
        if (is_name)
            good = add_asset(p, argv[++i]) && good;
        else
            good = add_piece(p, argv[i]) && good;
    }
    for (size_t i = 0; good && i < p->n; i++)
        good = name_by_content(p, &p->assets[i]);
    return good;
}

int main(int argc, char **argv) {
    if (argc < 5) {
        fprintf(stderr, "usage: mkassets OUT.c OUT.h --asset NAME [LAYER:]FILE...\n");
        return 2;
    }
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(8 * ARENA_DEFAULT_CEILING);
    if (!arena || !hash_start())
        return 1;
    struct packer packer = {.arena = arena};
    bool good = read_arguments(&packer, argc, argv);
    good = good && write_header(&packer, argv[2]);
    good = good && write_code(&packer, argv[1]);
    return good ? 0 : 1;
}
