// SPDX-License-Identifier: EUPL-1.2
#include <assert.h>

#include "routine/routine.h"
#include "routine/vocabulary_model.h"

#define PAGE_MAX ((size_t)1024 * 1024)

static struct str type_text(struct arena *arena, const struct field_info *field) {
    switch (field->type) {
    case TYPE_LINE:
        return STR("line");
    case TYPE_TEXT:
        return STR("text");
    case TYPE_CODE_OF:
        return str_printf(arena, "one of [%s](#%s)", list_info(field->codes)->feel,
                          list_info(field->codes)->feel);
    case TYPE_SET_OF:
        return str_printf(arena, "some of [%s](#%s)", list_info(field->codes)->feel,
                          list_info(field->codes)->feel);
    case TYPE_DATE:
        return STR("date");
    case TYPE_TIME:
        return STR("time of day");
    case TYPE_NUMBER:
        return STR("identity number");
    case TYPE_UNIT:
        return STR("unit");
    case TYPE_USER:
        return STR("user");
    case TYPE_PERSON:
        return STR("another person's record");
    case TYPE_REF:
        return str_printf(arena, "number of a %s", thing_info(field->thing)->feel);
    case TYPE_REFS:
        return str_printf(arena, "numbers of %s", thing_info(field->thing)->plural);
    case TYPE_EACH:
        return str_printf(arena, "%s, one for each that it concerns",
                          record_info(field->each)->feel);
    }
    assert(!"a type");
    return STR_NONE;
}

static void add_fields(struct arena *arena, struct buf *buf, enum field_id first, size_t count) {
    if (!count)
        return;
    buf_add_c(buf, "\n| in routines | stored as | what it holds | must be given | on screen |\n"
                   "|---|---|---|---|---|\n");
    for (size_t i = 0; i < count; i++) {
        const struct field_info *field = field_info((enum field_id)(first + i));
        struct str type = type_text(arena, field);
        buf_printf(buf, "| %s | `%s` | " STR_FMT " | %s | %s |\n", field->feel, field->id,
                   STR_ARG(type), field->required ? "yes" : "no", field->sv);
    }
}

// What the program does with the kind beyond keeping it.
static void add_marks(struct buf *buf, enum event_kind kind) {
    static const char *const words[] = {"told to whoever comes next", "a confirmation",
                                        "changes what is done for the person"};
    const bool marks[] = {event_is_news(kind), event_confirms(kind), event_intervenes(kind)};
    const char *before = "\nMarked: ";
    for (size_t i = 0; i < COUNT(marks); i++)
        if (marks[i]) {
            buf_printf(buf, "%s%s", before, words[i]);
            before = ", ";
        }
    if (before[0] == ',')
        buf_add_c(buf, ".\n");
}

static void add_event(struct arena *arena, struct buf *buf, enum event_kind kind) {
    const struct event_info *event = event_info(kind);
    buf_printf(buf, "\n### %s\n\n%s. Stored as `%s` in the stream of a %s", event->sv, event->en,
               event->id, stream_kind_id(event->stream));
    if (event->law != LAW_NONE)
        buf_printf(buf, ", a record under %s", law_id(event->law));
    buf_add_c(buf, ".\n");
    if (is_in_model(kind)) {
        struct str type = type_name(arena, event->feel);
        buf_printf(buf,
                   "\nIn routines: type `" STR_FMT "`; the latest is `ärende.%s`, the list "
                   "`ärende.alla %s`.\n",
                   STR_ARG(type), event->feel, event->plural);
    }
    add_marks(buf, kind);
    add_fields(arena, buf, event->first, event->count);
}

static const char *verb(enum link_kind kind) {
    switch (kind) {
    case LINK_OPENS:
        return "opened";
    case LINK_TOUCHES:
        return "touched";
    case LINK_CLOSES:
        return "closed";
    }
    assert(!"a kind of link");
    return "";
}

static void add_thing(struct arena *arena, struct buf *buf, enum thing_kind kind) {
    const struct thing_info *thing = thing_info(kind);
    struct str type = type_name(arena, thing->feel);
    buf_printf(buf, "\n### %s\n\nIn routines: type `" STR_FMT "`; the list is `ärende.%s`.\n\n",
               thing->feel, STR_ARG(type), thing->plural);
    if (thing->bare)
        buf_add_c(buf, "Of what opened it: `" NAME_RECORDED "`, `" NAME_ACT "`, `" NAME_DEVIATION
                       "`, `" NAME_BECAUSE "`.\n\n");
    if (thing->renewed)
        buf_add_c(buf, "When the entry that opened it is corrected, it stands open again.\n\n");
    for (size_t i = 0; i < link_count(); i++) {
        const struct link_info *link = link_at(i);
        if (link->thing != kind)
            continue;
        if (link->event == EVENT_NONE) {
            buf_add_c(buf, "- opened by every event that was recorded as a deviation\n");
            continue;
        }
        buf_printf(buf, "- %s by *%s*", verb(link->kind), event_info(link->event)->feel);
        if (link->by != FIELD_NONE)
            buf_printf(buf, ", by its field *%s*", field_info(link->by)->feel);
        if (link->own)
            buf_add_c(buf, ", by the same unit");
        if (link->known)
            buf_add_c(buf, ", when it was recorded before");
        if (link->unless != FIELD_NONE)
            buf_printf(buf, " and *%s* does not say which", field_info(link->unless)->feel);
        if (link->kind == LINK_OPENS && thing->only_if != FIELD_NONE)
            buf_printf(buf, " where *%s* is “%s”", field_info(thing->only_if)->feel,
                       code_info(thing->only_if_code)->sv);
        buf_add_char(buf, '\n');
    }
}

static void add_codes(struct buf *buf, enum code_list kind) {
    const struct list_info *list = list_info(kind);
    buf_printf(buf, "\n### %s\n\n| in routines | stored as | in English |\n|---|---|---|\n",
               list->feel);
    for (size_t i = 0; i < list->count; i++) {
        const struct code_info *code = code_info((enum code)(list->first + i));
        buf_printf(buf, "| %s | `%s` | %s |\n", code->sv, code->id, code->en);
    }
}

bool vocabulary_page(struct arena *arena, struct str *ret_markdown, struct error *err) {
    struct buf buf = buf_new(arena, PAGE_MAX);
    buf_printf(&buf,
               "# The vocabulary\n\n"
               "Everything that can happen, as it is stored and as routines name it. Version %d. "
               "Written by the program: `vaka vocabulary --markdown`.\n\n"
               "A routine also sees of every event `" NAME_DATE "`, `" NAME_MOMENT
               "`, `" NAME_RECORDED_AT "`, `" NAME_UNIT
               "` (of whoever recorded it) and `" NAME_NUMBER
               "`, and of everything that lasts `" NAME_LASTS "`, "
               "`" NAME_OPENED "`, `" NAME_OPENED_AT "`, `" NAME_CLOSED "`, `" NAME_LATEST
               "`, `" NAME_NUMBER "`, "
               "`" NAME_SENDER "` and `" NAME_SENDER_ROLE
               "`. What need not be given is null when it is absent.\n\n"
               "## What happens\n",
               VOCABULARY_VERSION);
    for (enum event_kind kind = EVENT_NONE + 1; kind < EVENT_KIND_COUNT; kind++)
        add_event(arena, &buf, kind);
    buf_add_c(&buf, "\n## Parts that stand once for each\n");
    for (enum record_kind kind = RECORD_NONE + 1; kind < RECORD_KIND_COUNT; kind++) {
        const struct record_info *record = record_info(kind);
        buf_printf(&buf, "\n### %s\n\nOne for each %s.\n", record->feel,
                   list_info(record->list)->feel);
        add_fields(arena, &buf, record->first, record->count);
    }
    buf_add_c(&buf, "\n## What lasts\n");
    for (enum thing_kind kind = THING_NONE + 1; kind < THING_KIND_COUNT; kind++)
        add_thing(arena, &buf, kind);
    buf_add_c(&buf, "\n## Codes\n");
    for (enum code_list kind = CODES_NONE + 1; kind < CODE_LIST_COUNT; kind++)
        add_codes(&buf, kind);
    if (arena_failed(arena))
        return error_memory(err);
    return buf_done(&buf, ret_markdown, err);
}
