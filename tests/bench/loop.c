/*
 * An examination in a loop, without processes: `loop CONFIG FILE COUNT` examines FILE, in
 * this process, COUNT times under the sources of CONFIG, and prints microseconds of CPU a
 * round, as a whole and for its parts. What a process for each document adds is the
 * difference to what `run` prints.
 */
#include "worker/examination.h"
#include "worker/message.h"
#include "worker/warmup.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#define EXAMINED_AT  INT64_C(1795348800) /* 2026-11-22: the demo's certificates are valid */
#define DOCUMENT_MAX (16u * 1024 * 1024)

struct costs {
    double signature, text, source, answer;
    size_t frames;
};

static double member(json_t *json, const char *name)
{
    return (double)json_integer_value(json_object_get(json, name));
}

static int take_frame(void *context, uint32_t kind, struct slice payload)
{
    struct costs *costs = context;
    json_t *json;

    costs->frames++;
    if (kind != FRAME_TIMINGS)
        return 0;
    json = json_loadb((const char *)payload.data, payload.size, 0, NULL);
    costs->signature += member(json, "signature_us");
    costs->text += member(json, "text_us");
    costs->source += member(json, "source_us");
    costs->answer += member(json, "answer_us");
    json_decref(json);
    return 0;
}

static int load_sources(struct arena *arena, const char *config, struct settings *settings,
                        struct sources *sources)
{
    struct config_error error = {0};
    struct paths paths = {0};
    int r = paths_at(arena, VOUCH_STAGE, &paths);

    if (r == 0)
        r = settings_load(arena, config, &paths, settings, &error);
    if (r == 0)
        r = sources_load(arena, settings, &paths, sources, &error);
    if (r < 0)
        fprintf(stderr, "loop: %s\n", error.message);
    return r;
}

static struct slice read_document(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = malloc(DOCUMENT_MAX);
    size_t size = file && data ? fread(data, 1, DOCUMENT_MAX, file) : 0;

    if (file)
        fclose(file);
    return slice_of(data, size);
}

static int run(const struct examiner *examiner, struct slice document, long count)
{
    struct examination_request request = {.document = document, .times = {.at = EXAMINED_AT}};
    struct costs costs = {0};
    struct frame_sink sink = {.send = take_frame, .context = &costs};
    int64_t start = cpu_time_us();
    double whole;

    for (long i = 0; i < count; i++)
        if (examination_run(examiner, &request, 0, &sink) < 0)
            return -1;
    whole = (double)(cpu_time_us() - start);
    printf("{\"loop_us\":%.1f,\"signature_us\":%.1f,\"text_us\":%.1f,\"source_us\":%.1f,"
           "\"answer_us\":%.1f}\n",
           whole / count, costs.signature / count, costs.text / count, costs.source / count,
           costs.answer / count);
    return 0;
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new(0);
    struct settings settings = {0};
    struct sources sources = {0};
    struct examiner examiner = {.settings = &settings, .sources = &sources};
    struct slice document;

    if (argc != 4 || !arena || load_sources(arena, argv[1], &settings, &sources) < 0)
        return 1;
    document = read_document(argv[2]);
    examiner.patterns = patterns_new();
    if (document.size == 0 || !examiner.patterns ||
        warmup_run(arena, &settings, &sources, examiner.patterns) < 0)
        return 1;
    return run(&examiner, document, atol(argv[3])) == 0 ? 0 : 1;
}
