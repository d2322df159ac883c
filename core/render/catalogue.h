/*
 * Compiled message catalogues (GNU .mo files), read without setlocale or gettext: a
 * caller's language is a parameter of a request, not of the process.
 *
 * A folder holds LANGUAGE/LC_MESSAGES/DOMAIN.mo. The domain "vouchd" has the sentences of
 * the core; each plugin has one of its own name, and codes that begin with a plugin's
 * name and a dot are looked up there. All catalogues are loaded at start and checked
 * whole; from then on looking up cannot fail but for "not there".
 */
#ifndef VOUCH_RENDER_CATALOGUE_H
#define VOUCH_RENDER_CATALOGUE_H

#include "base/slice.h"

struct catalogues;

/*
 * Loads all catalogues below `folder`. ERR_SYNTAX for a damaged file, whose path is then in
 * `*ret_bad` (to be freed by the caller; NULL otherwise); ERR_IO, ERR_NOMEM. No folder at all
 * gives an empty set.
 */
int catalogues_load(const char *folder, struct catalogues **ret_catalogues, char **ret_bad);
struct catalogues *catalogues_free(struct catalogues *catalogues);

/*
 * The sentence of a message id in `language` (RFC 5646: "zh-Hant-HK" and "zh-HK" look in
 * zh-Hant-HK, zh-Hant, zh, then en; see base/language.h), or NULL where no catalogue has it. Valid
 * as long as the catalogues.
 */
const char *catalogues_find(const struct catalogues *catalogues, const char *language,
                            const char *id);

/* True if any catalogue is in that language or a shorter form of it. */
bool catalogues_speak(const struct catalogues *catalogues, const char *language);

/* The languages that there are, each once and sorted, at most `room`; how many. */
size_t catalogues_languages(const struct catalogues *catalogues, const char **ret, size_t room);

/* ---- One catalogue, for tests and fuzzing ---- */

/* Checks the bytes of a .mo file: all tables and strings inside, sorted, terminated. ERR_SYNTAX. */
int catalogue_check(struct slice bytes);

/* The translation of `id` in a checked catalogue, or NULL. */
const char *catalogue_find(struct slice bytes, const char *id);

#endif
