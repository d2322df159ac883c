#include "daemon/reload.h"

#include "base/error.h"
#include "daemon/notify.h"
#include "daemon/reply.h"
#include "daemon/vouchd.h"

#include <stdio.h>

void reload_init(struct vouchd *vouchd)
{
    LIST_INIT(&vouchd->reload.asking);
    LIST_INIT(&vouchd->reload.next);
}

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* What is decided once, at the start. */
static int check_fixed(const struct vouchd *vouchd, const struct configuration *new,
                       struct config_error *error)
{
    const struct settings *now = &vouchd->configuration->settings, *then = &new->settings;
    const struct config_node *socket = config_get(then->root, "socket");
    const struct config_node *ledger = config_get(then->root, "ledger");

    if (!same(now->socket, then->socket))
        return config_fail(socket ? socket : then->root, error,
                           "socket: a reload cannot change it; restart vouchd");
    if (!same(now->ledger.path, then->ledger.path) || !same(now->ledger.key, then->ledger.key) ||
        !same(now->ledger.checkpoint_key, then->ledger.checkpoint_key) ||
        !same(now->ledger.report_key, then->ledger.report_key) ||
        now->ledger.keep != then->ledger.keep)
        return config_fail(
            ledger ? ledger : then->root, error,
            "ledger: a reload cannot change its place, keys or what it keeps; restart "
            "vouchd");
    return 0;
}

static int read_new(struct vouchd *vouchd, struct configuration **ret, char *refusal, size_t room)
{
    struct configuration *configuration = NULL;
    struct config_error error;
    struct buffer text;
    int r = configuration_load(&vouchd->place, &configuration, &error);

    if (r == 0)
        r = check_fixed(vouchd, configuration, &error);
    if (r == 0) {
        *ret = configuration;
        return 0;
    }
    configuration_free(configuration);
    buffer_init(&text, 0);
    config_error_text(&error, &text);
    snprintf(refusal, room, "%.*s", (int)text.size, text.data ? (const char *)text.data : "");
    buffer_done(&text);
    return r;
}

static void take_askers(struct reload *reload)
{
    struct request *request;

    while ((request = LIST_FIRST(&reload->next)))
        request_join(request, &reload->asking);
}

void reload_begin(struct vouchd *vouchd)
{
    struct reload *reload = &vouchd->reload;
    struct configuration *configuration = NULL;
    char refusal[sizeof reload->refusal];

    if (reload->is_running || vouchd->zygotes.starting) {
        reload->again = true;
        return;
    }
    reload->again = false;
    reload->is_running = true;
    take_askers(reload);
    notify_reloading();
    if (read_new(vouchd, &configuration, refusal, sizeof refusal) < 0)
        reload_ended(vouchd, refusal);
    else if (zygotes_start(vouchd, configuration) < 0)
        reload_ended(vouchd, vouchd->zygotes.trouble);
}

static void answer_all(struct vouchd *vouchd, const char *refusal)
{
    struct request *request;
    struct problem problem;

    while ((request = LIST_FIRST(&vouchd->reload.asking))) {
        request_part(request);
        if (refusal) {
            problem_set(&problem, PROBLEM_RELOAD_REFUSED, "%s", refusal);
            request_refuse(request, &problem);
        } else {
            const struct judge *judge = zygotes_serving(&vouchd->zygotes)->judge;

            reply_json(request,
                       json_pack("{s:s, s:s}", "configuration_sha256", judge->configuration_sha256,
                                 "trust_snapshot", judge->trust_snapshot));
        }
    }
}

void reload_ended(struct vouchd *vouchd, const char *refusal)
{
    struct reload *reload = &vouchd->reload;

    if (reload->is_running) {
        reload->is_running = false;
        reload->refused_at = refusal ? clock_now() : 0;
        if (refusal) {
            snprintf(reload->refusal, sizeof reload->refusal, "%s", refusal);
            log_write(&vouchd->log, LOG_ERR, NULL, "the new configuration is refused: %s", refusal);
        } else {
            reload->reloaded_at = clock_now();
            log_write(&vouchd->log, LOG_NOTICE, NULL, "a new configuration is in force");
        }
        if (vouchd->state == VOUCHD_SERVING)
            notify_ready(refusal ? "the last reload was refused" : "serving");
        answer_all(vouchd, refusal);
    }
    if (reload->again)
        reload_begin(vouchd);
}

void reload_respond(struct request *request)
{
    struct reload *reload = &request->vouchd->reload;

    request_suspend(request);
    request_join(request, &reload->next);
    reload_begin(request->vouchd);
}
