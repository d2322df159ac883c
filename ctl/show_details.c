/* What -v adds beside the signatures: the evidence, who judged and from what. */
#include "ctl/show.h"

#include "base/arena.h"

#define NUMBER "%" JSON_INTEGER_FORMAT

/* ---- Evidence ---- */

/* Boxes are in 1/10000 of the page: percent with two digits behind the point. */
static const char *box_text(struct show *show, const json_t *box)
{
    json_int_t sides[4];
    const char *from, *to;

    if (json_array_size(box) != 4)
        return NULL;
    for (size_t i = 0; i < 4; i++)
        sides[i] = json_integer_value(json_array_get(box, i)) / 100;
    from = arena_printf(show->arena, NUMBER "," NUMBER, sides[0], sides[1]);
    to = arena_printf(show->arena, NUMBER "," NUMBER " %%", sides[2], sides[3]);
    return show_say(show, "vouchctl.span", "from", from, "to", to, NULL);
}

static void show_evidence_list(struct show *show, const char *label, const json_t *list)
{
    struct table table = {.arena = show->arena, .columns = 4};

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *evidence = json_array_get(list, i);
        const char *cells[] = {
            show_text(evidence, "claim"),
            show_say(show, "vouchctl.page", "page",
                     show_digits(show, show_number(evidence, "page")), NULL),
            box_text(show, json_object_get(evidence, "box")),
            show_text(evidence, "text"),
        };

        if (table_add(&table, cells) != 0)
            return;
    }
    if (table.count == 0)
        return;
    show_line(show, label, show_say(show, "vouchctl.evidence", NULL));
    table_write(show->terminal, &table, SHOW_TEXT);
}

void show_evidence(struct show *show, const json_t *report)
{
    show_evidence_list(show, "evidence", json_object_get(report, "evidence"));
    show_evidence_list(show, "unread", json_object_get(report, "unread"));
}

/* ---- What it came in ---- */

/* A mail has no cipher of its own. */
static const char *container_words(struct show *show, const json_t *container)
{
    const char *type = show_known(container, "media_type");

    if (strcmp(type, "application/zip") != 0)
        return show_code(show, "container", type);
    return show_say(show,
                    show_is(container, "encryption", "zipcrypto") ? "vouchctl.container.zipcrypto"
                    : show_is(container, "encryption", "none")    ? "vouchctl.container.zip"
                                                                  : "vouchctl.container.aes",
                    NULL);
}

void show_container(struct show *show, const json_t *report)
{
    const json_t *container = json_object_get(report, "container");
    const char *sha256 = show_text(container, "inside_sha256");

    if (!container)
        return;
    show_line(show, "came in",
              show_say(show, "vouchctl.container", "what", container_words(show, container),
                       "bytes", show_digits(show, show_number(container, "inside_size")), NULL));
    if (show->verbose && sha256)
        show_words(show, "", "sha256 %s", sha256);
}

/* ---- Who judged ---- */

static void show_member(struct show *show, const char *label, const char *name, const json_t *value)
{
    const char *text = json_string_value(value);

    if (text)
        show_words(show, label, "%s %s", name, text);
}

/* What read the words of a scan: on another they may come out otherwise. */
static void show_reading(struct show *show, const json_t *reading)
{
    if (reading)
        show_line(show, "",
                  show_say(show, "vouchctl.reading", "engine", show_known(reading, "engine"),
                           "processor", show_known(reading, "processor"), "sha256",
                           show_known(reading, "models_sha256"), NULL));
}

void show_judge(struct show *show, const json_t *report)
{
    json_t *judge = json_object_get(report, "judged_by");
    const json_t *inputs = json_object_get(report, "inputs");
    const char *at = show_time(show, show_text(inputs, "at"));
    const char *existed_by = show_time(show, show_text(inputs, "existed_by"));

    if (at)
        show_words(show, "judged at", "%s (%s)", at, show_known(inputs, "at_from"));
    if (existed_by)
        show_words(show, "existed by", "%s (%s)", existed_by,
                   show_known(inputs, "existed_by_from"));
    show_member(show, "judge", "build", json_object_get(report, "build"));
    for (void *i = json_object_iter(judge); i; i = json_object_iter_next(judge, i))
        show_member(show, "", json_object_iter_key(i), json_object_iter_value(i));
    show_reading(show, json_object_get(judge, "reading"));
    show_member(show, "document", "sha256", json_object_get(report, "document_sha256"));
}
