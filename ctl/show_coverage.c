/* What -v says of bytes: how the file grew, and what of it a signature covers. */
#include "ctl/show.h"

#include "base/arena.h"
#include "ctl/map.h"

#define REVISIONS_SHOWN  50 /* -v or not, nobody reads more */
#define SIGNATURES_SHOWN 4  /* of one revision, which usually ends with one */
#define PIPE_COLUMNS     80 /* where there is no window to be filled */

#define NUMBER "%" JSON_INTEGER_FORMAT

/* ---- The file ---- */

/* The signatures of a revision by their numbers: names may be of any length. NULL without any. */
static const char *signed_by(struct show *show, const json_t *revision)
{
    const json_t *indexes = json_object_get(revision, "signatures");
    size_t count = json_array_size(indexes);
    const char *numbers = "";

    for (size_t i = 0; i < count && i < SIGNATURES_SHOWN && numbers; i++) {
        unsigned long long index = /* a daemon may say anything: nothing overflows */
            (unsigned long long)json_integer_value(json_array_get(indexes, i));

        numbers = arena_printf(show->arena, "%s%s%llu", numbers, i > 0 ? ", " : "", index + 1);
    }
    if (count > SIGNATURES_SHOWN && numbers)
        numbers = arena_printf(show->arena, "%s, ...", numbers);
    if (count == 0 || !numbers)
        return NULL;
    return show_say(show, count == 1 ? "vouchctl.ends.signature" : "vouchctl.ends.signatures",
                    "numbers", numbers, NULL);
}

static int add_revision(struct show *show, struct table *table, const json_t *revision)
{
    json_int_t start = show_number(revision, "start"), end = show_number(revision, "end");
    const char *cells[] = {
        arena_printf(show->arena, NUMBER, show_number(revision, "number")),
        arena_printf(show->arena, NUMBER "-" NUMBER, start, end > start ? end - 1 : start),
        show_say(show, "vouchctl.objects", "count",
                 show_digits(show, show_number(revision, "objects")), NULL),
        arena_printf(show->arena, "startxref " NUMBER, show_number(revision, "startxref")),
        signed_by(show, revision),
    };

    return table_add(table, cells);
}

void show_file(struct show *show, const json_t *report)
{
    const json_t *revisions = json_object_get(report, "revisions");
    size_t count = json_array_size(revisions);
    size_t shown = count < REVISIONS_SHOWN ? count : REVISIONS_SHOWN;
    struct table table = {.arena = show->arena, .columns = 5};

    if (count == 0)
        return;
    show_line(show, "the file",
              show_say(show, count == 1 ? "vouchctl.file.one" : "vouchctl.file.many", "bytes",
                       show_digits(show, show_number(report, "size")), "revisions",
                       show_digits(show, (json_int_t)count), NULL));
    for (size_t i = 0; i < shown; i++)
        if (add_revision(show, &table, json_array_get(revisions, i)) != 0)
            return;
    table_write(show->terminal, &table, SHOW_TEXT);
    if (shown < count)
        show_line(show, "",
                  show_say(show, "vouchctl.more.unshown", "count",
                           show_digits(show, (json_int_t)(count - shown)), NULL));
}

/* ---- What a signature covers ---- */

/* False where the report has none that can be used. */
static bool read_range(const json_t *signature, int64_t range[4])
{
    const json_t *items = json_object_get(signature, "byte_range");

    for (size_t i = 0; i < 4 && json_array_size(items) == 4; i++)
        range[i] = json_integer_value(json_array_get(items, i));
    return json_array_size(items) == 4;
}

/* "bytes 0-1199"; NULL for a part that is empty or no part of a file. */
static const char *part(struct show *show, int64_t offset, int64_t length)
{
    int64_t end;

    if (offset < 0 || length <= 0 || __builtin_add_overflow(offset, length, &end))
        return NULL;
    return arena_printf(show->arena, NUMBER "-" NUMBER, (json_int_t)offset, (json_int_t)end - 1);
}

static int64_t *starts_of(struct show *show, const json_t *revisions)
{
    int64_t *starts = arena_array(show->arena, int64_t, json_array_size(revisions));

    for (size_t i = 0; starts && i < json_array_size(revisions); i++)
        starts[i] = show_number(json_array_get(revisions, i), "start");
    return starts;
}

static void draw(struct show *show, const json_t *report, const int64_t range[4], bool is_wrong)
{
    size_t columns = show->terminal->columns == SIZE_MAX ? PIPE_COLUMNS : show->terminal->columns;
    struct map map = map_of(show_number(report, "size"), columns - SHOW_TEXT - 1);
    const json_t *revisions = json_object_get(report, "revisions");
    int64_t *starts = starts_of(show, revisions);
    char ruler[MAP_WIDTH_MAX + 2], bar[MAP_WIDTH_MAX + 1];

    if (!starts || map.width == 0)
        return;
    map_ruler(&map, starts, json_array_size(revisions), ruler);
    map_bar(&map, range, bar);
    terminal_tone(show->terminal, TONE_FAINT, "%*s%s\n", SHOW_TEXT, "", ruler);
    terminal_print(show->terminal, "%*s%s\n", SHOW_TEXT, "", bar);
    show_line(show, "",
              show_say(show, is_wrong ? "vouchctl.map.wrong" : "vouchctl.map", "signed",
                       (const char[]){MAP_SIGNED, '\0'}, "own", (const char[]){MAP_SIGNATURE, '\0'},
                       "rest", (const char[]){MAP_UNSIGNED, '\0'}, "bytes",
                       show_digits(show, map.size / (int64_t)map.width +
                                             (map.size % (int64_t)map.width > 0)),
                       NULL));
}

static const char *coverage_words(struct show *show, const json_t *report, const json_t *signature)
{
    size_t count = json_array_size(json_object_get(report, "revisions"));
    const char *coverage = show_known(signature, "coverage");
    json_int_t revision = show_number(signature, "revision");

    if (strcmp(coverage, "earlier_revision") == 0 && count > 0)
        return show_say(show, "vouchctl.covers.revision", "revision", show_digits(show, revision),
                        "count", show_digits(show, (json_int_t)count), NULL);
    if (strcmp(coverage, "partial") == 0)
        return show_say(show, "vouchctl.covers.partial", NULL);
    return show_code(show, "coverage", coverage);
}

/* Then neither coverage nor what lies between the parts is what it seems. */
static bool is_wrong_range(const json_t *signature)
{
    const json_t *reasons = json_object_get(signature, "reasons");

    for (size_t i = 0; i < json_array_size(reasons); i++) {
        const char *code = show_text(json_array_get(reasons, i), "code");

        if (code && strcmp(code, "signature.byte_range") == 0)
            return true;
    }
    return false;
}

void show_coverage(struct show *show, const json_t *report, const json_t *signature)
{
    const char *words = coverage_words(show, report, signature), *first, *second;
    const char *none = show_say(show, "vouchctl.none.bytes", NULL);
    bool is_wrong = is_wrong_range(signature);
    int64_t range[4];

    if (!read_range(signature, range)) {
        show_line(show, "covers", words);
        return;
    }
    first = part(show, range[0], range[1]);
    second = part(show, range[2], range[3]);
    show_line(show, "covers",
              show_say(show, is_wrong ? "vouchctl.covers.wrong" : "vouchctl.covers", "what", words,
                       "first", first ? first : none, "second", second ? second : none, NULL));
    draw(show, report, range, is_wrong);
}
