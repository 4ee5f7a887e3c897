// SPDX-License-Identifier: EUPL-1.2
//
// Compiles the catalogue: mkcatalogue sv.po en.po catalogue_data.c catalogue_data.h
//
// A msgid is a key ("error.memory"), its msgstr the sentence, with {0} … {9} where arguments go;
// {0:word} and {0:Word} write a number as a word. A text that counts has msgid_plural (the same
// key) and two forms, chosen by argument 0. Faults of the catalogue are faults of the build.
#include <gettext-po.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool.h"

#define LANGUAGES 2
#define WORDS_THAT_MAY_AGREE 3

struct text {
    const char *key;
    struct str one; // only of a text that counts
    struct str other;
    uint32_t placeholders; // bit per argument
};

struct catalogue {
    const char *path;
    LIST_OF(struct text) texts;
};

// libgettextpo reports syntax errors through a callback that carries no context.
static size_t syntax_errors;

static void on_error(int severity, po_message_t message, const char *file, size_t line,
                     size_t column, int multiline, const char *text) {
    (void)message, (void)column, (void)multiline;
    tool_error(file ? file : "po", file && line != (size_t)-1 ? line : 0, "%s", text);
    syntax_errors++;
    if (severity == PO_SEVERITY_FATAL_ERROR)
        _Exit(1); // the library demands that this does not return
}

static void on_error_of_two(int severity, po_message_t message1, const char *file1, size_t line1,
                            size_t column1, int multiline1, const char *text1,
                            po_message_t message2, const char *file2, size_t line2, size_t column2,
                            int multiline2, const char *text2) {
    on_error(PO_SEVERITY_ERROR, message1, file1, line1, column1, multiline1, text1);
    on_error(severity, message2, file2, line2, column2, multiline2, text2);
}

static bool key_is_well_formed(const char *key) {
    if (*key < 'a' || *key > 'z')
        return false;
    return key[strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789.-")] == 0;
}

// Collects the placeholders of a text; false when a brace is no placeholder.
static bool find_placeholders(struct str text, uint32_t *ret_set) {
    static const char *const endings[] = {"}", ":word}", ":Word}"};
    uint32_t set = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '}')
            return false;
        if (text.p[i] != '{')
            continue;
        struct str rest = str_sub(text, i + 1, text.n);
        if (!rest.n || rest.p[0] < '0' || rest.p[0] > '9')
            return false;
        set |= 1u << (rest.p[0] - '0');
        rest = str_sub(rest, 1, rest.n);
        size_t ending = 0;
        while (ending < COUNT(endings) && !str_starts(rest, str_of(endings[ending])))
            ending++;
        if (ending == COUNT(endings))
            return false;
        i += 1 + strlen(endings[ending]);
    }
    *ret_set = set;
    return true;
}

static bool read_forms(struct arena *arena, const char *path, po_message_t message,
                       struct text *text) {
    const char *plural = po_message_msgid_plural(message);
    if (!plural) {
        text->other = str_copy(arena, str_of(po_message_msgstr(message)));
        return true;
    }
    const char *one = po_message_msgstr_plural(message, 0);
    const char *other = po_message_msgstr_plural(message, 1);
    if (strcmp(plural, text->key) != 0)
        return tool_error(path, 0, "%s: msgid_plural must be the same key", text->key);
    if (!one || !*one || !other || po_message_msgstr_plural(message, 2))
        return tool_error(path, 0, "%s: needs exactly two forms", text->key);
    text->one = str_copy(arena, str_of(one));
    text->other = str_copy(arena, str_of(other));
    return true;
}

static bool read_text(struct arena *arena, const char *path, po_message_t message,
                      struct text *text) {
    const char *key = po_message_msgid(message);
    text->key = str_c(arena, str_of(key));
    if (!text->key)
        return tool_error(path, 0, "out of memory");
    if (po_message_msgctxt(message))
        return tool_error(path, 0, "%s: msgctxt is not used here", key);
    if (po_message_is_fuzzy(message))
        return tool_error(path, 0, "%s: is marked fuzzy", key);
    if (!key_is_well_formed(key))
        return tool_error(path, 0, "%s: a key is lower-case letters, digits, '.' and '-'", key);
    if (!read_forms(arena, path, message, text))
        return false;
    if (!text->other.n)
        return tool_error(path, 0, "%s: has no translation", key);
    uint32_t of_one = 0, of_other = 0;
    if (!find_placeholders(text->one, &of_one) || !find_placeholders(text->other, &of_other))
        return tool_error(path, 0, "%s: a brace that is no {0} … {9}", key);
    text->placeholders = of_one | of_other;
    if (text->one.n && !(text->placeholders & 1))
        return tool_error(path, 0, "%s: counts, but has no {0}", key);
    if (text->placeholders & (text->placeholders + 1))
        return tool_error(path, 0, "%s: placeholders must be {0}, {1} … without a hole", key);
    return true;
}

static int compare_keys(const void *a, const void *b) {
    return strcmp(((const struct text *)a)->key, ((const struct text *)b)->key);
}

static bool read_messages(struct arena *arena, po_file_t file, struct catalogue *catalogue) {
    bool good = true;
    po_message_iterator_t iterator = po_message_iterator(file, NULL);
    for (po_message_t message; (message = po_next_message(iterator));) {
        if (po_message_is_obsolete(message) || !*po_message_msgid(message))
            continue;
        struct text text = {0};
        if (!read_text(arena, catalogue->path, message, &text)) {
            good = false;
            continue;
        }
        struct text *slot = LIST_PUSH(arena, &catalogue->texts);
        if (!slot)
            good = tool_error(catalogue->path, 0, "out of memory");
        else
            *slot = text;
    }
    po_message_iterator_free(iterator);
    return good;
}

static bool read_catalogue(struct arena *arena, const char *path, struct catalogue *catalogue) {
    static const struct po_xerror_handler handler = {on_error, on_error_of_two};
    catalogue->path = path;
    po_file_t file = po_file_read(path, &handler);
    if (!file)
        return tool_error(path, 0, "cannot be read");
    const char *header = po_file_domain_header(file, NULL);
    bool good = syntax_errors == 0;
    if (!header || !strstr(header, "charset=UTF-8"))
        good = tool_error(path, 0, "has no header that says charset=UTF-8");
    good = read_messages(arena, file, catalogue) && good;
    po_file_free(file);
    if (catalogue->texts.n)
        qsort(catalogue->texts.items, catalogue->texts.n, sizeof(struct text), compare_keys);
    return good;
}

static size_t count_words(struct str text) {
    size_t words = 0;
    for (struct str part; str_split(&text, ' ', &part);)
        words += part.n > 0 && part.p[0] != '{';
    return words;
}

static bool compare_texts(const char *path, const struct text *a, const struct text *b) {
    if (a->placeholders != b->placeholders)
        return tool_error(path, 0, "%s: placeholders differ between the languages", a->key);
    if (!a->one.n != !b->one.n)
        return tool_error(path, 0, "%s: counts in one language only", a->key);
    if (str_eq(a->other, b->other) && count_words(a->other) > WORDS_THAT_MAY_AGREE)
        return tool_error(path, 0, "%s: is the same in both languages: not translated?", a->key);
    return true;
}

// Walks both sorted lists at once.
static bool compare_catalogues(const struct catalogue *a, const struct catalogue *b) {
    bool good = true;
    size_t i = 0, j = 0;
    while (i < a->texts.n && j < b->texts.n) {
        const struct text *left = &a->texts.items[i], *right = &b->texts.items[j];
        int order = strcmp(left->key, right->key);
        if (order == 0)
            good = compare_texts(b->path, left, right) && good;
        else
            good = tool_error(order < 0 ? b->path : a->path, 0, "%s: is missing",
                              order < 0 ? left->key : right->key);
        i += order <= 0;
        j += order >= 0;
    }
    for (; i < a->texts.n; i++)
        good = tool_error(b->path, 0, "%s: is missing", a->texts.items[i].key);
    for (; j < b->texts.n; j++)
        good = tool_error(a->path, 0, "%s: is missing", b->texts.items[j].key);
    return good;
}

static void add_name(struct buf *buf, const char *key) {
    for (; *key; key++)
        buf_add_char(buf, *key == '.' || *key == '-' ? '_' : *key);
}

static bool write_header(struct arena *arena, const struct catalogue *catalogue, const char *path) {
    struct buf buf = buf_new(arena, TOOL_FILE_MAX);
    buf_add_c(&buf, "// Generated by tools/mkcatalogue.c from locale/*.po.\n"
                    "#ifndef VAKA_I18N_CATALOGUE_DATA_H\n#define VAKA_I18N_CATALOGUE_DATA_H\n\n"
                    "enum text_id {\n");
    for (size_t i = 0; i < catalogue->texts.n; i++) {
        buf_add_c(&buf, "    T_");
        add_name(&buf, catalogue->texts.items[i].key);
        buf_add_c(&buf, ",\n");
    }
    buf_add_c(&buf, "    TEXT_COUNT\n};\n\n"
                    "// How many arguments each text takes.\nenum text_args {\n");
    for (size_t i = 0; i < catalogue->texts.n; i++) {
        buf_add_c(&buf, "    ARGS_T_");
        add_name(&buf, catalogue->texts.items[i].key);
        buf_printf(&buf, " = %d,\n", __builtin_popcount(catalogue->texts.items[i].placeholders));
    }
    buf_add_c(&buf, "};\n\n#endif\n");
    return tool_write(path, &buf);
}

static void add_str(struct buf *buf, struct str text) {
    if (!text.n) {
        buf_add_c(buf, "{0, 0}");
        return;
    }
    buf_add_char(buf, '{');
    tool_add_literal(buf, text);
    buf_printf(buf, ", %zu}", text.n);
}

static bool write_data(struct arena *arena, const struct catalogue *catalogues, const char *path) {
    struct buf buf = buf_new(arena, TOOL_FILE_MAX);
    buf_add_c(&buf, "// Generated by tools/mkcatalogue.c from locale/*.po.\n"
                    "#include \"i18n/catalogue_table.h\"\n\n"
                    "const struct catalogue_key catalogue_keys[TEXT_COUNT] = {\n");
    for (size_t i = 0; i < catalogues->texts.n; i++)
        buf_printf(&buf, "    {\"%s\", %d},\n", catalogues->texts.items[i].key,
                   __builtin_popcount(catalogues->texts.items[i].placeholders));
    buf_add_c(
        &buf,
        "};\n\nconst struct catalogue_forms catalogue_table[LANGUAGE_COUNT][TEXT_COUNT] = {\n");
    for (size_t language = 0; language < LANGUAGES; language++) {
        buf_add_c(&buf, "    {\n");
        for (size_t i = 0; i < catalogues[language].texts.n; i++) {
            buf_add_c(&buf, "        {");
            add_str(&buf, catalogues[language].texts.items[i].one);
            buf_add_c(&buf, ", ");
            add_str(&buf, catalogues[language].texts.items[i].other);
            buf_add_c(&buf, "},\n");
        }
        buf_add_c(&buf, "    },\n");
    }
    buf_add_c(&buf, "};\n");
    return tool_write(path, &buf);
}

int main(int argc, char **argv) {
    if (argc != 5) {
        fprintf(stderr, "usage: mkcatalogue sv.po en.po OUT.c OUT.h\n");
        return 2;
    }
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    if (!arena)
        return 1;
    struct catalogue catalogues[LANGUAGES] = {0};
    bool good = true;
    for (size_t i = 0; i < LANGUAGES; i++)
        good = read_catalogue(arena, argv[1 + i], &catalogues[i]) && good;
    // What one file lacks because of a fault in it would be reported twice.
    good = good && compare_catalogues(&catalogues[0], &catalogues[1]);
    good = good && write_data(arena, catalogues, argv[3]);
    good = good && write_header(arena, &catalogues[0], argv[4]);
    return good ? 0 : 1;
}
