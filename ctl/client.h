/*
 * One HTTP exchange with the daemon at a time, over its Unix socket (libcurl, which keeps the
 * connection between calls).
 */
#ifndef VOUCH_CTL_CLIENT_H
#define VOUCH_CTL_CLIENT_H

#include "base/buffer.h"
#include "ctl/ctl.h"
#include "ctl/options.h"

#include <signal.h>

struct client;

/*
 * A client for the daemon that `ctl` names, or for one started for this call (--private). NULL,
 * with the reason said, where there is none.
 */
struct client *client_new(struct ctl *ctl);
struct client *client_free(struct client *client); /* also ends a private daemon */

struct client_parameter {
    const char *name;
    const char *value; /* NULL: left out */
};

/* A part of a form: a file's bytes, read from its start, or those given. */
struct client_part {
    const char *name;
    int file; /* descriptor of a regular file; -1: `bytes` */
    struct slice bytes;
    const struct client_parameter *headers; /* ended by a NULL name; NULL for none */
};

struct client_request {
    const char *method;                   /* "GET", "POST" */
    const char *path;                     /* "/v1/verify" */
    const struct client_parameter *query; /* ended by a NULL name; NULL for none */
    const struct client_parameter *headers;
    int body; /* descriptor of a regular file, read from its start; -1 for none */
    const struct client_part *parts; /* in place of a body: a form; NULL for none */
    size_t part_count;
    const char *subject; /* a file's name, put before what is said; or NULL */
    bool may_be_absent;  /* nothing is said where nobody listens */
    const char *accept;  /* NULL, or "text/html", say: then an answer of 200 is kept as it came */
};

struct client_response {
    long status;
    long retry_after;   /* seconds; 0: not said */
    json_t *json;       /* NULL where the body is none; to be freed with json_decref() */
    struct buffer body; /* where it was wanted, in place of `json`; for buffer_done() */
};

/*
 * 0 with a response of any status. ERR_NOT_FOUND where nobody listens, ERR_IO where the
 * exchange broke off; both have been said on standard error.
 */
int client_call(struct client *client, const struct client_request *request,
                struct client_response *ret_response);

/* The same, again where the daemon has too much to do and says when to come back. */
int client_ask(struct client *client, const struct client_request *request,
               struct client_response *ret_response);

/* Told of each whole line of an answer; false ends the exchange. So does *stop, within a second. */
struct client_lines {
    bool (*line)(void *context, struct slice line);
    void *context;
    const volatile sig_atomic_t *stop;
};

/*
 * An answer without end: 0 when it has ended after all, or was ended. The lines are those of an
 * answer 200; another is in `ret_response` as of client_call(). Errors as there, but nothing is
 * said of one that broke off.
 */
int client_follow(struct client *client, const struct client_request *request,
                  const struct client_lines *lines, struct client_response *ret_response);

/* A header of the last answer, or NULL; valid until the next exchange. */
const char *client_header(const struct client *client, const char *name);

/* `parameters` (ended by a NULL name), and `policy` for each policy. NULL without memory. */
const struct client_parameter *query_with_policies(struct arena *arena,
                                                   const struct client_parameter *parameters,
                                                   const struct ctl_list *policies);

/* GET that must answer 200 with JSON, its sentences in `language` (NULL: the daemon's): the JSON,
 * or NULL with the problem said. */
json_t *client_get(struct client *client, const char *path, const char *language);

/* Says a problem+json response for people; `subject` (a file, or NULL) goes before it. */
void client_say_problem(const char *subject, const struct client_response *response);

#endif
