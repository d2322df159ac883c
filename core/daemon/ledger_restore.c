#include "daemon/ledger_restore.h"

#include "base/error.h"
#include "daemon/inventory_list.h"
#include "daemon/ledger_check.h"
#include "daemon/ledger_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WALK_DESCRIPTORS 16

/* Far more than a configuration has: whoever wrote the ledger decides what is laid out. */
#define BYTES_MAX ((int64_t)4 << 30)
#define STEPS_MAX ((size_t)4 * INVENTORY_ENTRIES_MAX) /* files, and folders on the way to them */

struct restoring {
    sqlite3 *database;
    const struct restore_place *place;
    struct restored *restored;
    struct slice installed; /* where the installed files were then */
    bool has_title;
    int64_t bytes; /* laid out so far */
    size_t steps;
};

/* ---- Paths ---- */

static int make_folder(struct restoring *restoring, const char *path)
{
    if (++restoring->steps > STEPS_MAX)
        return ERR_LIMIT;
    if (mkdir(path, 0700) == 0 || errno == EEXIST)
        return 0;
    return errno == ENOSPC ? ERR_FULL : ERR_IO;
}

/* One more folder of the path, or one less; made where it is not there. */
static int step(struct restoring *restoring, char path[PATH_MAX], struct slice name, bool is_last)
{
    size_t size = strlen(path), floor = strlen(restoring->place->folder);

    if (name.size == 0 || slice_is(name, "."))
        return 0;
    if (slice_is(name, "..")) {
        char *slash = strrchr(path, '/');

        if (size <= floor || !slash)
            return ERR_INVALID;
        *slash = '\0';
        return 0;
    }
    if (size + 1 + name.size >= PATH_MAX)
        return ERR_LIMIT;
    path[size] = '/';
    memcpy(path + size + 1, name.data, name.size);
    path[size + 1 + name.size] = '\0';
    return is_last ? 0 : make_folder(restoring, path);
}

/*
 * Where `path` is below the folder, with the folders to it made: also those that it only passes
 * through (a/b/../c), as who opens it will.
 */
static int make_way(struct restoring *restoring, struct slice path, bool is_folder,
                    char ret[PATH_MAX])
{
    const char *folder = restoring->place->folder;
    int r = snprintf(ret, PATH_MAX, "%s", folder) < PATH_MAX ? 0 : ERR_LIMIT;

    while (r == 0 && path.size > 0) {
        const uint8_t *slash = memchr(path.data, '/', path.size);
        size_t size = slash ? (size_t)(slash - path.data) : path.size;

        r = step(restoring, ret, slice_sub(path, 0, size), !slash && !is_folder);
        path = slice_sub(path, size + 1, path.size);
    }
    return r == 0 && strcmp(ret, folder) == 0 && !is_folder ? ERR_INVALID : r;
}

/* ---- Files ---- */

static int write_file(struct restoring *restoring, struct slice path, struct slice bytes)
{
    char target[PATH_MAX];
    int fd, r = make_way(restoring, path, false, target);

    restoring->bytes += (int64_t)bytes.size;
    if (r == 0 && (restoring->bytes > BYTES_MAX || ++restoring->steps > STEPS_MAX))
        r = ERR_LIMIT;
    if (r < 0)
        return r;
    fd = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return ERR_IO;
    while (r == 0 && bytes.size > 0) {
        ssize_t n = write(fd, bytes.data, bytes.size);

        if (n > 0)
            bytes = slice_sub(bytes, (size_t)n, bytes.size);
        else if (n < 0 && errno != EINTR)
            r = errno == ENOSPC ? ERR_FULL : ERR_IO;
    }
    close(fd);
    return r;
}

/* What was installed elsewhere is looked for where it is installed today. */
static int write_installed(struct restoring *restoring, struct slice path, struct slice bytes)
{
    struct slice then = restoring->installed;
    char today[PATH_MAX];
    int size;

    if (then.size == 0 || slice_is(then, restoring->place->installed) || path.size <= then.size ||
        !slice_equal(slice_sub(path, 0, then.size), then) || path.data[then.size] != '/')
        return 0;
    size = snprintf(today, sizeof today, "%s%.*s", restoring->place->installed,
                    (int)(path.size - then.size), (const char *)path.data + then.size);
    if (size >= (int)sizeof today)
        return ERR_LIMIT;
    return write_file(restoring, slice_str(today), bytes);
}

/* `SHA-256 SIZE PATH` */
static int restore_file(struct restoring *restoring, struct slice line)
{
    struct digest sha256;
    struct buffer bytes;
    const uint8_t *blank;
    int r = digest_from_hex(slice_sub(line, 0, DIGEST_HEX_SIZE - 1), &sha256);

    line = slice_sub(line, DIGEST_HEX_SIZE, line.size);
    blank = line.size ? memchr(line.data, ' ', line.size) : NULL;
    if (r < 0 || !blank)
        return ERR_SYNTAX;
    line = slice_sub(line, (size_t)(blank - line.data) + 1, line.size);
    buffer_init(&bytes, 0);
    r = ledger_files_read(restoring->database, &sha256, LEDGER_FILE_MAX, &bytes);
    if (r == 0)
        r = write_file(restoring, line, buffer_slice(&bytes));
    if (r == 0)
        r = write_installed(restoring, line, buffer_slice(&bytes));
    buffer_done(&bytes);
    return r;
}

/* ---- Lines ---- */

static bool take_word(struct slice *line, const char *word)
{
    size_t size = strlen(word);

    if (!slice_is(slice_sub(*line, 0, size), word))
        return false;
    *line = slice_sub(*line, size, line->size);
    return true;
}

static int restore_line(struct restoring *restoring, struct slice line)
{
    char folder[PATH_MAX];

    if (line.size && memchr(line.data, '\0', line.size))
        return ERR_SYNTAX; /* a path would end there for who opens it */
    if (!restoring->has_title) {
        restoring->has_title = slice_is(line, INVENTORY_TITLE);
        return restoring->has_title ? 0 : ERR_SYNTAX;
    }
    if (take_word(&line, "file "))
        return restore_file(restoring, line);
    if (take_word(&line, "folder "))
        return make_way(restoring, line, true, folder);
    if (take_word(&line, "installed ")) {
        restoring->installed = line;
    } else if (take_word(&line, "configuration ")) {
        restoring->restored->had_configuration = true;
        return make_way(restoring, line, false, restoring->restored->configuration);
    }
    return 0;
}

/* Where there was no file, an empty one says the same. */
static int make_empty(struct restoring *restoring)
{
    static const char name[] = "/vouchd.yaml";
    int r = write_file(restoring, slice_str(name), slice_of(NULL, 0));

    return r < 0 ? r
                 : make_way(restoring, slice_str(name), false, restoring->restored->configuration);
}

static int restore_all(struct restoring *restoring, struct slice text)
{
    int r = 0;

    while (r == 0 && text.size > 0) {
        const uint8_t *end = memchr(text.data, '\n', text.size);
        size_t size = end ? (size_t)(end - text.data) : text.size;

        r = restore_line(restoring, slice_sub(text, 0, size));
        text = slice_sub(text, size + 1, text.size);
    }
    return r == 0 && !restoring->restored->had_configuration ? make_empty(restoring) : r;
}

static void say_why(int error, struct buffer *why)
{
    if (error == ERR_NOT_FOUND)
        buffer_append_str(why, "the files that were in force then are not kept in this ledger");
    else if (error == ERR_MISMATCH)
        buffer_append_str(why, "a file that was in force then was altered in this ledger");
    else
        buffer_printf(why, "the files that were in force then cannot be laid out: %s",
                      err_text(error));
}

int ledger_restore(const char *path, const struct ledger_judge *judge,
                   const struct restore_place *place, struct restored *ret, struct buffer *why)
{
    struct restoring restoring = {.place = place, .restored = ret};
    struct ledger_in_force then;
    struct buffer text;
    int r;

    *ret = (struct restored){0};
    r = ledger_open_file(path, &restoring.database, why);

    buffer_init(&text, 0);
    if (r == 0) {
        r = ledger_files_in_force(restoring.database, judge, &then);
        if (r == 0)
            r = then.has_inventory
                    ? ledger_files_read(restoring.database, &then.inventory, LEDGER_FILE_MAX, &text)
                    : ERR_NOT_FOUND;
        if (r == 0)
            r = restore_all(&restoring, buffer_slice(&text));
        if (r < 0)
            say_why(r, why);
    }
    sqlite3_close(restoring.database);
    buffer_done(&text);
    return r;
}

/* ---- Away again ---- */

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status, (void)kind, (void)walk;
    (void)remove(path);
    return 0;
}

void restore_remove(const char *folder)
{
    (void)nftw(folder, remove_one, WALK_DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
}
