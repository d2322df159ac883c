/*
 * One row of the ledger as the Event that its readers get (api.md; docs/events.md): canonical JSON
 * on one line. What a row has not is left out.
 */
#ifndef VOUCH_DAEMON_EVENT_H
#define VOUCH_DAEMON_EVENT_H

#include "base/buffer.h"
#include "daemon/ledger_events.h"

/* Appends the Event, sightings only for who may see them. ERR_NOMEM. */
int event_encode(const struct ledger_event *event, bool with_sightings, struct buffer *out);

#endif
