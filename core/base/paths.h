/*
 * Where the parts of this installation lie. vouchd can be installed under any prefix, and
 * runs from the build tree too, which has the same shape below stage/: so the prefix is
 * what remains of /proc/self/exe when the program's own folder (bin, sbin or
 * libexec/vouchd) is taken off, and the rest are the relative paths that CMake was
 * configured with.
 *
 * A program that lies elsewhere (a test) says its prefix itself, with paths_at().
 */
#ifndef VOUCH_BASE_PATHS_H
#define VOUCH_BASE_PATHS_H

#include "base/arena.h"

struct paths {
    const char *prefix;
    const char *bin;     /* vouchd, vouchctl */
    const char *libexec; /* vouch-zygote, vouch-reader */
    const char *plugins; /* NAME.so */
    const char *conf;    /* installed configuration: tables/, samples of the rest */
    const char *locale;  /* compiled catalogues: LANGUAGE/LC_MESSAGES/DOMAIN.mo */
    const char *sysroot; /* where absolute paths of the configuration begin; "": at the root */
    const char *configuration; /* vouchd.yaml of this system; below /etc where the prefix is /usr */
};

/* From the running program's place. ERR_NOT_FOUND where that is none of the known folders, ERR_IO,
 * ERR_NOMEM. Strings live in `arena`. */
int paths_find(struct arena *arena, struct paths *ret);

/* The same below a given prefix. ERR_NOMEM. */
int paths_at(struct arena *arena, const char *prefix, struct paths *ret);

/*
 * All that a configuration is made of is looked for below the folder `sysroot`: what it names by
 * absolute paths, and `conf`. Programs and plugins stay where they are. ERR_NOMEM.
 */
int paths_below(struct arena *arena, const char *sysroot, struct paths *paths);

#endif
