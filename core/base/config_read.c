#include "base/config.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Reads until the end or `size` bytes; how many, or -1 and errno. */
static ssize_t read_full(int fd, uint8_t *data, size_t size)
{
    size_t used = 0;

    while (used < size) {
        ssize_t n = read(fd, data + used, size - used);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        used += (size_t)n;
    }
    return (ssize_t)used;
}

static int read_opened(struct arena *arena, int fd, size_t max, struct slice *ret,
                       const char **ret_why)
{
    struct stat info;
    uint8_t *data;
    ssize_t size;

    *ret_why = "not a regular file";
    if (fstat(fd, &info) < 0 || !S_ISREG(info.st_mode))
        return ERR_IO;
    *ret_why = "too large";
    if ((uint64_t)info.st_size > max)
        return ERR_LIMIT;
    data = arena_alloc(arena, (size_t)info.st_size + 1);
    *ret_why = err_text(ERR_NOMEM);
    if (!data)
        return ERR_NOMEM;
    size = read_full(fd, data, (size_t)info.st_size + 1);
    *ret_why = size < 0 ? strerrordesc_np(errno) : "changed while it was read";
    if (size != info.st_size)
        return ERR_IO;
    *ret = slice_of(data, (size_t)size);
    return 0;
}

int config_read(struct arena *arena, const char *path, size_t max, struct slice *ret,
                const char **ret_why)
{
    /* O_NONBLOCK: a FIFO put in a file's place must not hold up the start */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY), r;

    if (fd < 0) {
        *ret_why = strerrordesc_np(errno);
        return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
    }
    r = read_opened(arena, fd, max, ret, ret_why);
    close(fd);
    return r;
}

int config_load_noted(struct arena *arena, const char *path, struct inventory *inventory,
                      const struct config_node **ret_root, struct config_error *error)
{
    struct config_place place = {path, 0, 0};
    struct arena *reading = arena_new(0); /* the tree does not need the file's bytes */
    struct slice bytes;
    const char *why = err_text(ERR_NOMEM);
    int r = reading ? config_read(reading, path, CONFIG_FILE_MAX, &bytes, &why) : ERR_NOMEM;

    if (r == ERR_LIMIT) {
        r = config_fail_at(r, error, place, "longer than %u MiB", CONFIG_FILE_MAX >> 20);
    } else if (r < 0) {
        r = config_fail_at(r, error, place, "cannot be read: %s", why);
    } else {
        inventory_file(inventory, path, bytes);
        r = config_parse(arena, bytes, path, ret_root, error);
    }
    arena_free(reading);
    return r;
}

int config_load(struct arena *arena, const char *path, const struct config_node **ret_root,
                struct config_error *error)
{
    return config_load_noted(arena, path, NULL, ret_root, error);
}
