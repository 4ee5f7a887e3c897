// SPDX-License-Identifier: EUPL-1.2
//
// Whether the WAL that lies there is whole, asked before SQLite sees it. SQLite reads it up to the
// first frame whose checksum is wrong, as after a power cut, and writes over the rest: a byte that
// flips on the disk would take with it, without a word, whatever was recorded after it.
//
// A power cut leaves the end of one transaction at most, since each is synced before the next. So
// when two or more were committed after the frame that is wrong, in one unbroken chain of
// checksums, it is the disk that is wrong. See docs/adr/0030.
#include "store/internal.h"

#include <stdio.h>
#include <string.h>

#define HEADER_SIZE 32
#define SUMMED_OF_HEADER 24
#define FRAME_HEADER_SIZE 24
#define SUMMED_OF_FRAME_HEADER 8
#define SALTS_AT 8 // in the header of a frame
#define SALTS_SIZE 8
#define MAGIC 0x377f0682u // and 1 when the checksums are of words with the high byte first
#define PAGE_SIZE 4096    // that SQLite gives our databases
#define PAGE_SIZE_MAX 65536
#define LOST_MIN 2 // transactions
#define TRIES 10   // another process may be writing

struct sums {
    uint32_t a, b;
};

struct wal_file {
    sqlite3_file *file;
    uint8_t *frame; // the latest that was read
    int64_t page_size, frames;
    bool high_first;
    bool header_is_wrong;
    uint8_t salts[SALTS_SIZE];
    struct sums sums; // of the header
};

struct frame {
    bool follows; // its checksum follows from that of the frame before it
    bool commits;
    struct sums sums; // as written there
};

static uint32_t word_of(const uint8_t *p, bool high_first) {
    return high_first ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]
                      : (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

static void add_sums(struct sums *sums, const uint8_t *bytes, int64_t n, bool high_first) {
    for (int64_t i = 0; i < n; i += 8) {
        sums->a += word_of(bytes + i, high_first) + sums->b;
        sums->b += word_of(bytes + i + 4, high_first) + sums->a;
    }
}

static struct sums sums_at(const uint8_t *bytes) {
    return (struct sums){word_of(bytes, true), word_of(bytes + 4, true)};
}

static bool same_sums(struct sums x, struct sums y) {
    return x.a == y.a && x.b == y.b;
}

static bool read_at(struct wal_file *wal, void *to, int64_t n, int64_t at) {
    return wal->file->pMethods->xRead(wal->file, to, (int)n, at) == SQLITE_OK;
}

static int64_t place_of(const struct wal_file *wal, int64_t frame) {
    return frame < 0 ? 0 : HEADER_SIZE + frame * (FRAME_HEADER_SIZE + wal->page_size);
}

// False where nothing was written yet.
static bool read_header(struct wal_file *wal) {
    uint8_t header[HEADER_SIZE];
    sqlite3_int64 size = 0;
    if (wal->file->pMethods->xFileSize(wal->file, &size) != SQLITE_OK || size <= HEADER_SIZE ||
        !read_at(wal, header, HEADER_SIZE, 0))
        return false;
    uint32_t magic = word_of(header, true);
    wal->high_first = magic & 1;
    wal->page_size = word_of(header + 8, true);
    memcpy(wal->salts, header + 16, SALTS_SIZE);
    wal->sums = (struct sums){0};
    add_sums(&wal->sums, header, SUMMED_OF_HEADER, wal->high_first);
    wal->header_is_wrong =
        (magic & ~1u) != MAGIC || !same_sums(wal->sums, sums_at(header + SUMMED_OF_HEADER)) ||
        wal->page_size < 512 || wal->page_size > PAGE_SIZE_MAX || wal->page_size % 8;
    if (wal->header_is_wrong) {
        wal->high_first = false;
        wal->page_size = PAGE_SIZE;
        if (!read_at(wal, wal->salts, SALTS_SIZE, HEADER_SIZE + SALTS_AT))
            return false;
    }
    wal->frames = (size - HEADER_SIZE) / (FRAME_HEADER_SIZE + wal->page_size);
    return true;
}

static bool read_frame(struct wal_file *wal, int64_t number, struct sums before,
                       struct frame *ret) {
    int64_t size = FRAME_HEADER_SIZE + wal->page_size;
    if (number >= wal->frames || !read_at(wal, wal->frame, size, HEADER_SIZE + number * size))
        return false;
    bool ours = memcmp(wal->frame + SALTS_AT, wal->salts, SALTS_SIZE) == 0;
    add_sums(&before, wal->frame, SUMMED_OF_FRAME_HEADER, wal->high_first);
    add_sums(&before, wal->frame + FRAME_HEADER_SIZE, wal->page_size, wal->high_first);
    struct sums written = sums_at(wal->frame + SALTS_AT + SALTS_SIZE);
    *ret = (struct frame){
        .follows = ours && word_of(wal->frame, true) && same_sums(before, written),
        .commits = word_of(wal->frame + 4, true),
        .sums = written,
    };
    return true;
}

// The first frame that SQLite does not read, or -1 when it is the header. False: it reads all.
static bool find_wrong(struct wal_file *wal, int64_t *ret_number, struct frame *wrong) {
    struct sums before = wal->sums;
    int64_t number = 0;
    if (wal->header_is_wrong) {
        *wrong = (struct frame){.sums = before};
        *ret_number = -1;
        return true;
    }
    for (; read_frame(wal, number, before, wrong); number++) {
        if (!wrong->follows) {
            *ret_number = number;
            return true;
        }
        before = wrong->sums;
    }
    return false;
}

// How many transactions were committed from the frame that is wrong on, in one chain.
static int64_t committed_after(struct wal_file *wal, int64_t wrong, const struct frame *at) {
    int64_t committed = 0;
    bool in_chain = false;
    struct frame frame, before = *at;
    for (int64_t i = wrong + 1; read_frame(wal, i, before.sums, &frame); i++) {
        if (frame.follows) {
            if (i == wrong + 1)
                committed += at->commits;
            committed += frame.commits;
            in_chain = true;
        } else if (in_chain) {
            break;
        }
        before = frame;
    }
    return committed;
}

static int64_t lost_in(struct wal_file *wal, int64_t *ret_place) {
    struct frame wrong;
    int64_t number;
    if (!read_header(wal) || !find_wrong(wal, &number, &wrong))
        return 0;
    *ret_place = place_of(wal, number);
    return committed_after(wal, number, &wrong);
}

static bool refuse(const char *path, int64_t lost, int64_t place, struct error *err) {
    char how_many[24], where[24];
    snprintf(how_many, sizeof(how_many), "%lld", (long long)lost);
    snprintf(where, sizeof(where), "%lld", (long long)place);
    return error_set(err, ERR_DAMAGED, "store.wal-damaged", path, how_many, where, NULL);
}

// What looks wrong may be on its way there: it is looked at anew.
static bool check(struct wal_file *wal, const char *path, struct error *err) {
    int64_t lost = 0, place = 0;
    for (int i = 0; i < TRIES; i++) {
        lost = lost_in(wal, &place);
        if (lost < LOST_MIN)
            return true;
    }
    return refuse(path, lost, place, err);
}

bool wal_check(struct store *store, struct error *err) {
    sqlite3_vfs *vfs = sqlite3_vfs_find(store->options.vfs);
    CLEANUP(arena_cleanup) struct arena *arena = arena_new(ARENA_DEFAULT_CEILING);
    char *path =
        arena && vfs ? arena_alloc(arena, (size_t)vfs->mxPathname + sizeof("-wal\0")) : NULL;
    struct wal_file wal = {0};
    int there = 0, flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_WAL;
    if (path)
        wal.file = arena_alloc(arena, (size_t)vfs->szOsFile);
    if (wal.file)
        wal.frame = arena_alloc(arena, FRAME_HEADER_SIZE + PAGE_SIZE_MAX);
    if (!wal.frame)
        return error_memory(err);
    // What cannot be opened here is for SQLite to tell of.
    if (vfs->xFullPathname(vfs, store->path, vfs->mxPathname, path) != SQLITE_OK)
        return true;
    memcpy(path + strlen(path), "-wal\0", sizeof("-wal\0"));
    if (vfs->xAccess(vfs, path, SQLITE_ACCESS_EXISTS, &there) != SQLITE_OK || !there ||
        vfs->xOpen(vfs, path, wal.file, flags, &flags) != SQLITE_OK)
        return true;
    bool whole = check(&wal, path, err);
    wal.file->pMethods->xClose(wal.file);
    return whole;
}
