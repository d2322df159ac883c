#include "daemon/reply.h"

#include "daemon/request.h"

#include <stdlib.h>

/* NULL without memory. */
static struct answer *make_answer(json_t *json)
{
    char *text = json ? json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    struct answer *answer = NULL;
    struct buffer body;

    json_decref(json);
    if (text) {
        buffer_init(&body, 0);
        buffer_append_str(&body, text);
        answer = answer_new(MHD_HTTP_OK, ANSWER_JSON, &body);
    }
    free(text);
    return answer;
}

void reply_json(struct request *request, json_t *json)
{
    struct answer *answer = make_answer(json);

    request_answer(request, answer);
    answer_unref(answer);
}

void reply_sentences(struct request *request, json_t *json, const struct catalogues *catalogues,
                     const char *language)
{
    struct answer *answer = answer_language(make_answer(json), catalogues, language);

    request_answer(request, answer);
    answer_unref(answer);
}
