#include "daemon/trust.h"

#include "base/datetime.h"
#include "base/error.h"
#include "base/unicode.h"
#include "daemon/reply.h"
#include "daemon/vouchd.h"

#include <stdlib.h>

/* A path is bytes: those that are no UTF-8 as \xNN. */
static json_t *path_json(const char *path, size_t size)
{
    struct slice rest = slice_of(path, size);
    struct buffer text;
    json_t *json;

    buffer_init(&text, 0);
    while (rest.size > 0) {
        struct slice before = rest;
        uint32_t code;

        if (utf8_next(&rest, &code) == 0) {
            utf8_append(&text, code);
        } else {
            buffer_printf(&text, "\\x%02x", before.data[0]);
            rest = slice_sub(before, 1, before.size);
        }
    }
    json = json_stringn((const char *)text.data, text.size);
    buffer_done(&text);
    return json;
}

/* `SHA-256 SIZE PATH` of an inventory; NULL for another line. */
static json_t *file_json(const char *line, size_t size)
{
    static const size_t size_at = sizeof "file " - 1 + DIGEST_HEX_SIZE;
    const char *path;

    if (size < size_at || strncmp(line, "file ", 5) != 0)
        return NULL;
    path = memchr(line + size_at, ' ', size - size_at);
    if (!path)
        return NULL;
    path++;
    return json_pack("{s:s#, s:o, s:I}", "sha256", line + 5, DIGEST_HEX_SIZE - 1, "path",
                     path_json(path, (size_t)(line + size - path)), "size",
                     (json_int_t)strtoll(line + size_at, NULL, 10));
}

/* NULL where they are not kept. */
static json_t *files_json(struct request *request, const struct ledger_in_force *then)
{
    json_t *list = json_array();
    struct buffer text;
    const char *line, *end;

    buffer_init(&text, 0);
    if (!then->has_inventory ||
        recorder_file(request->vouchd->recorder, &then->inventory, LEDGER_FILE_MAX, &text) < 0) {
        json_decref(list);
        list = NULL;
    }
    for (line = (const char *)text.data, end = line + text.size; list && line < end;) {
        const char *next = memchr(line, '\n', (size_t)(end - line));
        json_t *file = file_json(line, (size_t)((next ? next : end) - line));

        if (file)
            json_array_append_new(list, file);
        line = next ? next + 1 : end;
    }
    buffer_done(&text);
    return list;
}

static json_t *trust_json(struct request *request, const struct ledger_in_force *then)
{
    const struct zygote *serving = zygotes_serving(&request->vouchd->zygotes);
    bool is_in_force = serving && strcmp(serving->judge->trust_snapshot, then->trust_snapshot) == 0;
    char time[TIME_TEXT_SIZE], inventory[DIGEST_HEX_SIZE];

    time_format(then->recorded_at, OFFSET_UTC, time);
    digest_to_hex(&then->inventory, inventory);
    return json_pack("{s:s, s:b, s:I, s:s, s:s, s:s, s:s*, s:o*}", "trust_snapshot",
                     then->trust_snapshot, "in_force", is_in_force, "position",
                     (json_int_t)then->position, "recorded_at", time, "configuration_sha256",
                     then->configuration_sha256, "build", then->build, "inventory_sha256",
                     then->has_inventory ? inventory : NULL, "files", files_json(request, then));
}

void trust_respond(struct request *request)
{
    const struct ledger_judge wanted = {.trust_snapshot = request->name, .before = INT64_MAX};
    struct ledger_in_force then;
    struct problem problem;
    int r = recorder_in_force(request->vouchd->recorder, &wanted, &then);

    if (r == 0) {
        reply_json(request, trust_json(request, &then));
        return;
    }
    if (r == ERR_NOT_FOUND)
        problem_set(&problem, PROBLEM_NOT_FOUND,
                    "no row of the ledger says that this trust was in force; see /v1/status");
    else
        problem_set(&problem, PROBLEM_INTERNAL, "the ledger cannot be read: %s", err_text(r));
    request_refuse(request, &problem);
}
