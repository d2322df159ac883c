/* What -v adds beside the signatures: the evidence, who judged and from what. */
#include "ctl/show.h"

#include "base/arena.h"

/* ---- Evidence ---- */

/* Boxes are in 1/10000 of the page: percent with two digits behind the point. */
static const char *box_text(struct show *show, const json_t *box)
{
    json_int_t sides[4];

    if (json_array_size(box) != 4)
        return NULL;
    for (size_t i = 0; i < 4; i++)
        sides[i] = json_integer_value(json_array_get(box, i)) / 100;
    return arena_printf(show->arena,
                        "%" JSON_INTEGER_FORMAT ",%" JSON_INTEGER_FORMAT " to "
                        "%" JSON_INTEGER_FORMAT ",%" JSON_INTEGER_FORMAT " %%",
                        sides[0], sides[1], sides[2], sides[3]);
}

static void show_evidence_list(struct show *show, const char *label, const json_t *list)
{
    struct table table = {.arena = show->arena, .columns = 4};

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *evidence = json_array_get(list, i);
        const char *cells[] = {
            show_text(evidence, "claim"),
            arena_printf(show->arena, "page %" JSON_INTEGER_FORMAT, show_number(evidence, "page")),
            box_text(show, json_object_get(evidence, "box")),
            show_text(evidence, "text"),
        };

        if (table_add(&table, cells) != 0)
            return;
    }
    if (table.count == 0)
        return;
    show_line(show, label, "(claim, page, left,top to right,bottom of the page)");
    table_write(show->terminal, &table, SHOW_TEXT);
}

void show_evidence(struct show *show, const json_t *report)
{
    show_evidence_list(show, "evidence", json_object_get(report, "evidence"));
    show_evidence_list(show, "unread", json_object_get(report, "unread"));
}

/* ---- Who judged ---- */

static void show_member(struct show *show, const char *label, const char *name, const json_t *value)
{
    const char *text = json_string_value(value);

    if (text)
        show_words(show, label, "%s %s", name, text);
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
    show_member(show, "document", "sha256", json_object_get(report, "document_sha256"));
}
