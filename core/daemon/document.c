#include "daemon/document.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U /* Linux 6.3 */
#endif

#define RESERVE_STEP (256 * 1024) /* for a body that does not say how long it is */
#define SEALS        (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

void document_init(struct document *document, struct held *held)
{
    *document = (struct document){.held = held, .fd = -1};
}

void document_done(struct document *document)
{
    if (document->fd >= 0)
        close(document->fd);
    if (document->held)
        document->held->used -= document->reserved;
    document_init(document, document->held);
}

static int create(struct document *document)
{
    unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;

    document->fd = memfd_create("document", flags | MFD_NOEXEC_SEAL);
    if (document->fd < 0 && errno == EINVAL)
        document->fd = memfd_create("document", flags);
    return document->fd < 0 ? ERR_IO : 0;
}

int document_reserve(struct document *document, int64_t size)
{
    struct held *held = document->held;
    int64_t more = size - document->reserved;

    if (more > 0) {
        if (more > held->maximum - held->used)
            return ERR_BUSY;
        held->used += more;
        document->reserved = size;
    }
    return document->fd < 0 ? create(document) : 0;
}

static int write_all(int fd, struct slice data)
{
    while (data.size) {
        ssize_t n = write(fd, data.data, data.size);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return ERR_IO;
        data = slice_sub(data, (size_t)n, SIZE_MAX);
    }
    return 0;
}

int document_append(struct document *document, struct slice data)
{
    int64_t size = document->size + (int64_t)data.size;
    int r = 0;

    if (size > document->reserved)
        r = document_reserve(document, (size + RESERVE_STEP - 1) / RESERVE_STEP * RESERVE_STEP);
    else if (document->fd < 0)
        r = create(document);
    if (r == 0)
        r = write_all(document->fd, data);
    if (r == 0)
        document->size = size;
    return r;
}

int document_seal(struct document *document)
{
    return fcntl(document->fd, F_ADD_SEALS, SEALS) < 0 ? ERR_IO : 0;
}

int document_digest(const struct document *document, struct digest *ret)
{
    struct sha256 *sha256 = sha256_new();
    size_t size = (size_t)document->size;
    void *bytes = NULL;
    int r = ERR_NOMEM;

    if (!sha256)
        return r;
    if (size)
        bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, document->fd, 0);
    r = bytes == MAP_FAILED ? ERR_IO : sha256_of(sha256, slice_of(bytes, size), ret);
    if (bytes && bytes != MAP_FAILED)
        munmap(bytes, size);
    sha256_free(sha256);
    return r;
}
