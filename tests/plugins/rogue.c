/*
 * Does what the document says: a document whose text has "rogue: DEED" gets that deed,
 * done in examine(); "rogue-probe: DEED" in probe(). Anything else is a harmless document
 * that it knows.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vouch/plugin.h>

static int32_t crash(void)
{
    *(volatile int *)16 = 1;
    return 0;
}

static int32_t loop(void)
{
    for (volatile uint64_t i = 0; i < UINT64_MAX; i++)
        ;
    return 0;
}

/* Takes and touches all there is, and gives up when there is no more. */
static int32_t hog(void)
{
    for (;;) {
        char *volatile more = malloc(1 << 20); /* or the compiler sees that nobody reads it */

        if (!more)
            return -1;
        memset(more, 1, 1 << 20);
    }
}

static int32_t write_rubbish(void)
{
    static const char rubbish[] = "this is no frame, but it is long enough to be taken for one";

    return write(3, rubbish, sizeof rubbish) > 0 ? 0 : -1;
}

static int32_t open_file(void)
{
    return open("/etc/passwd", O_RDONLY);
}

static int32_t open_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0);
}

static int32_t kill_parent(void)
{
    return kill(getppid(), SIGKILL);
}

static int32_t leave(void)
{
    _exit(0);
}

static int32_t give_up(void)
{
    return -1;
}

static const struct {
    const char *name;
    int32_t (*act)(void);
} deeds[] = {
    {"crash", crash},           {"loop", loop},      {"hog", hog},
    {"rubbish", write_rubbish}, {"open", open_file}, {"socket", open_socket},
    {"kill", kill_parent},      {"leave", leave},    {"give-up", give_up},
};

static int32_t act(const struct vouch_host *host, const struct vouch_document *document,
                   const char *pattern)
{
    struct vouch_match match;

    if (!vouch_find(host, document, pattern, &match))
        return 0;
    for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++)
        if (vouch_text_is(match.groups[1].text, deeds[i].name))
            return deeds[i].act();
    return 0;
}

static int32_t probe(const struct vouch_host *host, const struct vouch_setting *settings,
                     const struct vouch_document *document)
{
    (void)settings;
    act(host, document, "rogue-probe: ([a-z-]+)");
    return 100;
}

/* Codes that are not declared, texts that are none, patterns that cannot end. */
static void misuse(const struct vouch_host *host, const struct vouch_document *document,
                   struct vouch_report *report)
{
    struct vouch_check check = {
        .size = sizeof check,
        .outcome = VOUCH_PASS,
        .id = "rogue.undeclared",
    };

    if (vouch_find(host, document, "rogue: undeclared", NULL))
        vouch_check(host, report, &check);
    if (vouch_find(host, document, "rogue: backtrack", NULL))
        vouch_find(host, document, "(([a-z ]+)+)+[0-9]", NULL);
}

static int32_t examine(const struct vouch_host *host, const struct vouch_setting *settings,
                       const struct vouch_document *document, struct vouch_report *report)
{
    struct vouch_match match;

    (void)settings;
    misuse(host, document, report);
    if (vouch_find(host, document, "serial: (\\w+)", &match))
        vouch_claim_text(host, report, VOUCH_CLAIM_SERIAL, &match.groups[1]);
    return act(host, document, "rogue: ([a-z-]+)");
}

VOUCH_PLUGIN(rogue, .version = "1.0.0", .summary = "does what the document says", .probe = probe,
             .examine = examine);
