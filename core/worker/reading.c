#include "worker/reading.h"
#include "base/error.h"
#include "worker/claims.h"
#include "worker/host.h"
#include "worker/reasons.h"
#include "worker/scan.h"
#include "worker/unsigned.h"

#include <stdlib.h>
#include <time.h>

#define SPARE_MEMORY (1 << 20) /* what a process that is not out of memory can still get */

/* The thread's: under RLIMIT_CPU the process's own clock moves in ticks only. */
int64_t cpu_time_us(void)
{
    struct timespec spent = {0};

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return spent.tv_sec * INT64_C(1000000) + spent.tv_nsec / 1000;
}

/* A revision that was read, with the signature that covers it. */
struct read_document {
    struct pdf_file *file;
    size_t judged;
    const struct vouch_document *document; /* NULL: cannot be read */
    struct findings findings;              /* of its pictures */
};

struct reading {
    const struct examiner *examiner;
    const struct judgement *judgement;
    const struct examination_request *request;
    struct reading_times *times;
    struct read_document documents[SOURCES_MAX];
    size_t document_count;
    struct reasons reasons;
};

/* ---- The document ---- */

static const struct vouch_signature *make_signature(const struct judgement *judgement,
                                                    size_t judged)
{
    struct vouch_signature *signature = arena_new_of(judgement->arena, struct vouch_signature);
    const struct examined_signature *examined = &judgement->signatures[judged];
    const struct certificate_view *signer;
    int64_t claimed;

    if (!signature)
        return NULL;
    signature->size = sizeof *signature;
    signature->subject.data = signature->issuer.data = "";
    if (!examined->evidence)
        return signature;
    if (signature_claimed_time(examined->evidence, &claimed)) {
        signature->has_claimed_time = 1;
        signature->claimed_time = claimed;
    }
    signer = signature_signer(examined->evidence);
    if (signer) {
        const char *subject = reasons_text(judgement->arena, signer->subject);
        const char *issuer = reasons_text(judgement->arena, signer->issuer);

        signature->subject = text_of(slice_str(subject ? subject : ""));
        signature->issuer = text_of(slice_str(issuer ? issuer : ""));
        signature->certificate = signer->der.data;
        signature->certificate_length = (uint32_t)signer->der.size;
    }
    return signature;
}

/* The file's own text and pages. */
static int read_file(struct reading *reading, const struct read_document *read,
                     struct document_parts *parts)
{
    int r = document_file(reading->judgement->arena, read->file, parts);

    if (r == 0 && read->judged != NOT_JUDGED) {
        parts->signature = make_signature(reading->judgement, read->judged);
        if (!parts->signature)
            r = ERR_NOMEM;
    }
    return r;
}

/* What its pictures say, where they are its pages and there is somebody who reads them. */
static int read_pictures(struct reading *reading, struct read_document *read,
                         struct document_parts *parts)
{
    const struct examiner *examiner = reading->examiner;
    const struct reading_limits *limits = &examiner->settings->limits.reading;
    const struct scan_limits bounds = {limits->page_ms, limits->pages};
    struct arena *arena = reading->judgement->arena;

    findings_init(&read->findings, arena);
    if (!examiner->scans || (read->file && !pictures_are_pages(read->file, parts->text)))
        return 0;
    return scan_read(examiner->scans, arena, reading->request->document, &bounds, parts,
                     &read->findings);
}

static int read_text(struct reading *reading, struct read_document *read)
{
    const struct examiner *examiner = reading->examiner;
    struct document_parts parts = {
        .file = read->file,
        .sure = (uint32_t)examiner->settings->reading.confidence,
    };
    int r = 0;

    if (read->file && !pdf_is_readable(read->file))
        return 0;
    if (read->file)
        r = read_file(reading, read, &parts);
    if (r == 0)
        r = read_pictures(reading, read, &parts);
    if (r < 0 || !parts.text)
        return r;
    return document_new(reading->judgement->arena, examiner->patterns, &parts, &read->document);
}

/* The revision that the candidate's judged signature covers; the whole file without one. */
static int find_file(const struct judgement *judgement, const struct candidate *candidate,
                     struct pdf_file **ret)
{
    int r;

    *ret = judgement->file;
    if (!judgement->file)
        return 0;
    if (candidate->judged == NOT_JUDGED)
        return 0;
    r = pdf_signed_revision(judgement->file, judgement->signatures[candidate->judged].field, ret);
    return r == ERR_MISMATCH ? 0 : r;
}

/* Reads each revision once, whatever the number of sources. */
static int open_document(struct reading *reading, const struct candidate *candidate,
                         const struct read_document **ret)
{
    struct read_document *read = &reading->documents[reading->document_count];
    int64_t start = cpu_time_us();
    int r = find_file(reading->judgement, candidate, &read->file);

    for (size_t i = 0; i < reading->document_count && r == 0; i++) {
        if (reading->documents[i].file == read->file &&
            reading->documents[i].judged == candidate->judged) {
            *ret = &reading->documents[i];
            return 0;
        }
    }
    read->judged = candidate->judged;
    if (r == 0)
        r = read_text(reading, read);
    reading->times->text += cpu_time_us() - start;
    if (r < 0)
        return r;
    reading->document_count++;
    *ret = read;
    return 0;
}

/* ---- The source ---- */

struct probe {
    const struct candidate *candidate;
    const struct read_document *read;
    int32_t sure;
    struct document_trouble trouble;
};

static int probe(struct reading *reading, const struct candidate *candidate, struct probe *ret)
{
    const struct source *source = candidate->source;
    const struct vouch_document *document;
    int r = open_document(reading, candidate, &ret->read);

    ret->candidate = candidate;
    if (r < 0 || !ret->read->document)
        return r;
    document = ret->read->document;
    *document->trouble = (struct document_trouble){0};
    ret->sure = source->plugin->probe(&worker_host, source->settings, document);
    ret->trouble = *document->trouble;
    return ret->trouble.memory ? ERR_NOMEM : 0;
}

/* Names of the sources that know the document, for the sentence. */
static const char *list_sources(struct arena *arena, const struct probe *probes, size_t count)
{
    const char *list = "";

    for (size_t i = 0; i < count && list; i++)
        if (probes[i].sure >= SURE_ENOUGH)
            list = arena_printf(arena, "%s%s%s", list, *list ? ", " : "",
                                probes[i].candidate->source->name);
    return list;
}

/* Without a source nobody can say what a limit or a mistake of a plugin hid. */
static int add_trouble(struct reasons *reasons, const struct document_trouble *trouble)
{
    int r = 0;

    if (trouble->limit)
        r = reasons_add(reasons, "limit.pattern", NULL);
    if (r == 0 && trouble->misuse)
        r = reasons_add_with(reasons, "plugin.failed", "detail", trouble->mistake);
    return r;
}

static int no_source(struct reading *reading, const struct probe *probes, size_t count,
                     size_t knowing, const struct source *named)
{
    struct reasons *reasons = &reading->reasons;
    int r;

    if (knowing > 1)
        r = reasons_add_with(reasons, "source.ambiguous", "sources",
                             list_sources(reasons->arena, probes, count));
    else if (named)
        r = reasons_add_with(reasons, "source.mismatch", "source", named->name);
    else
        r = reasons_add(reasons, "source.unknown", NULL);
    for (size_t i = 0; i < count && r == 0; i++)
        r = add_trouble(reasons, &probes[i].trouble);
    return r;
}

/* ---- What it says ---- */

static bool is_out_of_memory(void)
{
    void *volatile spare = malloc(SPARE_MEMORY); /* volatile: it has to be tried */

    free(spare);
    return !spare;
}

static int examine(struct reading *reading, const struct probe *chosen, struct examination *ret)
{
    const struct source *source = chosen->candidate->source;
    const struct vouch_document *document = chosen->read->document;
    struct vouch_report report;
    int32_t answer;
    int r;

    report_begin(&report, document, source->plugin);
    answer = source->plugin->examine(&worker_host, source->settings, document, &report);
    if (document->trouble->memory || (answer < 0 && is_out_of_memory()))
        return ERR_NOMEM;
    ret->source = source->name;
    ret->plugin = source->plugin->name;
    ret->plugin_version = source->plugin->version;
    r = add_trouble(&reading->reasons, document->trouble);
    if (answer < 0)
        return r < 0 ? r
                     : reasons_add_with(&reading->reasons, "plugin.failed", "detail",
                                        "it says that it cannot read this document");
    for (size_t i = 0; i < report.reasons.count && r == 0; i++) {
        const struct report_reason *reason = (struct report_reason *)report.reasons.items + i;

        r = reasons_add(&reading->reasons, reason->code, &reason->params);
    }
    return r < 0 ? r : report_end(&report, ret);
}

/* ---- All of it ---- */

/* Reasons that the candidate has already are not said again. */
static int begin_reasons(struct reading *reading, const struct report_candidate *candidate)
{
    reading->reasons = (struct reasons){.arena = reading->judgement->arena};
    for (size_t i = 0; i < candidate->reason_count; i++) {
        int r = reasons_add(&reading->reasons, candidate->reasons[i].code,
                            &candidate->reasons[i].params);

        if (r < 0)
            return r;
    }
    return 0;
}

/* What reading the text found out about the file. */
static int add_text_findings(struct reading *reading)
{
    int r = 0;

    for (size_t i = 0; i < reading->document_count && r == 0; i++) {
        const struct read_document *read = &reading->documents[i];

        if (read->file)
            r = reasons_add_findings(&reading->reasons, pdf_findings(read->file));
        if (r == 0)
            r = reasons_add_findings(&reading->reasons, &read->findings);
    }
    return r;
}

static int probe_all(struct reading *reading, struct probe *probes, size_t count,
                     size_t *ret_chosen, size_t *ret_knowing)
{
    size_t knowing = 0;
    int r = 0;

    for (size_t i = 0; i < count && r == 0; i++) {
        r = probe(reading, &reading->judgement->candidates[i], &probes[i]);
        if (probes[i].sure >= SURE_ENOUGH) {
            *ret_chosen = i;
            knowing++;
        }
    }
    *ret_knowing = knowing;
    return r;
}

/* What the chosen candidate read, or the first; NULL: nobody could. */
static const struct vouch_document *document_of(const struct reading *reading,
                                                const struct probe *chosen)
{
    if (chosen)
        return chosen->read->document;
    return reading->document_count > 0 ? reading->documents[0].document : NULL;
}

/* ---- Pictures ---- */

static int is_of_pictures(struct reading *reading, const struct candidate *candidate, bool *ret)
{
    const struct read_document *read;
    int r;

    if (!reading->judgement->file) {
        *ret = pictures_is_image(reading->judgement->report.media_type);
        return 0;
    }
    r = open_document(reading, candidate, &read);
    if (r == 0 && read->document)
        *ret = pictures_are_pages(read->file, read->document->parts.text);
    return r;
}

/* Whether it is left to vouch-reader. */
static int find_pictures(struct reading *reading, bool *ret)
{
    size_t count = reading->judgement->report.candidate_count - 1;
    int r = 0;

    for (size_t i = 0; i < count && r == 0 && !*ret; i++)
        if (reading->judgement->candidates[i].source->plugin->reads)
            r = is_of_pictures(reading, &reading->judgement->candidates[i], ret);
    return r;
}

/* With one source that knows the document, what that says. */
static int read_source(struct reading *reading, const struct examination_request *request,
                       struct examination *ret)
{
    size_t count = reading->judgement->report.candidate_count - 1, chosen = count, knowing = 0;
    struct probe probes[SOURCES_MAX] = {0};
    const struct report_candidate *candidate;
    size_t said;
    int r = probe_all(reading, probes, count, &chosen, &knowing);

    if (r < 0)
        return r;
    if (knowing != 1)
        chosen = count;
    candidate = &reading->judgement->report.candidates[chosen];
    r = begin_reasons(reading, candidate);
    said = reading->reasons.count;
    if (r == 0)
        r = add_text_findings(reading);
    if (r == 0)
        r = knowing == 1 ? examine(reading, &probes[chosen], ret)
                         : no_source(reading, probes, count, knowing, request->source);
    if (r == 0)
        r = unsigned_checks(reading->judgement, candidate,
                            document_of(reading, knowing == 1 ? &probes[chosen] : NULL), ret);
    ret->reasons = reading->reasons.items + said;
    ret->reason_count = reading->reasons.count - said;
    return r;
}

/* That somebody here reads. */
static bool is_image(const struct reading *reading)
{
    return reading->examiner->scans && pictures_is_image(reading->judgement->report.media_type);
}

int reading_make(const struct examiner *examiner, const struct judgement *judgement,
                 const struct examination_request *request, struct reading_outcome *ret)
{
    struct reading reading = {
        .examiner = examiner,
        .judgement = judgement,
        .request = request,
        .times = &ret->times,
    };
    int64_t start = cpu_time_us();
    int r = 0;

    if (!examiner->scans)
        r = find_pictures(&reading, &ret->needs_reading);
    if (r == 0 && !ret->needs_reading && (judgement->file || is_image(&reading)))
        r = read_source(&reading, request, &ret->examination);
    ret->times.source = cpu_time_us() - start - ret->times.text;
    return r;
}
