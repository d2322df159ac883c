/*
 * One row of the ledger as the Event that its readers get (api.md; docs/events.md): canonical JSON
 * on one line, but for a kept report, which stands behind all else. What a row has not is left out.
 */
#ifndef VOUCH_DAEMON_EVENT_H
#define VOUCH_DAEMON_EVENT_H

#include "base/buffer.h"
#include "daemon/ledger_events.h"

/* What its reader may and wants to see. */
struct event_view {
    bool sees_sightings;
    const struct catalogues *catalogues; /* of a kept report's sentences */
    const char *language;
    int64_t unreadable; /* set to the position of an event whose kept report cannot be read */
};

/* Appends the Event. ERR_NOMEM. */
int event_encode(const struct ledger_event *event, struct event_view *view, struct buffer *out);

#endif
