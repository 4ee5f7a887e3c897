// SPDX-License-Identifier: EUPL-1.2
#include "care/person.h"

#include "care/number.h"
#include "care/records.h"

// Whether it was new.
static bool add_number(struct person_facts *facts, struct str number) {
    for (size_t i = 0; i < facts->number_count; i++)
        if (str_eq(facts->numbers[i], number))
            return false;
    if (!number.n || facts->number_count == NUMBERS_MAX)
        return false;
    facts->numbers[facts->number_count++] = number;
    return true;
}

// A number that was changed stays changed, though the other details are written anew.
// Of a record that goes on in this one only the number counts.
static void take_registered(struct person_facts *facts, const struct event *event) {
    struct str number = payload_text(&event->payload, FIELD_person_registered_number);
    bool is_new = add_number(facts, number);
    if (seq_log(event->seq)) {
        if (facts->other_count < OTHER_NAMES_MAX)
            facts->others[facts->other_count++] = event;
        return;
    }
    if (is_new || !facts->registered)
        facts->number = number;
    facts->registered = event;
}

static const struct field_value *starts(const struct event *move) {
    return payload_get(&move->payload, FIELD_person_moved_from);
}

static bool begins_before(const struct event *move, const struct event *other) {
    const struct field_value *a = starts(move), *b = starts(other);
    return a && b && date_cmp(a->date, b->date) < 0;
}

// The last move that has begun holds; the first of those to come is the next.
static void take_move(struct person_facts *facts, const struct event *event,
                      const struct date *today) {
    const struct field_value *from = starts(event);
    bool ahead = today && from && date_cmp(from->date, *today) > 0;
    if (ahead && (!facts->next_move || !begins_before(facts->next_move, event)))
        facts->next_move = event;
    if (!ahead && (!facts->move || !begins_before(event, facts->move)))
        facts->move = event;
}

static void take(struct person_facts *facts, const struct event *event, const struct date *today) {
    if (event->kind == EVENT_person_registered) {
        take_registered(facts, event);
    } else if (event->kind == EVENT_number_changed) {
        struct str number = payload_text(&event->payload, FIELD_number_changed_number);
        add_number(facts, number);
        if (number.n)
            facts->number = number;
    } else if (event->kind == EVENT_person_moved) {
        take_move(facts, event, today);
    } else if (event->kind == EVENT_protection_noted) {
        const struct field_value *value =
            payload_get(&event->payload, FIELD_protection_noted_protection);
        facts->protection = value ? value->code : facts->protection;
    }
}

static void take_birth(struct person_facts *facts) {
    const struct field_value *born =
        payload_get(&facts->registered->payload, FIELD_person_registered_birth_date);
    struct number number;
    if (born)
        facts->born = born->date;
    facts->has_born = born || (number_read(facts->number, &number, NULL) &&
                               number_birth_date(&number, &facts->born));
}

void person_facts_of(struct event_list effective, const struct date *today,
                     struct person_facts *ret_facts) {
    struct person_facts facts = {0};
    for (size_t i = 0; i < effective.n; i++)
        take(&facts, &effective.items[i], today);
    if (facts.registered) {
        facts.given_name =
            payload_text(&facts.registered->payload, FIELD_person_registered_given_name);
        facts.family_name =
            payload_text(&facts.registered->payload, FIELD_person_registered_family_name);
        facts.address = payload_text(&facts.registered->payload, FIELD_person_registered_address);
        facts.telephone =
            payload_text(&facts.registered->payload, FIELD_person_registered_telephone);
        take_birth(&facts);
    }
    if (facts.move) {
        struct str telephone = payload_text(&facts.move->payload, FIELD_person_moved_telephone);
        facts.address = payload_text(&facts.move->payload, FIELD_person_moved_address);
        facts.telephone = telephone.n ? telephone : facts.telephone;
    }
    *ret_facts = facts;
}

bool person_is_protected(enum code protection) {
    return protection == CODE_protection_confidential || protection == CODE_protection_registration;
}
