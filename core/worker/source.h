/*
 * The configured sources: sources/NAME.yaml (design: "Trust and time"), each with its
 * plugin, what it trusts, and its limits. A source is what a document may come from; the
 * file's name is the source's name.
 *
 * All is read, checked and compiled before lock-down, and named by two digests that go
 * into every report: of the configuration (each file read, in canonical form) and of the
 * trust snapshot (each source's certificates and rules).
 */
#ifndef VOUCH_WORKER_SOURCE_H
#define VOUCH_WORKER_SOURCE_H

#include "base/digest.h"
#include "pdf/pdf.h"
#include "signature/trust.h"
#include "worker/loader.h"
#include "worker/setting.h"

#define SOURCES_MAX         64
#define SOURCE_CERTIFICATES 4096 /* pinned by one source */

struct source {
    const char *name; /* [a-z0-9][a-z0-9_-]* */
    const struct vouch_plugin *plugin;
    const struct vouch_setting *settings; /* the plugin's part */
    struct trust *trust;
    bool later_signatures;        /* allowed */
    enum pdf_grant later_changes; /* allowed where the signed document grants them, too */
    struct limits limits;
    int64_t lag_s;       /* what happened that long before a record was made may be missing */
    const char *warning; /* for the operator; NULL: none */
};

struct sources {
    struct source *items;
    size_t count;
    struct plugins plugins;
    struct digest configuration;
    struct digest trust;
};

/*
 * Loads plugins and sources. What lives in `arena` is read-only afterwards; sources_done()
 * frees the compiled trust, also after a failure. Errors with `error` filled.
 */
int sources_load(struct arena *arena, const struct settings *settings, const struct paths *paths,
                 struct sources *ret, struct config_error *error);
void sources_done(struct sources *sources);

/* NULL where there is none of that name. */
const struct source *sources_find(const struct sources *sources, const char *name);

/* ---- source_trust.c ---- */

extern const struct config_field source_trust_fields[];

/* Reads certificates and compiles `trust:` of a source (NULL: it has none). */
int source_trust_make(struct config_files *files, const struct config_node *map,
                      struct source *source);

/* ---- source_fetch.c ---- */

/* Refuses what vouchd-fetch could not do: `fetch` and `crl_urls` of `trust:`. */
int source_fetch_check(struct config_files *files, const struct config_node *map);

#endif
