// SPDX-License-Identifier: EUPL-1.2
#include "disk.h"

#include <assert.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILES_MAX 16
#define NAME_MAX_LENGTH 512
#define SECTOR 512
#define PIECE 2048 // of a write: power may be lost between two
#define REGIONS_MAX 16
#define SLOTS SQLITE_SHM_NLOCK

struct content {
    bool exists;
    unsigned char *bytes;
    size_t size, room;
};

struct file {
    char name[NAME_MAX_LENGTH];
    struct content now, synced, saved;
    // Locks of the file, and of the shared memory of its WAL.
    int shared;
    const void *reserved, *pending, *exclusive; // who has it
    void *regions[REGIONS_MAX];
    bool fails_once, given_up, held;
    int mapped; // connections that use the shared memory
    int slot_shared[SLOTS];
    const void *slot_exclusive[SLOTS];
};

// What SQLite has open.
struct handle {
    sqlite3_file base;
    struct file *file;
    int lock;
    bool delete_on_close, mapped;
    unsigned slots; // shared locks that this one holds
};

static struct {
    pthread_mutex_t mutex;
    struct file files[FILES_MAX];
    uint64_t operations, lose_power_at, writes;
    bool dead, failing_syncs;
    size_t room;
    unsigned temporary, waiting;
    pthread_cond_t released;
} disk = {.mutex = PTHREAD_MUTEX_INITIALIZER, .released = PTHREAD_COND_INITIALIZER};

static void lock(void) {
    pthread_mutex_lock(&disk.mutex);
}

static int unlock(int result) {
    pthread_mutex_unlock(&disk.mutex);
    return result;
}

// ---- content ----

static void content_clear(struct content *content) {
    free(content->bytes);
    memset(content, 0, sizeof(*content));
}

static void content_resize(struct content *content, size_t size) {
    if (size > content->room) {
        size_t room = size * 2;
        content->bytes = realloc(content->bytes, room);
        assert(content->bytes);
        memset(content->bytes + content->room, 0, room - content->room);
        content->room = room;
    }
    if (size < content->size)
        memset(content->bytes + size, 0, content->size - size);
    content->size = size;
}

static void content_copy(struct content *to, const struct content *from) {
    content_resize(to, from->size);
    if (from->size)
        memcpy(to->bytes, from->bytes, from->size);
    to->exists = from->exists;
}

static size_t used(void) {
    size_t sum = 0;
    for (size_t i = 0; i < FILES_MAX; i++)
        if (disk.files[i].now.exists)
            sum += disk.files[i].now.size;
    return sum;
}

// ---- power ----

// Counts an operation; false when there is no power to do it.
static bool powered(void) {
    if (!disk.dead && disk.lose_power_at && ++disk.operations >= disk.lose_power_at)
        disk.dead = true;
    return !disk.dead;
}

void disk_lose_power_at(uint64_t operation) {
    lock();
    disk.operations = 0;
    disk.lose_power_at = operation ? operation : UINT64_MAX;
    unlock(0);
}

bool disk_has_power(void) {
    lock();
    return !unlock(disk.dead);
}

uint64_t disk_operations(void) {
    lock();
    uint64_t n = disk.operations;
    unlock(0);
    return n;
}

uint64_t disk_writes(void) {
    lock();
    uint64_t n = disk.writes;
    unlock(0);
    return n;
}

static uint32_t next_random(uint32_t *seed) {
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 16;
}

static void lose_some(struct file *file, uint32_t *seed) {
    if (file->now.exists != file->synced.exists && next_random(seed) % 2) {
        content_copy(&file->now, &file->synced);
        return;
    }
    size_t size = next_random(seed) % 2 ? file->now.size : file->synced.size;
    content_resize(&file->now, size);
    for (size_t at = 0; at < size; at += SECTOR) {
        size_t n = size - at < SECTOR ? size - at : SECTOR;
        if (at + n <= file->synced.size && next_random(seed) % 2)
            memcpy(file->now.bytes + at, file->synced.bytes + at, n);
        else if (at + n > file->synced.size && next_random(seed) % 2)
            memset(file->now.bytes + at, 0, n);
    }
}

static void forget_locks(struct file *file) {
    assert(file->shared == 0 && file->mapped == 0);
    file->reserved = file->pending = file->exclusive = NULL;
    memset(file->slot_shared, 0, sizeof(file->slot_shared));
    memset(file->slot_exclusive, 0, sizeof(file->slot_exclusive));
}

void disk_restore_power(enum disk_loss loss, uint32_t seed) {
    lock();
    for (size_t i = 0; i < FILES_MAX; i++) {
        struct file *file = &disk.files[i];
        forget_locks(file);
        file->fails_once = file->given_up = false;
        if (loss == DISK_LOSE_ALL)
            content_copy(&file->now, &file->synced);
        else
            lose_some(file, &seed);
        content_copy(&file->synced, &file->now);
    }
    disk.dead = false;
    disk.lose_power_at = UINT64_MAX;
    unlock(0);
}

void disk_erase(void) {
    lock();
    for (size_t i = 0; i < FILES_MAX; i++) {
        struct file *file = &disk.files[i];
        forget_locks(file);
        file->fails_once = file->given_up = false;
        content_clear(&file->now);
        content_clear(&file->synced);
        content_clear(&file->saved);
        memset(file->name, 0, sizeof(file->name));
    }
    disk.dead = disk.failing_syncs = false;
    disk.room = 0;
    disk.lose_power_at = UINT64_MAX;
    unlock(0);
}

void disk_save(void) {
    lock();
    for (size_t i = 0; i < FILES_MAX; i++)
        content_copy(&disk.files[i].saved, &disk.files[i].now);
    unlock(0);
}

void disk_load(void) {
    lock();
    for (size_t i = 0; i < FILES_MAX; i++) {
        forget_locks(&disk.files[i]);
        content_copy(&disk.files[i].now, &disk.files[i].saved);
        content_copy(&disk.files[i].synced, &disk.files[i].saved);
    }
    disk.dead = false;
    disk.lose_power_at = UINT64_MAX;
    unlock(0);
}

void disk_set_room(size_t bytes) {
    lock();
    disk.room = bytes;
    unlock(0);
}

void disk_fail_syncs(bool fail) {
    lock();
    disk.failing_syncs = fail;
    unlock(0);
}

static struct file *named(const char *name) {
    size_t i = 0;
    while (strcmp(disk.files[i].name, name) != 0)
        assert(++i < FILES_MAX);
    return &disk.files[i];
}

void disk_give_up(const char *name) {
    lock();
    named(name)->fails_once = true;
    unlock(0);
}

void disk_hold(const char *name, bool hold) {
    lock();
    named(name)->held = hold;
    pthread_cond_broadcast(&disk.released);
    unlock(0);
}

unsigned disk_waiting(void) {
    lock();
    unsigned n = disk.waiting;
    unlock(0);
    return n;
}

// ---- reading and writing ----

static int file_read(sqlite3_file *base, void *to, int n, sqlite3_int64 at) {
    struct handle *handle = (struct handle *)base;
    lock();
    const struct content *now = &handle->file->now;
    if (disk.dead)
        return unlock(SQLITE_IOERR_READ);
    size_t from = (size_t)at, wanted = (size_t)n;
    size_t there = from < now->size ? now->size - from : 0;
    size_t take = there < wanted ? there : wanted;
    if (take)
        memcpy(to, now->bytes + from, take);
    memset((char *)to + take, 0, wanted - take);
    return unlock(take == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ);
}

static int file_write(sqlite3_file *base, const void *from, int n, sqlite3_int64 at) {
    struct handle *handle = (struct handle *)base;
    lock();
    struct content *now = &handle->file->now;
    const char *bytes = from;
    size_t end = (size_t)at + (size_t)n;
    disk.writes++;
    if (disk.room && end > now->size && used() + (end - now->size) > disk.room)
        return unlock(powered() ? SQLITE_FULL : SQLITE_IOERR_WRITE);
    for (size_t place = (size_t)at; place < end; place += PIECE) {
        size_t piece = end - place < PIECE ? end - place : PIECE;
        if (!powered())
            return unlock(SQLITE_IOERR_WRITE);
        if (place + piece > now->size)
            content_resize(now, place + piece);
        memcpy(now->bytes + place, bytes + (place - (size_t)at), piece);
    }
    return unlock(SQLITE_OK);
}

static int file_truncate(sqlite3_file *base, sqlite3_int64 size) {
    struct handle *handle = (struct handle *)base;
    lock();
    if (!powered())
        return unlock(SQLITE_IOERR_TRUNCATE);
    content_resize(&handle->file->now, (size_t)size);
    return unlock(SQLITE_OK);
}

static int file_sync(sqlite3_file *base, int flags) {
    (void)flags;
    struct handle *handle = (struct handle *)base;
    lock();
    disk.waiting++;
    while (handle->file->held)
        pthread_cond_wait(&disk.released, &disk.mutex);
    disk.waiting--;
    if (!powered() || disk.failing_syncs)
        return unlock(SQLITE_IOERR_FSYNC);
    if (handle->file->fails_once) {
        handle->file->fails_once = false;
        handle->file->given_up = true;
        return unlock(SQLITE_IOERR_FSYNC);
    }
    if (!handle->file->given_up)
        content_copy(&handle->file->synced, &handle->file->now);
    return unlock(SQLITE_OK);
}

static int file_size(sqlite3_file *base, sqlite3_int64 *size) {
    struct handle *handle = (struct handle *)base;
    lock();
    *size = (sqlite3_int64)handle->file->now.size;
    return unlock(disk.dead ? SQLITE_IOERR_FSTAT : SQLITE_OK);
}

// ---- locks ----

static int file_lock(sqlite3_file *base, int level) {
    struct handle *handle = (struct handle *)base;
    struct file *file = handle->file;
    lock();
    if (handle->lock >= level)
        return unlock(SQLITE_OK);
    bool others_write = (file->pending && file->pending != handle) ||
                        (file->exclusive && file->exclusive != handle);
    if (others_write)
        return unlock(SQLITE_BUSY);
    if (level == SQLITE_LOCK_SHARED)
        file->shared++;
    if (level >= SQLITE_LOCK_RESERVED && file->reserved && file->reserved != handle)
        return unlock(SQLITE_BUSY);
    if (level == SQLITE_LOCK_RESERVED)
        file->reserved = handle;
    if (level == SQLITE_LOCK_EXCLUSIVE) {
        file->pending = handle;
        if (file->shared > 1) {
            handle->lock = SQLITE_LOCK_PENDING;
            return unlock(SQLITE_BUSY);
        }
        file->exclusive = handle;
    }
    handle->lock = level;
    return unlock(SQLITE_OK);
}

static int file_unlock(sqlite3_file *base, int level) {
    struct handle *handle = (struct handle *)base;
    struct file *file = handle->file;
    lock();
    if (handle->lock <= level)
        return unlock(SQLITE_OK);
    if (file->reserved == handle)
        file->reserved = NULL;
    if (file->pending == handle)
        file->pending = NULL;
    if (file->exclusive == handle)
        file->exclusive = NULL;
    if (level == SQLITE_LOCK_NONE && handle->lock >= SQLITE_LOCK_SHARED)
        file->shared--;
    handle->lock = level;
    return unlock(SQLITE_OK);
}

static int file_reserved(sqlite3_file *base, int *ret_reserved) {
    struct handle *handle = (struct handle *)base;
    lock();
    *ret_reserved = handle->file->reserved != NULL;
    return unlock(SQLITE_OK);
}

// ---- shared memory ----

static int shm_map(sqlite3_file *base, int region, int size, int extend, void volatile **ret) {
    struct handle *handle = (struct handle *)base;
    struct file *file = handle->file;
    lock();
    assert(region < REGIONS_MAX);
    if (!handle->mapped) {
        handle->mapped = true;
        file->mapped++;
    }
    if (!file->regions[region] && extend)
        file->regions[region] = calloc(1, (size_t)size);
    *ret = file->regions[region];
    return unlock(SQLITE_OK);
}

static int shm_lock(sqlite3_file *base, int offset, int n, int flags) {
    struct handle *handle = (struct handle *)base;
    struct file *file = handle->file;
    bool shared = flags & SQLITE_SHM_SHARED, take = flags & SQLITE_SHM_LOCK;
    lock();
    for (int i = offset; take && i < offset + n; i++) {
        bool others_read = file->slot_shared[i] > (int)((handle->slots >> i) & 1);
        bool others_write = file->slot_exclusive[i] && file->slot_exclusive[i] != handle;
        if (others_write || (!shared && others_read))
            return unlock(SQLITE_BUSY);
    }
    for (int i = offset; i < offset + n; i++) {
        bool held = (handle->slots >> i) & 1;
        if (!shared)
            file->slot_exclusive[i] = take ? handle : NULL;
        else if (held != take)
            file->slot_shared[i] += take ? 1 : -1;
        if (shared)
            handle->slots = take ? handle->slots | 1u << i : handle->slots & ~(1u << i);
    }
    return unlock(SQLITE_OK);
}

static void shm_barrier(sqlite3_file *base) {
    (void)base;
    lock();
    unlock(0);
}

static int shm_unmap(sqlite3_file *base, int delete) {
    (void)delete;
    struct handle *handle = (struct handle *)base;
    struct file *file = handle->file;
    lock();
    if (handle->mapped && --file->mapped == 0)
        for (size_t i = 0; i < REGIONS_MAX; i++) {
            free(file->regions[i]);
            file->regions[i] = NULL;
        }
    handle->mapped = false;
    return unlock(SQLITE_OK);
}

// ---- the rest of a file ----

static int file_control(sqlite3_file *base, int what, void *argument) {
    (void)base, (void)what, (void)argument;
    return SQLITE_NOTFOUND;
}

static int sector_size(sqlite3_file *base) {
    (void)base;
    return SECTOR;
}

static int characteristics(sqlite3_file *base) {
    (void)base;
    return 0;
}

static int file_close(sqlite3_file *base) {
    struct handle *handle = (struct handle *)base;
    file_unlock(base, SQLITE_LOCK_NONE);
    lock();
    if (handle->delete_on_close)
        content_clear(&handle->file->now);
    return unlock(SQLITE_OK);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_reserved,
    .xFileControl = file_control,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = shm_map,
    .xShmLock = shm_lock,
    .xShmBarrier = shm_barrier,
    .xShmUnmap = shm_unmap,
};

// ---- names ----

static struct file *find(const char *name, bool create) {
    for (size_t i = 0; i < FILES_MAX; i++)
        if (strcmp(disk.files[i].name, name) == 0)
            return &disk.files[i];
    for (size_t i = 0; create && i < FILES_MAX; i++)
        if (!disk.files[i].name[0]) {
            snprintf(disk.files[i].name, NAME_MAX_LENGTH, "%s", name);
            return &disk.files[i];
        }
    assert(!create); // more than FILES_MAX
    return NULL;
}

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags,
                    int *ret_flags) {
    (void)vfs;
    struct handle *handle = (struct handle *)base;
    char temporary[32];
    memset(handle, 0, sizeof(*handle));
    lock();
    if (disk.dead)
        return unlock(SQLITE_CANTOPEN);
    snprintf(temporary, sizeof(temporary), "temporary-%u", disk.temporary++);
    handle->file = find(name ? name : temporary, true);
    if (!handle->file->now.exists && !(flags & SQLITE_OPEN_CREATE))
        return unlock(SQLITE_CANTOPEN);
    if (!handle->file->now.exists) { // a new file, whatever had the name before
        content_clear(&handle->file->now);
        content_clear(&handle->file->synced);
        handle->file->now.exists = true;
    }
    handle->delete_on_close = flags & SQLITE_OPEN_DELETEONCLOSE;
    handle->base.pMethods = &methods;
    if (ret_flags)
        *ret_flags = flags;
    return unlock(SQLITE_OK);
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync_folder) {
    (void)vfs;
    lock();
    if (!powered())
        return unlock(SQLITE_IOERR_DELETE);
    struct file *file = find(name, false);
    if (!file || !file->now.exists)
        return unlock(SQLITE_IOERR_DELETE_NOENT);
    content_clear(&file->now);
    if (sync_folder)
        content_clear(&file->synced);
    return unlock(SQLITE_OK);
}

static int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *ret_there) {
    (void)vfs, (void)flags;
    lock();
    struct file *file = find(name, false);
    *ret_there = file && file->now.exists;
    return unlock(disk.dead ? SQLITE_IOERR_ACCESS : SQLITE_OK);
}

static int vfs_full_name(sqlite3_vfs *vfs, const char *name, int n, char *to) {
    (void)vfs;
    snprintf(to, (size_t)n, "%s", name);
    return SQLITE_OK;
}

void disk_insert(void) {
    static sqlite3_vfs vfs;
    const sqlite3_vfs *system = sqlite3_vfs_find(NULL);
    vfs = *system; // its clock, randomness and sleep
    vfs.iVersion = 1;
    vfs.pNext = NULL;
    vfs.zName = DISK_VFS;
    vfs.szOsFile = sizeof(struct handle);
    vfs.mxPathname = NAME_MAX_LENGTH;
    vfs.xOpen = vfs_open;
    vfs.xDelete = vfs_delete;
    vfs.xAccess = vfs_access;
    vfs.xFullPathname = vfs_full_name;
    assert(sqlite3_vfs_register(&vfs, 0) == SQLITE_OK);
    disk_erase();
}
