// SPDX-License-Identifier: EUPL-1.2
#include "app/message.h"

#include "base/hash.h"
#include "base/utf8.h"

#define ID_MAX 100 // characters

static bool fail(struct error *err, const char *key, const char *member) {
    error_set(err, ERR_INPUT, key, member, NULL);
    return error_at(err, NULL, member, 0, 0);
}

static bool fail_value(struct error *err, const char *key, const char *member, struct str value) {
    error_set_str(err, ERR_INPUT, key, value);
    return error_at(err, NULL, member, 0, 0);
}

// ---- members ----

struct member {
    const char *name, *place; // place: as it is told, e.g. "sender/unit"
    struct str *to;
    bool required;
    size_t max; // characters
};

static bool take_text(struct arena *arena, const struct json *object, const struct member *member,
                      struct error *err) {
    const struct json *json = json_get(object, member->name);
    if (!json)
        return !member->required || fail(err, "message.missing", member->place);
    if (json->type != JSON_STRING)
        return fail(err, "message.not-a-text", member->place);
    for (size_t i = 0; i < json->text.n; i++)
        if ((unsigned char)json->text.p[i] < 0x20 || json->text.p[i] == 0x7F)
            return fail(err, "message.not-a-text", member->place);
    if (!utf8_nfc(arena, str_trim(json->text), member->to, err))
        return false;
    if (utf8_length(*member->to) > member->max)
        return fail(err, "message.too-long", member->place);
    return !member->required || member->to->n > 0 || fail(err, "message.missing", member->place);
}

// Takes what it can even when something is wrong, so that a person finds it filled in; the error is
// the first.
static bool take_texts(struct arena *arena, const struct json *object, const struct member *members,
                       size_t count, struct error *err) {
    bool good = true;
    for (size_t i = 0; i < count; i++)
        if (!take_text(arena, object, &members[i], good ? err : NULL))
            good = false;
    return good;
}

static bool take_object(const struct json *root, const char *name, const struct json **ret_object,
                        struct error *err) {
    const struct json *json = json_get(root, name);
    if (!json)
        return fail(err, "message.missing", name);
    if (json->type != JSON_OBJECT)
        return fail(err, "message.not-an-object-in", name);
    *ret_object = json;
    return true;
}

static bool only_known(const struct json *object, const char *const *names, size_t count,
                       struct error *err) {
    for (const struct json *member = object->first; member; member = member->next) {
        bool known = false;
        for (size_t i = 0; i < count && !known; i++)
            known = str_is(member->key, names[i]);
        if (!known)
            return fail(err, "message.unknown", member->key.p);
    }
    return true;
}

static bool read_sender(struct arena *arena, const struct json *root, struct message *message,
                        struct error *err) {
    static const char *const names[] = {"organisation", "unit"};
    const struct member members[] = {
        {"organisation", "sender/organisation", &message->organisation, false, LINE_MAX_CHARACTERS},
        {"unit", "sender/unit", &message->unit, true, LINE_MAX_CHARACTERS},
    };
    const struct json *sender = NULL;
    return take_object(root, "sender", &sender, err) &&
           take_texts(arena, sender, members, COUNT(members), err) &&
           only_known(sender, names, COUNT(names), err);
}

static bool read_moment(struct message *message, struct error *err) {
    struct str text = message->happened;
    message->precision = PRECISION_DAY;
    if (date_parse(text, &message->when.date))
        return true;
    message->precision = PRECISION_MINUTE;
    return (text.n == sizeof("2026-03-01T08:05") - 1 && date_time_parse(text, &message->when)) ||
           fail_value(err, "message.happened", "happened", text);
}

static bool read_kind(struct message *message, struct error *err) {
    message->kind = event_kind_find(message->kind_id);
    if (message->kind != EVENT_NONE && (event_info(message->kind)->stream != STREAM_person ||
                                        event_info(message->kind)->law == LAW_NONE))
        message->kind = EVENT_NONE;
    return message->kind != EVENT_NONE || fail_value(err, "message.kind", "kind", message->kind_id);
}

static bool read_members(struct arena *arena, const struct json *root, struct message *message,
                         struct error *err) {
    static const char *const names[] = {"format",    "id",       "sender",   "kind",   "performer",
                                        "informant", "happened", "concerns", "person", "content"};
    struct str format = STR_NONE;
    const struct member members[] = {
        {"id", "id", &message->id, true, ID_MAX},
        {"format", "format", &format, true, ID_MAX},
        {"kind", "kind", &message->kind_id, true, LINE_MAX_CHARACTERS},
        {"happened", "happened", &message->happened, true, ID_MAX},
        {"performer", "performer", &message->performer, true, LINE_MAX_CHARACTERS},
        {"informant", "informant", &message->informant, false, LINE_MAX_CHARACTERS},
        {"concerns", "concerns", &message->concerns, false, ID_MAX},
    };
    // Each looks at its part whatever came of the others.
    struct error faults[6];
    const bool good[] = {
        take_texts(arena, root, members, COUNT(members), &faults[0]),
        read_kind(message, &faults[1]),
        read_moment(message, &faults[2]),
        read_sender(arena, root, message, &faults[3]),
        take_object(root, "person", &message->person, &faults[4]),
        take_object(root, "content", &message->content, &faults[5]),
    };
    if (format.n && !str_is(format, MESSAGE_FORMAT))
        return fail_value(err, "message.format", "format", format);
    for (size_t i = 0; i < COUNT(good); i++) {
        if (good[i])
            continue;
        if (err)
            *err = faults[i];
        return false;
    }
    return only_known(root, names, COUNT(names), err);
}

bool message_read(struct arena *arena, struct str body, const struct json **ret_root,
                  struct message *ret_message, struct error *err) {
    struct message message = {0};
    const struct json *root;
    *ret_root = NULL;
    *ret_message = message;
    if (!json_parse(arena, body, &root, err))
        return false;
    if (root->type != JSON_OBJECT)
        return error_set(err, ERR_INPUT, "message.not-an-object", NULL);
    bool good = read_members(arena, root, &message, err);
    *ret_root = root;
    *ret_message = message;
    return good;
}

struct str message_key(struct arena *arena, struct str sender, struct str id) {
    struct hasher hasher;
    hasher_start(&hasher);
    hasher_add(&hasher, sender);
    hasher_add(&hasher, id);
    struct hash hash = hasher_done(&hasher);
    struct str hex = hex_of(arena, hash.b, sizeof(hash.b));
    return hex.p ? str_printf(arena, "message:" STR_FMT, STR_ARG(hex)) : STR_NONE;
}
