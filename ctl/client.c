#include "ctl/client.h"

#include "base/error.h"
#include "ctl/private.h"
#include "worker/settings.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define RESPONSE_MAX (256u * 1024 * 1024)

struct client {
    CURL *curl;
    const char *socket;
    struct private_daemon *daemon;
};

/* Where the daemon listens: as said, else as its configuration says, else the usual place. */
static const char *find_socket(struct ctl *ctl)
{
    struct config_error error;
    struct settings settings;

    if (ctl->socket)
        return ctl->socket;
    if (!ctl->config)
        return SETTINGS_SOCKET;
    if (settings_load(ctl->arena, ctl->config, &ctl->paths, &settings, &error) != 0) {
        ctl_say("%s:%u:%u: %s", error.file, error.line, error.column, error.message);
        return NULL;
    }
    return settings.socket ? settings.socket : SETTINGS_SOCKET;
}

struct client *client_new(struct ctl *ctl)
{
    struct client *client = calloc(1, sizeof *client);

    if (!client)
        return NULL;
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

static size_t take_bytes(char *data, size_t size, size_t count, void *user)
{
    struct buffer *body = user;

    buffer_append(body, data, size * count);
    return buffer_error(body) ? 0 : size * count;
}

static size_t give_bytes(char *data, size_t size, size_t count, void *user)
{
    ssize_t got = read(*(const int *)user, data, size * count);

    return got < 0 ? CURL_READFUNC_ABORT : (size_t)got;
}

static void append_escaped(struct client *client, struct buffer *url, const char *text)
{
    char *escaped = curl_easy_escape(client->curl, text, 0);

    if (escaped)
        buffer_append_str(url, escaped);
    else
        url->error = ERR_NOMEM;
    curl_free(escaped);
}

static void build_url(struct client *client, const struct client_request *request,
                      struct buffer *url)
{
    char separator = '?';

    buffer_printf(url, "http://vouchd%s", request->path);
    for (const struct client_parameter *p = request->query; p && p->name; p++) {
        if (!p->value)
            continue;
        buffer_printf(url, "%c%s=", separator, p->name);
        append_escaped(client, url, p->value);
        separator = '&';
    }
    buffer_append_byte(url, '\0');
}

static struct curl_slist *build_headers(const struct client_request *request)
{
    /* without these two curl would ask for 100-continue and call the body a form */
    struct curl_slist *list = curl_slist_append(NULL, "Expect:");
    char line[8192];

    list = curl_slist_append(list, "Content-Type: application/octet-stream");
    for (const struct client_parameter *p = request->headers; p && p->name; p++) {
        if (!p->value)
            continue;
        snprintf(line, sizeof line, "%s: %s", p->name, p->value);
        list = curl_slist_append(list, line);
    }
    return list;
}

static void set_body(CURL *curl, const struct client_request *request)
{
    struct stat info;

    if (strcmp(request->method, "POST") != 0)
        return;
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)0);
    if (request->body < 0 || fstat(request->body, &info) != 0)
        return;
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)info.st_size);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_bytes);
    curl_easy_setopt(curl, CURLOPT_READDATA, &request->body);
}

static void say_failure(const struct client *client, CURLcode code)
{
    if (code == CURLE_COULDNT_CONNECT)
        ctl_say("no daemon answers at %s; is vouchd running? `systemctl status vouchd` tells, "
                "and `vouchctl --private ...` needs none",
                client->socket);
    else
        ctl_say("%s: %s", client->socket, curl_easy_strerror(code));
}

int client_call(struct client *client, const struct client_request *request,
                struct client_response *ret_response)
{
    struct curl_slist *headers = build_headers(request);
    struct client_response response = {0};
    struct buffer url, body;
    CURL *curl = client->curl;
    CURLcode code;

    buffer_init(&url, 65536);
    buffer_init(&body, RESPONSE_MAX);
    build_url(client, request, &url);
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, client->socket);
    curl_easy_setopt(curl, CURLOPT_URL, (const char *)url.data);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    set_body(curl, request);
    code = buffer_error(&url) ? CURLE_OUT_OF_MEMORY : curl_easy_perform(curl);
    if (code == CURLE_OK) {
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &response.status);
        response.json = json_loadb((const char *)body.data, body.size, 0, NULL);
        *ret_response = response;
    } else {
        say_failure(client, code);
    }
    curl_slist_free_all(headers);
    buffer_done(&url);
    buffer_done(&body);
    return code == CURLE_OK ? 0 : ERR_IO;
}

void client_say_problem(const char *subject, const struct client_response *response)
{
    const char *title = json_string_value(json_object_get(response->json, "title"));
    const char *detail = json_string_value(json_object_get(response->json, "detail"));

    ctl_say("%s%s%s%s%s", subject ? subject : "", subject ? ": " : "",
            title ? title : "the daemon answered something else than expected", detail ? ": " : "",
            detail ? detail : "");
}

json_t *client_get(struct client *client, const char *path)
{
    const struct client_request request = {.method = "GET", .path = path, .body = -1};
    struct client_response response = {0};

    if (client_call(client, &request, &response) != 0)
        return NULL;
    if (response.status == 200 && response.json)
        return response.json;
    client_say_problem(NULL, &response);
    json_decref(response.json);
    return NULL;
}
