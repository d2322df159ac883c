#include "base/error.h"
#include "fetch/check.h"
#include "fetch/download.h"
#include "fetch/ocsp_request.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#define FILE_NAME_MAX 128

static const char *const suffixes[] = {[TARGET_CRL] = "crl", [TARGET_OCSP] = "ocsp"};

/* A target on its way. */
struct way {
    const struct refresh *refresh;
    const struct target *target;
    struct checking checking;
    struct arena *arena; /* of what lives no longer than this target */
    char file[FILE_NAME_MAX];
    bool has_old; /* what is here passes every check */
    struct store_file old_file;
    struct checked old;
    struct store_note note;
    struct refreshed *result;
};

void reason_set(struct reason *reason, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(reason->text, sizeof reason->text, format, args);
    va_end(args);
}

static void conclude(struct way *way, enum outcome outcome, const struct checked *in_place)
{
    struct refreshed *result = way->result;

    result->outcome = outcome;
    if (!in_place)
        return;
    result->has_until = in_place->has_until;
    result->until = in_place->until;
    result->is_over = in_place->has_until && in_place->until < way->refresh->now;
}

/* An error of ours, or of the machine. */
static void conclude_error(struct way *way, int error)
{
    if (!way->result->reason.text[0])
        reason_set(&way->result->reason, "%s", error == ERR_IO ? strerror(errno) : err_text(error));
    conclude(way, OUTCOME_FAILED, NULL);
}

/* ---- What is here ---- */

/* A file that passes no check any more is as good as none: it is fetched anew, whole. */
static void look(struct way *way)
{
    const struct refresh *refresh = way->refresh;
    struct reason ignored;

    if (store_map(refresh->store, way->file, refresh->limits->size, &way->old_file) < 0)
        return;
    way->has_old = check_bytes(&way->checking, way->old_file.bytes, &way->old, &ignored) == 0;
    if (way->has_old)
        store_note(refresh->store, way->arena, way->target->name, &way->old_file.digest,
                   &way->note);
}

static bool is_kept(const struct way *way)
{
    const struct refresh *refresh = way->refresh;

    return way->has_old && way->old.has_until && !refresh->ask_again &&
           refresh->now < way->old.until - refresh->limits->ahead_ms / 1000;
}

/* ---- What comes ---- */

/* Whether what came may take the place; else why not is in the result. */
static bool is_better(struct way *way, const struct store_file *came, struct checked *ret)
{
    struct refreshed *result = way->result;
    int r = check_bytes(&way->checking, came->bytes, ret, &result->reason);

    if (r < 0 && r != ERR_INVALID) {
        conclude_error(way, r);
        return false;
    }
    if (r == 0 && way->has_old && check_is_older(ret, &way->old)) {
        reason_set(&result->reason, "it is older than the one here");
        r = ERR_INVALID;
    }
    if (r < 0)
        conclude(way, OUTCOME_REFUSED, way->has_old ? &way->old : NULL);
    return r == 0;
}

static void put(struct way *way, struct store_part *part, const struct downloaded *answer,
                const struct store_file *came, const struct checked *checked)
{
    struct store_note note = {.url = way->target->url};
    const struct store_place place = {
        .file = way->file,
        .name = way->target->name,
        .note = &note,
        .digest = &came->digest,
        .now = way->refresh->now,
        .until = checked->has_until ? &checked->until : NULL,
    };
    int r;

    memcpy(note.etag, answer->etag, sizeof note.etag);
    memcpy(note.last_modified, answer->last_modified, sizeof note.last_modified);
    r = store_put(way->refresh->store, part, &place);
    if (r < 0)
        conclude_error(way, r);
    else
        conclude(way, OUTCOME_FETCHED, checked);
}

/* The part holds the whole body. */
static void take(struct way *way, struct store_part *part, const struct downloaded *answer)
{
    struct store *store = way->refresh->store;
    struct store_file came;
    struct checked checked;
    int r = store_map_part(store, part, way->refresh->limits->size, &came);

    if (r < 0) {
        conclude_error(way, r);
        return;
    }
    if (way->has_old && digest_equal(&came.digest, &way->old_file.digest))
        conclude(way, OUTCOME_UNCHANGED, &way->old);
    else if (is_better(way, &came, &checked))
        put(way, part, answer, &came, &checked);
    store_unmap(&came);
}

static int make_body(const struct target *target, struct ocsp_request *request, struct slice *ret)
{
    int r = 0;

    *ret = (struct slice){0};
    if (target->kind == TARGET_OCSP) {
        r = ocsp_request_make(target->subject, target->issuer, request);
        *ret = slice_of(request->bytes, request->size);
    }
    return r;
}

static void ask(struct way *way)
{
    const struct refresh *refresh = way->refresh;
    struct ocsp_request question;
    struct downloaded answer;
    struct store_part part = {.fd = -1};
    struct download request = {
        .url = way->target->url,
        .limits = refresh->limits,
        .note = way->has_old ? &way->note : NULL,
    };
    int r = make_body(way->target, &question, &request.body);

    if (r == 0)
        r = store_begin(refresh->store, way->file, &part);
    request.fd = part.fd;
    if (r == 0)
        r = download(&request, &answer, &way->result->reason);
    if (r < 0)
        conclude_error(way, r);
    else if (answer.is_unchanged)
        conclude(way, OUTCOME_UNCHANGED, &way->old);
    else
        take(way, &part, &answer);
    if (part.fd >= 0)
        store_drop(refresh->store, &part);
}

/* ---- The way ---- */

void refresh_target(const struct refresh *refresh, const struct target *target,
                    struct refreshed *ret)
{
    struct way way = {
        .refresh = refresh,
        .target = target,
        .checking = {refresh->source, target, refresh->now},
        .arena = arena_new(0),
        .result = ret,
    };

    *ret = (struct refreshed){.outcome = OUTCOME_FAILED};
    if (target->fault) {
        reason_set(&ret->reason, "%s", target->fault);
        conclude(&way, OUTCOME_NOT_ASKED, NULL);
    } else if (!way.arena) {
        conclude_error(&way, ERR_NOMEM);
    } else {
        snprintf(way.file, sizeof way.file, "%s.%s", target->name, suffixes[target->kind]);
        look(&way);
        if (is_kept(&way))
            conclude(&way, OUTCOME_KEPT, &way.old);
        else
            ask(&way);
    }
    store_unmap(&way.old_file);
    arena_free(way.arena);
}
