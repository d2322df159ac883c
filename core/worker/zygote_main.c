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

int zygote_main(int argc, char **argv, const struct zygote_kind *kind)
{
    const char *config = NULL, *sysroot = NULL;
    struct zygote *zygote;
    int i = 1, r;

    if (argc - i >= 2 && strcmp(argv[i], "--config") == 0) {
        config = argv[i + 1];
        i += 2;
    }
    if (argc - i >= 2 && strcmp(argv[i], "--sysroot") == 0) {
        sysroot = argv[i + 1];
        i += 2;
    }
    if (i != argc || !has_socket()) {
        fprintf(stderr, "%s is started by vouchd.\n", kind->name);
        return EXIT_USAGE;
    }
    zygote = calloc(1, sizeof *zygote);
    if (zygote)
        zygote->kind = kind;
    r = zygote ? zygote_prepare(zygote, config, sysroot) : -1;
    if (r == 0)
        r = zygote_serve(zygote);
    _exit(r == 0 ? 0 : 1); /* after lock-down there is nothing left to tidy */
}
