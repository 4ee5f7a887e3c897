// SPDX-License-Identifier: EUPL-1.2
//
// Names of the vocabulary in routines, shared by what writes the vocabulary model and what binds a
// routine to it. Everything else of the model: routine.h.
#ifndef VAKA_ROUTINE_VOCABULARY_MODEL_H
#define VAKA_ROUTINE_VOCABULARY_MODEL_H

#include "care/vocabulary.h"

// What every event says beside its fields.
#define NAME_DATE "datum"                        // when it happened, in Sweden
#define NAME_MOMENT "tidpunkt"                   // the same to the second, with the offset from UTC
#define NAME_RECORDED_AT "dokumenterad tidpunkt" // of what it says now: a correction is later
#define NAME_UNIT "enhet"                        // of the recorder
#define NAME_NUMBER "nummer"                     // its seq
// What every thing says beside its fields, its key, and the events that opened, touched and closed
// it.
#define NAME_LASTS "pågår"
#define NAME_OPENED "öppnad"
#define NAME_OPENED_AT "öppnad tidpunkt"
#define NAME_CLOSED "avslutad"
#define NAME_LATEST "senaste händelse"     // kind of the latest event that opened or touched it
#define NAME_SENDER "avsändande enhet"     // unit of the recorder of the event that opened it
#define NAME_SENDER_ROLE "avsändande roll" // role of that recorder
// What an event whose law depends on what it says tells, and the thing that it opened.
#define NAME_LAW "lagrum"
// What a bare thing says of the event that opened it.
#define NAME_ACT "akt"
#define NAME_RECORDED "dokumenterad"
#define NAME_DEVIATION "avvikelse" // what the routine missed
#define NAME_BECAUSE "skäl"        // why it was done all the same
#define NAME_ALL "alla "           // before a plural: the list of all

// The type's name: "beslut om anslutning" becomes "tBeslutOmAnslutning". p is NULL on failure.
struct str type_name(struct arena *arena, const char *feel);

// Whether routines see this kind of event: those of a person that stand in the effective list.
bool is_in_model(enum event_kind kind);

// The links by which events bear on things of a kind, each event once, the opening one first: those
// of a thing's context. False at the end. *at begins as 0.
bool next_event_of_thing(enum thing_kind thing, size_t *at, const struct link_info **ret_link);
// Whether all things of a kind are opened by one kind of event.
bool opens_alone(enum thing_kind thing);
// The record that opens things of a kind; NULL when an event itself does.
const struct record_info *opening_record(enum thing_kind thing);

#endif
