// SPDX-License-Identifier: EUPL-1.2
//
// The vocabulary as C sees it, generated from vocabulary.def by the preprocessor: enums for the
// kinds of event, lists of codes and things; tables that describe every field. See vocabulary.def.
//
// Codes are numbered from 1 within their list, 0 is "no value". Everything here is constant.
#ifndef VAKA_CARE_VOCABULARY_H
#define VAKA_CARE_VOCABULARY_H

#include "base/str.h"
#include "calendar/civil.h"

// Raised when an id is added. A database written by a newer vocabulary is refused.
#define VOCABULARY_VERSION 12

enum stream_kind {
    STREAM_NONE,
    STREAM_person,
    STREAM_organisation,
    STREAM_unit,
    STREAM_area,
    STREAM_user,
    STREAM_routine
};

// Legal class of a record: under which law's documentation it stands.
enum law { LAW_NONE, LAW_HSL, LAW_SOL, LAW_LSS };

enum event_kind {
    EVENT_NONE,
#define EVENT(id, stream, law, feel, plural, sv, en) EVENT_##id,
#include "care/vocabulary.def"
    EVENT_KIND_COUNT
};

enum code_list {
    CODES_NONE,
#define CODES(list, feel) CODES_##list,
#include "care/vocabulary.def"
    CODE_LIST_COUNT
};

// Every code of every list, e.g. CODE_role_nurse; a list's codes follow one another.
enum code {
    CODE_NONE,
#define CODE(list, id, sv, en) CODE_##list##_##id,
#include "care/vocabulary.def"
    CODE_COUNT
};

enum record_kind {
    RECORD_NONE,
#define RECORD(record, list, feel) RECORD_##record,
#include "care/vocabulary.def"
    RECORD_KIND_COUNT
};

enum thing_kind {
    THING_NONE,
#define THING(id, key, feel, plural) THING_##id,
#include "care/vocabulary.def"
    THING_KIND_COUNT
};

enum term {
#define TERM(id) TERM_##id,
#include "care/vocabulary.def"
    TERM_COUNT
};

// Every field of every event and record, e.g. FIELD_followed_up_next.
enum field_id {
    FIELD_NONE,
#define FIELD(owner, id, type, of, need, feel, sv, en) FIELD_##owner##_##id,
#include "care/vocabulary.def"
    FIELD_COUNT
};

#define LINE_MAX_CHARACTERS 200
#define TEXT_MAX_CHARACTERS 4000
#define REFS_MAX 200

enum field_type {
    TYPE_LINE,    // text of one line
    TYPE_TEXT,    // text of several lines
    TYPE_CODE_OF, // one code of a list
    TYPE_SET_OF,  // codes of a list, at least one when required
    TYPE_DATE,
    TYPE_TIME,   // of day, to the minute
    TYPE_NUMBER, // identity number, normalised (care/number.h)
    TYPE_UNIT,   // stream of a unit
    TYPE_USER,   // stream of a user
    TYPE_PERSON, // stream of another person
    TYPE_REF,    // seq of the event that opened a thing of the same stream
    TYPE_REFS,   // the same of several things, at most REFS_MAX, each once
    TYPE_EACH,   // a record for some codes of the record's list
};

struct code_info {
    enum code_list list;
    const char *id; // stored
    const char *sv; // value in FEEL, Swedish label
    const char *en;
    enum law law;        // under which what it names stands; LAW_NONE: it does not say
    bool by_delegation;  // care staff need a delegation for it
    enum code unit_kind; // of a unit that its record names; CODE_NONE: any
};

struct field_info {
    enum event_kind event;   // owner, or EVENT_NONE when a record owns it
    enum record_kind record; // owner, or RECORD_NONE
    const char *id;          // stored
    enum field_type type;
    enum code_list codes;  // CODE_OF, SET_OF
    enum code unit_kind;   // UNIT: only units of this kind; CODE_NONE: any
    enum thing_kind thing; // REF, REFS
    enum record_kind each; // EACH
    bool required;
    enum code
        named; // LINE: the role of whom it names, who may be the one that writes; or CODE_NONE
    enum code rings;          // LINE: the role that tells those for whom it wrote in; or CODE_NONE
    bool tells_where;         // the person can be found
    bool past;                // of a DATE: that has been
    bool told;                // with the news of the event, or of what goes on from it
    enum code relatives_told; // CODE_OF: what it says when relatives were told; or CODE_NONE
    const char *feel;
    const char *sv, *en; // labels
};

struct event_info {
    enum stream_kind stream;
    enum law law;
    const char *id;
    const char *feel;
    const char *plural; // in FEEL, after "alla "
    const char *sv, *en;
    enum field_id law_by; // CODE_OF whose code gives the law, or REF to what does; or FIELD_NONE
    enum field_id first;  // its fields are first … first + count - 1
    size_t count;
};

struct record_info {
    const char *id;
    enum code_list list; // one record per code of this list
    const char *feel;
    enum field_id first;
    size_t count;
};

struct list_info {
    const char *id;
    const char *feel;
    enum code first; // its codes are first … first + count - 1
    size_t count;    // at most 32
};

// How events bear on things.
enum link_kind { LINK_OPENS, LINK_TOUCHES, LINK_CLOSES };
struct link_info {
    enum link_kind kind;
    enum thing_kind thing;
    enum event_kind event; // OPENS: EVENT_NONE for each event that is a deviation
    enum field_id by;      // OPENS: the EACH field, or FIELD_NONE; otherwise a REF, REFS or SET_OF
                           // field, or FIELD_NONE for every open thing of the kind
    bool own;              // only those that the same unit opened
    bool known;            // only those that were recorded before
    enum field_id unless;  // and none when this field says which; or FIELD_NONE
    bool for_good;         // CLOSES: none of the kind lasts after it
};
struct thing_info {
    const char *id, *feel;
    const char *plural;    // in FEEL: the list of all of them
    enum code_list key;    // of the record that opens it, or CODES_NONE
    enum field_id only_if; // the record must have only_if_code in this field; FIELD_NONE: always
    enum code only_if_code;
    bool bare;     // no fields of its own: several kinds of event open it
    bool renewed;  // by a correction of the entry that opened it: what ended it does so no longer
    bool exchange; // what bears on it is told to the units that it names
    bool involves; // those units, and the one that opened it, take part in the care while it lasts
    bool gathers;  // and so does every unit that records anything meanwhile
};

const struct event_info *event_info(enum event_kind kind);
const struct code_info *code_info(enum code code);
const struct list_info *list_info(enum code_list list);
const struct record_info *record_info(enum record_kind record);
const struct field_info *field_info(enum field_id field);
// The kind of unit that a UNIT field names, in the record of that code (CODE_NONE: in no record);
// CODE_NONE: any.
enum code field_unit_kind(enum field_id field, enum code of) PURE;
const struct thing_info *thing_info(enum thing_kind thing);
// What others at the bedside need, in the order in which it is shown.
size_t core_count(void);
enum event_kind core_at(size_t i);
bool event_is_core(enum event_kind kind);
enum code event_matter(enum event_kind kind); // under which it is offered: a code of `matter`
bool event_is_read_back(enum event_kind kind);
bool event_is_seldom(enum event_kind kind);
// What somebody saw holds whatever others have recorded since the form was opened.
bool event_stands_alone(enum event_kind kind);
bool event_governs(enum event_kind kind); // who may see what
// The kinds whose latest tells which units are in the team.
size_t joining_count(void);
enum event_kind joining_at(size_t i);
// Changes something for the person: not who has read or been told what, nor what is kept in order.
bool event_is_news(enum event_kind kind);
// The field that says who was rung up (RINGS); or FIELD_NONE.
enum field_id event_rings(enum event_kind kind);
// The REFS field by which it says which things of a kind it concerns; or FIELD_NONE.
enum field_id event_names_all(enum event_kind kind);
// What is offered where a routine holds the kind back; EVENT_NONE: nothing.
enum event_kind event_instead(enum event_kind kind);
// The field of that other one which takes what was typed in the field of the kind; or FIELD_NONE.
enum field_id event_instead_field(enum event_kind kind, enum field_id field);
// Whether the form offers the code in the field: of some lists only a part is meant, and what
// stands under another law than the event is not. An entry that has another code can be read all
// the same.
bool field_offers(enum field_id field, enum code code);
// Whether the form begins with the latest of the kind, while anything that it concerned lasts.
bool event_is_written_again(enum event_kind kind);
// Of whom the form proposes the SET field to be: those of whom the latest entry of `other` that is
// about them has `code` in `field`; NULL: nothing is proposed.
struct set_proposal {
    enum field_id set;
    enum event_kind other;
    enum field_id field;
    enum code code;
};
const struct set_proposal *field_proposes(enum field_id field);
bool event_confirms(enum event_kind kind);   // that something was read, told or asked
bool event_intervenes(enum event_kind kind); // changes what is done for the person
bool event_uses(enum event_kind kind, enum term term);
// For how many days it is told whom to ring about an entry of the kind that was struck; 0: not.
int event_ring_days(enum event_kind kind);
// The kind that is recorded in the record of the person whom the event names, in the same
// transaction; EVENT_NONE when there is none.
enum event_kind event_pair(enum event_kind kind);
// Whether the kind is recorded by the program as the pair of another.
bool event_is_second(enum event_kind kind);
size_t link_count(void);
const struct link_info *link_all(size_t *ret_count); // for those who go through them often
const struct link_info *link_at(size_t i);
const char *law_id(enum law law);                   // "HSL", "SoL", "LSS", ""
const char *stream_kind_id(enum stream_kind kind);  // "person" …
enum stream_kind stream_kind_of(struct str stream); // from its name; STREAM_NONE when malformed

// By stored id; *_NONE when unknown.
enum event_kind event_kind_find(struct str id);
enum code code_find(enum code_list list, struct str id);
enum field_id field_find(enum event_kind event, struct str id);
enum field_id record_field_find(enum record_kind record, struct str id);
// The first field of a type that a kind of event has: by its REF field it names the thing it goes
// on from.
enum field_id field_of_type(enum event_kind event, enum field_type type);
// By its Swedish value in FEEL.
enum code code_find_feel(enum code_list list, struct str value);
enum event_kind event_kind_find_feel(struct str value);

// A set of codes of one list: bit i stands for the list's code number i.
bool set_has(uint32_t set, enum code code);
uint32_t set_with(uint32_t set, enum code code);

#endif
