#include "worker/zygote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define EXIT_USAGE 64

static bool has_socket(void)
{
    socklen_t size = sizeof(int);
    int type = 0;

    return getsockopt(ZYGOTE_FD, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_SEQPACKET;
}

/* The options that the daemon gives, in any order. */
static bool read_place(int argc, char **argv, struct zygote_place *ret)
{
    const struct {
        const char *name, **value;
    } options[] = {
        {"--config", &ret->config},
        {"--sysroot", &ret->sysroot},
        {"--house", &ret->house},
    };
    bool known = argc % 2 == 1; /* the program's name, and pairs */

    for (int i = 1; i < argc && known; i += 2) {
        known = false;
        for (size_t j = 0; j < sizeof options / sizeof options[0] && !known; j++) {
            known = strcmp(argv[i], options[j].name) == 0;
            if (known)
                *options[j].value = argv[i + 1];
        }
    }
    return known;
}

int zygote_main(int argc, char **argv, const struct zygote_kind *kind)
{
    struct zygote_place place = {0};
    struct zygote *zygote;
    int r;

    if (!read_place(argc, argv, &place) || !has_socket()) {
        fprintf(stderr, "%s is started by vouchd.\n", kind->name);
        return EXIT_USAGE;
    }
    zygote = calloc(1, sizeof *zygote);
    if (zygote)
        zygote->kind = kind;
    r = zygote ? zygote_prepare(zygote, &place) : -1;
    if (r == 0)
        r = zygote_serve(zygote);
    _exit(r == 0 ? 0 : 1); /* after lock-down there is nothing left to tidy */
}
