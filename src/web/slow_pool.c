// SPDX-License-Identifier: EUPL-1.2
#include "web/slow_pool.h"

#include <assert.h>
#include <pthread.h>

#include "base/arena.h"

struct slow_pool {
    struct arena *arena; // holds the pool itself
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct slow_work *first, **last;
    unsigned waiting;
    bool ending;
    unsigned thread_count;
    pthread_t threads[SLOW_POOL_THREADS_MAX];
};

static struct slow_work *take(struct slow_pool *pool) {
    pthread_mutex_lock(&pool->lock);
    while (!pool->first && !pool->ending)
        pthread_cond_wait(&pool->changed, &pool->lock);
    struct slow_work *work = pool->first;
    if (work) {
        pool->first = work->next;
        if (!pool->first)
            pool->last = &pool->first;
        pool->waiting--;
    }
    pthread_mutex_unlock(&pool->lock);
    return work;
}

static void *work_on(void *context) {
    struct slow_pool *pool = context;
    for (struct slow_work *work; (work = take(pool));)
        work->run(work);
    return NULL;
}

bool slow_pool_submit(struct slow_pool *pool, struct slow_work *work) {
    pthread_mutex_lock(&pool->lock);
    bool fits = !pool->ending && pool->waiting < SLOW_POOL_QUEUE;
    if (fits) {
        work->next = NULL;
        *pool->last = work;
        pool->last = &work->next;
        pool->waiting++;
        pthread_cond_signal(&pool->changed);
    }
    pthread_mutex_unlock(&pool->lock);
    return fits;
}

bool slow_pool_start(unsigned threads, struct slow_pool **ret_pool, struct error *err) {
    assert(threads > 0 && threads <= SLOW_POOL_THREADS_MAX);
    struct arena *arena = arena_new(sizeof(struct slow_pool));
    struct slow_pool *pool = arena ? ARENA_NEW(arena, struct slow_pool) : NULL;
    if (!pool) {
        arena_free(arena);
        return error_memory(err);
    }
    pool->arena = arena;
    pool->last = &pool->first;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->changed, NULL);
    for (; pool->thread_count < threads; pool->thread_count++) {
        if (pthread_create(&pool->threads[pool->thread_count], NULL, work_on, pool)) {
            slow_pool_free(pool);
            return error_set(err, ERR_IO, "server.no-thread", NULL);
        }
    }
    *ret_pool = pool;
    return true;
}

void slow_pool_end(struct slow_pool *pool) {
    pthread_mutex_lock(&pool->lock);
    pool->ending = true;
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
    for (unsigned i = 0; i < pool->thread_count; i++)
        pthread_join(pool->threads[i], NULL);
    pool->thread_count = 0;
}

void slow_pool_free(struct slow_pool *pool) {
    if (!pool)
        return;
    slow_pool_end(pool);
    pthread_cond_destroy(&pool->changed);
    pthread_mutex_destroy(&pool->lock);
    arena_free(pool->arena);
}
