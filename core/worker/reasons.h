/*
 * Findings of the rooms below as the report's reasons. What a document says about itself
 * (a name in a certificate, a field's name) may hold anything: it is made safe here.
 */
#ifndef VOUCH_WORKER_REASONS_H
#define VOUCH_WORKER_REASONS_H

#include "base/finding.h"
#include "report/report.h"

#define REASON_TEXT_MAX 1024 /* bytes of one text that a document gave */

struct reasons {
    struct arena *arena;
    struct report_reason *items;
    size_t count, capacity;
};

/* Adds a reason that is not there yet; `params` may be NULL. ERR_NOMEM. */
int reasons_add(struct reasons *reasons, const char *code, const struct report_params *params);

/* The same for one with a single parameter. */
int reasons_add_with(struct reasons *reasons, const char *code, const char *name,
                     const char *value);

/* Adds all findings. ERR_NOMEM. */
int reasons_add_findings(struct reasons *reasons, const struct findings *findings);

/* Text from a document, safe and not longer than REASON_TEXT_MAX; NULL for NULL or without memory.
 */
const char *reasons_text(struct arena *arena, const char *text);

#endif
