/* GET /v1/policies and /v1/policies/{name}: which policies are asked, and what each says. */
#ifndef VOUCH_DAEMON_POLICIES_H
#define VOUCH_DAEMON_POLICIES_H

struct request;

void policies_respond(struct request *request);

/* With `sha256` only where that version is in force; with its text, and in sentences. */
void policy_respond(struct request *request);

#endif
