#include "ctl/client_request.h"

#include "base/error.h"

#include <sys/stat.h>
#include <unistd.h>

#define HEADER_MAX 8192u

/* ---- A body ---- */

static size_t give_bytes(char *data, size_t size, size_t count, void *user)
{
    ssize_t got = read(*(const int *)user, data, size * count);

    return got < 0 ? CURL_READFUNC_ABORT : (size_t)got;
}

/* Asked for where a kept connection turns out to be dead and the request goes out anew. */
static int seek_bytes(void *user, curl_off_t offset, int origin)
{
    return lseek(*(const int *)user, offset, origin) < 0 ? CURL_SEEKFUNC_FAIL : CURL_SEEKFUNC_OK;
}

void request_set_body(CURL *curl, const struct client_request *request)
{
    struct stat info;

    if (strcmp(request->method, "POST") != 0)
        return;
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)0);
    if (request->body < 0 || fstat(request->body, &info) != 0 ||
        lseek(request->body, 0, SEEK_SET) < 0)
        return;
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)info.st_size);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_bytes);
    curl_easy_setopt(curl, CURLOPT_READDATA, &request->body);
    curl_easy_setopt(curl, CURLOPT_SEEKFUNCTION, seek_bytes);
    curl_easy_setopt(curl, CURLOPT_SEEKDATA, &request->body);
}

/* ---- The request ---- */

static void append_escaped(CURL *curl, struct buffer *url, const char *text)
{
    char *escaped = curl_easy_escape(curl, text, 0);

    if (escaped)
        buffer_append_str(url, escaped);
    else
        url->error = ERR_NOMEM;
    curl_free(escaped);
}

void request_build_url(CURL *curl, const struct client_request *request, struct buffer *url)
{
    char separator = '?';

    buffer_printf(url, "http://vouchd%s", request->path);
    for (const struct client_parameter *p = request->query; p && p->name; p++) {
        if (!p->value)
            continue;
        buffer_printf(url, "%c%s=", separator, p->name);
        append_escaped(curl, url, p->value);
        separator = '&';
    }
    buffer_append_byte(url, '\0');
}

static bool add_header(struct curl_slist **list, const char *name, const char *value)
{
    struct curl_slist *longer;
    struct buffer line;

    buffer_init(&line, HEADER_MAX);
    buffer_printf(&line, "%s: %s", name, value);
    buffer_append_byte(&line, '\0');
    longer = buffer_error(&line) ? NULL : curl_slist_append(*list, (const char *)line.data);
    if (longer)
        *list = longer;
    buffer_done(&line);
    return longer != NULL;
}

static bool add_headers(struct curl_slist **list, const struct client_parameter *headers)
{
    bool ok = true;

    for (const struct client_parameter *p = headers; p && p->name && ok; p++)
        if (p->value)
            ok = add_header(list, p->name, p->value);
    return ok;
}

/* Of a form, libcurl names the type and its boundary. */
bool request_build_headers(const struct client_request *request, struct curl_slist **list)
{
    return (request->parts || add_header(list, "Content-Type", "application/octet-stream")) &&
           (!request->accept || add_header(list, "Accept", request->accept)) &&
           add_headers(list, request->headers);
}

/* ---- A form ---- */

static bool add_part(curl_mime *form, const struct client_part *part)
{
    curl_mimepart *made = curl_mime_addpart(form);
    struct curl_slist *headers = NULL;
    struct stat info;
    CURLcode code;

    if (!made || curl_mime_name(made, part->name) != CURLE_OK ||
        !add_headers(&headers, part->headers))
        return false;
    if (headers && curl_mime_headers(made, headers, 1) != CURLE_OK) /* which owns them now */
        return false;
    if (part->file < 0)
        code = curl_mime_data(made, (const char *)part->bytes.data, part->bytes.size);
    else if (fstat(part->file, &info) == 0 && lseek(part->file, 0, SEEK_SET) == 0)
        code = curl_mime_data_cb(made, (curl_off_t)info.st_size, give_bytes, seek_bytes, NULL,
                                 (void *)(uintptr_t)&part->file);
    else
        code = CURLE_READ_ERROR;
    return code == CURLE_OK;
}

curl_mime *request_build_form(CURL *curl, const struct client_request *request)
{
    curl_mime *form = curl_mime_init(curl);
    bool ok = form != NULL;

    for (size_t i = 0; i < request->part_count && ok; i++)
        ok = add_part(form, &request->parts[i]);
    if (ok)
        return form;
    curl_mime_free(form);
    return NULL;
}
