/*
 * What the ledger records of a report: codes and digests as they are, everything about the
 * person as keyed hashes.
 *
 * Text is folded before it is hashed (radicals, compatibility ideographs, width, dots), and
 * spaces are dropped, so that the same serial printed twice is found twice. The person is
 * the first printed name and, where it is claimed, the birth date.
 */
#ifndef VOUCH_DAEMON_FINISH_ROW_H
#define VOUCH_DAEMON_FINISH_ROW_H

#include "daemon/ledger.h"
#include "report/decision.h"

struct job;

/*
 * The reference that the caller gave, where he gave one: its hash, and itself, sealed, where the
 * ledger keeps reports. The row's id and salt are set. ERR_NOMEM, ERR_CRYPTO, ERR_IO.
 */
int finish_reference(const struct job *job, struct ledger_row *row);

/*
 * Where the ledger keeps reports: what it keeps of this one (job->finish.sealed) and of a
 * decision, before there are sentences in it. ERR_NOMEM, ERR_CRYPTO, ERR_IO.
 */
int finish_seal(struct job *job, const struct report *report);
int finish_seal_decision(struct job *job, const struct decision *decision, struct slice *ret);

/* How a decision was made, for replay: a row's `inputs`, in the job's arena; NULL without memory.
 */
const char *finish_decision_inputs(const struct job *job, const struct decision *decision);

/* Fills job->finish.row from the joined report. ERR_NOMEM, ERR_CRYPTO, ERR_IO. */
int finish_row(struct job *job, const struct report *report);

#endif
