/*
 * POST /v1/verify and /v1/assess: who is let in with how much. What comes then is upload.c's.
 */
#ifndef VOUCH_DAEMON_VERIFY_H
#define VOUCH_DAEMON_VERIFY_H

struct problem;
struct request;

int verify_admit(struct request *request, struct problem *problem);
int assess_admit(struct request *request, struct problem *problem);

#endif
