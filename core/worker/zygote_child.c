#include "base/error.h"
#include "worker/zygote.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

static int send_frame(void *context, uint32_t kind, struct slice payload)
{
    (void)context;
    return frame_write(ZYGOTE_FD, kind, payload);
}

/* All pages at once: a document is read from its first byte to its last. */
static int map_document(struct child_request *request)
{
    size_t size = (size_t)request->size;
    void *bytes;

    if (size == 0)
        return 0;
    bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, request->document, 0);
    if (bytes == MAP_FAILED)
        return errno == ENOMEM ? ERR_NOMEM : ERR_IO;
    request->examination.document = slice_of(bytes, size);
    return 0;
}

/* The pipe takes the socket's place and number: the filter lets nothing else be written to. */
static int enter(const struct zygote *zygote, struct child_request *request, int parent)
{
    struct limits limits = examination_limits(&zygote->examiner, request->examination.source);
    struct lockdown_limits own = {
        .memory = limits.memory,
        .cpu_seconds = limits.time_ms / 1000 + 1,
    };
    int r = map_document(request);

    if (r == 0 && dup3(request->pipe, ZYGOTE_FD, 0) < 0)
        r = ERR_IO;
    return r < 0 ? r : lockdown_child(zygote->lockdown, &zygote->isolation, parent, &own);
}

_Noreturn void zygote_child(const struct zygote *zygote, struct child_request *request, int parent)
{
    struct frame_sink sink = {.send = send_frame};
    int r = enter(zygote, request, parent);

    if (r == 0)
        r = examination_run(&zygote->examiner, &request->examination, cpu_time_us(), &sink);
    _exit(r == 0 ? 0 : r == ERR_NOMEM ? CHILD_EXIT_NO_MEMORY : 1);
}
