/* Answering a request with JSON built for it alone. */
#ifndef VOUCH_DAEMON_REPLY_H
#define VOUCH_DAEMON_REPLY_H

#include <jansson.h>

struct request;

/* Takes `json`; NULL answers 500. */
void reply_json(struct request *request, json_t *json);

/* The same with sentences in it, in what `language` finds. */
struct catalogues;
void reply_sentences(struct request *request, json_t *json, const struct catalogues *catalogues,
                     const char *language);

#endif
