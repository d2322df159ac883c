/*
 * The models, each in one language: mixed ones come out garbled. All that Tesseract ever opens
 * it has opened when reading_engine_new() returns.
 */
#include "base/error.h"
#include "reading/reading_impl.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <tesseract/capi.h>

#define VERSION_MAX   64
#define FOLDER        "/usr/share/tesseract-ocr/5/tessdata"
#define WARMUP_SIDE   64
#define LINE_SIDE_MAX 8192 /* pixels of a line's picture */

struct reading_engine {
    TessBaseAPI *models[LANGUAGES]; /* NULL: not asked for */
    char version[VERSION_MAX];
};

static const char *const names[LANGUAGES] = {
    [ENGLISH] = "eng",
    [TRADITIONAL] = "chi_tra",
    [SIMPLIFIED] = "chi_sim",
};

/* ---- Memory ---- */

/*
 * Tesseract is C++ and throws where it gets no memory, which C cannot catch. Its allocator asks
 * a handler first (std::set_new_handler), and that one leaves by the way it came. What the
 * library held is lost then, and the engine of no use: the process ends after this document.
 */
typedef void (*new_handler)(void);
extern new_handler set_new_handler(new_handler handler) __asm__("_ZSt15set_new_handlerPFvvE");

static _Thread_local jmp_buf *without_memory;

static void leave(void)
{
    jmp_buf *target = without_memory;

    if (!target)
        abort();
    without_memory = NULL;
    longjmp(*target, 1);
}

/* Runs `work` of a model; ERR_NOMEM where it got none. */
static int guard(int (*work)(void *context), void *context)
{
    new_handler before = set_new_handler(leave);
    jmp_buf here;
    volatile int r = ERR_NOMEM;

    if (setjmp(here) == 0) {
        without_memory = &here;
        r = work(context);
    }
    without_memory = NULL;
    set_new_handler(before);
    return r;
}

/* ---- Reading ---- */

struct job {
    TessBaseAPI *model;
    PIX *line;
    bool block;
    struct symbols *ret;
};

static void take_symbol(const TessResultIterator *at, const TessPageIterator *place,
                        struct symbols *ret)
{
    struct symbol *symbol = &ret->items[ret->count];
    char *text = TessResultIteratorGetUTF8Text(at, RIL_SYMBOL);
    float confidence = TessResultIteratorConfidence(at, RIL_SYMBOL);
    float of_word = TessResultIteratorConfidence(at, RIL_WORD);
    struct area *area = &symbol->area;

    confidence = of_word < confidence ? of_word : confidence;
    if (text && text[0] && strlen(text) < SYMBOL_BYTES &&
        TessPageIteratorBoundingBox(place, RIL_SYMBOL, &area->left, &area->top, &area->right,
                                    &area->bottom)) {
        strcpy(symbol->text, text); /* its length was checked */
        symbol->begins_word = TessPageIteratorIsAtBeginningOf(place, RIL_WORD);
        symbol->confidence = confidence < 0 ? 0 : confidence > 100 ? 100 : (int)confidence;
        ret->count++;
    }
    TessDeleteText(text);
}

static void take_symbols(TessBaseAPI *model, struct symbols *ret)
{
    TessResultIterator *at = TessBaseAPIGetIterator(model);
    const TessPageIterator *place = at ? TessResultIteratorGetPageIteratorConst(at) : NULL;
    int64_t sum = 0;

    while (at && ret->count < PIECE_SYMBOLS_MAX) {
        take_symbol(at, place, ret);
        if (!TessResultIteratorNext(at, RIL_SYMBOL))
            break;
    }
    if (at)
        TessResultIteratorDelete(at);
    ret->lowest = ret->count > 0 ? 100 : 0;
    for (size_t i = 0; i < ret->count; i++) {
        sum += ret->items[i].confidence;
        if (ret->items[i].confidence < ret->lowest)
            ret->lowest = ret->items[i].confidence;
    }
    ret->confidence = ret->count > 0 ? (int)(sum / (int64_t)ret->count) : 0;
}

static int recognise(void *context)
{
    struct job *job = context;
    int failed;

    TessBaseAPISetPageSegMode(job->model, job->block ? PSM_SINGLE_BLOCK : PSM_SINGLE_LINE);
    TessBaseAPISetImage2(job->model, job->line);
    TessBaseAPISetSourceResolution(job->model, WORKING_DPI);
    failed = TessBaseAPIRecognize(job->model, NULL);
    if (!failed)
        take_symbols(job->model, job->ret);
    TessBaseAPIClear(job->model);
    return 0;
}

bool engine_has(const struct reading_engine *engine, enum language language)
{
    return engine->models[language];
}

int engine_read(struct reading_engine *engine, enum language language, PIX *line, bool block,
                struct symbols *ret)
{
    struct job job = {engine->models[language], line, block, ret};

    ret->count = 0;
    ret->confidence = ret->lowest = 0;
    if (!job.model || pixGetWidth(line) > LINE_SIDE_MAX || pixGetHeight(line) > LINE_SIDE_MAX)
        return 0;
    return guard(recognise, &job);
}

/* ---- Before lock-down ---- */

struct load {
    const char *folder;
    const char *name;
    TessBaseAPI *model;
};

static int load_model(void *context)
{
    struct load *load = context;

    load->model = TessBaseAPICreate();
    TessBaseAPISetVariable(load->model, "debug_file", "/dev/null");
    if (TessBaseAPIInit2(load->model, load->folder, load->name, OEM_LSTM_ONLY))
        return ERR_NOT_FOUND;
    /*
     * It opens that file when it says something first, which must be now: so it is asked for what
     * it can only complain about.
     */
    TessBaseAPIReadConfigFile(load->model, "/no/such/file");
    return 0;
}

/* Has every lazy thing happen: an empty picture to complain about, and one with some ink. */
static int warm_up(struct reading_engine *engine, enum language language)
{
    struct symbols *symbols = calloc(1, sizeof *symbols);
    PIX *picture = pixCreate(WARMUP_SIDE, WARMUP_SIDE, 8);
    int r = symbols && picture ? 0 : ERR_NOMEM;

    for (int turn = 0; turn < 2 && r == 0; turn++) {
        pixSetAll(picture);
        for (int i = 0; i < turn * WARMUP_SIDE / 2; i++)
            pixSetPixel(picture, (l_uint32)(WARMUP_SIDE / 2 + i % 4), (l_uint32)(16 + i), 0);
        r = engine_read(engine, language, picture, turn == 0, symbols);
    }
    pixDestroy(&picture);
    free(symbols);
    return r;
}

/* Whether `name` is one of `languages`, which are joined by `+`. */
static bool is_listed(const char *languages, const char *name)
{
    size_t length = strlen(name);

    for (const char *at = languages; at; at = strchr(at, '+')) {
        at += *at == '+';
        if (strncmp(at, name, length) == 0 && (at[length] == '\0' || at[length] == '+'))
            return true;
    }
    return false;
}

static int load_language(struct reading_engine *engine, const char *folder, enum language language)
{
    struct load load = {folder, names[language], NULL};
    int r = guard(load_model, &load);

    engine->models[language] = load.model;
    return r == 0 ? warm_up(engine, language) : r;
}

int reading_engine_new(const char *folder, const char *languages, struct reading_engine **ret)
{
    struct reading_engine *engine = calloc(1, sizeof *engine);
    int r = engine ? 0 : ERR_NOMEM;

    setMsgSeverity(L_SEVERITY_NONE);
    for (int i = 0; i < LANGUAGES && r == 0; i++)
        if (i == ENGLISH || is_listed(languages, names[i]))
            r = load_language(engine, folder ? folder : FOLDER, (enum language)i);
    if (r < 0) {
        reading_engine_free(engine);
        return r;
    }
    snprintf(engine->version, sizeof engine->version, "tesseract %s, leptonica %d.%d.%d",
             TessVersion(), LIBLEPT_MAJOR_VERSION, LIBLEPT_MINOR_VERSION, LIBLEPT_PATCH_VERSION);
    *ret = engine;
    return 0;
}

struct reading_engine *reading_engine_free(struct reading_engine *engine)
{
    for (int i = 0; engine && i < LANGUAGES; i++)
        if (engine->models[i])
            TessBaseAPIDelete(engine->models[i]);
    free(engine);
    return NULL;
}

const char *reading_engine_version(const struct reading_engine *engine)
{
    return engine->version;
}
