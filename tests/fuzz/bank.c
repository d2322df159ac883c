/*
 * Any text as a bank's document, by the layout that the first byte chooses: the plugin asks the
 * host for nothing that it must not, leaves each check once, and calls nothing complete of which
 * a place is left to a person.
 */
#include "worker/document.h"
#include "worker/rehearsal.h"
#include "worker/settings.h"

#include <stdlib.h>

#define TEXT_MAX  16384u
#define PAGES_MAX 16

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

extern const struct vouch_plugin vouch_plugin_bank;

static const char *const layouts[] = {"cmb-flow",     "icbc-history", "boc-flow",
                                      "abc-flow",     "za-statement", "hsbc-hk-statement",
                                      "signed-letter"};
#define LAYOUTS (sizeof layouts / sizeof *layouts)

static void require(bool condition)
{
    if (!condition)
        abort();
}

/* Each is loaded once: reachable to the end of the process. */
static struct rehearsal *rehearsal_of(size_t index)
{
    static struct rehearsal rehearsals[LAYOUTS];
    static struct settings settings;
    static struct paths paths;
    static struct arena *house;
    const struct rehearsal_place place = {
        .settings = &settings, .paths = &paths, .plugin = &vouch_plugin_bank};
    struct config_error error;

    if (!house) {
        house = arena_new(0);
        require(house && paths_at(house, "/nowhere", &paths) == 0);
        paths.conf = VOUCH_CONF;
        require(settings_load(house, NULL, &paths, &settings, &error) == 0);
    }
    if (!rehearsals[index].patterns)
        require(rehearsal_begin(house, &place, layouts[index], &rehearsals[index], &error) == 0);
    return &rehearsals[index];
}

static void check_result(const struct rehearsal_result *result)
{
    const struct examination *examination = &result->examination;

    require(!result->mistake && !result->cannot_be_read);
    require(result->sure >= 0 && result->sure <= 100);
    for (size_t i = 0; i < examination->check_count; i++)
        for (size_t j = 0; j < i; j++)
            require(strcmp(examination->checks[i].id, examination->checks[j].id) != 0);
    if (examination->claims && examination->unread_count > 0)
        require(strcmp(examination->claims->complete, "no") == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct vouch_document *document;
    const char *pages[PAGES_MAX];
    struct rehearsal_result result;
    struct rehearsal *rehearsal;
    struct arena *arena;
    size_t count = 0;
    char *text;

    if (size < 1 || size > TEXT_MAX)
        return 0;
    rehearsal = rehearsal_of(data[0] % LAYOUTS);
    arena = arena_new(0);
    text = arena ? arena_strndup(arena, (const char *)data + 1, size - 1) : NULL;
    require(text);
    for (char *page = text; page && count < PAGES_MAX;) {
        pages[count++] = page;
        page = strchr(page, '\f');
        if (page)
            *page++ = '\0';
    }
    if (rehearsal_read_text(rehearsal, arena, pages, count, &document) == 0) {
        require(rehearsal_run(rehearsal, document, &result) == 0);
        check_result(&result);
    }
    arena_free(arena);
    return 0;
}
