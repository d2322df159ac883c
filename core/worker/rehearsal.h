/*
 * One plugin with one layout, tried on one document without a daemon: nothing is judged, nothing
 * recorded. For who writes a layout (vouchctl layout) and for tests.
 *
 *     rehearsal_begin()      loads plugin and layout; refuses both as a daemon would at start
 *     lockdown_self()        here, in a process of its own, where the document is anybody's
 *     rehearsal_read_*()     a PDF, or text as a person types it
 *     rehearsal_run()        what the plugin makes of it
 *
 * Text is typed as it stands on a page: a character takes one place, a Chinese one two, so that
 * columns stand below each other in an editor as on the page; each text is a page.
 */
#ifndef VOUCH_WORKER_REHEARSAL_H
#define VOUCH_WORKER_REHEARSAL_H

#include "report/report.h"
#include "worker/source.h"

struct vouch_document;
struct patterns;

struct rehearsal {
    struct arena *arena;
    struct plugins plugins;
    struct source source;
    struct patterns *patterns;
};

struct rehearsal_line {
    struct slice text;
    uint32_t page;
    int64_t box[4]; /* as of evidence: 1/10000 of the page */
};

struct rehearsal_result {
    int32_t sure; /* 0 to 100: of the document being one of the layout's */
    struct examination examination;
    const char *mistake; /* the plugin's or a pattern's, for who writes it; NULL: none */
    bool is_limited;     /* a pattern reached its limits */
    bool cannot_be_read; /* says the plugin */
};

/* Where plugin and layouts are. */
struct rehearsal_place {
    const struct settings *settings;
    const struct paths *paths;
    const struct vouch_plugin *plugin; /* NULL: the installed one that reads layouts */
};

/*
 * `layout` is a name, looked up as a source's would be, or the path of a file (it holds a "/" or
 * ends with .yaml). Errors as sources_load(), with `error` filled.
 */
int rehearsal_begin(struct arena *arena, const struct rehearsal_place *place, const char *layout,
                    struct rehearsal *ret, struct config_error *error);
void rehearsal_end(struct rehearsal *rehearsal);

/* What is made lives in `arena`. ERR_SYNTAX for a file that is no PDF that can be read; ERR_LIMIT,
 * ERR_NOMEM. */
int rehearsal_read_pdf(const struct rehearsal *rehearsal, struct arena *arena, struct slice bytes,
                       const char *password, const struct vouch_document **ret);
int rehearsal_read_text(const struct rehearsal *rehearsal, struct arena *arena,
                        const char *const *pages, size_t count, const struct vouch_document **ret);

/* The visible lines from `index` on, until it answers false. */
bool rehearsal_line(const struct vouch_document *document, uint32_t index,
                    struct rehearsal_line *ret);

/* ERR_NOMEM. */
int rehearsal_run(const struct rehearsal *rehearsal, const struct vouch_document *document,
                  struct rehearsal_result *ret);

#endif
