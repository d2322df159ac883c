#include "worker/examination.h"
#include "base/error.h"
#include "report/json.h"
#include "worker/media.h"
#include "worker/message.h"

#include <inttypes.h>

struct timings {
    int64_t isolation;
    int64_t signature;
    int64_t answer; /* the two frames */
};

struct limits examination_limits(const struct examiner *examiner, const struct source *source)
{
    struct limits limits = source ? source->limits : examiner->settings->limits;

    /* Any source may turn out to be the document's: it gets the time of the slowest. */
    for (size_t i = 0; i < examiner->sources->count && !source; i++)
        if (examiner->sources->items[i].limits.time_ms > limits.time_ms)
            limits.time_ms = examiner->sources->items[i].limits.time_ms;
    if (examiner->scans) {
        limits.time_ms += limits.reading.pages * limits.reading.page_ms;
        limits.memory = limits.reading.memory;
    }
    return limits;
}

/* ---- Frames ---- */

static int send(const struct frame_sink *sink, uint32_t kind, struct buffer *frame)
{
    int r = buffer_error(frame);

    if (r == 0)
        r = sink->send(sink->context, kind, buffer_slice(frame));
    buffer_done(frame);
    return r;
}

static int send_judgements(const struct frame_sink *sink, const struct judgements *judgements)
{
    struct buffer frame;

    buffer_init(&frame, FRAME_SIZE_MAX);
    judgements_encode(judgements, &frame);
    return send(sink, FRAME_JUDGEMENTS, &frame);
}

static int send_examination(const struct frame_sink *sink, const struct examination *examination)
{
    struct buffer frame;

    buffer_init(&frame, FRAME_SIZE_MAX);
    examination_encode(examination, &frame);
    return send(sink, FRAME_EXAMINATION, &frame);
}

static int send_timings(const struct frame_sink *sink, const struct timings *timings,
                        const struct reading_times *reading)
{
    struct buffer frame;

    buffer_init(&frame, 0);
    buffer_printf(&frame,
                  "{\"isolation_us\":%" PRId64 ",\"signature_us\":%" PRId64 ",\"text_us\":%" PRId64
                  ",\"source_us\":%" PRId64 ",\"answer_us\":%" PRId64 "}",
                  timings->isolation, timings->signature, reading->text, reading->source,
                  timings->answer);
    return send(sink, FRAME_TIMINGS, &frame);
}

/* ---- Out of memory: what can still be said, once the document's arena is gone ---- */

static const struct report_reason no_memory = {.code = "limit.memory"};

static int send_empty_judgements(const struct examiner *examiner,
                                 const struct examination_request *request, const char *media_type,
                                 const struct frame_sink *sink)
{
    struct report_candidate candidates[SOURCES_MAX + 1] = {0};
    size_t count = request->source ? 1 : examiner->sources->count;
    struct judgements judgements = {
        .media_type = media_type,
        .password = "none",
        .candidates = candidates,
        .candidate_count = count + 1,
    };

    for (size_t i = 0; i <= count; i++) {
        candidates[i].reasons = &no_memory;
        candidates[i].reason_count = 1;
        if (i < count)
            candidates[i].source =
                request->source ? request->source->name : examiner->sources->items[i].name;
    }
    return send_judgements(sink, &judgements);
}

static int send_empty_examination(const struct frame_sink *sink)
{
    struct examination examination = {.reasons = &no_memory, .reason_count = 1};

    return send_examination(sink, &examination);
}

/* ---- The document's way ---- */

struct run {
    const struct examiner *examiner;
    const struct examination_request *request;
    const struct frame_sink *sink;
    struct arena *arena;
    struct container container;
    struct examination_request inside; /* about what is in that */
    struct judgement judgement;
    struct timings timings;
    struct reading_outcome reading;
    bool is_judged;   /* and that was sent */
    bool is_examined; /* and that was sent */
};

static int open_file(struct run *run, struct pdf_file **ret)
{
    struct limits limits = examination_limits(run->examiner, run->request->source);
    struct pdf_options options = {
        .limits = {.pages = (uint32_t)limits.pages,
                   .objects = (uint32_t)limits.objects,
                   .inflated = (uint64_t)limits.inflated},
        .password = run->request->password,
    };

    *ret = NULL;
    return run->container.media.is_pdf
               ? pdf_open(run->arena, run->container.document, &options, ret)
               : 0;
}

static int judge(struct run *run)
{
    struct judgement_input input = {
        .request = &run->inside,
        .sources = run->examiner->sources,
        .container = &run->container,
    };
    int64_t start = cpu_time_us(), judged;
    int r = container_open(run->arena, run->request->document, run->request->password,
                           run->examiner->settings->limits.document, &run->container);

    if (r == 0) {
        run->inside.document = run->container.document;
        r = open_file(run, &input.file);
    }

    if (r == 0)
        r = judgement_make(run->arena, &input, &run->judgement);
    judged = cpu_time_us();
    run->timings.signature = judged - start;
    if (r == 0)
        r = send_judgements(run->sink, &run->judgement.report);
    run->timings.answer = cpu_time_us() - judged;
    run->is_judged = r == 0;
    return r;
}

/* Left to vouch-reader: the daemon hands it the document. */
static int hand_over(struct run *run)
{
    int r = run->sink->send(run->sink->context, FRAME_NEEDS_READING, slice_of("", 0));

    run->is_examined = r == 0;
    return r;
}

static int read_on(struct run *run)
{
    struct pdf_file *file = run->judgement.file;
    struct reading_outcome *reading = &run->reading;
    int64_t start;
    int r = 0;

    if (!file || pdf_is_readable(file))
        r = reading_make(run->examiner, &run->judgement, &run->inside, reading);
    if (r == 0 && reading->needs_reading)
        return hand_over(run);
    start = cpu_time_us();
    if (r == 0)
        r = send_examination(run->sink, &reading->examination);
    run->timings.answer += cpu_time_us() - start;
    run->is_examined = r == 0;
    return r;
}

/* A frame that would be too large is for the reader what memory is for us. */
static bool is_memory(int error)
{
    return error == ERR_NOMEM || error == ERR_LIMIT;
}

int examination_run(const struct examiner *examiner, const struct examination_request *request,
                    int64_t isolation_us, const struct frame_sink *sink)
{
    struct limits limits = examination_limits(examiner, request->source);
    struct run run = {
        .examiner = examiner,
        .request = request,
        .inside = *request,
        .sink = sink,
        .arena = arena_new((size_t)limits.memory),
        .container = {.media = media_of(request->document)},
        .timings = {.isolation = isolation_us},
    };
    int r = run.arena ? judge(&run) : ERR_NOMEM;

    if (r == 0)
        r = read_on(&run);
    run.arena = arena_free(run.arena);
    if (is_memory(r) && !run.is_judged && examiner->scans)
        return ERR_NOMEM; /* the first child could say more, and has */
    if (is_memory(r) && !run.is_judged) {
        r = send_empty_judgements(examiner, request, run.container.media.type, sink);
        run.is_judged = r == 0;
    } else if (is_memory(r)) {
        r = 0;
    }
    if (r == 0 && !run.is_examined)
        r = send_empty_examination(sink);
    return r < 0 ? r : send_timings(sink, &run.timings, &run.reading.times);
}
