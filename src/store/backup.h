// SPDX-License-Identifier: EUPL-1.2
//
// Backups, and putting them back (docs/adr/0024, docs/at-rest.md).
#ifndef VAKA_STORE_BACKUP_H
#define VAKA_STORE_BACKUP_H

#include "base/encrypt.h"
#include "store/store.h"

// A consistent copy while the server runs, with a checkpoint; encrypted for the holders of `keys`,
// or plain (NULL). Nothing is left behind when it fails, and what one that was killed has left is
// taken away first; *ret_was_left (or NULL) tells. ERR_CONFLICT file.exists {path}, store.part-busy
// {path}: another is at work on it; ERR_IO.
bool store_backup(struct store *store, const char *to_path, const struct public_keys *keys,
                  struct instant now, bool *ret_was_left, struct error *err) WARN_UNUSED;

struct restoring {
    const char *from, *to;
    const struct private_key *key; // NULL: `from` is a plain copy
    bool despite_faults;           // what the verification finds is told, and the database kept
    bool *ret_was_left;            // as in store_backup(); or NULL
    bool *ret_has_codes;           // store_any_codes() of what is put back; or NULL
};
// Puts a backup in its place, where nothing is, once it has been decrypted and verified. With
// faults in the report nothing is kept, unless they are disregarded; nor when it answers false.
// ERR_CONFLICT file.exists {path}, store.part-busy {path}; ERR_INPUT store.backup-encrypted {from}:
// a key is needed; ERR_DAMAGED store.backup-plain {from}: a key was given for a plain file;
// encrypt.*; those of store_open().
bool store_restore(const struct restoring *restoring, struct arena *arena,
                   struct verify_report *ret_report, struct error *err) WARN_UNUSED;

#endif
