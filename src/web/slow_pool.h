// SPDX-License-Identifier: EUPL-1.2
//
// A bounded pool for what is slow: a fixed number of threads and a queue with a ceiling. What does
// not fit is refused at once; nobody waits outside the queue.
#ifndef VAKA_WEB_SLOW_POOL_H
#define VAKA_WEB_SLOW_POOL_H

#include "base/error.h"

#define SLOW_POOL_QUEUE 32 // that wait, besides those that run
#define SLOW_POOL_THREADS_MAX 16

struct slow_pool;

// One piece of work; its memory is the submitter's, and it is not touched once run() has begun.
struct slow_work {
    void (*run)(struct slow_work *work);
    struct slow_work *next;
};

bool slow_pool_start(unsigned threads, struct slow_pool **ret_pool, struct error *err) WARN_UNUSED;
// False when the queue is full or the pool is ending.
bool slow_pool_submit(struct slow_pool *pool, struct slow_work *work) WARN_UNUSED;
// Takes no more, runs what was taken, ends the threads. Submitting is refused from then on.
void slow_pool_end(struct slow_pool *pool);
// Ends it when it has not ended. NULL does nothing.
void slow_pool_free(struct slow_pool *pool);

#endif
