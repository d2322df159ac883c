#include "ctl/map.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct map map_of(int64_t size, size_t width)
{
    struct map map = {.size = size > 0 ? size : 0, .width = width};

    if (map.width > MAP_WIDTH_MAX)
        map.width = MAP_WIDTH_MAX;
    if ((uint64_t)map.size < map.width)
        map.width = (size_t)map.size;
    return map;
}

/* The first byte of a cell; that of the cell behind the last is the file's size. */
static int64_t cell_start(const struct map *map, size_t cell)
{
    int64_t width = (int64_t)map->width, at = (int64_t)cell;

    return map->size / width * at + map->size % width * at / width;
}

/* The cell that holds a byte. */
static size_t cell_of(const struct map *map, int64_t offset)
{
    size_t low = 0, high = map->width;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (cell_start(map, middle) <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* ---- The ruler ---- */

/* Writes the number behind its mark where there is room before the next one. */
static void write_number(const struct map *map, char *line, size_t mark, size_t number)
{
    char text[24];
    size_t length = (size_t)snprintf(text, sizeof text, "%zu", number), next = mark + 1;

    while (next < map->width && line[next] == ' ')
        next++;
    if (mark + length < next)
        memcpy(line + mark + 1, text, length);
}

/* Several revisions begin here: no number is that of all of them. */
static void mark_several(char *line, size_t mark)
{
    line[mark] = '+';
    while (line[++mark] >= '0' && line[mark] <= '9')
        line[mark] = ' ';
}

void map_ruler(const struct map *map, const int64_t *starts, size_t count,
               char line[MAP_WIDTH_MAX + 2])
{
    memset(line, ' ', map->width);
    line[map->width] = '|';
    line[map->width + 1] = '\0';
    for (size_t i = count; i-- > 0;) {
        size_t mark;

        if (starts[i] < 0 || starts[i] >= map->size)
            continue;
        mark = cell_of(map, starts[i]);
        if (line[mark] == '|' || line[mark] == '+') {
            mark_several(line, mark);
        } else {
            line[mark] = '|';
            write_number(map, line, mark, i + 1);
        }
    }
}

/* ---- The bar ---- */

static int64_t end_of(int64_t offset, int64_t length)
{
    int64_t end;

    return __builtin_add_overflow(offset, length, &end) ? INT64_MAX : end;
}

void map_bar(const struct map *map, const int64_t byte_range[4], char line[MAP_WIDTH_MAX + 1])
{
    int64_t start = byte_range[0], gap = end_of(byte_range[0], byte_range[1]);
    int64_t gap_end = byte_range[2], end = end_of(byte_range[2], byte_range[3]);
    bool is_range = start >= 0 && start <= gap && gap <= gap_end && gap_end <= end;

    for (size_t i = 0; i < map->width; i++) {
        int64_t from = cell_start(map, i), to = cell_start(map, i + 1);

        if (!is_range || from < start || to > end)
            line[i] = MAP_UNSIGNED;
        else
            line[i] = gap < to && gap_end > from ? MAP_SIGNATURE : MAP_SIGNED;
    }
    line[map->width] = '\0';
}
