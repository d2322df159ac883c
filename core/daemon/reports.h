/*
 * GET /v1/reports/{id}, /v1/decisions/{id}: what the ledger keeps of a row, in the language that
 * is asked for; where it keeps verdicts, that there is nothing to give.
 */
#ifndef VOUCH_DAEMON_REPORTS_H
#define VOUCH_DAEMON_REPORTS_H

struct request;

void report_respond(struct request *request);
void decision_respond(struct request *request);

#endif
