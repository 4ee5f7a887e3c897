// SPDX-License-Identifier: EUPL-1.2
//
// Dates, times, lateness, ages and numbers as people say them, in Swedish and in English.
//
// `today` is always an argument. All texts are taken from the catalogue; the results live in the
// arena or as long as the program, and are STR_NONE when memory ran out. Swedish forms follow
// Svenska skrivregler: lower-case names of days and months, "i dag" in two words, numbers up to
// twelve as words in running text.
#ifndef VAKA_I18N_FORMAT_H
#define VAKA_I18N_FORMAT_H

#include "calendar/civil.h"
#include "i18n/catalogue.h"

// "fredag 20 november", "Friday 20 November"; with the year when it is not that of `today`.
struct str date_words(struct arena *arena, enum language language, struct date date,
                      struct date today);
// "fre 20 nov", "Fri 20 Nov"; with the year when it is not that of `today`.
struct str date_words_short(struct arena *arena, enum language language, struct date date,
                            struct date today);
// A Swedish text with each date as 2026-11-20 in words, as a routine cannot write it.
struct str dates_in_words(struct arena *arena, struct str text, struct date today);
// "november", "November"; month 1 to 12.
struct str month_words(enum language language, int month);
struct str month_words_short(enum language language, int month); // "nov.", "Nov"
// "i går", "i dag", "i morgon", otherwise date_words().
struct str date_words_near(struct arena *arena, enum language language, struct date date,
                           struct date today);
// "08:05"
struct str clock_words(struct arena *arena, struct time_of_day time);
// "i går kl. 08:05", "fredag 20 november kl. 08:05"
struct str moment_words(struct arena *arena, enum language language, struct date_time moment,
                        struct date today);
// How a last day stands to today: "3 dagar sent", "i dag", "i morgon", "om 5 dagar".
struct str lateness_words(struct arena *arena, enum language language, struct date due,
                          struct date today);
// "81 år"; "14 månader" below two years; "12 dagar" below one month. A date of birth after `at` is
// 0 days.
struct str age_words(struct arena *arena, enum language language, struct date born, struct date at);
// "noll", "en", "två" … "tolv"; larger and negative numbers in digits, grouped by three with
// no-break spaces from 10 000 on.
struct str number_words(struct arena *arena, enum language language, int64_t number);
struct str number_digits(struct arena *arena, int64_t number);
// The text with its first letter as a capital.
struct str capitalised(struct arena *arena, struct str text);
// The text as it stands inside a sentence: its first letter small, but of "SIP".
struct str in_sentence(struct arena *arena, struct str text);

#endif
