#include "daemon/ledger_key.h"

#include "base/error.h"
#include "daemon/ledger_impl.h"
#include "daemon/ledger_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

int ledger_key_make(struct ledger_key *ret)
{
    ssize_t size = getrandom(ret->bytes, sizeof ret->bytes, 0);

    return size == sizeof ret->bytes ? 0 : ERR_IO;
}

int ledger_key_sync(const char *path)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    int fd, r;

    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) + 1 : 1,
             slash ? path : ".");
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    r = fd >= 0 && fsync(fd) == 0 ? 0 : ERR_IO;
    if (fd >= 0)
        close(fd);
    return r;
}

static int make_file(const char *path, struct ledger_key *ret)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600), r;

    if (fd < 0)
        return ERR_IO;
    r = ledger_key_make(ret);
    if (r == 0 && (write(fd, ret->bytes, sizeof ret->bytes) != sizeof ret->bytes || fsync(fd) < 0))
        r = ERR_IO;
    close(fd);
    if (r == 0)
        r = ledger_key_sync(path);
    if (r < 0)
        unlink(path);
    return r;
}

static int read_file(int fd, struct ledger_key *ret)
{
    struct ledger_key key;
    struct stat info;
    uint8_t more;

    if (fstat(fd, &info) < 0)
        return ERR_IO;
    if (!S_ISREG(info.st_mode) || (info.st_mode & 077))
        return ERR_DENIED;
    if (read(fd, key.bytes, sizeof key.bytes) != sizeof key.bytes || read(fd, &more, 1) != 0)
        return ERR_SYNTAX;
    *ret = key;
    return 0;
}

int ledger_key_load(const char *path, bool may_make, struct ledger_key *ret)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), r;

    if (fd < 0 && errno == ENOENT)
        return may_make ? make_file(path, ret) : ERR_NOT_FOUND;
    if (fd < 0)
        return ERR_IO;
    r = read_file(fd, ret);
    close(fd);
    return r;
}

int ledger_key_mark(const struct ledger_key *key, struct digest *ret)
{
    return ledger_hash(key, "key", slice_str("mark"), ret);
}

int ledger_mark_key(sqlite3 *database, const struct ledger_key *key)
{
    struct digest mark;
    int r = ledger_key_mark(key, &mark);

    return r < 0 ? r : ledger_meta_write(database, "key", slice_of(mark.bytes, sizeof mark.bytes));
}

int ledger_hash(const struct ledger_key *key, const char *field, struct slice value,
                struct digest *ret)
{
    size_t name = strlen(field) + 1;
    uint8_t text[4096];
    unsigned size = 0;

    if (value.size > sizeof text - name)
        return ERR_LIMIT;
    memcpy(text, field, name);
    if (value.size)
        memcpy(text + name, value.data, value.size);
    if (!HMAC(EVP_sha256(), key->bytes, sizeof key->bytes, text, name + value.size, ret->bytes,
              &size) ||
        size != sizeof ret->bytes)
        return ERR_CRYPTO;
    explicit_bzero(text, name + value.size);
    return 0;
}
