// SPDX-License-Identifier: EUPL-1.2
//
// Stand-alone driver: gives every file of the folders named on the command line to the fuzz target,
// so that a corpus is an ordinary test. Under libFuzzer this file is left out.
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file)
        return 0;
    size_t size = 0, cap = 1 << 20;
    uint8_t *data = malloc(cap);
    if (data)
        size = fread(data, 1, cap, file);
    fclose(file);
    if (!data)
        return 0;
    // Exactly as long as the input, so that reading past its end is seen.
    uint8_t *exact = malloc(size ? size : 1);
    if (exact) {
        memcpy(exact, data, size);
        LLVMFuzzerTestOneInput(exact, size);
    }
    free(exact);
    free(data);
    return exact != NULL;
}

int main(int argc, char **argv) {
    int files = 0;
    for (int i = 1; i < argc; i++) {
        DIR *folder = opendir(argv[i]);
        if (!folder)
            continue;
        for (struct dirent *entry; (entry = readdir(folder));) {
            char path[4096];
            if (entry->d_name[0] == '.')
                continue;
            int n = snprintf(path, sizeof(path), "%s/%s", argv[i], entry->d_name);
            if (n > 0 && (size_t)n < sizeof(path))
                files += replay_file(path);
        }
        closedir(folder);
    }
    printf("%d inputs replayed\n", files);
    return files ? 0 : 1; // an empty corpus tests nothing
}
