/*
 * Options of the programs that have only a few (vouchctl has a reader of its own). No
 * abbreviations: what is misspelt is refused, never guessed.
 */
#ifndef VOUCH_BASE_ARGUMENTS_H
#define VOUCH_BASE_ARGUMENTS_H

#include <stdbool.h>

/*
 * The value of `--name VALUE` or `--name=VALUE` at argv[*at], which then is the last word of
 * it; NULL where another option stands there, or where the value is missing, which
 * `*ret_missing` says.
 */
const char *argument_value(char **argv, int *at, const char *name, bool *ret_missing);

#endif
