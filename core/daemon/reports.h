/* GET /v1/reports/{id}, /v1/decisions/{id}: this ledger keeps verdicts, so there is none to give.
 */
#ifndef VOUCH_DAEMON_REPORTS_H
#define VOUCH_DAEMON_REPORTS_H

struct request;

void report_respond(struct request *request);
void decision_respond(struct request *request);

#endif
