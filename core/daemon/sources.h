/* GET /v1/sources, GET /v1/codes: what the judge in force said of itself. */
#ifndef VOUCH_DAEMON_SOURCES_H
#define VOUCH_DAEMON_SOURCES_H

struct request;

void sources_respond(struct request *request);
void codes_respond(struct request *request);

#endif
