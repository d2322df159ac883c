#include "ctl/client_request.h"

#include "base/error.h"
#include "ctl/private.h"
#include "ctl/speech.h"
#include "worker/settings.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#define RESPONSE_MAX (256u * 1024 * 1024)
#define URL_MAX      65536u

#define BUSY_TRIES    5
#define BUSY_WAIT_MAX 10 /* seconds between them */

struct client {
    CURL *curl;
    const char *socket;
    struct private_daemon *daemon;
    struct speech *speech;
};

/*
 * Where the daemon listens: as said, else as its configuration says, else the usual place. A
 * configuration that only the daemon may read, or cannot, is its own business.
 */
static const char *find_socket(struct ctl *ctl)
{
    struct config_error error;
    struct settings settings = {0};
    const char *file = ctl_configuration(ctl);

    if (ctl->socket)
        return ctl->socket;
    if (file && settings_load(ctl->arena, file, &ctl->paths, &settings, &error) != 0 &&
        ctl->config) {
        ctl_say_config(&error);
        return NULL;
    }
    return settings.socket ? settings.socket : SETTINGS_SOCKET;
}

struct client *client_new(struct ctl *ctl)
{
    struct client *client = calloc(1, sizeof *client);

    if (!client)
        return NULL;
    client->speech = ctl->speech;
    if (ctl->use_private) {
        client->daemon = private_daemon_start(ctl);
        client->socket = client->daemon ? private_daemon_socket(client->daemon) : NULL;
    } else {
        client->socket = find_socket(ctl);
    }
    if (client->socket)
        client->curl = curl_easy_init();
    return client->curl ? client : client_free(client);
}

struct client *client_free(struct client *client)
{
    if (!client)
        return NULL;
    if (client->curl)
        curl_easy_cleanup(client->curl);
    private_daemon_stop(client->daemon);
    free(client);
    return NULL;
}

/* ---- The exchange ---- */

static size_t take_bytes(char *data, size_t size, size_t count, void *user)
{
    struct buffer *body = user;

    buffer_append(body, data, size * count);
    return buffer_error(body) ? 0 : size * count;
}

static bool is_denied(const struct client *client)
{
    long number = 0;

    curl_easy_getinfo(client->curl, CURLINFO_OS_ERRNO, &number);
    return number == EACCES || number == EPERM;
}

static int say_failure(const struct client *client, const struct client_request *request,
                       CURLcode code)
{
    const char *subject = request->subject ? request->subject : "";
    const char *colon = request->subject ? ": " : "";

    if (code == CURLE_COULDNT_CONNECT && request->may_be_absent)
        return ERR_NOT_FOUND;
    if (code == CURLE_COULDNT_CONNECT && client->daemon)
        private_daemon_tell_end(client->daemon);
    else if (code == CURLE_COULDNT_CONNECT && is_denied(client))
        ctl_say("%s%sthis user may not ask at %s; `permissions` in vouchd.yaml says who may",
                subject, colon, client->socket);
    else if (code == CURLE_COULDNT_CONNECT)
        ctl_say("%s%sno daemon answers at %s; is vouchd running? `systemctl status vouchd` "
                "tells, and `vouchctl --private ...` needs none",
                subject, colon, client->socket);
    else
        ctl_say("%s%sno answer: %s", subject, colon, curl_easy_strerror(code));
    return code == CURLE_COULDNT_CONNECT ? ERR_NOT_FOUND : ERR_IO;
}

static CURLcode perform(struct client *client, const struct client_request *request,
                        struct curl_slist *headers, const char *url, struct buffer *body)
{
    CURL *curl = client->curl;
    curl_mime *form;
    CURLcode code;

    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, client->socket);
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* whatever the environment says */
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    if (!request->parts) {
        request_set_body(curl, request);
        return curl_easy_perform(curl);
    }
    form = request_build_form(curl, request);
    if (!form)
        return CURLE_OUT_OF_MEMORY;
    curl_easy_setopt(curl, CURLOPT_MIMEPOST, form);
    code = curl_easy_perform(curl);
    curl_mime_free(form);
    return code;
}

/* Sentences come in 200 alone; which language was asked for stands in the query. */
static void take_language(struct client *client, const struct client_request *request)
{
    const char *asked = NULL;

    for (const struct client_parameter *p = request->query; p && p->name; p++)
        if (strcmp(p->name, "language") == 0)
            asked = p->value;
    speech_take(client->speech, asked, client_header(client, "Content-Language"));
}

int client_call(struct client *client, const struct client_request *request,
                struct client_response *ret_response)
{
    struct client_response response = {0};
    struct curl_slist *headers = NULL;
    CURLcode code = CURLE_OUT_OF_MEMORY;
    struct buffer url, body;
    curl_off_t retry_after = 0;
    int r = 0;

    buffer_init(&url, URL_MAX);
    buffer_init(&body, RESPONSE_MAX);
    request_build_url(client->curl, request, &url);
    if (request_build_headers(request, &headers) && !buffer_error(&url))
        code = perform(client, request, headers, (const char *)url.data, &body);
    if (code != CURLE_OK) {
        r = say_failure(client, request, code);
        goto out;
    }
    curl_easy_getinfo(client->curl, CURLINFO_RESPONSE_CODE, &response.status);
    curl_easy_getinfo(client->curl, CURLINFO_RETRY_AFTER, &retry_after);
    response.retry_after = (long)retry_after;
    if (response.status == 200)
        take_language(client, request);
    if (request->accept && response.status == 200) {
        response.body = body;
        buffer_init(&body, 0);
    } else {
        response.json =
            json_loadb((const char *)body.data, body.size, JSON_REJECT_DUPLICATES, NULL);
    }
    *ret_response = response;
out:
    curl_slist_free_all(headers);
    buffer_done(&url);
    buffer_done(&body);
    return r;
}

/* ---- An answer without end ---- */

#define LINE_MAX_SIZE (64u << 20) /* of one event with its report; or a problem whole */

struct follower {
    CURL *curl;
    const struct client_lines *lines;
    struct buffer rest; /* of a line that has not ended */
    bool has_ended;     /* by us */
};

/* Hands over the whole lines; what is behind the last one stays. */
static bool take_lines(struct follower *follower)
{
    struct buffer *rest = &follower->rest;
    size_t start = 0;
    bool go_on = true;

    for (size_t i = 0; i < rest->size && go_on; i++) {
        if (rest->data[i] != '\n')
            continue;
        if (i > start)
            go_on = follower->lines->line(follower->lines->context,
                                          slice_of(rest->data + start, i - start));
        start = i + 1;
    }
    memmove(rest->data, rest->data + start, rest->size - start);
    rest->size -= start;
    return go_on;
}

static size_t follow_bytes(char *data, size_t size, size_t count, void *user)
{
    struct follower *follower = user;
    long status = 0;

    buffer_append(&follower->rest, data, size * count);
    curl_easy_getinfo(follower->curl, CURLINFO_RESPONSE_CODE, &status);
    if (!buffer_error(&follower->rest) && (status != 200 || take_lines(follower)))
        return size * count;
    follower->has_ended = true;
    return 0;
}

/* libcurl asks at least once a second. */
static int should_stop(void *user, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    struct follower *follower = user;

    (void)a, (void)b, (void)c, (void)d;
    follower->has_ended |= *follower->lines->stop != 0;
    return follower->has_ended;
}

int client_follow(struct client *client, const struct client_request *request,
                  const struct client_lines *lines, struct client_response *ret_response)
{
    struct follower follower = {.curl = client->curl, .lines = lines};
    struct client_response response = {0};
    struct buffer url;
    CURL *curl = client->curl;
    CURLcode code = CURLE_OUT_OF_MEMORY;
    int r = 0;

    buffer_init(&url, URL_MAX);
    buffer_init(&follower.rest, LINE_MAX_SIZE);
    request_build_url(client->curl, request, &url);
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, client->socket);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_URL, (const char *)url.data);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, follow_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &follower);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, should_stop);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &follower);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    if (!buffer_error(&url))
        code = curl_easy_perform(curl);
    if (code == CURLE_COULDNT_CONNECT)
        r = say_failure(client, request, code);
    else if (code != CURLE_OK && !follower.has_ended)
        r = ERR_IO;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &response.status);
    if (r == 0 && response.status != 200)
        response.json = json_loadb((const char *)follower.rest.data, follower.rest.size, 0, NULL);
    if (r == 0)
        *ret_response = response;
    buffer_done(&url);
    buffer_done(&follower.rest);
    return r;
}

const char *client_header(const struct client *client, const char *name)
{
    struct curl_header *header;

    if (curl_easy_header(client->curl, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
        return NULL;
    return header->value;
}

static bool is_busy(const struct client_response *response)
{
    return response->status == 503 && response->retry_after > 0;
}

int client_ask(struct client *client, const struct client_request *request,
               struct client_response *ret_response)
{
    int r = client_call(client, request, ret_response);

    for (int i = 1; i < BUSY_TRIES && r == 0 && is_busy(ret_response); i++) {
        long wait = ret_response->retry_after;

        json_decref(ret_response->json);
        (void)poll(NULL, 0, (int)(wait < BUSY_WAIT_MAX ? wait : BUSY_WAIT_MAX) * 1000);
        r = client_call(client, request, ret_response);
    }
    return r;
}

const struct client_parameter *query_with_policies(struct arena *arena,
                                                   const struct client_parameter *parameters,
                                                   const struct ctl_list *policies)
{
    struct client_parameter *query;
    size_t count = 0;

    while (parameters[count].name)
        count++;
    query = arena_array(arena, struct client_parameter, count + policies->count + 1);
    if (!query)
        return NULL;
    memcpy(query, parameters, count * sizeof *query);
    for (size_t i = 0; i < policies->count; i++)
        query[count++] = (struct client_parameter){"policy", policies->items[i]};
    return query;
}

void client_say_problem(const char *subject, const struct client_response *response)
{
    const char *title = json_string_value(json_object_get(response->json, "title"));
    const char *detail = json_string_value(json_object_get(response->json, "detail"));

    ctl_say("%s%s%s%s%s", subject ? subject : "", subject ? ": " : "",
            title ? title : "the daemon answered something else than expected", detail ? ": " : "",
            detail ? detail : "");
}

json_t *client_get(struct client *client, const char *path, const char *language)
{
    const struct client_parameter query[] = {{"language", language}, {0}};
    const struct client_request request = {
        .method = "GET", .path = path, .query = query, .body = -1};
    struct client_response response = {0};

    if (client_call(client, &request, &response) != 0)
        return NULL;
    if (response.status == 200 && response.json)
        return response.json;
    client_say_problem(NULL, &response);
    json_decref(response.json);
    return NULL;
}
