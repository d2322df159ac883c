#include "ctl/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define UPDATE_MS 200

static int64_t now_ms(void)
{
    struct timespec now = {0};

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void progress_begin(struct progress *progress, size_t total)
{
    *progress = (struct progress){
        .total = total,
        .is_visible = total > 1 && isatty(STDERR_FILENO) == 1,
        .began_ms = now_ms(),
    };
}

/* "3 min 20 s", roughly. */
static void format_left(int64_t seconds, char text[32])
{
    if (seconds >= 7200)
        snprintf(text, 32, "%lld h", (long long)(seconds / 3600));
    else if (seconds >= 120)
        snprintf(text, 32, "%lld min", (long long)(seconds / 60));
    else
        snprintf(text, 32, "%lld s", (long long)seconds);
}

void progress_update(struct progress *progress, size_t done)
{
    int64_t now = now_ms(), passed = now - progress->began_ms;
    char left[32];

    if (!progress->is_visible || done == 0 || now - progress->written_ms < UPDATE_MS)
        return;
    progress->written_ms = now;
    progress->is_written = true;
    format_left(passed * (int64_t)(progress->total - done) / (int64_t)done / 1000, left);
    fprintf(stderr, "\r\033[K%zu of %zu, %.1f a second, %s left", done, progress->total,
            passed > 0 ? (double)done * 1000 / (double)passed : 0.0, left);
    fflush(stderr);
}

void progress_clear(struct progress *progress)
{
    if (!progress->is_written)
        return;
    progress->is_written = false;
    fputs("\r\033[K", stderr);
    fflush(stderr);
}
