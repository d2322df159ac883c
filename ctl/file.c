#include "ctl/file.h"

#include "base/error.h"
#include "base/unicode.h"
#include "ctl/ctl.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define PASSWORD_MAX 1024 /* bytes; PDF takes 127 of them (ISO 32000-2 7.6.4.3.3) */

static int code_of_errno(void)
{
    return errno == ENOENT || errno == ENOTDIR ? ERR_NOT_FOUND
           : errno == EACCES || errno == EPERM ? ERR_DENIED
                                               : ERR_IO;
}

int file_open(const char *path, int *ret_fd)
{
    /* without O_NONBLOCK a pipe that nobody writes to would hold us for ever */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK), r = 0;
    struct stat info;

    if (fd < 0 || fstat(fd, &info) != 0) {
        r = code_of_errno();
        ctl_say("%s: %s", path, strerror(errno));
    } else if (!S_ISREG(info.st_mode)) {
        r = ERR_INVALID;
        ctl_say("%s: is %s", path, S_ISDIR(info.st_mode) ? "a folder" : "not a regular file");
    }
    if (r < 0) {
        if (fd >= 0)
            close(fd);
        return r;
    }
    *ret_fd = fd;
    return 0;
}

/* Reads to the end into `bytes`, which has room for one more than `max`. */
static int read_all(int fd, uint8_t *bytes, size_t max, size_t *ret_size)
{
    size_t size = 0;
    ssize_t got = 1;

    while (got > 0 && size <= max) {
        got = read(fd, bytes + size, max + 1 - size);
        if (got > 0)
            size += (size_t)got;
    }
    if (got < 0)
        return ERR_IO;
    *ret_size = size;
    return size > max ? ERR_LIMIT : 0;
}

int file_digest(const char *path, struct digest *ret)
{
    struct sha256 *sha256 = sha256_new();
    uint8_t piece[65536];
    ssize_t size = 0;
    int fd = -1, r = sha256 ? file_open(path, &fd) : ERR_NOMEM;

    if (r == 0) {
        sha256_begin(sha256);
        while ((size = read(fd, piece, sizeof piece)) > 0)
            sha256_add(sha256, slice_of(piece, (size_t)size));
        r = size < 0 ? ERR_IO : sha256_end(sha256, ret);
        close(fd);
    }
    if (size < 0)
        ctl_say("%s: %s", path, strerror(errno));
    sha256_free(sha256);
    return r;
}

int file_read(struct arena *arena, const char *path, size_t max, struct slice *ret_bytes)
{
    size_t size = 0, room;
    uint8_t *bytes;
    struct stat info;
    int fd, r = file_open(path, &fd);

    if (r < 0)
        return r;
    if (fstat(fd, &info) == 0 && info.st_size >= 0 && (uint64_t)info.st_size < max)
        max = (size_t)info.st_size + 4096 < max ? (size_t)info.st_size + 4096 : max;
    room = max + 2; /* to see that there is more, and a NUL */
    bytes = arena_alloc(arena, room);
    r = bytes ? read_all(fd, bytes, max, &size) : ERR_NOMEM;
    close(fd);
    if (r < 0) {
        ctl_say("%s: %s", path, r == ERR_LIMIT ? "too large" : err_text(r));
        return r;
    }
    bytes[size] = '\0';
    *ret_bytes = slice_of(bytes, size);
    return 0;
}

/* An HTTP header and a PDF reader alike take one line of UTF-8. */
static bool is_password(struct slice text)
{
    uint32_t code;

    while (text.size > 0)
        if (utf8_next(&text, &code) != 0 || code < 0x20 || code == 0x7F)
            return false;
    return true;
}

int file_read_password(struct arena *arena, const char *path, const char **ret_password)
{
    struct slice bytes;
    const char *password;
    int r = file_read(arena, path, PASSWORD_MAX, &bytes);

    if (r < 0)
        return r;
    if (bytes.size > 0 && bytes.data[bytes.size - 1] == '\n')
        bytes.size--;
    if (bytes.size > 0 && bytes.data[bytes.size - 1] == '\r')
        bytes.size--;
    if (bytes.size == 0 || !is_password(bytes)) {
        ctl_say("%s: a password is one line of UTF-8 text", path);
        return ERR_SYNTAX;
    }
    password = arena_strndup(arena, (const char *)bytes.data, bytes.size);
    if (!password)
        return ERR_NOMEM;
    *ret_password = password;
    return 0;
}
