/*
 * vouchd-fetch: fills a source's snapshot with revocation lists and OCSP answers, so that a
 * judgement finds them on the disk. The one program of this project that has a network.
 *
 *   main.c          options; each source that says `fetch: yes`, one after the other
 *   sources.c       what the configuration names: certificates, addresses, the folder
 *   owner.c         never as root, if the folder is somebody's
 *   targets.c       what is to be asked: the addresses in the *configured* certificates, and
 *                   trust.crl_urls. No document is ever read, so none can name an address.
 *   refresh.c       one target's way: kept still? else asked, checked, put in place
 *     download.c    HTTP by libcurl, to a file, bounded
 *     ocsp_request.c
 *     check.c       is it what it should be, and signed by whom it should be?
 *     store.c       the folder: its lock, whole files only, the note beside each
 *   summary.c       a line a target
 *
 * What comes from the network is a stranger's: it is written beside its place, measured,
 * parsed and verified there, and takes the place of what was there only if it is newer.
 */
#ifndef VOUCH_FETCH_FETCH_H
#define VOUCH_FETCH_FETCH_H

#include "signature/certificate.h"
#include "worker/settings.h"

#define REASON_SIZE 256

/* Why something did not go well, for people; one line of printable ASCII. */
struct reason {
    char text[REASON_SIZE];
};

void reason_set(struct reason *reason, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* ---- sources.c ---- */

struct fetch_source {
    const char *name;
    const char *folder; /* where what is fetched goes; NULL where crls names none */
    struct certificate *certificates;
    size_t certificate_count, certificate_capacity;
    struct config_strings urls; /* trust.crl_urls */
};

struct fetch_sources {
    struct fetch_source *items;
    size_t count;
};

/*
 * The sources that say `fetch: yes`; with `only`, that one alone. Reads their certificates.
 * Errors with `error` filled: ERR_NOT_FOUND for an `only` that there is not, and those of
 * config_load().
 */
int fetch_sources_read(struct arena *arena, const struct settings *settings, const char *only,
                       struct fetch_sources *ret, struct config_error *error);

/* ---- owner.c ---- */

/*
 * As root: becomes the user whose folder is to be filled, of several the first that is not
 * root. Else does nothing. ERR_DENIED where that fails.
 */
int owner_become(struct arena *arena, const struct fetch_sources *sources);

/* ---- targets.c ---- */

#define TARGETS_MAX  1024 /* of one source */
#define URL_SIZE_MAX 2048

enum target_kind { TARGET_CRL, TARGET_OCSP };

struct target {
    enum target_kind kind;
    const char *url;                   /* printable ASCII; what was not is replaced */
    const char *fault;                 /* why it is not asked; NULL: it is */
    const struct certificate *subject; /* OCSP: the certificate asked about, and */
    const struct certificate *issuer;  /* the configured one that issued it */
    const char *name;                  /* of its file, without suffix; NULL with a fault */
};

struct targets {
    struct target *items;
    size_t count, capacity;
};

/* Each address once, in the order of the configuration. ERR_LIMIT, ERR_NOMEM, ERR_CRYPTO. */
int targets_collect(struct arena *arena, const struct fetch_source *source, struct targets *ret);

/* ---- refresh.c ---- */

enum outcome {
    OUTCOME_FETCHED,
    OUTCOME_KEPT,      /* good for a while yet: nobody was asked */
    OUTCOME_UNCHANGED, /* asked, and what is here is what there is */
    OUTCOME_REFUSED,   /* what came is not put in place */
    OUTCOME_FAILED,    /* nothing came */
    OUTCOME_NOT_ASKED, /* an address that is never followed */
    OUTCOME_COUNT,
};

struct refreshed {
    enum outcome outcome;
    bool has_until;
    int64_t until;        /* nextUpdate of what is now in place */
    bool is_over;         /* and that is past: the issuer offers nothing newer */
    struct reason reason; /* of REFUSED, FAILED, NOT_ASKED */
};

struct store;

struct refresh {
    const struct settings_fetch *limits;
    const struct fetch_source *source;
    struct store *store;
    int64_t now;
    bool ask_again; /* also where what is here is still good */
};

/* Whatever happens is in `ret`. */
void refresh_target(const struct refresh *refresh, const struct target *target,
                    struct refreshed *ret);

/* ---- summary.c ---- */

struct summary {
    size_t counts[OUTCOME_COUNT];
    size_t over;      /* in place, but past their nextUpdate */
    bool is_left_out; /* some source: another run is at work there, or its folder cannot be used */
};

/* Writes the target's line and counts it. */
void summary_add(struct summary *summary, const struct fetch_source *source,
                 const struct target *target, const struct refreshed *refreshed);

/* Writes the last line. */
void summary_end(const struct summary *summary);

#endif
