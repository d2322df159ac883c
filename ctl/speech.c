#include "ctl/speech.h"

#include "base/buffer.h"
#include "base/language.h"
#include "ctl/ctl.h"
#include "render/catalogue.h"
#include "render/render.h"

#include <stdlib.h>

#define LANGUAGES_MAX 64

struct speech {
    const char *folder;
    struct catalogues *catalogues; /* NULL: not read yet, or there are none */
    bool was_read;
    bool has_said;
    char language[LANGUAGE_SIZE];
};

struct speech *speech_new(const char *folder)
{
    struct speech *speech = calloc(1, sizeof *speech);

    if (speech) {
        speech->folder = folder;
        strcpy(speech->language, "en");
    }
    return speech;
}

struct speech *speech_free(struct speech *speech)
{
    if (speech)
        catalogues_free(speech->catalogues);
    free(speech);
    return NULL;
}

/* What cannot be read is said by the daemon, which does not start without it. */
static const struct catalogues *catalogues_of(struct speech *speech)
{
    char *bad = NULL;

    if (!speech->was_read && catalogues_load(speech->folder, &speech->catalogues, &bad) != 0)
        speech->catalogues = NULL;
    speech->was_read = true;
    free(bad);
    return speech->catalogues;
}

/* ---- Which language ---- */

static bool is_same(const char *asked, const char *answered)
{
    size_t size = strcspn(asked, "-");

    return size == strcspn(answered, "-") && strncasecmp(asked, answered, size) == 0;
}

static void say_languages(struct speech *speech, const char *asked, const char *answered)
{
    const char *languages[LANGUAGES_MAX];
    const struct catalogues *catalogues = catalogues_of(speech);
    size_t count = catalogues ? catalogues_languages(catalogues, languages, LANGUAGES_MAX) : 0;
    struct buffer list;

    buffer_init(&list, 0);
    for (size_t i = 0; i < count; i++)
        buffer_printf(&list, "%s%s", i ? ", " : "; there are: ", languages[i]);
    buffer_append_byte(&list, '\0');
    if (!buffer_error(&list))
        ctl_say("there are no sentences in the language '%s', so they are in '%s'%s", asked,
                answered, (const char *)list.data);
    buffer_done(&list);
}

void speech_take(struct speech *speech, const char *asked, const char *answered)
{
    const char *language = answered ? answered : asked ? asked : "en";

    if (!speech)
        return;
    if (asked && answered && !is_same(asked, answered) && !speech->has_said) {
        speech->has_said = true;
        say_languages(speech, asked, answered);
    }
    snprintf(speech->language, sizeof speech->language, "%s", language);
}

/* ---- Words ---- */

const char *speech_find(struct speech *speech, const char *id)
{
    const struct catalogues *catalogues = speech ? catalogues_of(speech) : NULL;

    return catalogues ? catalogues_find(catalogues, speech->language, id) : NULL;
}

const char *speech_say(struct speech *speech, struct arena *arena, const char *id,
                       const struct report_params *params)
{
    if (!speech_find(speech, id))
        return NULL;
    return render_message(arena, speech->catalogues, speech->language, id, params);
}

const char *speech_quantity(struct speech *speech, struct arena *arena, const char *quantity)
{
    const struct catalogues *catalogues = speech ? catalogues_of(speech) : NULL;

    return catalogues ? render_quantity(arena, catalogues, speech->language, quantity) : NULL;
}
