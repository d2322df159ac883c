#include "worker/reader.h"
#include "base/digest.h"
#include "base/error.h"
#include "reading/reading.h"

#include <stdio.h>

#define LANGUAGES_MAX 256
#define MODELS        "/usr/share/tesseract-ocr/5/tessdata" /* where Debian's packages have them */
#define PIECE_SIZE    65536

/* ---- What it reads ---- */

/* All languages that a source's plugin asks for, joined as it joins them: known ones count once. */
static int list_languages(const struct sources *sources, char ret[LANGUAGES_MAX])
{
    size_t used = 0;

    ret[0] = '\0';
    for (size_t i = 0; i < sources->count; i++) {
        const char *reads = sources->items[i].plugin->reads;
        int size;

        if (!reads || strstr(ret, reads))
            continue;
        size = snprintf(ret + used, LANGUAGES_MAX - used, "%s%s", used ? "+" : "", reads);
        if (size < 0 || (size_t)size >= LANGUAGES_MAX - used)
            return ERR_LIMIT;
        used += (size_t)size;
    }
    return 0;
}

/* ---- What it is ---- */

static int add_file(struct sha256 *sha256, const char *path)
{
    uint8_t piece[PIECE_SIZE];
    FILE *file = fopen(path, "rbe");
    size_t size;
    int r = ERR_NOT_FOUND;

    if (!file)
        return r;
    while ((size = fread(piece, 1, sizeof piece, file)) > 0)
        sha256_add(sha256, slice_of(piece, size));
    r = ferror(file) ? ERR_IO : 0;
    fclose(file);
    return r;
}

/* Of each model that was asked for, one after the other, as `eng` always is. */
static int digest_models(struct arena *arena, const char *folder, const char *languages,
                         char ret[DIGEST_HEX_SIZE])
{
    static const char *const known[] = {"chi_sim", "chi_tra", "eng"};
    struct sha256 *sha256 = sha256_new();
    struct digest digest;
    int r = sha256 ? 0 : ERR_NOMEM;

    if (r == 0)
        sha256_begin(sha256);
    for (size_t i = 0; i < sizeof known / sizeof known[0] && r == 0; i++) {
        const char *path = arena_printf(arena, "%s/%s.traineddata", folder, known[i]);

        if (strcmp(known[i], "eng") == 0 || strstr(languages, known[i]))
            r = path ? add_file(sha256, path) : ERR_NOMEM;
    }
    if (r == 0)
        r = sha256_end(sha256, &digest);
    if (r == 0)
        digest_to_hex(&digest, ret);
    sha256_free(sha256);
    return r;
}

/* The extensions by which the engine chooses its arithmetic, and so the last digits of it. */
static const char *name_processor(struct arena *arena)
{
#if defined(__x86_64__)
    const struct {
        const char *name;
        bool there;
    } extensions[] = {
        {"sse4.1", __builtin_cpu_supports("sse4.1")},
        {"avx", __builtin_cpu_supports("avx")},
        {"fma", __builtin_cpu_supports("fma")},
        {"avx2", __builtin_cpu_supports("avx2")},
        {"avx512f", __builtin_cpu_supports("avx512f")},
        {"avx512bw", __builtin_cpu_supports("avx512bw")},
        {"avx512vnni", __builtin_cpu_supports("avx512vnni")},
    };
    const char *name = arena_strdup(arena, "x86_64");

    for (size_t i = 0; i < sizeof extensions / sizeof extensions[0] && name; i++)
        if (extensions[i].there)
            name = arena_printf(arena, "%s %s", name, extensions[i].name);
    return name;
#elif defined(__aarch64__)
    return arena_strdup(arena, "aarch64 neon");
#else
    return arena_strdup(arena, "other");
#endif
}

/* ---- Its beginning ---- */

static const char *trouble_of(struct arena *arena, int error, const char *folder,
                              const char *languages)
{
    if (error == ERR_NOT_FOUND)
        return arena_printf(arena,
                            "%s holds no models to read %s with (Debian: tesseract-ocr-eng, "
                            "tesseract-ocr-chi-tra, tesseract-ocr-chi-sim)",
                            folder, languages);
    return arena_printf(arena, "the models in %s cannot be loaded: %s", folder, err_text(error));
}

static int open_eyes(struct zygote *zygote, const char **ret_trouble)
{
    const char *models = zygote->settings.reading.models;
    const char *folder = models ? models : MODELS;
    char languages[LANGUAGES_MAX], digest[DIGEST_HEX_SIZE];
    struct reading_engine *engine = NULL;
    int r = list_languages(&zygote->sources, languages);

    if (r == 0)
        r = digest_models(zygote->arena, folder, languages, digest);
    if (r == 0)
        r = reading_engine_new(folder, languages, &engine);
    if (r < 0) {
        *ret_trouble = trouble_of(zygote->arena, r, folder, languages);
        return r;
    }
    zygote->scans = (struct scan_reader){engine, reading_count, reading_read};
    zygote->eyes = (struct zygote_eyes){
        .engine = reading_engine_version(engine),
        .models_sha256 = arena_strdup(zygote->arena, digest),
        .processor = name_processor(zygote->arena),
    };
    return zygote->eyes.models_sha256 && zygote->eyes.processor ? 0 : ERR_NOMEM;
}

const struct zygote_kind reader_kind = {.name = "vouch-reader", .open_eyes = open_eyes};
