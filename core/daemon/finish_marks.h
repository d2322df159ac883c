/* What of a report is compared with earlier ones (ledger_sight.h), as hashes under every key. */
#ifndef VOUCH_DAEMON_FINISH_MARKS_H
#define VOUCH_DAEMON_FINISH_MARKS_H

#include "daemon/ledger.h"

struct job;
struct report;

/* Fills the row's marks, and what of them is stored; its serial and person are there. */
int finish_marks(struct job *job, const struct report *report, struct ledger_row *row);

/* The text by which a person is known; NULL where none is claimed. ERR_NOMEM. */
struct report_person;
int finish_person_text(struct job *job, const struct report_person *person, const char **ret);

#endif
