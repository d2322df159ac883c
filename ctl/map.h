/*
 * A file drawn to scale in characters: where its revisions begin, and what of it a signature
 * covers.
 *
 *     |1                                     |2       |3    |    map_ruler()
 *     =================sss===================................    map_bar()
 *
 * One character stands for many bytes, and shows the worst of them: a single byte that nobody
 * signed is seen. Plain ASCII, because other line drawing is as wide as a terminal likes. Offsets
 * come from a report and may be anything.
 */
#ifndef VOUCH_CTL_MAP_H
#define VOUCH_CTL_MAP_H

#include <stddef.h>
#include <stdint.h>

#define MAP_WIDTH_MAX 100

#define MAP_SIGNED    '='
#define MAP_SIGNATURE 's' /* /Contents, which cannot sign itself */
#define MAP_UNSIGNED  '.'

struct map {
    int64_t size; /* of the file */
    size_t width; /* characters for all of it, 1 to MAP_WIDTH_MAX; fewer where it has fewer bytes */
};

/* A map of a file in at most `width` characters; one of width 0 for an empty file. */
struct map map_of(int64_t size, size_t width);

/* '|' and number where each of the revisions begins, '+' where several do, '|' behind the last
 * byte; `starts` are offsets. */
void map_ruler(const struct map *map, const int64_t *starts, size_t count,
               char line[MAP_WIDTH_MAX + 2]);

/* What the byte range (offset, length, offset, length) covers. */
void map_bar(const struct map *map, const int64_t byte_range[4], char line[MAP_WIDTH_MAX + 1]);

#endif
