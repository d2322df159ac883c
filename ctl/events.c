/*
 * vouchctl events: the ledger's rows as they come. A line for people, or the daemon's own line of
 * JSON. Where the daemon ends it is asked again, after the last position that was written: nothing
 * is lost or doubled. SIGINT and SIGTERM end it, with what was received written.
 */
#include "base/error.h"
#include "ctl/client.h"
#include "ctl/show.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#define RETRY_MS      1000
#define POSITION_SIZE 24

static volatile sig_atomic_t is_stopped; /* a signal handler can reach nothing else */

static void stop(int number)
{
    (void)number;
    is_stopped = 1;
}

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = stop};

    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

struct following {
    struct ctl *ctl;
    struct arena *arena; /* of one event */
    bool want_json, once;
    const char *after, *kind, *source, *indication, *reference, *include, *language;
    struct terminal terminal;
    json_int_t position; /* of the last one written */
    bool has_failed;     /* to write */
};

/* ---- One event ---- */

static enum ctl_status status_of(const json_t *event)
{
    const char *indication = show_text(event, "indication");

    if (!indication)
        return show_verdicts(json_object_get(event, "decisions"));
    return strcmp(indication, "total_passed") == 0   ? CTL_OK
           : strcmp(indication, "total_failed") == 0 ? CTL_FAILED
                                                     : CTL_UNDECIDED;
}

static void write_list(struct terminal *terminal, const char *before, const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        terminal_print(terminal, "%s", i == 0 ? before : ", ");
        terminal_text(terminal, json_string_value(json_array_get(list, i)));
    }
}

static void write_decisions(struct terminal *terminal, const json_t *decisions)
{
    for (size_t i = 0; i < json_array_size(decisions); i++) {
        terminal_print(terminal, "  ");
        terminal_text(terminal, show_known(json_array_get(decisions, i), "verdict"));
        terminal_print(terminal, " by ");
        terminal_text(terminal, show_known(json_array_get(decisions, i), "policy"));
    }
}

static void write_event(struct following *following, const json_t *event)
{
    struct terminal *terminal = &following->terminal;
    struct show show = {terminal, following->arena, false};
    const char *kind = show_known(event, "kind");
    bool is_judged = strcmp(kind, "verdict") == 0 || strcmp(kind, "decision") == 0;
    enum ctl_status status = status_of(event);

    terminal_print(terminal, "%6" JSON_INTEGER_FORMAT "  ", show_number(event, "position"));
    terminal_text(terminal, show_time(&show, show_known(event, "recorded_at")));
    terminal_tone(terminal, is_judged ? show_tone(status) : TONE_PLAIN, "  %s ",
                  is_judged ? show_mark(status) : "-");
    terminal_text(terminal, kind);
    if (show_text(event, "indication"))
        terminal_print(terminal, "  ");
    terminal_text(terminal, show_text(event, "indication"));
    if (show_text(event, "source"))
        terminal_print(terminal, "  ");
    terminal_text(terminal, show_text(event, "source"));
    write_list(terminal, "  ", json_object_get(event, "reason_codes"));
    write_decisions(terminal, json_object_get(event, "decisions"));
    write_list(terminal, "  seen before: ", json_object_get(event, "sightings"));
    if (show_text(event, "report_id"))
        terminal_print(terminal, "  ");
    terminal_text(terminal, show_text(event, "report_id"));
    if (show_text(event, "build"))
        terminal_print(terminal, "  ");
    terminal_text(terminal, show_text(event, "build"));
    terminal_print(terminal, "\n");
    arena_clear(following->arena);
}

/* False ends the exchange. */
static bool take_line(void *context, struct slice line)
{
    struct following *following = context;
    struct terminal *terminal = &following->terminal;
    json_t *event = json_loadb((const char *)line.data, line.size, JSON_REJECT_DUPLICATES, NULL);

    if (event && following->want_json) {
        buffer_append(&terminal->out, line.data, line.size);
        buffer_append_byte(&terminal->out, '\n');
    } else if (event) {
        write_event(following, event);
    }
    following->has_failed = terminal_flush(terminal) < 0;
    if (event && !following->has_failed)
        following->position = show_number(event, "position");
    json_decref(event);
    return !following->has_failed;
}

/* ---- The exchange, again and again ---- */

/* One exchange: 0 to go on, else an exit status plus one. */
static int follow(struct following *following, struct client *client, bool is_first)
{
    char after[POSITION_SIZE];
    const struct client_parameter query[] = {
        {"after", after},
        {"kind", following->kind},
        {"source", following->source},
        {"indication", following->indication},
        {"reference", following->reference},
        {"include", following->include},
        {"language", following->language},
        {"follow", following->once ? "no" : NULL},
        {0},
    };
    const struct client_request request = {
        .method = "GET",
        .path = "/v1/events",
        .query = query,
        .body = -1,
        .may_be_absent = !is_first,
    };
    const struct client_lines lines = {take_line, following, &is_stopped};
    struct client_response response = {0};
    int r, status = 0;

    snprintf(after, sizeof after, "%" JSON_INTEGER_FORMAT, following->position);
    r = client_follow(client, &request, &lines, &response);
    if (r == 0 && response.status == 200 && following->once)
        status = CTL_OK + 1;
    else if (is_first && r == ERR_NOT_FOUND)
        status = CTL_NOT_EXAMINED + 1;
    else if (r == 0 && response.status != 200 && response.status != 503) {
        client_say_problem(NULL, &response);
        status = CTL_NOT_EXAMINED + 1;
    }
    json_decref(response.json);
    return following->has_failed ? CTL_NOT_EXAMINED + 1 : status;
}

static int follow_on(struct following *following)
{
    struct client *client = client_new(following->ctl);
    int status = client ? 0 : CTL_NOT_EXAMINED + 1;
    bool is_first = true;

    while (status == 0 && !is_stopped) {
        status = follow(following, client, is_first);
        is_first = false;
        if (status == 0 && !is_stopped)
            (void)poll(NULL, 0, RETRY_MS);
    }
    client_free(client);
    return status > 0 ? status - 1 : CTL_OK;
}

static bool read_position(struct following *following)
{
    char *end = NULL;
    const char *text = following->after;

    if (!text)
        return true;
    following->position = *text >= '0' && *text <= '9' ? strtoll(text, &end, 10) : -1;
    if (end && *end == '\0')
        return true;
    ctl_say("--after: expected a position, the number of a row; 0 is from the first");
    return false;
}

int ctl_events(struct ctl *ctl, int argc, char **argv)
{
    struct following following = {.ctl = ctl, .arena = arena_new(0)};
    const struct ctl_option options[] = {
        {.name = "after", .value = &following.after},
        {.name = "json", .flag = &following.want_json},
        {.name = "once", .flag = &following.once},
        {.name = "kind", .value = &following.kind},
        {.name = "source", .value = &following.source},
        {.name = "indication", .value = &following.indication},
        {.name = "reference", .value = &following.reference},
        {.name = "include", .value = &following.include},
        {.name = "language", .value = &following.language},
        {0},
    };
    int status = ctl_options("events", options, &argc, argv);

    if (status < 0 && argc > 1) {
        ctl_say("events takes no '%s'", argv[1]);
        status = ctl_usage("events");
    }
    if (status < 0 && following.include && !following.want_json) {
        ctl_say("--include is for --json");
        status = CTL_USAGE;
    }
    if (status < 0 && !read_position(&following))
        status = CTL_USAGE;
    if (status < 0 && !following.arena)
        status = CTL_NOT_EXAMINED;
    if (status < 0) {
        catch_signals();
        terminal_init(&following.terminal, STDOUT_FILENO);
        status = follow_on(&following);
        terminal_done(&following.terminal);
    }
    arena_free(following.arena);
    return status;
}
