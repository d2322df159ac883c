/*
 * The lines above and below the table. Producers put them in different orders, with
 * either colon and spaces anywhere, and a line may break inside a label; so everything is
 * found by its label and nothing by its place.
 */
#ifndef VOUCH_PLUGIN_NIA_LABELS_H
#define VOUCH_PLUGIN_NIA_LABELS_H

#include "nia.h"

#define S     "\\s*"
#define COLON S "[:：]" S
#define YMD   "(\\d{4})" S "年" S "(\\d{1,2})" S "月" S "(\\d{1,2})" S "日"
#define REST  "([^\\n,，]{0,40})" /* what stands there instead: for a person to read */

/*
 * True where the pattern is found and all its places say the same. A label that says two
 * things is not believed at all: it goes to `pointer` of what is unread.
 */
bool nia_find_only(struct nia_record *record, const char *pattern, const char *pointer,
                   struct vouch_match *match);

/* Says that a person must read `span`, and that the record is incomplete. */
void nia_leave_unread(struct nia_record *record, const char *pointer,
                      const struct vouch_span *span);

/* The date in three groups from `first`; VOUCH_NO_DAY for none such as 30 February. */
int32_t nia_day_at(const struct vouch_match *match, uint32_t first);

#endif
