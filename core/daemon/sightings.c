#include "daemon/sightings.h"

#include "base/datetime.h"
#include "base/error.h"
#include "daemon/vouchd.h"
#include "render/render.h"

#include <stdlib.h>

void sightings_begin(const struct job *job, struct buffer *out)
{
    buffer_append_str(out, job->sees_sightings ? "[" : "null");
}

void sightings_end(const struct job *job, struct buffer *out)
{
    if (job->sees_sightings)
        buffer_append_byte(out, ']');
}

static json_t *sighting_json(const struct job *job, const struct job *document,
                             const struct ledger_sighting *sighting)
{
    const struct report_params none = {0};
    const char *language = job->inputs.language ? job->inputs.language : job->judge->language;
    const char *message =
        render_message(job->arena, job->judge->catalogues, language, sighting->code, &none);
    json_t *positions = json_array();
    char first_at[TIME_TEXT_SIZE];

    time_format(sighting->first_at, OFFSET_UTC, first_at);
    for (size_t i = 0; i < sighting->position_count; i++)
        json_array_append_new(positions, json_integer(sighting->positions[i]));
    return json_pack("{s:s, s:I, s:s, s:s?, s:o, s:s}", "code", sighting->code, "count",
                     (json_int_t)sighting->count, "first_at", first_at, "message", message,
                     "positions", positions, "report_id", document->id);
}

void sightings_add(const struct job *job, const struct job *document, struct buffer *out)
{
    const struct ledger_sightings *sightings = &document->finish.row.sightings;

    for (size_t i = 0; i < sightings->count && job->sees_sightings; i++) {
        json_t *json = sighting_json(job, document, &sightings->items[i]);
        char *text = json ? json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS) : NULL;

        json_decref(json);
        if (!text) {
            out->error = ERR_NOMEM;
            return;
        }
        if (out->data[out->size - 1] != '[')
            buffer_append_byte(out, ',');
        buffer_append_str(out, text);
        free(text);
    }
}
