/*
 * A host for plugins' tests and fuzzers: no daemon, no PDF. A document is text:
 *
 *   lines as they would be read; a form feed begins a page
 *   |1|入境|...|   a line of a table's cells; one whose key cell does not match goes on
 *                  with the row above, as a wrapped cell does
 *
 * What the plugin claims is kept as text, a line a claim ("serial E260404900017"), so that
 * a test says what it expects in the same words. Settings are a configuration tree.
 */
#ifndef VOUCH_TESTS_FAKE_HOST_H
#define VOUCH_TESTS_FAKE_HOST_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/config.h"

#include <vouch/plugin.h>

#define FAKE_CHECKS_MAX 64

struct fake_document {
    const char *text;
    bool incomplete;      /* a glyph without meaning */
    uint32_t loose_words; /* words of the table that fell into no cell */
    bool has_signature;
    bool has_claimed_time;
    int64_t claimed_time;
    const char *producer; /* /Producer; NULL: none */
    const char *form;     /* NULL: electronic */
    const char
        *unsure; /* what of the text was read from a picture, and not surely; NULL: nothing */
};

struct fake_report {
    struct arena *arena;
    struct buffer claims; /* lines; fake_claims() */
    struct buffer unread; /* pointers, a line each */
    struct vouch_check checks[FAKE_CHECKS_MAX];
    uint32_t check_count;
    const char *advice; /* of an unsigned one; NULL: the plugin gave none */
};

/*
 * Runs probe() and examine() over the document; `report` is then filled and the caller's to
 * end. `*ret_probe` may be NULL. What examine() returned.
 */
int32_t fake_examine(const struct vouch_plugin *plugin, const struct config_node *settings,
                     const struct fake_document *document, struct fake_report *report,
                     int32_t *ret_probe);
void fake_report_done(struct fake_report *report);

/* The check with this id, or NULL. */
const struct vouch_check *fake_check(const struct fake_report *report, const char *id);

/*
 * `signing_tolerance` and the like as YAML, with the project's own tables in place of the
 * paths of FILE fields: `tables` is the folder conf/tables.
 */
const struct config_node *fake_settings(struct arena *arena, const char *yaml, const char *tables);

/* The text of a claims or unread buffer, terminated. */
const char *fake_text(struct fake_report *report, const struct buffer *buffer);

#endif
