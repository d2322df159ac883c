/*
 * Error codes of the libraries.
 *
 * A function that can fail returns 0 or one of these, always negative. What it
 * hands out goes through parameters named `ret_*`, written only on success.
 * Libraries return; the daemon logs, once. An error code says that a call could
 * not do its work; it is never a verdict about a document (see core/report).
 */
#ifndef VOUCH_BASE_ERROR_H
#define VOUCH_BASE_ERROR_H

#define ERR_LIST(X)                                                                                \
    X(ERR_NOMEM, -1, "out of memory")                                                              \
    X(ERR_LIMIT, -2, "a configured limit was reached")                                             \
    X(ERR_SYNTAX, -3, "not well-formed")                                                           \
    X(ERR_UNSUPPORTED, -4, "well-formed, but of a kind that is not supported")                     \
    X(ERR_NOT_FOUND, -5, "not found")                                                              \
    X(ERR_MISMATCH, -6, "does not match")                                                          \
    X(ERR_PASSWORD, -7, "password missing or wrong")                                               \
    X(ERR_CRYPTO, -8, "cryptographic library failure")                                             \
    X(ERR_IO, -9, "input/output error")                                                            \
    X(ERR_PROTOCOL, -10, "peer broke the protocol")                                                \
    X(ERR_INVALID, -11, "invalid argument or value")                                               \
    X(ERR_DENIED, -12, "not permitted")                                                            \
    X(ERR_BUSY, -13, "busy")                                                                       \
    X(ERR_FULL, -14, "no space left")                                                              \
    X(ERR_TIMEOUT, -15, "took longer than it may")

enum err {
#define ERR_ENUM(name, value, text) name = value,
    ERR_LIST(ERR_ENUM)
#undef ERR_ENUM
};

/* The English text of an error code; "unknown error" for others. Never NULL, static. */
const char *err_text(int error);

#endif
