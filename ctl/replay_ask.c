#include "ctl/file.h"
#include "ctl/replay.h"

#include <stdlib.h>
#include <unistd.h>

#define HEADERS 4

/* A request and what it points to. */
struct form {
    struct client_parameter query[8];
    struct client_part *parts;
    struct client_parameter (*headers)[HEADERS];
    size_t count;
};

static void fill_query(const struct question *question, struct form *form)
{
    /* Of several documents, each has its source in its part. */
    const char *source = question->is_dossier ? NULL : question->documents[0].source;
    const struct client_parameter query[] = {
        {"source", source},
        {"at", question->at},
        {"existed_by", question->existed_by},
        {"as_of", question->as_of},
        {"policy", question->policy},
        {"evidence", "none"},
        {0},
    };

    memcpy(form->query, query, sizeof query);
}

static bool add_document(const struct question *question, size_t index, struct form *form)
{
    const struct question_document *document = &question->documents[index];
    const struct client_parameter headers[HEADERS] = {
        {"Vouch-Source", question->is_dossier ? document->source : NULL},
        {"Vouch-Role", question->is_dossier ? document->role : NULL},
        {"Vouch-Password", question->password},
        {0},
    };
    struct client_part *part = &form->parts[form->count];

    memcpy(form->headers[index], headers, sizeof headers);
    *part = (struct client_part){.name = "document", .headers = form->headers[index]};
    if (file_open(document->path, &part->file) != 0)
        return false;
    form->count++;
    return true;
}

static bool fill_form(const struct question *question, struct form *form)
{
    bool done = true;

    fill_query(question, form);
    form->parts = calloc(question->count + 1, sizeof *form->parts);
    form->headers = calloc(question->count + 1, sizeof *form->headers);
    if (!form->parts || !form->headers)
        return false;
    for (size_t i = 0; i < question->count && done; i++)
        done = add_document(question, i, form);
    if (done && question->facts.size > 0)
        form->parts[form->count++] =
            (struct client_part){.name = "facts", .file = -1, .bytes = question->facts};
    return done;
}

static void free_form(struct form *form)
{
    for (size_t i = 0; i < form->count; i++)
        if (form->parts[i].file >= 0)
            close(form->parts[i].file);
    free(form->parts);
    free(form->headers);
}

static void take_answer(const struct question *question, const json_t *answer, struct outcome *ret)
{
    const json_t *report = question->is_dossier
                               ? json_array_get(json_object_get(answer, "reports"), 0)
                               : json_object_get(answer, "report");

    if (question->policy)
        outcome_of_decision(json_array_get(json_object_get(answer, "decisions"), 0), report, ret);
    else
        outcome_of_report(report, ret);
}

bool question_ask(struct client *client, const struct question *question, struct outcome *ret)
{
    const char *subject = question->count ? question->documents[0].path : NULL;
    const struct client_parameter password[] = {{"Vouch-Password", question->password}, {0}};
    struct client_response response = {0};
    struct form form = {0};
    struct client_request request = {
        .method = "POST",
        .path = question->is_dossier ? "/v1/assess" : "/v1/verify",
        .query = form.query,
        .headers = question->is_dossier ? NULL : password,
        .body = -1,
        .subject = subject,
    };
    bool answered = fill_form(question, &form);

    request.parts = form.parts;
    request.part_count = form.count;
    answered = answered && client_ask(client, &request, &response) == 0;
    if (answered && response.status == 200) {
        take_answer(question, response.json, ret);
    } else if (answered) {
        client_say_problem(subject, &response);
        answered = false;
    }
    json_decref(response.json);
    free_form(&form);
    return answered;
}
