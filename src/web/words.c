// SPDX-License-Identifier: EUPL-1.2
#include "web/words.h"

#include "care/number.h"
#include "care/person.h"

#define WORDS_MAX ((size_t)64 * 1024)

static struct str either(enum language language, const char *sv, const char *en) {
    return str_of(language == LANGUAGE_SV ? sv : en);
}

struct str code_words(enum language language, enum code code) {
    if (code == CODE_NONE)
        return STR_NONE;
    return either(language, code_info(code)->sv, code_info(code)->en);
}

struct str event_words(enum language language, enum event_kind kind) {
    return either(language, event_info(kind)->sv, event_info(kind)->en);
}

struct str field_words(enum language language, enum field_id field) {
    return either(language, field_info(field)->sv, field_info(field)->en);
}

// The text "<area><id>", with hyphens for underscores.
static bool kind_text(struct arena *arena, const char *area, enum event_kind kind,
                      enum text_id *ret_text) {
    struct buf key = buf_new(arena, 256);
    struct str done;
    buf_add_c(&key, area);
    for (const char *id = event_info(kind)->id; *id; id++)
        buf_add_char(&key, *id == '_' ? '-' : *id);
    return buf_done(&key, &done, NULL) && text_by_key(done.p, ret_text);
}

// Whoever has the role rings up the one who is to know.
static bool rings(enum event_kind kind, enum code role) {
    enum field_id field = event_rings(kind);
    return field != FIELD_NONE && field_info(field)->rings == role;
}

struct str act_words(struct arena *arena, enum language language, enum event_kind kind,
                     enum code role) {
    enum text_id text;
    if (rings(kind, role) && kind_text(arena, "ring.", kind, &text))
        return tr(language, text);
    return kind_text(arena, "act.", kind, &text) ? tr(language, text) : event_words(language, kind);
}

struct str send_words(struct arena *arena, enum language language, enum event_kind kind) {
    enum text_id text;
    return tr(language, kind_text(arena, "send.", kind, &text) ? text : T_record_send);
}

struct str failure_words(struct arena *arena, enum language language, const struct error *what) {
    static const struct {
        const char *key;
        enum text_id words;
    } of_database[] = {
        {"store.write-failed", T_error_page_database}, {"store.internal", T_error_page_database},
        {"store.damaged", T_error_page_damaged},       {"store.no-database", T_error_page_damaged},
        {"store.event-damaged", T_error_page_damaged}, {"store.unknown-id", T_error_page_damaged},
        {"derive.bad-json", T_error_page_damaged},
    };
    for (size_t i = 0; i < COUNT(of_database); i++)
        if (str_is(str_of(what->key), of_database[i].key))
            return tr(language, of_database[i].words);
    return error_sentence(arena, language, what);
}

struct wording wording_without_units(struct app *app, struct arena *arena, enum language language) {
    struct date_time now = zone_local(app_zone(app), app_now(app));
    return (struct wording){
        .arena = arena, .language = language, .today = now.date, .now = now, .zone = app_zone(app)};
}

bool wording_of(struct app *app, struct arena *arena, const struct actor *actor,
                enum language language, struct wording *ret_wording, struct error *err) {
    *ret_wording = wording_without_units(app, arena, language);
    return app_units(app, arena, actor, CODE_NONE, &ret_wording->units, err);
}

const struct unit_row *wording_unit(const struct wording *wording, struct str unit) {
    for (size_t i = 0; i < wording->units.items.n; i++)
        if (str_eq(wording->units.items.items[i].stream, unit))
            return &wording->units.items.items[i];
    return NULL;
}

struct str routine_words(const struct wording *wording, struct str text) {
    return dates_in_words(wording->arena, text, wording->today);
}

struct str unit_words(const struct wording *wording, struct str unit) {
    const struct unit_row *row = wording_unit(wording, unit);
    return row ? row->name : unit;
}

// ---- what a routine was told ----

// A word of the vocabulary in the language of the page; false when it is none, or could be several
// that are not called the same.
static bool vocabulary_words(enum language language, struct str text, struct str *ret_words) {
    struct str found = STR_NONE;
    for (enum code_list list = CODES_NONE + 1; list < CODE_LIST_COUNT; list++) {
        const enum code code = code_find_feel(list, text);
        const struct str words = code == CODE_NONE ? STR_NONE : code_words(language, code);
        if (found.n && words.n && !str_eq(found, words))
            return false;
        found = words.n ? words : found;
    }
    for (enum event_kind kind = EVENT_NONE + 1; !found.n && kind < EVENT_KIND_COUNT; kind++)
        if (str_is(text, event_info(kind)->feel))
            found = event_words(language, kind);
    *ret_words = found;
    return found.n > 0;
}

// "2026-10-25 04:30 (UTC+02:00)", as the routine writes a moment that people read.
static bool read_moment(struct str text, struct instant *ret_moment) {
    struct str day, clock, rest = text;
    struct date_time local = {0};
    struct time_of_day offset;
    if (!str_split(&rest, ' ', &day) || !rest.p || !str_split(&rest, ' ', &clock) ||
        !str_starts(rest, STR("(UTC")) || rest.n < 11)
        return false;
    if (!date_parse(day, &local.date) || !time_parse(clock, &local.time) ||
        !time_parse(str_sub(rest, 5, 5), &offset) || !instant_from_utc(local, ret_moment))
        return false;
    int64_t minutes = offset.hour * 60 + offset.minute;
    ret_moment->us -= (rest.p[4] == '-' ? -minutes : minutes) * 60 * 1000000;
    return true;
}

// A day, or a moment, as it is said; false when it is neither.
static bool day_said(const struct wording *wording, struct str text, struct str *ret_words) {
    struct date date;
    struct instant instant;
    if (date_parse(text, &date))
        *ret_words = date_words(wording->arena, wording->language, date, wording->today);
    else if (instant_parse(text, &instant) || read_moment(text, &instant))
        *ret_words = instant_words(wording, instant);
    else
        return false;
    return true;
}

struct str day_words(const struct wording *wording, struct str text) {
    struct str words;
    return day_said(wording, text, &words) ? words : text;
}

static bool told_words(const struct wording *wording, struct str text, struct str *ret_words) {
    if (day_said(wording, text, ret_words))
        return true;
    if (wording->language == LANGUAGE_SV) {
        *ret_words = text; // as the routine says it
        return true;
    }
    if (!str_is(text, "finns"))
        return vocabulary_words(wording->language, text, ret_words);
    *ret_words = tr(wording->language, T_words_there_is);
    return true;
}

struct str fact_words(const struct wording *wording, struct str value, bool *ret_of_page) {
    struct buf buf = buf_new(wording->arena, value.n * 4 + 256);
    struct str rest = value, words;
    *ret_of_page = false;
    if (wording_unit(wording, value))
        return unit_words(wording, value);
    for (bool first = true; rest.n; first = false) {
        const size_t comma = str_find(rest, STR(", "));
        const struct str one = comma == STR_NOT_FOUND ? rest : str_sub(rest, 0, comma);
        if (!told_words(wording, one, &words))
            return value;
        buf_add_c(&buf, first ? "" : ", ");
        buf_add(&buf, words);
        rest = comma == STR_NOT_FOUND ? STR_NONE : str_sub(rest, comma + 2, rest.n);
    }
    if (!buf_done(&buf, &words, NULL) || !words.n)
        return value;
    *ret_of_page = wording->language != LANGUAGE_SV;
    return words;
}

struct str marked_name(struct arena *arena, enum language language, struct str name,
                       enum code protection) {
    if (!person_is_protected(protection))
        return name;
    return str_printf(arena, STR_FMT " (" STR_FMT ")", STR_ARG(name),
                      STR_ARG(tr(language, T_person_protected)));
}

struct str minutes_words(struct arena *arena, int64_t minutes) {
    return str_printf(arena, "%lld:%02lld", (long long)(minutes / 60), (long long)(minutes % 60));
}

struct str number_words_of(struct arena *arena, struct str number) {
    struct number read;
    return number_read(number, &read, NULL) ? number_display(arena, &read) : number;
}

struct str paper_moment(const struct wording *wording, struct instant instant) {
    const struct date another_year = {1, 1, 1};
    struct date_time local = zone_local(wording->zone, instant);
    return TR(wording->arena, wording->language, T_date_at_time,
              date_words(wording->arena, wording->language, local.date, another_year),
              clock_words(wording->arena, local.time));
}

struct str instant_words(const struct wording *wording, struct instant instant) {
    return moment_words(wording->arena, wording->language, zone_local(wording->zone, instant),
                        wording->today);
}

struct str happened_words(const struct wording *wording, const struct event *event) {
    if (event->precision == PRECISION_MINUTE)
        return instant_words(wording, event->happened);
    return date_words_near(wording->arena, wording->language,
                           zone_local(wording->zone, event->happened).date, wording->today);
}

void add_joint(struct buf *buf, enum language language, size_t left, enum text_id last) {
    if (left > 1)
        buf_add_c(buf, ", ");
    else if (left == 1)
        buf_add(buf, tr(language, last));
}

struct str set_words(const struct wording *wording, uint32_t set, enum code_list list,
                     enum text_id last) {
    const struct list_info *info = list_info(list);
    struct buf buf = buf_new(wording->arena, WORDS_MAX);
    size_t left = (size_t)__builtin_popcount(set);
    for (enum code code = info->first; code < info->first + info->count; code++) {
        if (!set_has(set, code))
            continue;
        buf_add(&buf, code_words(wording->language, code));
        add_joint(&buf, wording->language, --left, last);
    }
    struct str text;
    return buf_done(&buf, &text, NULL) ? text : STR_NONE;
}

// Another record is named where this user sees both; elsewhere nobody is told whose it is, and
// this is empty.
static struct str person_words(const struct wording *wording, struct str stream) {
    for (size_t i = 0; i < wording->named.n; i++) {
        const struct person_row *row = &wording->named.items[i];
        if (str_eq(row->stream, stream))
            return str_printf(wording->arena, STR_FMT " " STR_FMT ", " STR_FMT,
                              STR_ARG(row->given_name), STR_ARG(row->family_name),
                              STR_ARG(number_words_of(wording->arena, row->number)));
    }
    return STR_NONE;
}

static struct str value_words(const struct wording *wording, const struct field_value *value) {
    const struct field_info *info = field_info(value->field);
    switch (info->type) {
    case TYPE_LINE:
    case TYPE_TEXT:
    case TYPE_USER:
        return value->text;
    case TYPE_PERSON:
        return person_words(wording, value->text);
    case TYPE_NUMBER:
        return number_words_of(wording->arena, value->text);
    case TYPE_UNIT:
        return unit_words(wording, value->text);
    case TYPE_CODE_OF:
        return code_words(wording->language, value->code);
    case TYPE_SET_OF:
        return set_words(wording, value->set, info->codes, T_words_and);
    case TYPE_DATE:
        return date_words(wording->arena, wording->language, value->date, wording->today);
    case TYPE_TIME:
        return str_sub(time_text(wording->arena, value->time), 0, sizeof("08:05") - 1);
    case TYPE_REF:
    case TYPE_REFS:
    case TYPE_EACH:
        return STR_NONE;
    }
    return STR_NONE;
}

// "ansluten, från fredag 20 november, Hemsjukvården Norr"
// A clinic that is both typed and chosen is told once.
static bool is_told_before(const struct wording *wording, const struct record *record, size_t i,
                           struct str text) {
    for (size_t k = 0; k < i; k++)
        if (str_eq(value_words(wording, &record->values[k]), text))
            return true;
    return false;
}

static struct str record_words(const struct wording *wording, const struct record *record) {
    struct buf buf = buf_new(wording->arena, WORDS_MAX);
    for (size_t i = 0; i < record->n; i++) {
        const struct field_value *value = &record->values[i];
        struct str text = value_words(wording, value);
        if (is_told_before(wording, record, i, text))
            continue;
        if (i)
            buf_add_c(&buf, ", ");
        if (field_info(value->field)->type == TYPE_DATE)
            text = TR(wording->arena, wording->language, T_words_from, text);
        buf_add(&buf, text);
    }
    struct str text;
    return buf_done(&buf, &text, NULL) ? text : STR_NONE;
}

static bool tells_by_itself(enum field_type type) {
    return type == TYPE_TEXT || type == TYPE_DATE || type == TYPE_SET_OF || type == TYPE_EACH;
}

static bool add_row(const struct wording *wording, struct word_rows *rows, struct str label,
                    struct str value, enum field_type type, struct error *err) {
    struct word_row *row = LIST_PUSH(wording->arena, &rows->items);
    if (!row)
        return error_memory(err);
    *row = (struct word_row){label, value, tells_by_itself(type)};
    return true;
}

static bool add_records(const struct wording *wording, struct word_rows *rows,
                        const struct field_value *value, struct error *err) {
    for (size_t i = 0; i < value->each.n; i++) {
        const struct record *record = &value->each.items[i];
        struct str label = capitalised(wording->arena, code_words(wording->language, record->key));
        if (!add_row(wording, rows, label, record_words(wording, record), TYPE_EACH, err))
            return false;
    }
    return true;
}

static struct str field_value_words(const struct wording *wording,
                                    const struct field_value *value) {
    if (!wording->shows_where && field_info(value->field)->tells_where)
        return tr(wording->language, T_person_not_shown);
    return value_words(wording, value);
}

bool payload_words(const struct wording *wording, const struct payload *payload,
                   struct word_rows *rows, struct error *err) {
    for (size_t i = 0; i < payload->n; i++) {
        const struct field_value *value = &payload->values[i];
        enum field_type type = field_info(value->field)->type;
        if (type == TYPE_REF || type == TYPE_REFS ||
            (type == TYPE_PERSON && person_words(wording, value->text).n == 0))
            continue;
        bool done = type == TYPE_EACH
                        ? add_records(wording, rows, value, err)
                        : add_row(wording, rows, field_words(wording->language, value->field),
                                  field_value_words(wording, value), type, err);
        if (!done)
            return false;
    }
    return !arena_failed(wording->arena) || error_memory(err);
}

// ---- the access log ----

static struct str recorded_words(struct arena *arena, enum language language,
                                 const struct access_record *record) {
    enum event_kind kind = event_kind_find(record->what);
    if (!record->what.n)
        return tr(language, record->act == ACT_CORRECT ? T_log_corrected_one : T_log_recorded_one);
    if (kind == EVENT_NONE)
        return record->what;
    return TR(arena, language, record->act == ACT_CORRECT ? T_log_corrected : T_log_recorded,
              event_words(language, kind));
}

static struct str read_words(enum language language, struct str what) {
    static const struct {
        const char *what;
        enum text_id text;
    } ways[] = {{"address", T_log_address}, {"why", T_log_why},       {"fired", T_log_fired},
                {"card", T_log_card},       {"unread", T_log_unread}, {"reason", T_log_reason}};
    for (size_t i = 0; i < COUNT(ways); i++)
        if (str_is(what, ways[i].what))
            return tr(language, ways[i].text);
    return tr(language, str_starts(what, STR("sheet")) ? T_log_sheet : T_log_read);
}

static const struct {
    enum act act;
    enum text_id text;
} done_texts[] = {
    {ACT_CHOOSE, T_log_choose},
    {ACT_DAY, T_log_day},
    {ACT_AHEAD, T_log_ahead},
    {ACT_EXPORT, T_log_export},
    {ACT_BOARD, T_log_board},
    {ACT_ROUND, T_log_round},
    {ACT_ON_TIME, T_log_on_time},
    {ACT_FEES, T_log_fees},
    {ACT_TIME, T_log_time},
    {ACT_TIME_FORMS, T_log_time_forms},
    {ACT_DELEGATIONS, T_log_delegations},
    {ACT_DELEGATE, T_log_delegate},
    {ACT_FIND_NUMBER, T_log_find_number},
    {ACT_FIND_NAME, T_log_find_name},
    {ACT_ADD_PERSON, T_log_add_person},
    {ACT_EXTRACT, T_log_extract},
    {ACT_REVIEW, T_log_review},
    {ACT_RETENTION, T_log_retention},
    {ACT_ERASE, T_log_erase},
    {ACT_QUEUE, T_log_queue},
    {ACT_SEND, T_log_send},
    {ACT_SIGN_IN, T_log_sign_in},
    {ACT_ROUTINE, T_log_routine},
    {ACT_CONFIRM, T_log_confirm},
    {ACT_ACCOUNT, T_log_account},
    {ACT_SECURE, T_log_secure},
    {ACT_ADMINISTER, T_log_administer},
};

// What was refused before it was known what was wanted, by how it came.
static const struct {
    const char *begins;
    enum text_id text;
} refused_texts[] = {
    {"form.", T_log_elsewhere},
    {"page.", T_log_elsewhere},
    {"sign-in other-device", T_log_other_device},
    {"sign-in assignment-over", T_log_assignment_over},
};

static struct str done_words(struct arena *arena, enum language language,
                             const struct access_record *record) {
    for (size_t i = 0; record->verdict != ACCESS_ALLOWED && i < COUNT(refused_texts); i++)
        if (str_starts(record->what, str_of(refused_texts[i].begins)))
            return tr(language, refused_texts[i].text);
    if (record->act == ACT_READ_CASE)
        return read_words(language, record->what);
    if (record->act == ACT_RECORD || record->act == ACT_CORRECT)
        return recorded_words(arena, language, record);
    for (size_t i = 0; i < COUNT(done_texts); i++)
        if (done_texts[i].act == record->act)
            return tr(language, done_texts[i].text);
    return tr(language, T_log_other);
}

struct str log_words(struct arena *arena, enum language language,
                     const struct access_record *record) {
    struct str done = done_words(arena, language, record);
    if (record->verdict == ACCESS_ALLOWED || record->reason.n)
        return done;
    return TR(arena, language, T_log_refused, done);
}
