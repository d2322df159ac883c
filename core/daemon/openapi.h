/* GET /openapi.yaml: docs/openapi/openapi.yaml, part of the program. */
#ifndef VOUCH_DAEMON_OPENAPI_H
#define VOUCH_DAEMON_OPENAPI_H

struct request;

void openapi_respond(struct request *request);

#endif
