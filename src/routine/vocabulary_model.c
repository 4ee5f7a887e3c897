// SPDX-License-Identifier: EUPL-1.2
#include "routine/vocabulary_model.h"

#include <assert.h>

#include "routine/routine.h"

#define DMN_NAMESPACE "https://www.omg.org/spec/DMN/20191111/MODEL/"
#define FEEL_NAMESPACE "https://www.omg.org/spec/DMN/20191111/FEEL/"
#define MODEL_MAX ((size_t)1024 * 1024)

enum need { REQUIRED, OPTIONAL };

struct writer {
    struct arena *arena;
    struct buf buf;
};

// The letters of Swedish that are no ASCII (å ä ö é) are two bytes, 0x20 apart in their cases.
static void add_word(struct buf *buf, struct str word) {
    size_t letter = word.n > 1 && (unsigned char)word.p[0] == 0xC3 ? 1 : 0;
    for (size_t i = 0; i < word.n; i++) {
        unsigned char c = (unsigned char)word.p[i];
        bool lower = letter ? c >= 0xA0 && c <= 0xBE : c >= 'a' && c <= 'z';
        buf_add_char(buf, (char)(i == letter && lower ? c - 0x20 : c));
    }
}

struct str type_name(struct arena *arena, const char *feel) {
    struct buf buf = buf_new(arena, MODEL_MAX);
    struct str rest = str_of(feel), word, name = STR_NONE;
    buf_add_char(&buf, 't');
    while (str_split(&rest, ' ', &word))
        add_word(&buf, word);
    return buf_done(&buf, &name, NULL) ? name : STR_NONE;
}

bool is_in_model(enum event_kind kind) {
    return event_info(kind)->stream == STREAM_person && kind != EVENT_entry_withdrawn;
}

static bool is_first_of_event(size_t link) {
    for (size_t i = 0; i < link; i++)
        if (link_at(i)->thing == link_at(link)->thing && link_at(i)->event == link_at(link)->event)
            return false;
    return true;
}

bool next_event_of_thing(enum thing_kind thing, size_t *at, const struct link_info **ret_link) {
    while (*at < link_count()) {
        size_t i = (*at)++;
        if (link_at(i)->thing != thing || !is_first_of_event(i))
            continue;
        *ret_link = link_at(i);
        return true;
    }
    return false;
}

const struct record_info *opening_record(enum thing_kind thing) {
    const struct link_info *opening;
    size_t at = 0;
    bool found = next_event_of_thing(thing, &at, &opening);
    assert(found && opening->kind == LINK_OPENS);
    return opening->by == FIELD_NONE ? NULL : record_info(field_info(opening->by)->each);
}

bool opens_alone(enum thing_kind thing) {
    size_t openers = 0, at = 0;
    for (const struct link_info *link; next_event_of_thing(thing, &at, &link);)
        openers += link->kind == LINK_OPENS;
    return openers == 1;
}

static void add_escaped(struct buf *buf, const char *text) {
    for (; *text; text++)
        if (*text == '&')
            buf_add_c(buf, "&amp;");
        else if (*text == '<')
            buf_add_c(buf, "&lt;");
        else if (*text == '"')
            buf_add_c(buf, "&quot;");
        else
            buf_add_char(buf, *text);
}

// Modellers take ids of ASCII letters only: å and ä become a, ö becomes o, all others are dropped.
static void add_id(struct buf *buf, struct str name) {
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.p[i];
        bool lower = c & 0x20;
        if (c < 0x80)
            buf_add_char(buf, (char)c);
        else if ((c | 0x20) == 0xA4 || (c | 0x20) == 0xA5)
            buf_add_char(buf, lower ? 'a' : 'A');
        else if ((c | 0x20) == 0xB6)
            buf_add_char(buf, lower ? 'o' : 'O');
    }
}

static void open_type(struct writer *w, const char *feel) {
    struct str name = type_name(w->arena, feel);
    buf_add_c(&w->buf, "  <itemDefinition id=\"");
    add_id(&w->buf, name);
    buf_printf(&w->buf, "\" name=\"" STR_FMT "\">\n", STR_ARG(name));
}

static void close_type(struct writer *w) {
    buf_add_c(&w->buf, "  </itemDefinition>\n");
}

static void add_component(struct writer *w, const char *before, const char *name, struct str type,
                          bool is_list, enum need need, const char *description) {
    buf_add_c(&w->buf, "    <itemComponent name=\"");
    add_escaped(&w->buf, before);
    add_escaped(&w->buf, name);
    buf_add_c(&w->buf, "\"");
    if (is_list)
        buf_add_c(&w->buf, " isCollection=\"true\"");
    if (need == OPTIONAL)
        buf_add_c(&w->buf, " vaka:optional=\"true\"");
    buf_add_c(&w->buf, ">\n");
    if (description) {
        buf_add_c(&w->buf, "      <description>");
        add_escaped(&w->buf, description);
        buf_add_c(&w->buf, "</description>\n");
    }
    buf_printf(&w->buf, "      <typeRef>" STR_FMT "</typeRef>\n    </itemComponent>\n",
               STR_ARG(type));
}

static void add_plain(struct writer *w, const char *name, const char *type, enum need need,
                      const char *description) {
    add_component(w, "", name, str_of(type), false, need, description);
}

static struct str type_of_field(struct writer *w, const struct field_info *field) {
    switch (field->type) {
    case TYPE_LINE:
    case TYPE_TEXT:
    case TYPE_NUMBER:
    case TYPE_UNIT:
    case TYPE_PERSON:
    case TYPE_USER:
        return STR("string");
    case TYPE_CODE_OF:
    case TYPE_SET_OF:
        return type_name(w->arena, list_info(field->codes)->feel);
    case TYPE_DATE:
        return STR("date");
    case TYPE_TIME:
        return STR("time");
    case TYPE_REF:
    case TYPE_REFS:
        return STR("number");
    case TYPE_EACH:
        return type_name(w->arena, record_info(field->each)->feel);
    }
    assert(!"a type");
    return STR_NONE;
}

static void add_fields(struct writer *w, enum field_id first, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct field_info *field = field_info((enum field_id)(first + i));
        bool is_list =
            field->type == TYPE_SET_OF || field->type == TYPE_REFS || field->type == TYPE_EACH;
        // A list that was not given is empty.
        enum need need = field->required || is_list ? REQUIRED : OPTIONAL;
        add_component(w, "", field->feel, type_of_field(w, field), is_list, need, field->sv);
    }
}

static void add_values(struct writer *w, const char *feel, size_t count,
                       const char *(*value)(size_t i, const void *context), const void *context) {
    open_type(w, feel);
    buf_add_c(&w->buf, "    <typeRef>string</typeRef>\n    <allowedValues>\n      <text>");
    for (size_t i = 0; i < count; i++) {
        buf_add_c(&w->buf, i ? ", &quot;" : "&quot;");
        add_escaped(&w->buf, value(i, context));
        buf_add_c(&w->buf, "&quot;");
    }
    buf_add_c(&w->buf, "</text>\n    </allowedValues>\n");
    close_type(w);
}

static const char *code_value(size_t i, const void *context) {
    const struct list_info *list = context;
    return code_info((enum code)(list->first + i))->sv;
}

static const char *act_value(size_t i, const void *context) {
    const enum event_kind *kinds = context;
    return event_info(kinds[i])->feel;
}

static void add_code_lists(struct writer *w) {
    for (enum code_list list = CODES_NONE + 1; list < CODE_LIST_COUNT; list++)
        add_values(w, list_info(list)->feel, list_info(list)->count, code_value, list_info(list));
    enum event_kind kinds[EVENT_KIND_COUNT];
    size_t n = 0;
    for (enum event_kind kind = EVENT_NONE + 1; kind < EVENT_KIND_COUNT; kind++)
        if (is_in_model(kind))
            kinds[n++] = kind;
    add_values(w, "akt", n, act_value, kinds);
}

static void add_records(struct writer *w) {
    for (enum record_kind kind = RECORD_NONE + 1; kind < RECORD_KIND_COUNT; kind++) {
        const struct record_info *record = record_info(kind);
        const char *key = list_info(record->list)->feel;
        open_type(w, record->feel);
        add_component(w, "", key, type_name(w->arena, key), false, REQUIRED, NULL);
        add_fields(w, record->first, record->count);
        close_type(w);
    }
}

static void add_events(struct writer *w) {
    for (enum event_kind kind = EVENT_NONE + 1; kind < EVENT_KIND_COUNT; kind++) {
        const struct event_info *event = event_info(kind);
        if (!is_in_model(kind))
            continue;
        open_type(w, event->feel);
        add_plain(w, NAME_DATE, "date", REQUIRED, "Dagen då det hände");
        add_plain(w, NAME_MOMENT, "dateTime", REQUIRED,
                  "Då det hände. Är bara dagen känd: slutet av den, eller då det dokumenterades");
        add_plain(w, NAME_RECORDED_AT, "dateTime", REQUIRED,
                  "Då det dokumenterades, så som det nu lyder: är det rättat, då det rättades");
        add_plain(w, NAME_UNIT, "string", REQUIRED, "Enheten som dokumenterade");
        add_plain(w, NAME_NUMBER, "number", REQUIRED, "Uppgiftens nummer i ärendet");
        if (event->law_by != FIELD_NONE)
            add_plain(w, NAME_LAW, "string", REQUIRED, "HSL, SoL eller LSS");
        add_fields(w, event->first, event->count);
        close_type(w);
    }
}

// Latest and all of the events that bear on a thing, each under its own name.
static void add_events_of_thing(struct writer *w, enum thing_kind kind) {
    const struct link_info *link;
    for (size_t at = 0; next_event_of_thing(kind, &at, &link);) {
        if (link->kind == LINK_OPENS && thing_info(kind)->bare)
            continue;
        const struct event_info *event = event_info(link->event);
        struct str type = type_name(w->arena, event->feel);
        if (link->kind == LINK_OPENS) {
            enum need need = opens_alone(kind) ? REQUIRED : OPTIONAL;
            add_component(w, "", event->feel, type, false, need, "Det som öppnade");
            continue;
        }
        add_component(w, "", event->feel, type, false, OPTIONAL, "Den senaste");
        add_component(w, NAME_ALL, event->plural, type, true, REQUIRED,
                      "Alla, i den ordning de hände");
    }
}

// What a thing without fields of its own says of the event that opened it.
static void add_envelope(struct writer *w) {
    add_plain(w, NAME_RECORDED, "date", REQUIRED, "Dagen då det dokumenterades");
    add_component(w, "", NAME_ACT, type_name(w->arena, "akt"), false, REQUIRED, "Vad som öppnade");
    add_plain(w, NAME_DEVIATION, "string", OPTIONAL, "Vad rutinen saknade");
    add_plain(w, NAME_BECAUSE, "string", OPTIONAL, "Varför det gjordes ändå");
}

static bool has_law(enum thing_kind thing) {
    const struct link_info *opening;
    size_t at = 0;
    return !thing_info(thing)->bare && next_event_of_thing(thing, &at, &opening) &&
           event_info(opening->event)->law_by != FIELD_NONE;
}

static void add_things(struct writer *w) {
    for (enum thing_kind kind = THING_NONE + 1; kind < THING_KIND_COUNT; kind++) {
        const struct thing_info *thing = thing_info(kind);
        const struct record_info *record = opening_record(kind);
        const struct link_info *opening;
        size_t at = 0;
        open_type(w, thing->feel);
        if (thing->key != CODES_NONE)
            add_component(w, "", list_info(thing->key)->feel,
                          type_name(w->arena, list_info(thing->key)->feel), false, REQUIRED, NULL);
        if (thing->bare)
            add_envelope(w);
        else if (record)
            add_fields(w, record->first, record->count);
        else if (next_event_of_thing(kind, &at, &opening))
            add_fields(w, event_info(opening->event)->first, event_info(opening->event)->count);
        add_plain(w, NAME_LASTS, "boolean", REQUIRED, "Öppnad men inte avslutad");
        add_plain(w, NAME_OPENED, "date", REQUIRED, NULL);
        add_plain(w, NAME_OPENED_AT, "dateTime", REQUIRED, NULL);
        add_plain(w, NAME_CLOSED, "date", OPTIONAL, NULL);
        add_component(w, "", NAME_LATEST, type_name(w->arena, "akt"), false, REQUIRED,
                      "Det senaste som öppnade, rörde eller avslutade");
        add_plain(w, NAME_NUMBER, "number", REQUIRED, "Numret på uppgiften som öppnade");
        add_plain(w, NAME_SENDER, "string", REQUIRED, "Enheten som öppnade");
        add_plain(w, NAME_SENDER_ROLE, "tRoll", OPTIONAL, "Rollen hos den som öppnade");
        if (has_law(kind))
            add_plain(w, NAME_LAW, "string", REQUIRED, "HSL, SoL eller LSS");
        add_events_of_thing(w, kind);
        close_type(w);
    }
}

static void add_case(struct writer *w) {
    open_type(w, "ärende");
    for (enum event_kind kind = EVENT_NONE + 1; kind < EVENT_KIND_COUNT; kind++) {
        const struct event_info *event = event_info(kind);
        if (!is_in_model(kind))
            continue;
        struct str type = type_name(w->arena, event->feel);
        add_component(w, "", event->feel, type, false, OPTIONAL, "Den senaste");
        add_component(w, NAME_ALL, event->plural, type, true, REQUIRED,
                      "Alla, i den ordning de hände");
    }
    for (enum thing_kind kind = THING_NONE + 1; kind < THING_KIND_COUNT; kind++)
        add_component(w, "", thing_info(kind)->plural, type_name(w->arena, thing_info(kind)->feel),
                      true, REQUIRED, "I den ordning de öppnades");
    close_type(w);
}

static void add_answers(struct writer *w) {
    open_type(w, "plikt");
    add_plain(w, "vad", "string", OPTIONAL, "Vad som ska göras. Tomt: inget ska göras");
    add_plain(w, "roll", "tRoll", OPTIONAL, "Vems plikt");
    add_plain(w, "enhet", "string", OPTIONAL, "Vid vilken enhet");
    add_plain(w, "arbetslag", "tArbetslag", OPTIONAL,
              "Vilket arbetslag av dem som har rollen. Tomt: alla");
    add_plain(w, "senast", "date", OPTIONAL, "Senast den dagen, till dagens slut");
    add_plain(w, "senast kl", "time", OPTIONAL, "Klockslaget den dagen");
    add_plain(
        w, "senast vid", "dateTime", OPTIONAL,
        "Senast vid den tidpunkten, i stället för dag och klockslag: för det som räknas i timmar");
    add_plain(w, "brådskar", "boolean", OPTIONAL,
              "Står överst i listan, före allt som inte brådskar");
    add_plain(w, "visas från", "date", OPTIONAL,
              "Plikten finns från början men visas först den dagen: för upptrappning");
    add_plain(w, "visas vid", "dateTime", OPTIONAL, "Tidpunkten då den visas, i stället för dagen");
    add_plain(w, "trappar upp", "string", OPTIONAL,
              "Beslutet vars plikt om samma sak den trappar upp: de två är en sak att göra");
    add_plain(w, "sedan", "date", OPTIONAL, "Dagen då plikten uppstod: en ny dag är en ny plikt");
    add_plain(w, "sedan vid", "dateTime", OPTIONAL,
              "Tidpunkten då den uppstod, i stället för dagen");
    add_plain(w, "fullgörs av", "tAkt", OPTIONAL, "Uppgiften som fullgör den");
    add_plain(w, "fullgörs även av", "tAkt", OPTIONAL, "En annan uppgift som också gör det");
    close_type(w);
    open_type(w, "tillstånd");
    add_plain(w, "akt", "tAkt", REQUIRED, "Vad det gäller");
    add_plain(w, "får", "boolean", REQUIRED, NULL);
    add_plain(w, "saknas", "string", OPTIONAL, "En mening om vad som saknas och hur det rättas");
    add_plain(w, "avvikelse möjlig", "boolean", OPTIONAL,
              "Får dokumenteras ändå, som avvikelse, för att det redan har hänt");
    close_type(w);
    open_type(w, "förslag");
    add_plain(w, "akt", "tAkt", REQUIRED, "Vad det gäller");
    add_plain(w, "utfall", "string", REQUIRED, "Vad rutinen ger");
    add_plain(w, "grund", "string", REQUIRED, "Varför, som en mening");
    close_type(w);
    open_type(w, "ansvar");
    add_plain(w, "ansvarig", "string", REQUIRED, "Vem, i ord");
    add_plain(w, "enhet", "string", OPTIONAL, NULL);
    add_plain(w, "grund", "string", OPTIONAL, "Varför, som en mening");
    add_plain(w, "från", "date", OPTIONAL, NULL);
    close_type(w);
    open_type(w, "läge");
    add_plain(w, "mening", "string", OPTIONAL, "Läget i ord, utan punkt. Tomt: inget att säga");
    add_plain(w, "sedan", "date", OPTIONAL, NULL);
    close_type(w);
    open_type(w, "avgift");
    add_plain(w, "nivå", "string", REQUIRED, "Avgiftsnivån i ord");
    add_plain(w, "grund", "string", REQUIRED, "Varför, som en mening");
    add_plain(w, "från", "date", OPTIONAL, NULL);
    add_plain(
        w, "ordning", "number", OPTIONAL,
        "En dyrare nivå har ett högre tal. Tomt: kan inte jämföras, och inget tak gäller den");
    close_type(w);
    open_type(w, "avgiftstak");
    add_plain(w, "gäller", "boolean", REQUIRED,
              "Medan det gäller är ingen avgift högre än den som gällde när det började");
    add_plain(w, "grund", "string", OPTIONAL, "Varför, som en mening");
    add_plain(w, "sedan", "date", OPTIONAL, "Dagen då det började: en ny dag är ett nytt tak");
    close_type(w);
    open_type(w, "checklista");
    add_component(w, "", "akter", STR("tAkt"), true, REQUIRED, "Vid vilka formulär den visas");
    add_component(w, "", "punkter", STR("string"), true, REQUIRED,
                  "Vad som behövs eller saknas. Tomt: inget");
    close_type(w);
}

bool vocabulary_model(struct arena *arena, struct str *ret_xml, struct error *err) {
    struct writer w = {arena, buf_new(arena, MODEL_MAX)};
    buf_printf(&w.buf, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                       "<definitions xmlns=\"" DMN_NAMESPACE "\" xmlns:vaka=\"urn:vaka:dmn\"\n"
                       "             id=\"vokabular\" name=\"vokabulär\"\n"
                       "             namespace=\"" VOCABULARY_NAMESPACE "\"\n"
                       "             typeLanguage=\"" FEEL_NAMESPACE "\">\n"
                       "  <description>Allt som kan hända i ett ärende. Skriven av programmet "
                       "(vaka vocabulary --dmn).</description>\n");
    add_code_lists(&w);
    add_records(&w);
    add_events(&w);
    add_things(&w);
    add_case(&w);
    add_answers(&w);
    buf_add_c(&w.buf, "</definitions>\n");
    if (arena_failed(arena))
        return error_memory(err);
    return buf_done(&w.buf, ret_xml, err);
}
