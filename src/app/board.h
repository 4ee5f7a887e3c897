// SPDX-License-Identifier: EUPL-1.2
//
// The board of a unit: the persons whose team works as one (VILS), what is to come and what has
// happened since yesterday. Each row holds what the user may see of that case and nothing else;
// somebody of whose VILS the user may not know has no row. Behind the one door as everything in
// app.h; the view is logged.
#ifndef VAKA_APP_BOARD_H
#define VAKA_APP_BOARD_H

#include "app/app.h"

#define BOARD_MAX 200 // persons that are shown

// Something that somebody noticed, decided or did.
struct board_change {
    const struct event *event;
    const struct event *opened; // by which the thing that it concerns was opened; or NULL
};
struct board_row {
    struct person_row person;
    bool in_vils;                    // always, on the board
    struct date since;               // of VILS
    enum code decided_by;            // of vils_decider
    const struct event *met;         // the last team meeting, or NULL
    const struct event *death;       // or NULL. For app_round()
    struct duty next;                // the next; `what` is empty when none is asked for
    LIST_OF(struct duty) unanswered; // what the team has not confirmed or been told yet
    struct instant viewed; // when the user last opened the case; 0: not lately. For app_round()
    uint32_t held;         // of round_acts: what may not be recorded now. For app_round()
    // What somebody noticed, decided or did, recorded since yesterday began, or for app_round()
    // since the user last opened the case; latest first.
    LIST_OF(struct board_change) changes;
};
struct board {
    LIST_OF(struct board_row) rows; // who began first first
    bool more;                      // there are more than BOARD_MAX
    struct date today;
    int64_t version, end; // of the unit's worklist, see app_day(); instant at which it is old
};
bool app_board(struct app *app, struct arena *arena, const struct actor *actor,
               struct board *ret_board, struct error *err) WARN_UNUSED;

// What the care staff record where they stand; bit i of `held` is the i-th.
extern const enum event_kind round_acts[3];
#define ROUND_MAX 60 // persons that are shown
// The unit's persons as the care staff visit them: those in VILS first, then the others by name,
// each with what is new to the user.
bool app_round(struct app *app, struct arena *arena, const struct actor *actor,
               struct board *ret_board, struct error *err) WARN_UNUSED;

#endif
