// SPDX-License-Identifier: EUPL-1.2
//
// Loaded into a server with LD_PRELOAD: counts how often it makes what it wrote durable, and says
// so on standard error when it ends ("syncs 1234"). With one sync to a commit this tells how many
// records are made durable at once.
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

static atomic_ulong count;

int fdatasync(int file) {
    static int (*_Atomic real)(int);
    if (!real) {
        void *found = dlsym(RTLD_NEXT, "fdatasync");
        real = *(int (**)(int)) & found;
    }
    atomic_fetch_add(&count, 1);
    return real(file);
}

__attribute__((destructor)) static void tell(void) {
    fprintf(stderr, "syncs %lu\n", atomic_load(&count));
}
