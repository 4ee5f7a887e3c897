// SPDX-License-Identifier: EUPL-1.2
//
// Invented people and what happens to them. The same seed and index give the same person and the
// same story, as seen from the same day.
//
// Nobody of them exists: the first TEST_NUMBERS have test numbers of Skatteverket, the others
// national reserve numbers, which identify nobody outside the system that gave them.
#ifndef VAKA_APP_INVENT_H
#define VAKA_APP_INVENT_H

#include "app/story.h"

#define TEST_NUMBERS 1000
extern const char test_numbers[TEST_NUMBERS][13];

// splitmix64: the same throws for the same state.
struct dice {
    uint64_t state;
};
uint64_t dice_throw(struct dice *dice);
int dice_below(struct dice *dice, int n); // 0 … n - 1
bool dice_percent(struct dice *dice, int percent);

struct invented {
    char number[13];
    const char *given_name, *family_name, *street;
    int house;
};
// INVENTED_MAX people of a seed have different numbers.
#define INVENTED_MAX 4000000
struct invented invent_person(uint64_t seed, size_t index);

// Tells the whole story of that person, over the last 18 months: any stage of home health care.
bool invent_story(uint64_t seed, size_t index, struct story *story) WARN_UNUSED;

// The same person, who is cared for under VILS that goes on today: some since today, none for more
// than three weeks; some meetings are late, some work teams have not been told, some observations
// are unread and some time is not handed in (invent_vils.c).
bool invent_vils_story(uint64_t seed, size_t index, struct story *story) WARN_UNUSED;

#endif
