// SPDX-License-Identifier: EUPL-1.2
//
// A lawful erasure: one person proposes it on a decision, another confirms it. The content of the
// entries and its salt are gone then; who recorded what kind of entry and when, the hash of the
// content, the proposal and the confirmation stay, so that the chain can be verified. Nothing else
// in the program erases anything.
#ifndef VAKA_APP_ERASE_H
#define VAKA_APP_ERASE_H

#include "app/records.h"

struct seq_list {
    LIST_OF(int64_t) items;
};

// Whose entries may go: the organisation's, of the laws under which whoever proposes works (bit i
// stands for enum law i), and those of no law.
struct erasure_reach {
    struct str organisation;
    uint32_t laws;
};
// Which entries of a log a proposal names: "3, 5-9", or "alla" ("all"). Those that govern access or
// tell of an erasure are never among them. ERR_INPUT at "entries": erasure.bad-entries,
// erasure.no-such-entry {number}, erasure.not-yours {number}.
bool erasure_names(struct arena *arena, struct str entries, struct event_list log,
                   const struct erasure_reach *reach, struct seq_list *ret_seqs,
                   struct error *err) WARN_UNUSED;
// The proposal that a draft confirms: somebody else's. ERR_INPUT erasure.two-people.
bool erasure_confirms(const struct event *draft, struct event_list log,
                      const struct event **ret_proposal, struct error *err) WARN_UNUSED;
// The log as it is when they are gone.
bool erasure_mark(struct logs *logs, struct str stream, const struct seq_list *seqs,
                  struct error *err) WARN_UNUSED;

#endif
