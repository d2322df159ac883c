#include "ctl/page.h"

#include "base/error.h"
#include "ctl/show.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- The file ---- */

static int write_all(int fd, struct slice bytes)
{
    while (bytes.size > 0) {
        ssize_t written = write(fd, bytes.data, bytes.size);

        if (written < 0 && errno != EINTR)
            return ERR_IO;
        if (written > 0)
            bytes = slice_sub(bytes, (size_t)written, bytes.size);
    }
    return 0;
}

/* It holds personal data: nobody else may read it. */
static int write_file(const char *out, struct slice bytes)
{
    bool is_standard = strcmp(out, "-") == 0;
    int fd = is_standard ? STDOUT_FILENO
                         : open(out, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0600);
    int r = fd < 0 ? ERR_IO : write_all(fd, bytes);

    if (fd >= 0 && !is_standard && close(fd) != 0)
        r = ERR_IO;
    if (r < 0)
        ctl_say("%s: %s", out, strerror(errno));
    return r;
}

/* ---- How it went ---- */

static bool holds(const char *list, const char *code)
{
    return list && strstr(list, code);
}

/* True of an absent list: there is no document, or no policy was asked. */
static bool all_are(const char *list, const char *code)
{
    size_t size = strlen(code);

    while (list && strncmp(list, code, size) == 0)
        list = strncmp(list + size, ", ", 2) == 0 ? list + size + 2 : list + size;
    return !list || *list == '\0';
}

/* By the indication of each document, and the verdict of each policy. */
static enum ctl_status status_of(const struct client *client)
{
    const char *indications = client_header(client, "Vouch-Indication");
    const char *verdicts = client_header(client, "Vouch-Decision");

    if (holds(indications, "total_failed") || holds(verdicts, "reject"))
        return CTL_FAILED;
    if (!indications && !verdicts)
        return CTL_UNDECIDED;
    return all_are(indications, "total_passed") && all_are(verdicts, "accept") ? CTL_OK
                                                                               : CTL_UNDECIDED;
}

static int take_answer(const struct client *client, const char *out,
                       const struct client_request *request, const struct client_response *response)
{
    enum ctl_status status;

    if (response->status != 200 || !holds(client_header(client, "Content-Type"), "text/html")) {
        client_say_problem(request->subject, response);
        return CTL_NOT_EXAMINED;
    }
    status = status_of(client);
    return write_file(out, buffer_slice(&response->body)) < 0 ? CTL_NOT_EXAMINED : (int)status;
}

/* ---- The exchange ---- */

static int ask(struct client *client, const char *out, const struct client_request *request)
{
    struct client_request for_page = *request;
    struct client_response response = {0};
    int status = CTL_NOT_EXAMINED;

    for_page.accept = "text/html";
    if (client_ask(client, &for_page, &response) == 0)
        status = take_answer(client, out, request, &response);
    json_decref(response.json);
    buffer_done(&response.body);
    return status;
}

/* A page may be written anew, but never over what is none: a document named by mistake, say. */
static bool may_be_written(const char *out)
{
    static const char beginning[] = "<!DOCTYPE html>";
    char found[sizeof beginning - 1];
    struct stat status;
    ssize_t size;
    int fd;

    if (strcmp(out, "-") == 0 || stat(out, &status) != 0 || !S_ISREG(status.st_mode) ||
        status.st_size == 0)
        return true;
    fd = open(out, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    size = fd >= 0 ? read(fd, found, sizeof found) : -1;
    if (fd >= 0)
        close(fd);
    return size == (ssize_t)sizeof found && memcmp(found, beginning, sizeof found) == 0;
}

int page_run(struct ctl *ctl, const char *out, const struct client_request *request)
{
    struct client *client;
    int status = CTL_NOT_EXAMINED;

    if (!may_be_written(out)) {
        ctl_say("%s: is there already and is no page; --html wants a name for a page", out);
        return CTL_USAGE;
    }
    client = client_new(ctl);
    if (client)
        status = ask(client, out, request);
    client_free(client);
    return status;
}

const char *page_mistake(const char *out, const char *edition, bool want_json, bool verbose)
{
    if (edition && !out)
        return "--for is of --html";
    if (out && (want_json || verbose))
        return "--html says all of it; --json and -v are without it";
    return NULL;
}
