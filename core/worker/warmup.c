#include "worker/warmup.h"
#include "base/error.h"
#include "report/json.h"
#include "signature/algorithms.h"
#include "worker/message.h"
#include "worker/warmup_samples.h"

#include <jansson.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Noon of a day on which the samples' certificates are valid, 2026-11-22. */
#define SAMPLES_AT INT64_C(1795348800)

#define ZIP_PASSWORD "warm-up" /* of the good one in an archive */

/* ---- Examining a sample ---- */

/* A sink that looks at the judgement of its first candidate and throws the rest away. */
struct witness {
    struct arena *arena;
    enum indication indication;
    bool has_judgements;
};

static int look(void *context, uint32_t kind, struct slice payload)
{
    struct witness *witness = context;
    struct judgements *judgements;
    int r;

    if (kind != FRAME_JUDGEMENTS)
        return 0;
    r = judgements_decode(witness->arena, payload, &judgements);
    if (r < 0)
        return r;
    witness->has_judgements = judgements->candidate_count > 0;
    if (witness->has_judgements)
        witness->indication = judgements->candidates[0].indication;
    return 0;
}

static int examine(const struct examiner *examiner, struct slice sample, enum indication *ret)
{
    struct witness witness = {.arena = arena_new(0)};
    struct frame_sink sink = {.send = look, .context = &witness};
    struct examination_request request = {
        .document = sample,
        .source = &examiner->sources->items[0],
        .password = ZIP_PASSWORD,
        .times = {.at = SAMPLES_AT},
    };
    int r = witness.arena ? examination_run(examiner, &request, 0, &sink) : ERR_NOMEM;

    if (r == 0 && !witness.has_judgements)
        r = ERR_PROTOCOL;
    if (r == 0)
        *ret = witness.indication;
    arena_free(witness.arena);
    return r;
}

/* The good one again, in an archive: its ciphers are fetched, too. */
static int examine_archive(const struct examiner *examiner)
{
    enum indication inside = INDETERMINATE;
    int r = examine(examiner, slice_of(warmup_good_zip, warmup_good_zip_size), &inside);

    return r == 0 && inside != TOTAL_PASSED ? ERR_MISMATCH : r;
}

/* Both samples, with one source that trusts their issuer. */
static int examine_both(const struct examiner *examiner)
{
    enum indication good = INDETERMINATE, bad = INDETERMINATE;
    int r = examine(examiner, slice_of(warmup_good_pdf, warmup_good_pdf_size), &good);

    if (r == 0)
        r = examine(examiner, slice_of(warmup_bad_pdf, warmup_bad_pdf_size), &bad);
    if (r == 0 && (good != TOTAL_PASSED || bad != TOTAL_FAILED))
        r = ERR_MISMATCH;
    return r;
}

static int make_trust(struct arena *arena, struct trust **ret)
{
    struct slice pem = slice_of(warmup_issuer_pem, warmup_issuer_pem_size), *ders;
    struct trust_certificate issuer = {.name = "warmup-issuer.pem"};
    struct trust_settings settings = {.source = "warmup", .issuers = &issuer, .issuer_count = 1};
    struct trust_problem problem;
    size_t count;
    int r = trust_read_certificates(arena, pem, &ders, &count);

    if (r < 0)
        return r;
    issuer.der = ders[0];
    settings.algorithms = algorithm_table_builtin();
    return trust_new(&settings, &problem, ret);
}

/* ---- Each source's plugin ---- */

/* Sure of everything, so that examine() is reached whatever the sample is. */
static int32_t knows_all(const struct vouch_host *host, const struct vouch_setting *settings,
                         const struct vouch_document *document)
{
    (void)host;
    (void)settings;
    (void)document;
    return 100;
}

static int32_t knows_nothing(const struct vouch_host *host, const struct vouch_setting *settings,
                             const struct vouch_document *document)
{
    (void)host;
    (void)settings;
    (void)document;
    return 0;
}

static int32_t says_nothing(const struct vouch_host *host, const struct vouch_setting *settings,
                            const struct vouch_document *document, struct vouch_report *report)
{
    (void)report;
    return knows_nothing(host, settings, document);
}

/* The samples through a source's plugin: as it is, and with an examine() that is always run. */
static int run_plugin(const struct examiner *model, const struct source *source,
                      struct trust *trust)
{
    struct vouch_plugin eager = *source->plugin;
    struct source alone = *source;
    struct sources one = {.items = &alone, .count = 1};
    struct examiner examiner = *model;
    int r;

    alone.trust = trust;
    examiner.sources = &one;
    r = examine_both(&examiner);
    if (r == 0)
        r = examine_archive(&examiner);
    eager.probe = knows_all;
    alone.plugin = &eager;
    return r < 0 ? r : examine_both(&examiner);
}

static void limit_trial(const struct limits *limits)
{
    rlim_t seconds = (rlim_t)(limits->time_ms / 1000 + 1);
    struct rlimit cpu = {.rlim_cur = seconds, .rlim_max = seconds + 1};
    struct rlimit none = {0};

    setrlimit(RLIMIT_CPU, &cpu);
    setrlimit(RLIMIT_CORE, &none);
#ifndef VOUCH_SANITIZED
    struct rlimit memory = {(rlim_t)limits->memory, (rlim_t)limits->memory};

    setrlimit(RLIMIT_AS, &memory);
#endif
}

/* In a process of its own: does the plugin survive the samples? */
static bool survives(const struct examiner *examiner, const struct source *source,
                     struct trust *trust)
{
    int status = 0;
    pid_t pid = fork();

    if (pid < 0)
        return false;
    if (pid == 0) {
        limit_trial(&source->limits);
        _exit(run_plugin(examiner, source, trust) == 0 ? 0 : 1);
    }
    return waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static int run_source(struct arena *arena, const struct examiner *examiner, struct source *source,
                      struct trust *trust)
{
    const char *before = source->warning ? source->warning : "";

    if (survives(examiner, source, trust))
        return run_plugin(examiner, source, trust);
    source->warning = arena_printf(arena, "%s%sthe plugin %s did not survive the built-in samples",
                                   before, *before ? "; " : "", source->plugin->name);
    return source->warning ? 0 : ERR_NOMEM;
}

/* ---- The C library ---- */

static int by_byte(const void *a, const void *b)
{
    return *(const uint8_t *)a - *(const uint8_t *)b;
}

/* glibc 2.36 asks for the machine's memory at the first qsort() of more than a kilobyte. */
static void sort_something(void)
{
    uint8_t bytes[4096];

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 7);
    qsort(bytes, sizeof bytes, 1, by_byte);
}

/* OpenSSL's path building asks for local time; with a rule in place no file is ever opened. */
static void fix_time_zone(void)
{
    setenv("TZ", "UTC0", 1);
    tzset();
}

int warmup_run(struct arena *arena, const struct settings *settings, struct sources *sources,
               struct patterns *patterns)
{
    static const struct vouch_plugin silent = {
        .name = "none", .version = "0", .probe = knows_nothing, .examine = says_nothing};
    const struct source nobody = {.name = "none", .plugin = &silent, .limits = settings->limits};
    struct examiner examiner = {.settings = settings, .sources = sources, .patterns = patterns};
    struct trust *trust = NULL;
    int r;

    json_object_seed(0);
    sort_something();
    fix_time_zone();
    r = make_trust(arena, &trust);
    if (r == 0)
        r = run_plugin(&examiner, &nobody, trust);
    for (size_t i = 0; i < sources->count && r == 0; i++)
        r = run_source(arena, &examiner, &sources->items[i], trust);
    trust_free(trust);
    return r;
}
