#include "fetch/download.h"

#include "base/build.h"
#include "base/error.h"

#include <curl/curl.h>
#include <errno.h>
#include <unistd.h>

#define CONNECT_MS_MAX  10000 /* until a connection stands; within the whole time */
#define REQUEST_HEADERS 4
#define HTTP_OK         200
#define HTTP_UNCHANGED  304
#define PROGRESS_BYTES  (256 * 1024) /* between two writings of the progress */

struct transfer {
    const struct download *request;
    CURL *handle;
    struct curl_slist *headers;
    int64_t size;
    int64_t shown; /* bytes when progress was written last */
    bool is_visible;
    bool is_too_large;
    int write_error; /* errno */
};

int download_begin(void)
{
    return curl_global_init(CURL_GLOBAL_DEFAULT) == 0 ? 0 : ERR_NOMEM;
}

void download_end(void)
{
    curl_global_cleanup();
}

/* ---- The body ---- */

static void show_progress(struct transfer *transfer)
{
    if (!transfer->is_visible || transfer->size - transfer->shown < PROGRESS_BYTES)
        return;
    transfer->shown = transfer->size;
    fprintf(stderr, "\r\033[K%s: %lld KiB", transfer->request->url,
            (long long)(transfer->size / 1024));
    fflush(stderr);
}

static size_t take_body(char *data, size_t one, size_t size, void *context)
{
    struct transfer *transfer = context;
    size_t rest = size;

    (void)one; /* 1, always */
    if ((int64_t)size > transfer->request->limits->size - transfer->size) {
        transfer->is_too_large = true;
        return 0;
    }
    while (rest > 0) {
        ssize_t written = write(transfer->request->fd, data + (size - rest), rest);

        if (written < 0 && errno != EINTR) {
            transfer->write_error = errno;
            return 0;
        }
        rest -= written > 0 ? (size_t)written : 0;
    }
    transfer->size += (int64_t)size;
    show_progress(transfer);
    return size;
}

/* ---- The request ---- */

static bool add_header(struct transfer *transfer, const char *name, const char *value)
{
    char line[NOTE_TEXT_MAX + 64];
    struct curl_slist *headers;

    if (!value || !*value)
        return true;
    snprintf(line, sizeof line, "%s: %s", name, value);
    headers = curl_slist_append(transfer->headers, line);
    if (headers)
        transfer->headers = headers;
    return headers != NULL;
}

static bool add_headers(struct transfer *transfer)
{
    const struct download *request = transfer->request;

    if (request->body.size > 0)
        return add_header(transfer, "Content-Type", "application/ocsp-request") &&
               add_header(transfer, "Accept", "application/ocsp-response");
    if (request->note && request->note->etag[0])
        return add_header(transfer, "If-None-Match", request->note->etag);
    return !request->note ||
           add_header(transfer, "If-Modified-Since", request->note->last_modified);
}

static bool set_long(CURL *handle, CURLoption option, int64_t value)
{
    return curl_easy_setopt(handle, option, (long)value) == CURLE_OK;
}

static bool set_limits(CURL *handle, const struct settings_fetch *limits)
{
    int64_t connect = limits->time_ms < CONNECT_MS_MAX ? limits->time_ms : CONNECT_MS_MAX;

    return curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https") == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)limits->size) ==
               CURLE_OK &&
           set_long(handle, CURLOPT_FOLLOWLOCATION, 1) &&
           set_long(handle, CURLOPT_MAXREDIRS, limits->redirects) &&
           set_long(handle, CURLOPT_POSTREDIR, CURL_REDIR_POST_ALL) &&
           set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, connect) &&
           set_long(handle, CURLOPT_TIMEOUT_MS, limits->time_ms) &&
           set_long(handle, CURLOPT_DISALLOW_USERNAME_IN_URL, 1) &&
           set_long(handle, CURLOPT_NOSIGNAL, 1);
}

static bool set_request(struct transfer *transfer)
{
    const struct download *request = transfer->request;
    CURL *handle = transfer->handle;
    char agent[64];

    snprintf(agent, sizeof agent, "vouchd-fetch/%s", build_name());
    if (!set_limits(handle, request->limits) || !add_headers(transfer))
        return false;
    if (request->body.size > 0 &&
        (!set_long(handle, CURLOPT_POSTFIELDSIZE, (int64_t)request->body.size) ||
         curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, request->body.data) != CURLE_OK))
        return false;
    return curl_easy_setopt(handle, CURLOPT_URL, request->url) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_USERAGENT, agent) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_HTTPHEADER, transfer->headers) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_WRITEDATA, transfer) == CURLE_OK;
}

/* ---- The answer ---- */

static void say_size(const struct transfer *transfer, struct reason *why)
{
    int64_t limit = transfer->request->limits->size;

    if (limit % (1024 * 1024) == 0)
        reason_set(why, "it is larger than %lld MiB (fetch.size)", (long long)limit / 1024 / 1024);
    else
        reason_set(why, "it is larger than %lld bytes (fetch.size)", (long long)limit);
}

static void say_why(const struct transfer *transfer, CURLcode code, struct reason *why)
{
    const struct settings_fetch *limits = transfer->request->limits;
    long redirects = 0;

    curl_easy_getinfo(transfer->handle, CURLINFO_REDIRECT_COUNT, &redirects);
    if (transfer->is_too_large || code == CURLE_FILESIZE_EXCEEDED)
        say_size(transfer, why);
    else if (transfer->write_error)
        reason_set(why, "it cannot be written: %s", strerror(transfer->write_error));
    else if (code == CURLE_TOO_MANY_REDIRECTS)
        reason_set(why, "there are more than %lld redirects (fetch.redirects)",
                   (long long)limits->redirects);
    else if (code == CURLE_OPERATION_TIMEDOUT)
        reason_set(why, "it was not there whole within %lld ms (fetch.time)",
                   (long long)limits->time_ms);
    else if (code == CURLE_UNSUPPORTED_PROTOCOL)
        reason_set(why, redirects > 0 ? "it is redirected to something other than http and https"
                                      : "only http and https are asked");
    else if (code == CURLE_PARTIAL_FILE || code == CURLE_GOT_NOTHING || code == CURLE_RECV_ERROR)
        reason_set(why, "the connection ended before all was there");
    else
        reason_set(why, "%s", curl_easy_strerror(code));
}

/* What can stand in a header and in a note, as it came; else nothing. */
static void keep_header(CURL *handle, const char *name, char text[NOTE_TEXT_MAX])
{
    struct curl_header *header;
    size_t size;

    text[0] = '\0';
    if (curl_easy_header(handle, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
        return;
    size = strlen(header->value);
    if (size >= NOTE_TEXT_MAX)
        return;
    for (size_t i = 0; i < size; i++)
        if (header->value[i] < 0x20 || header->value[i] >= 0x7f)
            return;
    memcpy(text, header->value, size + 1);
}

static int judge_status(struct transfer *transfer, struct downloaded *ret, struct reason *why)
{
    const struct store_note *note = transfer->request->note;
    long status = 0;

    curl_easy_getinfo(transfer->handle, CURLINFO_RESPONSE_CODE, &status);
    *ret = (struct downloaded){.is_unchanged = status == HTTP_UNCHANGED};
    if (status != HTTP_OK && !(status == HTTP_UNCHANGED && note)) {
        reason_set(why, "the server answered %ld", status);
        return ERR_IO;
    }
    keep_header(transfer->handle, "ETag", ret->etag);
    keep_header(transfer->handle, "Last-Modified", ret->last_modified);
    return 0;
}

int download(const struct download *request, struct downloaded *ret, struct reason *why)
{
    struct transfer transfer = {
        .request = request,
        .handle = curl_easy_init(),
        .is_visible = isatty(STDERR_FILENO) == 1,
    };
    CURLcode code;
    int r = ERR_NOMEM;

    if (transfer.handle && set_request(&transfer)) {
        code = curl_easy_perform(transfer.handle);
        r = code == CURLE_OK ? judge_status(&transfer, ret, why) : ERR_IO;
        if (code != CURLE_OK)
            say_why(&transfer, code, why);
    }
    if (transfer.shown > 0)
        fputs("\r\033[K", stderr);
    curl_easy_cleanup(transfer.handle);
    curl_slist_free_all(transfer.headers);
    return r;
}
