/* GET /healthz (200 ready, or 503 with why) and GET /v1/status. */
#ifndef VOUCH_DAEMON_STATUS_H
#define VOUCH_DAEMON_STATUS_H

struct request;

void health_respond(struct request *request);
void status_respond(struct request *request);

#endif
