/*
 * Which language is looked for when one is asked for (RFC 5646 tags, RFC 4647 lookup): the tag
 * itself, then the same without its last subtag, and so on. Chinese is written in two scripts and
 * often asked for by place alone: zh-HK, zh-MO and zh-TW are zh-Hant, other zh are zh-Hans.
 */
#ifndef VOUCH_BASE_LANGUAGE_H
#define VOUCH_BASE_LANGUAGE_H

#include <stddef.h>

#define LANGUAGE_SIZE 48 /* a tag of 35 characters (RFC 5646 4.4.1), a script, and NUL */

/* Copies the tag, with its script where it is Chinese without one; one too long is cut. */
void language_with_script(const char *tag, char ret[LANGUAGE_SIZE]);

/* Length of the first `length` characters of a tag without their last subtag; 0 for the only one.
 */
size_t language_shorten(const char *tag, size_t length);

#endif
