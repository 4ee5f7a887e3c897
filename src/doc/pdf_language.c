// SPDX-License-Identifier: EUPL-1.2
#include "doc/pdf_language.h"

#include <string.h>

#include "doc/memory_file.h"

#define XREF_ENTRY 20 // bytes

static bool fail(struct error *err) {
    return error_set(err, ERR_INTERNAL, "document.failed", "PDF", NULL);
}

// Where `what` begins last; STR_NOT_FOUND.
static size_t find_last(struct str text, struct str what) {
    for (size_t at = text.n >= what.n ? text.n - what.n + 1 : 0; at-- > 0;)
        if (memcmp(text.p + at, what.p, what.n) == 0)
            return at;
    return STR_NOT_FOUND;
}

// The whole number that follows `after`, from *at on, which it then stands behind.
static bool number_after(struct str text, size_t *at, const char *after, int64_t *ret_number) {
    size_t from = *at > text.n ? text.n : *at,
           place = str_find(str_sub(text, from, text.n), str_of(after));
    if (place == STR_NOT_FOUND)
        return false;
    place += from + strlen(after);
    while (place < text.n && strchr(" \r\n", text.p[place]))
        place++;
    size_t end = place;
    while (end < text.n && text.p[end] >= '0' && text.p[end] <= '9')
        end++;
    *at = end;
    return str_int64(str_sub(text, place, end - place), ret_number);
}

struct tail {
    int64_t xref, size, root, info; // place of the table, objects, object numbers
};

static bool read_tail(struct str pdf, struct tail *tail) {
    size_t at = find_last(pdf, STR("startxref")), trailer = find_last(pdf, STR("trailer"));
    if (at == STR_NOT_FOUND || trailer == STR_NOT_FOUND ||
        !number_after(pdf, &at, "startxref", &tail->xref))
        return false;
    size_t size = trailer, root = trailer, info = trailer;
    return number_after(pdf, &size, "/Size", &tail->size) &&
           number_after(pdf, &root, "/Root", &tail->root) &&
           number_after(pdf, &info, "/Info", &tail->info) && tail->xref > 0 &&
           tail->xref < (int64_t)pdf.n && tail->root > 0 && tail->root < tail->size;
}

// The inside of the catalogue's dictionary: "<< … >>" without its last two characters.
static bool read_catalogue(struct str pdf, const struct tail *tail, struct str *ret_inside) {
    size_t at = (size_t)tail->xref;
    int64_t first, place;
    if (!number_after(pdf, &at, "xref", &first) || first != 0)
        return false;
    size_t entries = str_find_char(str_sub(pdf, at, pdf.n), '\n');
    if (entries == STR_NOT_FOUND)
        return false;
    size_t entry = at + entries + 1 + (size_t)tail->root * XREF_ENTRY;
    struct str digits = str_sub(pdf, entry, 10);
    if (!str_int64(digits, &place) || place < 0 || place >= (int64_t)pdf.n)
        return false;
    struct str object = str_sub(pdf, (size_t)place, pdf.n);
    size_t end = str_find(object, STR("endobj")), open = str_find(object, STR("<<"));
    if (end == STR_NOT_FOUND || open == STR_NOT_FOUND || open > end)
        return false;
    size_t close = find_last(str_sub(object, 0, end), STR(">>"));
    if (close == STR_NOT_FOUND || close < open)
        return false;
    *ret_inside = str_sub(object, open, close - open);
    return true;
}

bool pdf_add_language(struct arena *arena, struct str pdf, const char *language,
                      struct str *ret_pdf, struct error *err) {
    struct tail tail = {0};
    struct str inside;
    if (!read_tail(pdf, &tail) || !read_catalogue(pdf, &tail, &inside))
        return fail(err);
    struct buf buf = buf_new(arena, DOCUMENT_MAX + 4096);
    buf_add(&buf, pdf);
    if (pdf.n > 0 && pdf.p[pdf.n - 1] != '\n')
        buf_add_char(&buf, '\n');
    size_t object = buf.n;
    buf_printf(&buf, "%lld 0 obj\n", (long long)tail.root);
    buf_add(&buf, inside);
    buf_printf(&buf,
               "   /Lang (%s)\n   /ViewerPreferences << /DisplayDocTitle true >>\n>>\nendobj\n",
               language);
    size_t table = buf.n;
    buf_printf(&buf,
               "xref\n%lld 1\n%010zu 00000 n \ntrailer\n<< /Size %lld\n   /Root %lld 0 R\n"
               "   /Info %lld 0 R\n   /Prev %lld\n>>\nstartxref\n%zu\n%%%%EOF\n",
               (long long)tail.root, object, (long long)tail.size, (long long)tail.root,
               (long long)tail.info, (long long)tail.xref, table);
    return buf_done(&buf, ret_pdf, err);
}
