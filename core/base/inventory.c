#include "base/inventory.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

/* Before each entry's path and bytes. */
struct header {
    uint32_t kind;
    uint32_t path_size;
    uint64_t size;
};

/* ---- Noting ---- */

int inventory_init(struct inventory *inventory)
{
    *inventory = (struct inventory){.fd = -1};
    if (!getcwd(inventory->here, sizeof inventory->here))
        return errno == ERANGE ? ERR_LIMIT : ERR_IO;
    inventory->fd = memfd_create("inventory", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    return inventory->fd < 0 ? ERR_IO : 0;
}

void inventory_done(struct inventory *inventory)
{
    if (inventory && inventory->fd >= 0)
        close(inventory->fd);
    if (inventory)
        inventory->fd = -1;
}

static int write_all(int fd, const void *data, size_t size)
{
    const uint8_t *rest = data;

    while (size > 0) {
        ssize_t n = write(fd, rest, size);

        if (n < 0 && errno != EINTR)
            return ERR_IO;
        if (n > 0) {
            rest += n;
            size -= (size_t)n;
        }
    }
    return 0;
}

static int add(struct inventory *inventory, enum inventory_kind kind, const char *path,
               struct slice bytes)
{
    char absolute[PATH_MAX];
    int size = path[0] == '/' ? snprintf(absolute, sizeof absolute, "%s", path)
                              : snprintf(absolute, sizeof absolute, "%s/%s", inventory->here, path);
    const struct header header = {kind, (uint32_t)size, bytes.size};
    int r;

    if (size >= (int)sizeof absolute || inventory->count++ >= INVENTORY_ENTRIES_MAX)
        return ERR_LIMIT;
    r = write_all(inventory->fd, &header, sizeof header);
    if (r == 0)
        r = write_all(inventory->fd, absolute, (size_t)size);
    return r < 0 ? r : write_all(inventory->fd, bytes.data, bytes.size);
}

void inventory_file(struct inventory *inventory, const char *path, struct slice bytes)
{
    if (inventory && inventory->error == 0)
        inventory->error = add(inventory, INVENTORY_FILE, path, bytes);
}

void inventory_folder(struct inventory *inventory, const char *path)
{
    if (inventory && inventory->error == 0)
        inventory->error = add(inventory, INVENTORY_FOLDER, path, slice_of(NULL, 0));
}

int inventory_take(struct inventory *inventory, int *ret_fd)
{
    if (inventory->error < 0)
        return inventory->error;
    if (fcntl(inventory->fd, F_ADD_SEALS, SEALS) < 0)
        return ERR_IO;
    *ret_fd = inventory->fd;
    inventory->fd = -1;
    return 0;
}

/* ---- Reading ---- */

int inventory_map(int fd, struct slice *ret)
{
    int seals = fcntl(fd, F_GET_SEALS);
    struct stat status;
    void *memory;

    if (seals < 0 || (seals & SEALS) != SEALS)
        return ERR_INVALID;
    if (fstat(fd, &status) < 0)
        return ERR_IO;
    *ret = slice_of(NULL, 0);
    if (status.st_size == 0)
        return 0;
    memory = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (memory == MAP_FAILED)
        return ERR_IO;
    *ret = slice_of(memory, (size_t)status.st_size);
    return 0;
}

void inventory_unmap(struct slice memory)
{
    if (memory.data)
        munmap((void *)(uintptr_t)memory.data, memory.size);
}

/* The first `size` bytes of `*rest`; false where there are not so many. */
static bool take(struct slice *rest, uint64_t size, struct slice *ret)
{
    if (size > rest->size)
        return false;
    *ret = slice_sub(*rest, 0, (size_t)size);
    *rest = slice_sub(*rest, (size_t)size, rest->size);
    return true;
}

static bool is_path(struct slice path)
{
    return path.size > 1 && path.size < PATH_MAX && path.data[0] == '/' &&
           !memchr(path.data, '\0', path.size) && !memchr(path.data, '\n', path.size);
}

int inventory_next(struct slice *rest, struct inventory_entry *ret)
{
    struct header header;
    struct slice bytes;

    if (rest->size == 0)
        return ERR_NOT_FOUND;
    if (!take(rest, sizeof header, &bytes))
        return ERR_INVALID;
    memcpy(&header, bytes.data, sizeof header);
    if (header.kind != INVENTORY_FILE && header.kind != INVENTORY_FOLDER)
        return ERR_INVALID;
    ret->kind = (enum inventory_kind)header.kind;
    if (!take(rest, header.path_size, &ret->path) || !is_path(ret->path) ||
        !take(rest, header.size, &ret->bytes))
        return ERR_INVALID;
    return 0;
}
