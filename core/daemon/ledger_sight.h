/*
 * What the ledger has seen before that does not go well with a new row: sightings. They stand
 * beside a report, never in it, and prove nothing about a document; they reach one ledger only.
 *
 *   serial_other_content     the same serial, and the document says something else: other rows,
 *                            another period or day of issue
 *   document_other_person    the same serial under another person
 *   layout_clone             the same table of rows under another person, whatever else is said
 *   signer_seen              the same signer that no source knows, on many files of others
 *   copy_of_known_document   a picture without a signature, under the serial of a document that
 *                            passed: rows, dates and person agree, differ, or are not compared
 *
 * Found by keyed hashes alone, under every key that the ledger still has. The same content of the
 * same person is a resubmission, and none. What was not read whole is not compared: a hash over all
 * of it would call one word that could not be read another content.
 */
#ifndef VOUCH_DAEMON_LEDGER_SIGHT_H
#define VOUCH_DAEMON_LEDGER_SIGHT_H

#include "base/buffer.h"
#include "base/digest.h"

#define SIGHTING_SERIAL "sighting.serial_other_content"
#define SIGHTING_PERSON "sighting.document_other_person"
#define SIGHTING_CLONE  "sighting.layout_clone"
#define SIGHTING_SIGNER "sighting.signer_seen"

#define SIGHTING_COPY_AGREES       "sighting.copy_of_known_document_agrees"
#define SIGHTING_COPY_DIFFERS      "sighting.copy_of_known_document_differs"
#define SIGHTING_COPY_NOT_COMPARED "sighting.copy_of_known_document_not_compared"

#define SIGHTING_KINDS         5
#define SIGHTING_POSITIONS_MAX 16 /* named of one kind: the first ones */
#define SIGHTING_ROWS_MAX      64 /* counted of one kind and key: more say nothing new */
#define SIGHTING_CLONE_ROWS                                                                        \
    5 /* of a table: fewer are alike by chance, as of who travels together */
#define SIGHTING_SIGNER_FILES 3 /* with one unknown signer, the new one included */

/* A row's hashes under one of the ledger's keys. */
struct ledger_marks {
    bool has_serial, has_person;
    bool has_table, has_content; /* false: not read whole */
    struct digest serial, person;
    struct digest table;   /* of rows, without person, serial and numbers of documents */
    struct digest content; /* of all that is compared under one serial */
};

struct ledger_sighting {
    const char *code;
    int64_t first_at; /* of those counted */
    int64_t count;
    int64_t positions[SIGHTING_POSITIONS_MAX]; /* ascending */
    size_t position_count;
};

struct ledger_sightings {
    struct ledger_sighting items[SIGHTING_KINDS];
    size_t count;
};

struct ledger;
struct ledger_row;

/* Prepares what looks rows up; makes its indexes. */
int ledger_sight_open(struct ledger *ledger);
void ledger_sight_close(struct ledger *ledger);

/* Fills row->sightings, within the transaction that is going to insert it. ERR_IO. */
int ledger_sight(struct ledger *ledger, struct ledger_row *row);

/* The codes, each with a line feed, appended to `out`. */
void ledger_sightings_list(const struct ledger_sightings *sightings, struct buffer *out);

#endif
