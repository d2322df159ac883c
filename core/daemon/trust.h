/*
 * GET /v1/trust/{sha256}: a trust snapshot, in force or of then: the files that were read for it,
 * as the ledger keeps them (ledger_files.h).
 */
#ifndef VOUCH_DAEMON_TRUST_H
#define VOUCH_DAEMON_TRUST_H

struct request;

void trust_respond(struct request *request);

#endif
