/* vouchctl policies: which are in force, and one of them in sentences. */
#include "ctl/client.h"
#include "ctl/options.h"
#include "ctl/show.h"

#include <stdlib.h>
#include <unistd.h>

#define EXPLAIN_INDENT 2

static bool is_name(const char *text)
{
    size_t size = strspn(text, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.");

    return size > 0 && text[size] == '\0' && size <= 128;
}

/* ---- Writing ---- */

static void write_json(struct terminal *terminal, const json_t *answer)
{
    char *text = json_dumps(answer, JSON_INDENT(2));

    terminal_print(terminal, "%s\n", text ? text : "null");
    free(text);
}

static void write_list(struct show *show, const json_t *answer)
{
    const json_t *policies = json_object_get(answer, "policies");
    struct table table = {.arena = show->arena, .columns = 4};

    if (json_array_size(policies) == 0)
        terminal_print(show->terminal, "No policy is configured. `policies:` in vouchd.yaml names "
                                       "their folder.\n");
    for (size_t i = 0; i < json_array_size(policies); i++) {
        const json_t *policy = json_array_get(policies, i);
        const char *version =
            arena_printf(show->arena, "%" JSON_INTEGER_FORMAT, show_number(policy, "version"));

        if (table_add(&table, (const char *[]){show_known(policy, "name"), version,
                                               show_known(policy, "source_kind"),
                                               show_known(policy, "title")}) != 0)
            return;
    }
    table_write(show->terminal, &table, 0);
}

static void write_sentences(struct show *show, const json_t *policy)
{
    const json_t *sentences = json_object_get(policy, "sentences");

    terminal_text(show->terminal, show_known(policy, "title"));
    terminal_print(show->terminal, "\n");
    terminal_text(show->terminal,
                  show_say(show, "vouchctl.policy", "policy", show_known(policy, "name"), "version",
                           show_digits(show, show_number(policy, "version")), "sha256",
                           show_known(policy, "sha256"), NULL));
    terminal_print(show->terminal, "\n\n");
    for (size_t i = 0; i < json_array_size(sentences); i++) {
        const json_t *sentence = json_array_get(sentences, i);
        size_t indent = (size_t)show_number(sentence, "depth") * EXPLAIN_INDENT;

        terminal_print(show->terminal, "%*s", (int)indent, "");
        terminal_paragraph(show->terminal, indent + EXPLAIN_INDENT, show_known(sentence, "text"));
        terminal_print(show->terminal, "\n");
    }
}

/* ---- The command ---- */

static json_t *get(struct ctl *ctl, const char *name, const char *language)
{
    struct client *client = client_new(ctl);
    const char *path = name ? arena_printf(ctl->arena, "/v1/policies/%s", name) : "/v1/policies";
    json_t *answer = client && path ? client_get(client, path, language) : NULL;

    client_free(client);
    return answer;
}

int ctl_policies(struct ctl *ctl, int argc, char **argv)
{
    const char *name = NULL, *language = NULL;
    bool want_json = false;
    const struct ctl_option options[] = {
        {.name = "json", .flag = &want_json},
        {.name = "explain", .value = &name},
        {.name = "language", .value = &language},
        {0},
    };
    int status = ctl_options("policies", options, &argc, argv);
    struct terminal terminal;
    struct show show = {&terminal, ctl->arena, false, ctl->speech};
    json_t *answer;

    if (status >= 0)
        return status;
    if (argc != 1 || (name && !is_name(name)))
        return ctl_usage("policies");
    answer = get(ctl, name, language);
    if (!answer)
        return CTL_NOT_EXAMINED;
    terminal_init(&terminal, STDOUT_FILENO);
    if (want_json)
        write_json(&terminal, answer);
    else if (name)
        write_sentences(&show, answer);
    else
        write_list(&show, answer);
    json_decref(answer);
    return ctl_written(&terminal, CTL_OK);
}
