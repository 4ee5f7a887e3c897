// SPDX-License-Identifier: EUPL-1.2
//
// The tables of vocabulary.h, made from vocabulary.def alone. What the preprocessor cannot count,
// the size of a struct does: below, each list of codes and each owner of fields becomes a struct
// with one byte for each of its members, and one more so that it is never empty.
#include "care/vocabulary.h"

#include <string.h>

#include <assert.h>
#include <stddef.h>

#define STREAM_ID_LENGTH 26
#define SET_CODES_MAX 32 // bits of a set

// clang-format off
struct codes_before_the_first_list { char none;
#define CODES(list, feel) }; struct codes_of_##list { char none;
#define CODE(list, id, sv, en) char code_##id;
#include "care/vocabulary.def"
};
struct fields_before_the_first_owner { char none;
#define EVENT(id, stream, law, feel, plural, sv, en) }; struct fields_of_##id { char none;
#define RECORD(record, list, feel) }; struct fields_of_##record { char none;
#define FIELD(owner, id, type, of, need, feel, sv, en) char field_##id;
#include "care/vocabulary.def"
};
// clang-format on
#define CODES_IN(list) (sizeof(struct codes_of_##list) - 1)
#define FIELDS_IN(owner) (sizeof(struct fields_of_##owner) - 1)

// The number of the first code of a list: that of the next code where the list begins.
enum {
    NEXT_CODE_AT_START,
#define CODES(list, feel) FIRST_CODE_##list, BACK_##list = FIRST_CODE_##list - 1,
#define CODE(list, id, sv, en) AGAIN_##list##_##id,
#include "care/vocabulary.def"
};
enum {
    NEXT_FIELD_AT_START,
#define EVENT(id, stream, law, feel, plural, sv, en)                                               \
    FIRST_FIELD_##id, BACK_FIELD_##id = FIRST_FIELD_##id - 1,
#define RECORD(record, list, feel)                                                                 \
    FIRST_FIELD_##record, BACK_FIELD_##record = FIRST_FIELD_##record - 1,
#define FIELD(owner, id, type, of, need, feel, sv, en) AGAIN_FIELD_##owner##_##id,
#include "care/vocabulary.def"
};

#define CODES(list, feel)                                                                          \
    static_assert(CODES_IN(list) > 0 && CODES_IN(list) <= SET_CODES_MAX, "codes of " #list);
#define CODE(list, id, sv, en)                                                                     \
    static_assert((size_t)CODE_##list##_##id ==                                                    \
                      (size_t)FIRST_CODE_##list + offsetof(struct codes_of_##list, code_##id) - 1, \
                  "the codes of " #list " stand apart");
#define FIELD(owner, id, type, of, need, feel, sv, en)                                             \
    static_assert((size_t)FIELD_##owner##_##id ==                                                  \
                      (size_t)FIRST_FIELD_##owner +                                                \
                          offsetof(struct fields_of_##owner, field_##id) - 1,                      \
                  "the fields of " #owner " stand apart");
#include "care/vocabulary.def"

// Who owns a field: an event or a record.
enum {
#define EVENT(id, stream, law, feel, plural, sv, en)                                               \
    OWNING_EVENT_##id = EVENT_##id, OWNING_RECORD_##id = RECORD_NONE, FIELD_##id##_NONE = 0,       \
    FIELD_##id##_ALL = 0,
#define RECORD(record, list, feel)                                                                 \
    OWNING_EVENT_##record = EVENT_NONE, OWNING_RECORD_##record = RECORD_##record,
#include "care/vocabulary.def"
};

static const struct code_info codes[] = {
#define CODE(of, code, swedish, english)                                                           \
    [CODE_##of##_##code].list = CODES_##of, [CODE_##of##_##code].id = #code,                       \
    [CODE_##of##_##code].sv = swedish, [CODE_##of##_##code].en = english,
#define CODE_LAW(of, code, by) [CODE_##of##_##code].law = LAW_##by,
#define NAMES_UNIT(of, code, kind) [CODE_##of##_##code].unit_kind = CODE_unit_kind_##kind,
#define BY_DELEGATION(of, code) [CODE_##of##_##code].by_delegation = true,
#include "care/vocabulary.def"
};

static const struct list_info lists[] = {
#define CODES(list, feel)                                                                          \
    [CODES_##list] = {#list, feel, (enum code)FIRST_CODE_##list, CODES_IN(list)},
#include "care/vocabulary.def"
};

static const struct record_info records[] = {
#define RECORD(record, list, feel)                                                                 \
    [RECORD_##record] = {#record, CODES_##list, feel, (enum field_id)FIRST_FIELD_##record,         \
                         FIELDS_IN(record)},
#include "care/vocabulary.def"
};

static const struct event_info events[] = {
#define EVENT(kind, of, by, name, all, swedish, english)                                           \
    [EVENT_##kind].stream = STREAM_##of, [EVENT_##kind].law = LAW_##by, [EVENT_##kind].id = #kind, \
    [EVENT_##kind].feel = name, [EVENT_##kind].plural = all, [EVENT_##kind].sv = swedish,          \
    [EVENT_##kind].en = english, [EVENT_##kind].first = (enum field_id)FIRST_FIELD_##kind,         \
    [EVENT_##kind].count = FIELDS_IN(kind),
#define LAW_BY(event, field) [EVENT_##event].law_by = FIELD_##event##_##field,
#include "care/vocabulary.def"
};

// What `of` means depends on the type.
#define CODE_unit_kind_NONE CODE_NONE
#define OF_LINE(of)
#define OF_TEXT(of)
#define OF_DATE(of)
#define OF_TIME(of)
#define OF_NUMBER(of)
#define OF_USER(of)
#define OF_PERSON(of)
#define OF_CODE_OF(of) .codes = CODES_##of,
#define OF_SET_OF(of) .codes = CODES_##of,
#define OF_UNIT(of) .unit_kind = CODE_unit_kind_##of,
#define OF_REF(of) .thing = THING_##of,
#define OF_REFS(of) .thing = THING_##of,
#define OF_EACH(of) .each = RECORD_##of,
#define NEED_REQUIRED true
#define NEED_OPTIONAL false

static const struct field_info fields[] = {
#define FIELD(owner, field, kind, of, need, feel_name, swedish, english)                           \
    [FIELD_##owner##_##field] = {.event = (enum event_kind)OWNING_EVENT_##owner,                   \
                                 .record = (enum record_kind)OWNING_RECORD_##owner,                \
                                 .id = #field,                                                     \
                                 .type = TYPE_##kind,                                              \
                                 OF_##kind(of).required = NEED_##need,                             \
                                 .feel = feel_name,                                                \
                                 .sv = swedish,                                                    \
                                 .en = english},
#define TELLS_WHERE(owner, field) [FIELD_##owner##_##field].tells_where = true,
#define NAMES(owner, field, role) [FIELD_##owner##_##field].named = CODE_role_##role,
#define RINGS(owner, field, role) [FIELD_##owner##_##field].rings = CODE_role_##role,
#define TOLD(owner, field) [FIELD_##owner##_##field].told = true,
#define RELATIVES_TOLD(owner, field, list, code)                                                   \
    [FIELD_##owner##_##field].relatives_told = CODE_##list##_##code,
#define PAST(owner, field) [FIELD_##owner##_##field].past = true,
#include "care/vocabulary.def"
};

static const struct thing_info things[] = {
#define THING(thing, list, name, all)                                                              \
    [THING_##thing].id = #thing, [THING_##thing].feel = name, [THING_##thing].plural = all,        \
    [THING_##thing].key = CODES_##list,
#define OPENS_IF(thing, record, field, list, code)                                                 \
    [THING_##thing].only_if = FIELD_##record##_##field,                                            \
    [THING_##thing].only_if_code = CODE_##list##_##code,
#define BARE(thing) [THING_##thing].bare = true,
#define RENEWED(thing) [THING_##thing].renewed = true,
#define EXCHANGE(thing) [THING_##thing].exchange = true,
#define INVOLVES(thing) [THING_##thing].involves = true,
#define GATHERS(thing) [THING_##thing].gathers = true,
#include "care/vocabulary.def"
};

static const struct link_info links[] = {
#define OPENS_DEVIATING(thing)                                                                     \
    {LINK_OPENS, THING_##thing, EVENT_NONE, FIELD_NONE, false, false, FIELD_NONE, false},
#define OPENS(thing, event, field)                                                                 \
    {LINK_OPENS, THING_##thing, EVENT_##event, (enum field_id)FIELD_##event##_##field,             \
     false,      false,         FIELD_NONE,    false},
#define TOUCHES(thing, event, by)                                                                  \
    {LINK_TOUCHES, THING_##thing, EVENT_##event, (enum field_id)FIELD_##event##_##by,              \
     false,        false,         FIELD_NONE,    false},
#define CLOSES(thing, event, by)                                                                   \
    {LINK_CLOSES, THING_##thing, EVENT_##event, (enum field_id)FIELD_##event##_##by,               \
     false,       false,         FIELD_NONE,    false},
#define CLOSES_OWN(thing, event)                                                                   \
    {LINK_CLOSES, THING_##thing, EVENT_##event, FIELD_NONE, true, true, FIELD_NONE, false},
#define CLOSES_KNOWN(thing, event, by)                                                             \
    {LINK_CLOSES, THING_##thing, EVENT_##event,        FIELD_NONE,                                 \
     false,       true,          FIELD_##event##_##by, false},
#define CLOSES_FOR_GOOD(thing, event)                                                              \
    {LINK_CLOSES, THING_##thing, EVENT_##event, FIELD_NONE, false, false, FIELD_NONE, true},
#include "care/vocabulary.def"
};

static const struct {
    enum field_id field;
    enum code code;
} offers[] = {
#define OFFERS(owner, field, list, code) {FIELD_##owner##_##field, CODE_##list##_##code},
#include "care/vocabulary.def"
};

static const enum event_kind core_kinds[] = {
#define CORE(event) EVENT_##event,
#include "care/vocabulary.def"
};

static const bool read_back_kinds[EVENT_KIND_COUNT] = {
#define READ_BACK(event) [EVENT_##event] = true,
#include "care/vocabulary.def"
};

static const enum event_kind joining_kinds[] = {
#define JOINS(event) EVENT_##event,
#include "care/vocabulary.def"
};

static const bool lone_kinds[EVENT_KIND_COUNT] = {
#define STANDS_ALONE(event) [EVENT_##event] = true,
#include "care/vocabulary.def"
};

static const bool seldom_kinds[EVENT_KIND_COUNT] = {
#define SELDOM(event) [EVENT_##event] = true,
#include "care/vocabulary.def"
};

static const int ring_days[EVENT_KIND_COUNT] = {
#define RING(event, days) [EVENT_##event] = days,
#include "care/vocabulary.def"
};

static const struct {
    enum event_kind other;
    enum field_id field, into;
} instead[EVENT_KIND_COUNT] = {
#define INSTEAD(event, other, field, into)                                                         \
    [EVENT_##event] = {EVENT_##other, FIELD_##event##_##field, FIELD_##other##_##into},
#include "care/vocabulary.def"
};

static const struct set_proposal set_proposals[] = {
#define PROPOSES(event, set, other, field, list, code)                                             \
    {FIELD_##event##_##set, EVENT_##other, FIELD_##other##_##field, CODE_##list##_##code},
#include "care/vocabulary.def"
};

static const bool again[EVENT_KIND_COUNT] = {
#define AGAIN(event) [EVENT_##event] = true,
#include "care/vocabulary.def"
};

static const enum event_kind pairs[EVENT_KIND_COUNT] = {
#define PAIRED(event, second) [EVENT_##event] = EVENT_##second,
#include "care/vocabulary.def"
};

const struct event_info *event_info(enum event_kind kind) {
    assert(kind > EVENT_NONE && kind < EVENT_KIND_COUNT);
    return &events[kind];
}

const struct code_info *code_info(enum code code) {
    assert(code > CODE_NONE && code < CODE_COUNT);
    return &codes[code];
}

const struct list_info *list_info(enum code_list list) {
    assert(list > CODES_NONE && list < CODE_LIST_COUNT);
    return &lists[list];
}

const struct record_info *record_info(enum record_kind record) {
    assert(record > RECORD_NONE && record < RECORD_KIND_COUNT);
    return &records[record];
}

const struct field_info *field_info(enum field_id field) {
    assert(field > FIELD_NONE && field < FIELD_COUNT);
    return &fields[field];
}

enum code field_unit_kind(enum field_id field, enum code of) {
    enum code kind = of == CODE_NONE ? CODE_NONE : code_info(of)->unit_kind;
    return kind == CODE_NONE ? field_info(field)->unit_kind : kind;
}

const struct thing_info *thing_info(enum thing_kind thing) {
    assert(thing > THING_NONE && thing < THING_KIND_COUNT);
    return &things[thing];
}

static const bool governing_kinds[EVENT_KIND_COUNT] = {
#define GOVERNS(event) [EVENT_##event] = true,
#include "care/vocabulary.def"
};

static const bool news_kinds[EVENT_KIND_COUNT] = {
#define NEWS(event) [EVENT_##event] = true,
#include "care/vocabulary.def"
};

static const bool confirming_kinds[EVENT_KIND_COUNT] = {
#define CONFIRMS(event) [EVENT_##event] = true,
#include "care/vocabulary.def"
};

static const bool intervening_kinds[EVENT_KIND_COUNT] = {
#define INTERVENES(event) [EVENT_##event] = true,
#include "care/vocabulary.def"
};

static const struct {
    enum event_kind kind;
    enum term term;
} uses[] = {
#define USES(event, term) {EVENT_##event, TERM_##term},
#include "care/vocabulary.def"
};

size_t core_count(void) {
    return COUNT(core_kinds);
}

enum event_kind core_at(size_t i) {
    assert(i < COUNT(core_kinds));
    return core_kinds[i];
}

size_t joining_count(void) {
    return COUNT(joining_kinds);
}

enum event_kind joining_at(size_t i) {
    assert(i < COUNT(joining_kinds));
    return joining_kinds[i];
}

bool event_is_core(enum event_kind kind) {
    for (size_t i = 0; i < COUNT(core_kinds); i++)
        if (core_kinds[i] == kind)
            return true;
    return false;
}

static const enum code matters[EVENT_KIND_COUNT] = {
#define MATTER(event, code) [EVENT_##event] = CODE_matter_##code,
#include "care/vocabulary.def"
};

enum code event_matter(enum event_kind kind) {
    return matters[kind] ? matters[kind] : CODE_matter_enrolment;
}

// An event that stands under one law names nothing that stands under another.
static bool is_of_its_law(const struct field_info *field, enum code code) {
    const struct event_info *event = &events[field->event];
    return codes[code].law == LAW_NONE || event->law == LAW_NONE || event->law_by != FIELD_NONE ||
           event->law == codes[code].law;
}

bool field_offers(enum field_id field, enum code code) {
    bool any = false;
    for (size_t i = 0; i < COUNT(offers); i++) {
        if (offers[i].field == field && offers[i].code == code)
            return true;
        any = any || offers[i].field == field;
    }
    return !any && is_of_its_law(&fields[field], code);
}

bool event_is_written_again(enum event_kind kind) {
    return again[kind];
}

const struct set_proposal *field_proposes(enum field_id field) {
    for (size_t i = 0; i < COUNT(set_proposals); i++)
        if (set_proposals[i].set == field)
            return &set_proposals[i];
    return NULL;
}

enum event_kind event_instead(enum event_kind kind) {
    return instead[kind].other;
}

enum field_id event_instead_field(enum event_kind kind, enum field_id field) {
    enum event_kind other = instead[kind].other;
    if (other == EVENT_NONE)
        return FIELD_NONE;
    return field == instead[kind].field ? instead[kind].into
                                        : field_find(other, str_of(fields[field].id));
}

bool event_is_read_back(enum event_kind kind) {
    return read_back_kinds[kind];
}

bool event_is_news(enum event_kind kind) {
    return news_kinds[kind];
}

enum field_id event_rings(enum event_kind kind) {
    const struct event_info *info = &events[kind];
    for (enum field_id field = info->first; field < info->first + info->count; field++)
        if (fields[field].rings != CODE_NONE)
            return field;
    return FIELD_NONE;
}

enum field_id event_names_all(enum event_kind kind) {
    return field_of_type(kind, TYPE_REFS);
}

bool event_confirms(enum event_kind kind) {
    return confirming_kinds[kind];
}

bool event_intervenes(enum event_kind kind) {
    return intervening_kinds[kind];
}

bool event_uses(enum event_kind kind, enum term term) {
    for (size_t i = 0; i < COUNT(uses); i++)
        if (uses[i].kind == kind && uses[i].term == term)
            return true;
    return false;
}

bool event_governs(enum event_kind kind) {
    return governing_kinds[kind];
}

bool event_stands_alone(enum event_kind kind) {
    return lone_kinds[kind];
}

bool event_is_seldom(enum event_kind kind) {
    return seldom_kinds[kind];
}

int event_ring_days(enum event_kind kind) {
    return ring_days[kind];
}

enum event_kind event_pair(enum event_kind kind) {
    return pairs[kind];
}

bool event_is_second(enum event_kind kind) {
    for (size_t i = 0; i < COUNT(pairs); i++)
        if (kind != EVENT_NONE && pairs[i] == kind)
            return true;
    return false;
}

size_t link_count(void) {
    return COUNT(links);
}

const struct link_info *link_all(size_t *ret_count) {
    *ret_count = COUNT(links);
    return links;
}

const struct link_info *link_at(size_t i) {
    assert(i < COUNT(links));
    return &links[i];
}

const char *law_id(enum law law) {
    switch (law) {
    case LAW_NONE:
        return "";
    case LAW_HSL:
        return "HSL";
    case LAW_SOL:
        return "SoL";
    case LAW_LSS:
        return "LSS";
    }
    assert(!"a law");
    return "";
}

const char *stream_kind_id(enum stream_kind kind) {
    switch (kind) {
    case STREAM_NONE:
        return "";
    case STREAM_person:
        return "person";
    case STREAM_organisation:
        return "organisation";
    case STREAM_unit:
        return "unit";
    case STREAM_area:
        return "area";
    case STREAM_user:
        return "user";
    case STREAM_routine:
        return "routine";
    }
    assert(!"a kind of stream");
    return "";
}

static bool is_stream_id(struct str id) {
    for (size_t i = 0; i < id.n; i++)
        if (!(id.p[i] >= '0' && id.p[i] <= '9') && !(id.p[i] >= 'a' && id.p[i] <= 'z'))
            return false;
    return id.n == STREAM_ID_LENGTH;
}

enum stream_kind stream_kind_of(struct str stream) {
    static const enum stream_kind all[] = {STREAM_person, STREAM_organisation, STREAM_unit,
                                           STREAM_area,   STREAM_user,         STREAM_routine};
    struct str rest = stream, kind;
    if (!str_split(&rest, '/', &kind) || !is_stream_id(rest))
        return STREAM_NONE;
    for (size_t i = 0; i < COUNT(all); i++)
        if (str_is(kind, stream_kind_id(all[i])))
            return all[i];
    return STREAM_NONE;
}

enum event_kind event_kind_find(struct str id) {
    for (size_t i = EVENT_NONE + 1; i < EVENT_KIND_COUNT; i++)
        if (str_is(id, events[i].id))
            return (enum event_kind)i;
    return EVENT_NONE;
}

enum event_kind event_kind_find_feel(struct str value) {
    static const uint8_t lengths[] = {
        0,
#define EVENT(id, stream, law, feel, plural, sv, en) sizeof(feel) - 1,
#include "care/vocabulary.def"
    };
    const uint8_t *at = lengths, *end = lengths + COUNT(lengths);
    if (!value.n || value.n > UINT8_MAX)
        return EVENT_NONE;
    while ((at = memchr(at, (int)value.n, (size_t)(end - at)))) {
        if (memcmp(value.p, events[at - lengths].feel, value.n) == 0)
            return (enum event_kind)(at - lengths);
        at++;
    }
    return EVENT_NONE;
}

enum code code_find(enum code_list list, struct str id) {
    const struct list_info *info = list_info(list);
    for (size_t i = 0; i < info->count; i++)
        if (str_is(id, codes[info->first + i].id))
            return (enum code)(info->first + i);
    return CODE_NONE;
}

enum code code_find_feel(enum code_list list, struct str value) {
    const struct list_info *info = list_info(list);
    for (size_t i = 0; i < info->count; i++)
        if (str_is(value, codes[info->first + i].sv))
            return (enum code)(info->first + i);
    return CODE_NONE;
}

static enum field_id find_field(enum field_id first, size_t count, struct str id) {
    for (size_t i = 0; i < count; i++)
        if (str_is(id, fields[first + i].id))
            return (enum field_id)(first + i);
    return FIELD_NONE;
}

enum field_id field_find(enum event_kind event, struct str id) {
    return find_field(event_info(event)->first, event_info(event)->count, id);
}

enum field_id record_field_find(enum record_kind record, struct str id) {
    return find_field(record_info(record)->first, record_info(record)->count, id);
}

enum field_id field_of_type(enum event_kind event, enum field_type type) {
    const struct event_info *info = event_info(event);
    for (enum field_id field = info->first; field < info->first + info->count; field++)
        if (fields[field].type == type)
            return field;
    return FIELD_NONE;
}

static uint32_t set_bit(enum code code) {
    return (uint32_t)1 << (code - list_info(code_info(code)->list)->first);
}

bool set_has(uint32_t set, enum code code) {
    return (set & set_bit(code)) != 0;
}

uint32_t set_with(uint32_t set, enum code code) {
    return set | set_bit(code);
}
