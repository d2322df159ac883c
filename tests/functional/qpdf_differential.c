/*
 * The differential test: every file of the given folders is opened by our reader and by
 * qpdf (without its recovery). What both open must hold the same objects, down to the
 * bytes of every decoded stream. Each other file is explained by a row of the table:
 *
 *     name or first 8 of the hash, tab, vouchd | qpdf | objects, tab, why
 *
 * (who opens it; `objects`: both do, and see other objects). A row that is not true is a
 * failure, too. A folder that is not there is said and skipped.
 */
#include "pdf/file.h"

#include "base/error.h"

#include <dirent.h>
#include <qpdf/qpdf-c.h>
#include <stdio.h>
#include <stdlib.h>

#define ROWS_MAX 1000

struct row {
    char name[128];
    char who[16];
    bool seen, used;
};

static struct row rows[ROWS_MAX];
static size_t row_count;
static size_t files, failures, objects;

/* ---- The same value in both ---------------------------------------------------------------- */

struct pair {
    struct pdf_file *file;
    qpdf_data qpdf;
    const char *difference;
};

static bool differs(struct pair *pair, const char *what)
{
    pair->difference = what;
    return false;
}

static bool same_value(struct pair *pair, const struct pdf_value *ours, qpdf_oh theirs);

static bool same_array(struct pair *pair, const struct pdf_value *ours, qpdf_oh theirs)
{
    if (qpdf_oh_get_array_n_items(pair->qpdf, theirs) != (int)ours->array.count)
        return differs(pair, "items of an array");
    for (size_t i = 0; i < ours->array.count; i++)
        if (!same_value(pair, ours->array.items[i],
                        qpdf_oh_get_array_item(pair->qpdf, theirs, (int)i)))
            return false;
    return true;
}

/* qpdf's keys are UTF-8 with their slash; entries that are null do not exist for it. */
static bool same_dictionary(struct pair *pair, const struct pdf_value *ours, qpdf_oh theirs)
{
    size_t count = 0, keys = 0;

    for (size_t i = 0; i < ours->dictionary.count; i++) {
        const struct pdf_entry *entry = &ours->dictionary.entries[i];
        char key[256];

        if (pdf_resolve(pair->file, entry->value)->type == PDF_NULL)
            continue;
        snprintf(key, sizeof key, "/%.*s", (int)entry->key.size, (const char *)entry->key.data);
        if (!same_value(pair, entry->value, qpdf_oh_get_key(pair->qpdf, theirs, key)))
            return false;
        count++;
    }
    qpdf_oh_begin_dict_key_iter(pair->qpdf, theirs);
    while (qpdf_oh_dict_more_keys(pair->qpdf)) {
        qpdf_oh_dict_next_key(pair->qpdf);
        keys++;
    }
    return count == keys || differs(pair, "keys of a dictionary");
}

static bool same_reference(struct pair *pair, const struct pdf_value *ours, qpdf_oh theirs)
{
    if (pdf_resolve(pair->file, ours)->type == PDF_NULL)
        return qpdf_oh_get_type_code(pair->qpdf, theirs) == ot_null ||
               differs(pair, "a reference to nothing");
    return (qpdf_oh_is_indirect(pair->qpdf, theirs) &&
            qpdf_oh_get_object_id(pair->qpdf, theirs) == (int)ours->reference.number &&
            qpdf_oh_get_generation(pair->qpdf, theirs) == (int)ours->reference.generation) ||
           differs(pair, "a reference");
}

static bool same_string(struct pair *pair, const struct pdf_value *ours, qpdf_oh theirs)
{
    size_t size;
    const char *text = qpdf_oh_get_binary_string_value(pair->qpdf, theirs, &size);

    return slice_equal(ours->string, slice_of(text, size)) || differs(pair, "a string");
}

static bool same_number(struct pair *pair, const struct pdf_value *ours, qpdf_oh theirs)
{
    double value = 0;
    int64_t milli;

    if (!qpdf_oh_get_value_as_number(pair->qpdf, theirs, &value))
        return differs(pair, "a number");
    if (ours->type == PDF_INTEGER)
        return (double)ours->integer == value || differs(pair, "an integer");
    if (!pdf_milli(ours, &milli))
        return differs(pair, "a number");
    value = value * 1000 - (double)milli;
    return (value > -0.51 && value < 0.51) || differs(pair, "a real");
}

static bool same_name(struct pair *pair, const struct pdf_value *ours, qpdf_oh theirs)
{
    const char *name = qpdf_oh_get_name(pair->qpdf, theirs);

    return slice_equal(ours->name, slice_str(name + 1)) || differs(pair, "a name");
}

static bool same_value(struct pair *pair, const struct pdf_value *ours, qpdf_oh theirs)
{
    enum qpdf_object_type_e type = qpdf_oh_get_type_code(pair->qpdf, theirs);

    switch (ours->type) {
    case PDF_NULL:
        return type == ot_null || differs(pair, "null");
    case PDF_BOOLEAN:
        return (type == ot_boolean &&
                !qpdf_oh_get_bool_value(pair->qpdf, theirs) == !ours->boolean) ||
               differs(pair, "a boolean");
    case PDF_INTEGER:
    case PDF_REAL:
        return same_number(pair, ours, theirs);
    case PDF_STRING:
        return type == ot_string ? same_string(pair, ours, theirs) : differs(pair, "a string");
    case PDF_NAME:
        return type == ot_name ? same_name(pair, ours, theirs) : differs(pair, "a name");
    case PDF_ARRAY:
        return type == ot_array ? same_array(pair, ours, theirs) : differs(pair, "an array");
    case PDF_DICTIONARY:
        return type == ot_dictionary ? same_dictionary(pair, ours, theirs)
                                     : differs(pair, "a dictionary");
    case PDF_REFERENCE:
        return same_reference(pair, ours, theirs);
    case PDF_STREAM:
        break;
    }
    return differs(pair, "a stream inside something");
}

/* Where we say that data is damaged qpdf may still hand out some of it, and warn. */
static bool same_stream(struct pair *pair, const struct pdf_value *ours, qpdf_oh theirs)
{
    unsigned char *data = NULL;
    QPDF_BOOL filtered = QPDF_FALSE;
    size_t size = 0;
    struct slice decoded;
    bool same = true;
    int r;

    if (qpdf_oh_get_type_code(pair->qpdf, theirs) != ot_stream)
        return differs(pair, "a stream");
    if (!same_dictionary(pair, ours->stream.dictionary, qpdf_oh_get_dict(pair->qpdf, theirs)))
        return false;
    r = pdf_stream_data(pair->file, ours, &decoded);
    if (r == ERR_UNSUPPORTED || r == ERR_SYNTAX)
        return true;
    if (r < 0)
        return differs(pair, "a stream's data, which we do not read");
    r = qpdf_oh_get_stream_data(pair->qpdf, theirs, qpdf_dl_specialized, &filtered, &data, &size);
    if (r & (QPDF_ERRORS))
        same = differs(pair, "a stream's data, which qpdf does not read");
    else if (!slice_equal(decoded, slice_of(data, size)))
        same = differs(pair, "a stream's data");
    free(data);
    return same;
}

static bool same_object(struct pair *pair, const struct pdf_slot *slot)
{
    uint32_t generation = slot->place == PDF_PLACE_STREAM ? 0 : slot->generation;
    const struct pdf_value *ours;
    qpdf_oh theirs;
    bool same;

    if (pdf_object(pair->file, slot->number, generation, &ours) < 0)
        return differs(pair, "an object that we do not read");
    theirs = qpdf_get_object_by_id(pair->qpdf, (int)slot->number, (int)generation);
    if (ours->type == PDF_STREAM)
        same = same_stream(pair, ours, theirs);
    else
        same = same_value(pair, ours, theirs);
    qpdf_oh_release_all(pair->qpdf);
    objects++;
    return same;
}

static uint32_t first_difference(struct pair *pair)
{
    for (size_t i = 0; i < pair->file->slot_count; i++) {
        const struct pdf_slot *slot = &pair->file->slots[i];
        bool newest = i == 0 || slot[-1].number != slot->number;

        if (newest && slot->place != PDF_PLACE_FREE && !same_object(pair, slot))
            return slot->number;
    }
    return 0;
}

/* ---- Files --------------------------------------------------------------------------------- */

static struct row *find_row(const char *name)
{
    for (size_t i = 0; i < row_count; i++)
        if (strcmp(rows[i].name, name) == 0 ||
            (strlen(rows[i].name) == 8 && name[8] == '-' && strncmp(rows[i].name, name, 8) == 0))
            return &rows[i];
    return NULL;
}

/* `who` opens it, or NULL where nothing is to be explained. */
static void judge(const char *name, const char *who, const char *detail, uint32_t object)
{
    struct row *row = find_row(name);

    files++;
    if (row)
        row->seen = true;
    if (!who || (row && strcmp(row->who, who) == 0)) {
        if (row)
            row->used = who != NULL;
        return;
    }
    failures++;
    if (object)
        printf("%s\t%s\tobject %u: %s\n", name, who, object, detail);
    else
        printf("%s\t%s\t%s\n", name, who, detail);
}

static const char *first_detail(struct pdf_file *file)
{
    const struct findings *findings = pdf_findings(file);
    const struct finding *finding = findings->count ? &findings->items[0] : NULL;

    for (size_t i = 0; finding && i < finding->param_count; i++)
        if (strcmp(finding->params[i].name, "detail") == 0)
            return finding->params[i].value;
    return finding ? finding->code : "no finding";
}

static void compare(const char *name, struct slice bytes)
{
    const struct pdf_options options = {
        .limits = {.pages = 2000, .objects = 500000, .inflated = 64u * 1024 * 1024},
    };
    struct arena *arena = arena_new(0);
    struct pair pair = {.qpdf = qpdf_init()};
    const char *who = NULL, *detail = "";
    uint32_t object = 0;
    bool theirs;

    if (!arena || pdf_open(arena, bytes, &options, &pair.file) < 0) {
        fprintf(stderr, "no memory\n");
        exit(EXIT_FAILURE);
    }
    qpdf_set_suppress_warnings(pair.qpdf, QPDF_TRUE);
    qpdf_silence_errors(pair.qpdf);
    qpdf_set_attempt_recovery(pair.qpdf, QPDF_FALSE);
    theirs = (qpdf_read_memory(pair.qpdf, name, (const char *)bytes.data, bytes.size, NULL) &
              QPDF_ERRORS) == 0;
    if (theirs != pdf_is_readable(pair.file)) {
        who = theirs ? "qpdf" : "vouchd";
        detail = theirs ? first_detail(pair.file)
                        : qpdf_get_error_full_text(pair.qpdf, qpdf_get_error(pair.qpdf));
    } else if (theirs) {
        object = first_difference(&pair);
        who = object ? "objects" : NULL;
        detail = pair.difference;
    }
    judge(name, who, detail, object);
    if (qpdf_has_error(pair.qpdf)) /* else cleanup complains that nobody asked */
        qpdf_get_error(pair.qpdf);
    qpdf_cleanup(&pair.qpdf);
    arena_free(arena);
}

static int compare_file(const char *folder, const char *name)
{
    char path[4096];
    uint8_t *data = NULL;
    long size = -1;
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "rb");
    if (file && fseek(file, 0, SEEK_END) == 0)
        size = ftell(file);
    if (size >= 0)
        data = malloc((size_t)size + 1);
    if (data) {
        rewind(file);
        if (fread(data, 1, (size_t)size, file) == (size_t)size)
            compare(name, slice_of(data, (size_t)size));
        else
            size = -1;
    }
    if (file)
        fclose(file);
    free(data);
    return size >= 0 ? 0 : -1;
}

static void compare_folder(const char *path)
{
    DIR *folder = opendir(path);
    const struct dirent *entry;

    if (!folder) {
        printf("%s is not there: skipped\n", path);
        return;
    }
    while ((entry = readdir(folder))) {
        const char *dot = strrchr(entry->d_name, '.');

        if (dot && strcmp(dot, ".pdf") == 0 && compare_file(path, entry->d_name) < 0) {
            printf("%s cannot be read\n", entry->d_name);
            failures++;
        }
    }
    closedir(folder);
}

static int read_table(const char *path)
{
    char line[1024];
    FILE *file = fopen(path, "r");

    if (!file)
        return -1;
    while (fgets(line, sizeof line, file) && row_count < ROWS_MAX) {
        struct row *row = &rows[row_count];

        if (line[0] != '#' && sscanf(line, "%127[^\t]\t%15[^\t]\t", row->name, row->who) == 2)
            row_count++;
    }
    fclose(file);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 3 || read_table(argv[1]) < 0) {
        fprintf(stderr, "usage: qpdf_differential TABLE FOLDER...\n");
        return EXIT_FAILURE;
    }
    for (int i = 2; i < argc; i++)
        compare_folder(argv[i]);
    for (size_t i = 0; i < row_count; i++) {
        if (!rows[i].seen || rows[i].used)
            continue;
        printf("%s: the table's row is not true\n", rows[i].name);
        failures++;
    }
    printf("%zu files, %zu objects compared, %zu failures\n", files, objects, failures);
    return failures || files == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
