/* What a caller would rather have (RFC 9110 12.5.1): JSON, unless he asks for a page. */
#ifndef VOUCH_DAEMON_ACCEPT_H
#define VOUCH_DAEMON_ACCEPT_H

#include <stdbool.h>

/*
 * Whether a field `Accept` (NULL: none) names text/html itself, and JSON less: browsers do. Of two
 * that are liked as much, JSON, and so where only a wildcard is given, or the field cannot be read.
 */
bool accept_wants_page(const char *field);

#endif
