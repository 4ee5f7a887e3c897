// SPDX-License-Identifier: EUPL-1.2
//
// A disk in memory for SQLite (a VFS named "disk") that can lose power, be full, and fail to sync.
//
// It knows of each file what was written and what was synced. When power is lost, what was not
// synced is thrown away, all of it or sector by sector at random, as a disk with a cache does. The
// files must be closed before power is restored.
//
// All threads may use it; what this header offers belongs to one thread.
#ifndef VAKA_TESTS_STORE_DISK_H
#define VAKA_TESTS_STORE_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DISK_VFS "disk"

void disk_insert(void); // registers the VFS; once
void disk_erase(void);  // an empty disk, under power, without faults

// Power is lost just before the operation of that number (pieces of writes, truncations, syncs and
// deletions, counted from now on); every operation from then on fails. 0: never.
void disk_lose_power_at(uint64_t operation);
bool disk_has_power(void);
uint64_t disk_operations(void); // so many since disk_lose_power_at()
uint64_t disk_writes(void);     // that were asked for until now, in however many pieces

enum disk_loss {
    DISK_LOSE_ALL,  // everything that was not synced
    DISK_LOSE_SOME, // of every sector that was not synced, the old or the new content, by the seed
};
void disk_restore_power(enum disk_loss loss, uint32_t seed);

// The disk as it is, and back to it. The files must be closed.
void disk_save(void);
void disk_load(void);

void disk_set_room(size_t bytes); // in all; 0: as much as anybody wants
void disk_fail_syncs(bool fail);
// The next sync of that file fails. What was not synced by then never is, though every later sync
// succeeds, until power is restored.
void disk_give_up(const char *name);
// Whoever syncs that file waits until it is held no more.
void disk_hold(const char *name, bool hold);
unsigned disk_waiting(void); // so many do

#endif
