/* Sightings (ledger_sight.h) as the JSON list of an answer; null for who may not see them. */
#ifndef VOUCH_DAEMON_SIGHTINGS_H
#define VOUCH_DAEMON_SIGHTINGS_H

#include "base/buffer.h"

struct job;

/* Of the documents that `job` answers for: begin, add each one, end. */
void sightings_begin(const struct job *job, struct buffer *out);
void sightings_add(const struct job *job, const struct job *document, struct buffer *out);
void sightings_end(const struct job *job, struct buffer *out);

#endif
