#include "fetch/store.h"

#include "base/config.h"
#include "base/datetime.h"
#include "base/error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PART_SUFFIX ".part"
#define FILE_MODE   0644 /* the daemon is another user, and the lists are public */
#define FOLDER_MODE 0755

struct store {
    int fd;
    const char *path; /* for the notes, which config_load() opens by name */
    struct sha256 *sha256;
};

/* ---- The folder ---- */

static bool is_part(const char *name)
{
    size_t size = strlen(name), suffix = strlen(PART_SUFFIX);

    return name[0] == '.' && size > suffix && strcmp(name + size - suffix, PART_SUFFIX) == 0;
}

/* What a run that was killed left: nobody writes now, for the folder is locked. */
static void sweep(struct store *store)
{
    int fd = openat(store->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
    struct dirent *entry;

    if (!folder) {
        if (fd >= 0)
            close(fd);
        return;
    }
    while ((entry = readdir(folder)))
        if (is_part(entry->d_name))
            unlinkat(store->fd, entry->d_name, 0);
    closedir(folder);
}

static int lock(struct store *store, const char *path)
{
    if (mkdir(path, FOLDER_MODE) < 0 && errno != EEXIST)
        return ERR_IO;
    store->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (store->fd < 0)
        return ERR_IO;
    if (flock(store->fd, LOCK_EX | LOCK_NB) < 0)
        return errno == EWOULDBLOCK ? ERR_BUSY : ERR_IO;
    return faccessat(store->fd, ".", W_OK, AT_EACCESS) < 0 ? ERR_IO : 0;
}

int store_open(const char *folder, struct store **ret_store)
{
    struct store *store = calloc(1, sizeof *store);
    int r = ERR_NOMEM, saved;

    if (!store)
        return ERR_NOMEM;
    store->fd = -1;
    store->path = folder;
    store->sha256 = sha256_new();
    if (store->sha256)
        r = lock(store, folder);
    if (r == 0) {
        sweep(store);
        *ret_store = store;
        return 0;
    }
    saved = errno;
    store_close(store);
    errno = saved;
    return r;
}

struct store *store_close(struct store *store)
{
    if (!store)
        return NULL;
    if (store->fd >= 0)
        close(store->fd); /* and with it the lock */
    sha256_free(store->sha256);
    free(store);
    return NULL;
}

/* ---- Files ---- */

/* Read once from its begin to its end, and again: the kernel need not keep what was read. */
static int map(struct store *store, int fd, int64_t limit, struct store_file *ret)
{
    struct stat status;
    void *data;
    int r;

    if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode))
        return ERR_IO;
    if (status.st_size > limit)
        return ERR_LIMIT;
    *ret = (struct store_file){.bytes = {(const uint8_t *)"", 0}};
    if (status.st_size > 0) {
        data = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (data == MAP_FAILED)
            return ERR_IO;
        madvise(data, (size_t)status.st_size, MADV_SEQUENTIAL);
        ret->bytes = slice_of(data, (size_t)status.st_size);
    }
    r = sha256_of(store->sha256, ret->bytes, &ret->digest);
    if (r < 0)
        store_unmap(ret);
    return r;
}

int store_map(struct store *store, const char *file, int64_t limit, struct store_file *ret)
{
    int fd = openat(store->fd, file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK), r;

    if (fd < 0)
        return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
    r = map(store, fd, limit, ret);
    close(fd);
    return r;
}

int store_map_part(struct store *store, const struct store_part *part, int64_t limit,
                   struct store_file *ret)
{
    return map(store, part->fd, limit, ret);
}

void store_unmap(struct store_file *file)
{
    if (file->bytes.size > 0)
        munmap((void *)file->bytes.data, file->bytes.size);
    file->bytes = (struct slice){0};
}

int store_begin(struct store *store, const char *file, struct store_part *ret)
{
    struct store_part part;
    int size = snprintf(part.path, sizeof part.path, ".%s" PART_SUFFIX, file);

    if (size < 0 || (size_t)size >= sizeof part.path)
        return ERR_INVALID;
    unlinkat(store->fd, part.path, 0);
    part.fd = openat(store->fd, part.path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
    if (part.fd < 0)
        return ERR_IO;
    *ret = part;
    return 0;
}

void store_drop(struct store *store, struct store_part *part)
{
    unlinkat(store->fd, part->path, 0);
    close(part->fd);
    part->fd = -1;
}

/* Takes its place, durably: the bytes before the name (fsync), the name before we go on. */
static int put(struct store *store, struct store_part *part, const char *file)
{
    int r = 0, saved;

    if (fchmod(part->fd, FILE_MODE) < 0 || fsync(part->fd) < 0 ||
        renameat(store->fd, part->path, store->fd, file) < 0 || fsync(store->fd) < 0)
        r = ERR_IO;
    saved = errno;
    if (r < 0)
        unlinkat(store->fd, part->path, 0);
    close(part->fd);
    part->fd = -1;
    errno = saved;
    return r;
}

/* ---- Notes ---- */

/* YAML's plain way to write any printable text: '...', with each ' twice. */
static void write_value(FILE *out, const char *key, const char *value)
{
    if (!value || !*value)
        return;
    fprintf(out, "%s: '", key);
    for (; *value; value++) {
        if (*value == '\'')
            fputc('\'', out);
        fputc(*value, out);
    }
    fputs("'\n", out);
}

static int write_note(int fd, const struct store_place *place)
{
    char fetched[TIME_TEXT_SIZE], until[TIME_TEXT_SIZE] = "", hex[DIGEST_HEX_SIZE];
    int copy = dup(fd);
    FILE *out = copy >= 0 ? fdopen(copy, "w") : NULL;

    if (!out) {
        if (copy >= 0)
            close(copy);
        return ERR_IO;
    }
    time_format(place->now, OFFSET_UTC, fetched);
    if (place->until)
        time_format(*place->until, OFFSET_UTC, until);
    digest_to_hex(place->digest, hex);
    write_value(out, "url", place->note->url);
    write_value(out, "fetched", fetched);
    write_value(out, "until", until);
    write_value(out, "sha256", hex);
    write_value(out, "etag", place->note->etag);
    write_value(out, "last_modified", place->note->last_modified);
    return fclose(out) == 0 ? 0 : ERR_IO;
}

/* A file whose note is lost is asked for without it: no more than a download too many. */
static void put_note(struct store *store, const struct store_place *place)
{
    struct store_part part;
    char file[128];
    int size = snprintf(file, sizeof file, "%s.origin.yaml", place->name);

    if (size < 0 || (size_t)size >= sizeof file || store_begin(store, file, &part) < 0)
        return;
    if (write_note(part.fd, place) < 0)
        store_drop(store, &part);
    else
        put(store, &part, file);
}

int store_put(struct store *store, struct store_part *part, const struct store_place *place)
{
    int r = put(store, part, place->file);

    if (r == 0)
        put_note(store, place);
    return r;
}

static void copy_text(const struct config_node *root, const char *key, char text[NOTE_TEXT_MAX])
{
    const struct config_node *node = config_get(root, key);

    if (node && node->kind == CONFIG_SCALAR && node->text.size < NOTE_TEXT_MAX)
        memcpy(text, node->text.data, node->text.size);
}

void store_note(struct store *store, struct arena *arena, const char *name,
                const struct digest *digest, struct store_note *ret)
{
    const char *path = arena_printf(arena, "%s/%s.origin.yaml", store->path, name);
    const struct config_node *root;
    struct config_error error;
    char hex[DIGEST_HEX_SIZE];

    *ret = (struct store_note){.url = NULL};
    digest_to_hex(digest, hex);
    if (!path || config_load(arena, path, &root, &error) < 0 || root->kind != CONFIG_MAP ||
        !config_is(config_get(root, "sha256"), hex))
        return;
    copy_text(root, "etag", ret->etag);
    copy_text(root, "last_modified", ret->last_modified);
}
