#include "daemon/answer.h"

#include "render/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

static struct answer *wrap(struct MHD_Response *response, unsigned status, const char *content_type,
                           size_t size)
{
    struct answer *answer = response ? malloc(sizeof *answer) : NULL;

    if (!answer) {
        if (response)
            MHD_destroy_response(response);
        return NULL;
    }
    *answer = (struct answer){
        .references = 1,
        .status = status,
        .size = size,
        .response = response,
    };
    if (!answer_header(answer, MHD_HTTP_HEADER_CONTENT_TYPE, content_type) ||
        !answer_header(answer, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store")) {
        answer_unref(answer);
        return NULL;
    }
    return answer;
}

struct answer *answer_new(unsigned status, const char *content_type, struct buffer *body)
{
    size_t size = body->size;
    struct MHD_Response *response;

    if (buffer_error(body)) {
        buffer_done(body);
        return NULL;
    }
    response = MHD_create_response_from_buffer(size, body->data, MHD_RESPMEM_MUST_FREE);
    if (response)
        buffer_init(body, 0); /* the bytes are the response's now */
    else
        buffer_done(body);
    return wrap(response, status, content_type, size);
}

struct answer *answer_static(const char *content_type, struct slice body)
{
    return wrap(MHD_create_response_from_buffer(body.size, (void *)(uintptr_t)body.data,
                                                MHD_RESPMEM_PERSISTENT),
                MHD_HTTP_OK, content_type, body.size);
}

struct answer *answer_stream(const char *content_type, size_t block, MHD_ContentReaderCallback read,
                             void *cls, MHD_ContentReaderFreeCallback release)
{
    struct MHD_Response *response =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, block, read, cls, release);

    if (!response)
        release(cls);
    return wrap(response, MHD_HTTP_OK, content_type, 0);
}

struct answer *answer_problem(const struct problem *problem)
{
    struct buffer body;
    struct answer *answer;
    char seconds[16];

    buffer_init(&body, 0);
    problem_encode(problem, &body);
    answer = answer_new(problem->status, ANSWER_PROBLEM, &body);
    if (problem->retry_after) {
        snprintf(seconds, sizeof seconds, "%u", problem->retry_after);
        answer_header(answer, MHD_HTTP_HEADER_RETRY_AFTER, seconds);
    }
    return answer;
}

struct answer *answer_ref(struct answer *answer)
{
    if (answer)
        answer->references++;
    return answer;
}

void answer_unref(struct answer *answer)
{
    if (!answer || --answer->references)
        return;
    MHD_destroy_response(answer->response);
    free(answer);
}

bool answer_header(struct answer *answer, const char *name, const char *value)
{
    return answer && MHD_add_response_header(answer->response, name, value) == MHD_YES;
}

struct answer *answer_language(struct answer *answer, const struct catalogues *catalogues,
                               const char *language)
{
    char found[PAGE_LANGUAGE_SIZE];

    page_language(catalogues, language, found);
    (void)answer_header(answer, MHD_HTTP_HEADER_CONTENT_LANGUAGE, found);
    return answer;
}

void answer_problem_raw(const struct problem *problem, int fd)
{
    struct buffer body, out;

    buffer_init(&body, 0);
    buffer_init(&out, 0);
    problem_encode(problem, &body);
    buffer_printf(&out,
                  "HTTP/1.1 %u %s\r\nContent-Type: " ANSWER_PROBLEM
                  "\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n",
                  problem->status, MHD_get_reason_phrase_for(problem->status), body.size);
    buffer_append(&out, body.data, body.size);
    if (!buffer_error(&body) && !buffer_error(&out))
        send(fd, out.data, out.size, MSG_DONTWAIT | MSG_NOSIGNAL);
    buffer_done(&body);
    buffer_done(&out);
}
