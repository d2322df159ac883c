/*
 * multipart/form-data (RFC 7578, RFC 2046 5.1.1) as it arrives, piece by piece, nothing
 * kept but the headers of the part in hand. Strict: no preamble, no nested or re-encoded
 * parts, no header without an end.
 */
#ifndef VOUCH_DAEMON_MULTIPART_H
#define VOUCH_DAEMON_MULTIPART_H

#include "base/slice.h"

#define MULTIPART_BOUNDARY_MAX 70 /* RFC 2046 */
#define MULTIPART_NAME_MAX     63
#define MULTIPART_HEADERS_MAX  4096 /* of one part */
#define MULTIPART_PARTS_MAX    64

/* A part's name and headers, as long as begin() runs. */
struct multipart_part {
    const char *name;
    const char *headers; /* lines, each ended by NUL and LF */
    size_t header_size;
};

/* What is done with the parts; a negative return ends the reading with that code. */
struct multipart_reader {
    int (*begin)(void *context, const struct multipart_part *part);
    int (*data)(void *context, struct slice data);
    int (*end)(void *context);
    void *context;
};

enum multipart_state {
    MULTIPART_DATA,
    MULTIPART_DELIMITER, /* after one: "--" ends all, CRLF begins a part */
    MULTIPART_HEADERS,
    MULTIPART_ENDED,
};

struct multipart {
    struct multipart_reader reader;
    enum multipart_state state;
    char delimiter[4 + MULTIPART_BOUNDARY_MAX + 1]; /* CRLF "--" boundary */
    size_t delimiter_size;
    size_t matched; /* of the delimiter, or of what follows it */
    size_t parts;
    bool in_part; /* false before the first delimiter */
    char headers[MULTIPART_HEADERS_MAX + 1];
    size_t header_size;
};

/* The boundary of a Content-Type. ERR_NOT_FOUND for another type, ERR_SYNTAX. */
int multipart_boundary(const char *content_type, char ret[MULTIPART_BOUNDARY_MAX + 1]);

/* The value of a part's header, NULL where it has none. ERR_SYNTAX where it has two. */
int multipart_header(const struct multipart_part *part, const char *name, const char **ret);

void multipart_init(struct multipart *multipart, const char *boundary,
                    const struct multipart_reader *reader);

/* ERR_SYNTAX, ERR_LIMIT, or what the reader returned; not to be called again then. */
int multipart_feed(struct multipart *multipart, struct slice data);

/* The body is at its end: ERR_SYNTAX where the parts are not. */
int multipart_end(const struct multipart *multipart);

#endif
