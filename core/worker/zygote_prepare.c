#include "base/error.h"
#include "worker/warmup.h"
#include "worker/zygote.h"

#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define REFUSAL_MAX 1024

/* Says why, once, in a sentence; returns `error`. */
static int refuse(int error, const char *message)
{
    zygote_send_refused(message);
    return error;
}

static int refuse_configuration(int error, const struct config_error *where)
{
    char message[REFUSAL_MAX];
    struct buffer text;

    buffer_init(&text, sizeof message - 1);
    config_error_text(where, &text);
    snprintf(message, sizeof message, "%.*s", (int)text.size,
             text.data ? (const char *)text.data : "");
    buffer_done(&text);
    return refuse(error, message[0] ? message : err_text(error));
}

static int find_paths(struct zygote *zygote, const char *sysroot)
{
    int r = paths_find(zygote->arena, &zygote->paths);

    if (r < 0)
        return refuse(r, "the examiner does not lie in an installation's libexec folder");
    r = sysroot ? paths_below(zygote->arena, sysroot, &zygote->paths) : 0;
    return r < 0 ? refuse(r, err_text(r)) : 0;
}

static int load_settings(struct zygote *zygote, const struct zygote_place *place,
                         struct config_error *error)
{
    struct settings *settings = &zygote->settings;
    int r = settings_load(zygote->arena, place->config, &zygote->paths, settings, error);

    if (r == 0 && place->sysroot)
        r = settings_house(zygote->arena, place->house, &zygote->paths, settings, error);
    return r;
}

static int load_noted(struct zygote *zygote, const struct zygote_place *place,
                      struct inventory *inventory)
{
    struct config_error error = {0};
    int r = load_settings(zygote, place, &error);

    zygote->settings.inventory = inventory;
    if (r == 0)
        r = sources_load(zygote->arena, &zygote->settings, &zygote->paths, &zygote->sources,
                         &error);
    zygote->settings.inventory = NULL;
    return r < 0 ? refuse_configuration(r, &error) : 0;
}

/*
 * What an examiner reads is kept (a reader reads the same). One without an inventory serves all
 * the same: the daemon says what that means.
 */
static int load(struct zygote *zygote, const struct zygote_place *place)
{
    struct inventory inventory = {.fd = -1};
    bool is_noted = !zygote->kind->open_eyes && inventory_init(&inventory) == 0;
    int r = load_noted(zygote, place, is_noted ? &inventory : NULL);

    if (r == 0 && is_noted && inventory_take(&inventory, &zygote->inventory) < 0)
        zygote->inventory = -1;
    inventory_done(&inventory);
    return r;
}

static int open_eyes(struct zygote *zygote)
{
    const char *trouble = NULL;
    int r = zygote->kind->open_eyes ? zygote->kind->open_eyes(zygote, &trouble) : 0;

    return r < 0 ? refuse(r, trouble ? trouble : err_text(r)) : 0;
}

static int warm_up(struct zygote *zygote)
{
    char message[REFUSAL_MAX];
    int r;

    zygote->patterns = patterns_new();
    if (!zygote->patterns)
        return refuse(ERR_NOMEM, err_text(ERR_NOMEM));
    zygote->examiner = (struct examiner){
        .settings = &zygote->settings,
        .sources = &zygote->sources,
        .patterns = zygote->patterns,
        .scans = zygote->kind->open_eyes ? &zygote->scans : NULL,
    };
    r = warmup_run(zygote->arena, &zygote->settings, &zygote->sources, zygote->patterns);
    if (r == 0)
        return 0;
    snprintf(message, sizeof message, "the built-in samples are not judged as they must be: %s",
             err_text(r));
    return refuse(r, message);
}

/*
 * A terminal sends them to the whole group: the daemon decides, and ends the conversation. The
 * last comes where a library complains to a standard error that is a file: none may grow.
 */
static void ignore_signals(void)
{
    static const int numbers[] = {SIGINT, SIGQUIT, SIGHUP, SIGTERM, SIGXFSZ};

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        signal(numbers[i], SIG_IGN);
}

/* A child's end is read as an event. */
static int watch_signals(struct zygote *zygote)
{
    sigset_t watched;

    sigemptyset(&watched);
    sigaddset(&watched, SIGCHLD);
    if (sigprocmask(SIG_BLOCK, &watched, NULL) < 0)
        return ERR_IO;
    zygote->signals = signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
    return zygote->signals < 0 ? ERR_IO : 0;
}

static int lock(struct zygote *zygote)
{
    char message[REFUSAL_MAX];
    struct buffer missing;
    int r = watch_signals(zygote);

    if (r == 0)
        r = lockdown_new(ZYGOTE_FD, &zygote->lockdown);
    if (r == 0)
        r = lockdown_zygote(ZYGOTE_FD, zygote->signals, &zygote->isolation);
    if (r < 0)
        return refuse(r, "the process cannot be locked down on this machine");
    buffer_init(&missing, 0);
    isolation_missing(&zygote->isolation, &missing);
    if (missing.size > 0 && zygote->settings.isolation == ISOLATION_STRICT) {
        snprintf(message, sizeof message,
                 "isolation: strict, but this kernel does not grant %.*s "
                 "(isolation: best_effort goes on without)",
                 (int)missing.size, (const char *)missing.data);
        r = refuse(ERR_UNSUPPORTED, message);
    }
    buffer_done(&missing);
    return r;
}

/*
 * A child pays for every page that it touches, and twice for one that was in use here before. What
 * the samples left is put in order once, at the end, and not again in each child's copy; freed
 * blocks join at once; large ones come from the kernel, empty, however many were freed; and nothing
 * goes back to the kernel before the process does.
 */
#define LARGE_BLOCK (128 * 1024)
#define SMALL_BLOCK 1024 /* up to here each size is kept apart (glibc's tcache) */
#define BLOCK_STEP  16

static void set_memory(void)
{
    mallopt(M_MXFAST, 0);
    mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
    mallopt(M_TRIM_THRESHOLD, -1);
}

#ifdef VOUCH_SANITIZED /* its heap is another */
static void take_holes(size_t size)
{
    (void)size;
}
#else
/* Blocks of this size as long as there is one below the end of what is in use. They are kept. */
static void take_holes(size_t size)
{
    const char *end = (const char *)sbrk(0) - mallinfo2().keepcost;
    char *volatile block;

    do
        block = malloc(size);
    while (block && block < end);
    free(block);
}
#endif

/*
 * Between the blocks that stay there are holes all over the heap. They are taken for good, so that
 * what a child needs lies together, on pages of its own. The samples' pages are given back first.
 */
static void settle_memory(void)
{
    malloc_trim(0);
    for (size_t size = LARGE_BLOCK / 2; size > SMALL_BLOCK; size /= 2)
        take_holes(size);
    for (size_t size = SMALL_BLOCK; size > 0; size -= BLOCK_STEP)
        take_holes(size);
}

int zygote_prepare(struct zygote *zygote, const struct zygote_place *place)
{
    int room = 2 * (int)MESSAGE_SIZE_MAX, r;

    zygote->inventory = -1;
    ignore_signals();
    set_memory();
    /* READY may be larger than what a socket takes by default. */
    setsockopt(ZYGOTE_FD, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    zygote->arena = arena_new(0);
    if (!zygote->arena)
        return refuse(ERR_NOMEM, err_text(ERR_NOMEM));
    r = find_paths(zygote, place->sysroot);
    if (r == 0)
        r = load(zygote, place);
    if (r == 0)
        r = open_eyes(zygote);
    if (r == 0)
        r = warm_up(zygote);
    if (r == 0)
        r = lock(zygote);
    if (r < 0)
        return r;
    r = zygote_send_ready(zygote);
    if (r == ERR_LIMIT)
        return refuse(r, "too many sources and codes for one message");
    if (zygote->inventory >= 0)
        close(zygote->inventory);
    settle_memory();
    zygote->state = ZYGOTE_SERVING;
    return r;
}
