/*
 * Another key for the ledger's hashes. At no moment is there no key, or one before it missing:
 * files are linked and renamed over each other, and whoever ends in the middle leaves a key twice
 * at worst. The ledger remembers the new one last; where it does not, it remembers the one before,
 * and the daemon makes up for that (ledger_open.c).
 */
#include "base/error.h"
#include "daemon/ledger_find.h"
#include "daemon/ledger_impl.h"
#include "daemon/ledger_key.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Root makes files for whoever has the ledger. */
static int give(const char *path, const char *like)
{
    struct stat info;

    if (geteuid() != 0)
        return 0;
    return stat(like, &info) == 0 && lchown(path, info.st_uid, info.st_gid) == 0 ? 0 : ERR_IO;
}

static int lock(const char *path)
{
    char name[PATH_MAX];
    int fd;

    if (snprintf(name, sizeof name, "%s.lock", path) >= (int)sizeof name)
        return ERR_INVALID;
    fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || give(name, path) < 0) {
        if (fd >= 0)
            close(fd);
        return ERR_IO;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    close(fd);
    return ERR_BUSY;
}

/* A second name for a file, in place of whatever had it. */
static int name_again(const char *from, const char *to, const char *between)
{
    (void)unlink(between);
    if (link(from, between) < 0 || rename(between, to) < 0)
        return ERR_IO;
    (void)unlink(between); /* it stays where both were one file before */
    return 0;
}

/* The current key becomes number 1 as well, number 1 number 2, and so on, the last first. */
static int shift_keys(const char *key_path, size_t count)
{
    char from[PATH_MAX], to[PATH_MAX], between[PATH_MAX];
    int r = 0;

    snprintf(between, sizeof between, "%s.moving", key_path);
    for (size_t i = count; i > 0 && r == 0; i--) {
        snprintf(from, sizeof from, i > 1 ? "%s.%zu" : "%s", key_path, i - 1);
        snprintf(to, sizeof to, "%s.%zu", key_path, i);
        r = name_again(from, to, between);
    }
    return r;
}

/* Made beside, then put in the place of the current one at once. */
static int replace_key(const char *key_path, struct ledger_key *ret)
{
    char name[PATH_MAX];
    int r;

    snprintf(name, sizeof name, "%s.new", key_path);
    (void)unlink(name);
    r = ledger_key_load(name, true, ret);
    if (r == 0)
        r = give(name, key_path);
    if (r == 0 && rename(name, key_path) < 0)
        r = ERR_IO;
    return r == 0 ? ledger_key_sync(key_path) : r;
}

/* The ledger forgets which key it had, and takes the new one for its own. */
static int take_key(const char *path, const struct ledger_key *key)
{
    sqlite3 *database = NULL;
    int r = ledger_open_to_write(path, &database);

    if (r == 0)
        r = ledger_mark_key(database, key);
    sqlite3_close(database);
    return r;
}

static int rotate(const char *path, const char *key_path, size_t count)
{
    struct ledger_key key;
    int r = count == LEDGER_KEYS_MAX ? ERR_LIMIT : 0;

    if (r == 0)
        r = shift_keys(key_path, count);
    if (r == 0)
        r = replace_key(key_path, &key);
    if (r == 0)
        r = take_key(path, &key);
    explicit_bzero(&key, sizeof key);
    return r;
}

int ledger_rotate_key(const char *path, const char *key_path, struct buffer *why)
{
    struct ledger_keys keys;
    int locked, r = ledger_keys_load(key_path, &keys, why);

    if (r < 0)
        return r;
    if (strlen(key_path) + sizeof ".moving" > PATH_MAX)
        r = ERR_INVALID;
    locked = r == 0 ? lock(path) : r;
    r = locked < 0 ? locked : rotate(path, key_path, keys.count);
    if (r < 0)
        buffer_printf(why, "%s: %s", path,
                      r == ERR_BUSY    ? "a daemon has this ledger; stop it first"
                      : r == ERR_LIMIT ? "has as many earlier keys as are kept"
                                       : err_text(r));
    if (locked >= 0)
        close(locked);
    explicit_bzero(&keys, sizeof keys);
    return r;
}
