/* Inside layout*.c: a layout while it is read, and what all parts of it need. */
#ifndef VOUCH_PLUGIN_BANK_LAYOUT_IMPL_H
#define VOUCH_PLUGIN_BANK_LAYOUT_IMPL_H

#include "layout.h"

/* The first mistake counts; reading goes on without it. */
struct layout_reader {
    const struct vouch_host *host;
    struct layout *layout;
    struct vouch_mistake *mistake; /* or NULL */
    int32_t result;
};

void layout_blame(struct layout_reader *reader, const struct vouch_setting *where,
                  const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Members of a map that may be NULL. */
const struct vouch_setting *layout_member(const struct layout_reader *reader,
                                          const struct vouch_setting *map, const char *name);
const char *layout_text(const struct layout_reader *reader, const struct vouch_setting *map,
                        const char *name);
bool layout_is_set(const struct layout_reader *reader, const struct vouch_setting *map,
                   const char *name);

/* The index of a word in a list; 0 with a mistake where it is none of them. */
uint32_t layout_one_of(struct layout_reader *reader, const struct vouch_setting *setting,
                       const char *const *words, uint32_t count);

void layout_words(struct layout_reader *reader, const struct vouch_setting *list,
                  struct layout_words *ret);

/* The items of a list of maps, up to `max`. */
uint32_t layout_count(struct layout_reader *reader, const struct vouch_setting *list, uint32_t max);

void layout_check_currency(struct layout_reader *reader, const struct vouch_setting *setting);
void layout_check_code(struct layout_reader *reader, const struct vouch_setting *setting);

/* ---- layout_values.c, layout_labels.c, layout_table.c: parts of a layout's map ---- */

void layout_read_values(struct layout_reader *reader, const struct vouch_setting *root);
void layout_read_labels(struct layout_reader *reader, const struct vouch_setting *root);
void layout_read_table(struct layout_reader *reader, const struct vouch_setting *map);

#endif
