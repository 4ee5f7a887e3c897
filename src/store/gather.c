// SPDX-License-Identifier: EUPL-1.2
//
// What a transaction adds to the WAL is handed to the system in one piece.
//
// SQLite writes each page that a transaction changed as a frame of its own, its header and the page
// apart: some forty writes for one recorded fact. This layer between SQLite and the system's files
// keeps what is added behind the end of the WAL and writes it when the frame that commits has come
// (or ROOM is full), and so before SQLite syncs the file, and before it tells any reader in the
// wal-index that the frames are there. See docs/adr/0025.
//
// Nothing is kept but by whoever holds the lock to write, from taking it until the frame that
// commits: what is written otherwise, over again, or after that frame, goes through at once. What
// is kept is written before the same file is read, synced, measured or cut. When that fails,
// everything else of the transaction fails, too: SQLite must not commit what rests on it. What is
// left when the lock is given back was never committed, and is forgotten, since others may write
// there from now on.
//
// For one connection, the writer's.
#include "store/internal.h"

#include <string.h>

// SQLite's layer above unix writes less than 128 KiB at once, and takes more for a full disk.
#define ROOM ((size_t)124 * 1024)
#define FRAME_HEADER 24 // of the file format: page, size of the database after a commit or 0, …
#define WRITE_LOCK 0    // of the wal-index: whoever has it may add to the WAL

struct gather {
    sqlite3_vfs vfs; // comes first
    sqlite3_vfs *below;
    bool gathers;         // from the lock until the frame that commits
    bool commits;         // the header that was written last is of that frame
    int failure;          // of writing what was kept; SQLITE_OK: none
    sqlite3_int64 at;     // where what is kept belongs
    sqlite3_int64 behind; // everything that was written since the lock
    size_t n;
    unsigned char *bytes;
};

// What SQLite has open: the database or its WAL.
struct gathered_file {
    sqlite3_file base;
    struct gather *gather;
    sqlite3_file *below; // in the memory that follows
};

static struct gathered_file *of(sqlite3_file *base) {
    return (struct gathered_file *)base;
}

static sqlite3_file *below(sqlite3_file *base) {
    return of(base)->below;
}

// ---- the WAL ----

static int write_kept(struct gathered_file *wal) {
    struct gather *gather = wal->gather;
    if (gather->failure == SQLITE_OK && gather->n > 0)
        gather->failure =
            wal->below->pMethods->xWrite(wal->below, gather->bytes, (int)gather->n, gather->at);
    gather->n = 0;
    return gather->failure;
}

static int keep(struct gathered_file *wal, const void *from, size_t n, sqlite3_int64 at) {
    struct gather *gather = wal->gather;
    bool goes_on = at == gather->at + (sqlite3_int64)gather->n && gather->n + n <= ROOM;
    int result = goes_on ? gather->failure : write_kept(wal);
    if (result != SQLITE_OK)
        return result;
    if (gather->n == 0)
        gather->at = at;
    memcpy(gather->bytes + gather->n, from, n);
    gather->n += n;
    gather->behind = at + (sqlite3_int64)n;
    return SQLITE_OK;
}

static bool is_commit(const unsigned char *header) {
    return header[4] || header[5] || header[6] || header[7];
}

static int wal_write(sqlite3_file *base, const void *from, int n, sqlite3_int64 at) {
    struct gathered_file *wal = of(base);
    struct gather *gather = wal->gather;
    if (!gather->gathers || at < gather->behind || (size_t)n > ROOM) {
        int result = write_kept(wal);
        return result == SQLITE_OK ? wal->below->pMethods->xWrite(wal->below, from, n, at) : result;
    }
    bool ends = gather->commits; // with its page
    gather->commits = n == FRAME_HEADER && is_commit(from);
    int result = keep(wal, from, (size_t)n, at);
    if (result != SQLITE_OK || !ends)
        return result;
    gather->gathers = false;
    return write_kept(wal);
}

static int wal_read(sqlite3_file *base, void *to, int n, sqlite3_int64 at) {
    bool is_before = at + n <= of(base)->gather->at; // what is kept, or could not be written
    int result = is_before ? SQLITE_OK : write_kept(of(base));
    return result == SQLITE_OK ? below(base)->pMethods->xRead(below(base), to, n, at) : result;
}

static int wal_truncate(sqlite3_file *base, sqlite3_int64 size) {
    int result = write_kept(of(base));
    return result == SQLITE_OK ? below(base)->pMethods->xTruncate(below(base), size) : result;
}

static int wal_sync(sqlite3_file *base, int flags) {
    int result = write_kept(of(base));
    return result == SQLITE_OK ? below(base)->pMethods->xSync(below(base), flags) : result;
}

static int wal_size(sqlite3_file *base, sqlite3_int64 *size) {
    int result = write_kept(of(base));
    return result == SQLITE_OK ? below(base)->pMethods->xFileSize(below(base), size) : result;
}

// ---- the lock ----

static void begin(struct gather *gather, bool gathers) {
    gather->gathers = gathers;
    gather->commits = false;
    gather->failure = SQLITE_OK;
    gather->behind = 0;
    gather->n = 0;
}

static int shm_lock(sqlite3_file *base, int offset, int n, int flags) {
    bool is_write_lock = offset <= WRITE_LOCK && WRITE_LOCK < offset + n;
    if (is_write_lock && (flags & SQLITE_SHM_UNLOCK))
        begin(of(base)->gather, false); // before others may write
    int result = below(base)->pMethods->xShmLock(below(base), offset, n, flags);
    if (is_write_lock && (flags & SQLITE_SHM_LOCK) && result == SQLITE_OK)
        begin(of(base)->gather, true);
    return result;
}

// ---- what goes through ----

static int file_close(sqlite3_file *base) {
    return below(base)->pMethods->xClose(below(base));
}

static int file_read(sqlite3_file *base, void *to, int n, sqlite3_int64 at) {
    return below(base)->pMethods->xRead(below(base), to, n, at);
}

static int file_write(sqlite3_file *base, const void *from, int n, sqlite3_int64 at) {
    return below(base)->pMethods->xWrite(below(base), from, n, at);
}

static int file_truncate(sqlite3_file *base, sqlite3_int64 size) {
    return below(base)->pMethods->xTruncate(below(base), size);
}

static int file_sync(sqlite3_file *base, int flags) {
    return below(base)->pMethods->xSync(below(base), flags);
}

static int file_size(sqlite3_file *base, sqlite3_int64 *size) {
    return below(base)->pMethods->xFileSize(below(base), size);
}

static int file_lock(sqlite3_file *base, int level) {
    return below(base)->pMethods->xLock(below(base), level);
}

static int file_unlock(sqlite3_file *base, int level) {
    return below(base)->pMethods->xUnlock(below(base), level);
}

static int file_reserved(sqlite3_file *base, int *ret_reserved) {
    return below(base)->pMethods->xCheckReservedLock(below(base), ret_reserved);
}

static int file_control(sqlite3_file *base, int what, void *argument) {
    return below(base)->pMethods->xFileControl(below(base), what, argument);
}

static int sector_size(sqlite3_file *base) {
    return below(base)->pMethods->xSectorSize(below(base));
}

static int characteristics(sqlite3_file *base) {
    return below(base)->pMethods->xDeviceCharacteristics(below(base));
}

static int shm_map(sqlite3_file *base, int region, int size, int extend, void volatile **ret) {
    return below(base)->pMethods->xShmMap(below(base), region, size, extend, ret);
}

static void shm_barrier(sqlite3_file *base) {
    below(base)->pMethods->xShmBarrier(below(base));
}

static int shm_unmap(sqlite3_file *base, int delete) {
    return below(base)->pMethods->xShmUnmap(below(base), delete);
}

// Without xFetch: no file is mapped into memory, where a shorter one would end the program.
#define METHODS(read, write, truncate, sync, size)                                                 \
    {                                                                                              \
        .iVersion = 2, .xClose = file_close, .xRead = read, .xWrite = write,                       \
        .xTruncate = truncate, .xSync = sync, .xFileSize = size, .xLock = file_lock,               \
        .xUnlock = file_unlock, .xCheckReservedLock = file_reserved, .xFileControl = file_control, \
        .xSectorSize = sector_size, .xDeviceCharacteristics = characteristics, .xShmMap = shm_map, \
        .xShmLock = shm_lock, .xShmBarrier = shm_barrier, .xShmUnmap = shm_unmap,                  \
    }
static const sqlite3_io_methods database_methods =
    METHODS(file_read, file_write, file_truncate, file_sync, file_size);
static const sqlite3_io_methods wal_methods =
    METHODS(wal_read, wal_write, wal_truncate, wal_sync, wal_size);

// ---- opening ----

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags,
                    int *ret_flags) {
    struct gather *gather = (struct gather *)vfs;
    if (!(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)))
        return gather->below->xOpen(gather->below, name, base, flags, ret_flags);
    struct gathered_file *file = of(base);
    *file = (struct gathered_file){.gather = gather, .below = (sqlite3_file *)(file + 1)};
    file->below->pMethods = NULL;
    int result = gather->below->xOpen(gather->below, name, file->below, flags, ret_flags);
    if (file->below->pMethods) // SQLite closes it, also when it could not be opened
        file->base.pMethods = flags & SQLITE_OPEN_WAL ? &wal_methods : &database_methods;
    return result;
}

bool gather_start(struct store *store, struct error *err) {
    sqlite3_vfs *below = sqlite3_vfs_find(store->options.vfs);
    struct gather *gather = below ? ARENA_NEW(store->arena, struct gather) : NULL;
    if (!below)
        return error_set(err, ERR_INTERNAL, "store.internal", store->options.vfs, NULL);
    if (!gather || !(gather->bytes = arena_bytes(store->arena, ROOM)))
        return error_memory(err);
    gather->below = below;
    gather->vfs = *below; // with its clock, its randomness, its names of files
    gather->vfs.pNext = NULL;
    gather->vfs.xOpen = vfs_open;
    gather->vfs.szOsFile = (int)sizeof(struct gathered_file) + below->szOsFile;
    // Several stores may be open at once.
    gather->vfs.zName = str_printf(store->arena, "vaka-%p", (void *)gather).p;
    if (!gather->vfs.zName || sqlite3_vfs_register(&gather->vfs, 0) != SQLITE_OK)
        return error_memory(err);
    store->gather = gather;
    return true;
}

const char *gather_vfs(const struct store *store) {
    return store->gather->vfs.zName;
}

void gather_stop(struct store *store) {
    if (store->gather)
        sqlite3_vfs_unregister(&store->gather->vfs);
}
