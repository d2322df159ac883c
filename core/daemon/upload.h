/*
 * The body of POST /v1/verify and /v1/assess on its way in: a document alone, or the parts of a
 * form: `document` (once, or of a dossier each with Vouch-Source, Vouch-Password, Vouch-Role),
 * `password` (of a document alone) and `facts`.
 */
#ifndef VOUCH_DAEMON_UPLOAD_H
#define VOUCH_DAEMON_UPLOAD_H

#include "daemon/inputs.h"
#include "daemon/multipart.h"

struct job;
struct request;

#define UPLOAD_FACTS_MAX (1024 * 1024)
#define UPLOAD_EXTRA_MAX (UPLOAD_FACTS_MAX + 64 * 1024) /* what may stand beside the documents */

enum upload_part { PART_NONE, PART_DOCUMENT, PART_PASSWORD, PART_FACTS, UPLOAD_PARTS };

struct upload {
    struct job *job;         /* that will answer */
    struct job *document;    /* whose bytes come: the job, or the last one it leads */
    struct judge *judge;     /* when it began: what sources there are */
    struct problem *problem; /* of the call at hand */
    bool is_multipart;
    struct multipart multipart;
    enum upload_part part;
    bool seen[UPLOAD_PARTS];
    int64_t size; /* of all documents so far */
    struct buffer password;
    struct buffer facts;
};

/* Begins request->upload with a job; `boundary` NULL: the body is the document. 0, or a problem. */
int upload_begin(struct request *request, const char *boundary, bool is_dossier,
                 struct problem *problem);

/* What the request says beside its body, into the job's inputs. 0, or a problem. */
int upload_read_inputs(struct request *request, struct problem *problem);

/* A piece of the body. 0, or a problem. */
int upload_receive(struct request *request, struct slice data, struct problem *problem);

/* All of it is here: submits the job, or refuses. */
void upload_respond(struct request *request);

/* Gives up what was received so far; called for any request. */
void upload_abandon(struct request *request);

#endif
