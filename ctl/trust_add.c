/*
 * vouchctl trust add: a certificate into a source's folder, if it is the one whose
 * fingerprint somebody has typed, with a note of where it came from. Whoever reads that
 * note later can ask the person.
 */
#include "ctl/options.h"
#include "ctl/trust.h"

#include "base/arena.h"
#include "base/datetime.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define STEM_MAX 64

struct addition {
    const char *source;
    const char *sha256;
    const char *obtained_from;
    const char *by;
    const char *file;
    const struct trust_place *place;
    const struct shown_certificate *certificate;
    const char *path; /* where it goes */
    const char *note;
};

/* ---- What to add, and where ---- */

static int find_certificate(struct ctl *ctl, struct addition *addition)
{
    uint8_t wanted[FINGERPRINT_SIZE];
    struct shown_certificate *items;
    size_t count;

    if (fingerprint_parse(addition->sha256, wanted) != 0) {
        ctl_say("--sha256: expected 64 hexadecimal digits, as `vouchctl trust show` writes them");
        return CTL_USAGE;
    }
    if (certificates_read(ctl->arena, addition->file, &items, &count) != 0)
        return CTL_NOT_EXAMINED;
    if (count != 1) {
        ctl_say("%s: holds %zu certificates; one is added at a time", addition->file, count);
        return CTL_FAILED;
    }
    if (memcmp(items[0].view.sha256, wanted, sizeof wanted) != 0) {
        ctl_say("%s: REFUSED: its SHA-256 is not the one you gave, but %s", addition->file,
                fingerprint_digits(ctl->arena, items[0].view.sha256));
        return CTL_FAILED;
    }
    addition->certificate = &items[0];
    return CTL_OK;
}

static const struct trust_place *first_folder(const struct trust_source *source)
{
    for (size_t i = 0; i < source->place_count; i++)
        if (strcmp(source->places[i].kind, "issuers") == 0 && source->places[i].is_folder)
            return &source->places[i];
    return NULL;
}

/* One that is named and not there is no folder to who reads the configuration. */
static int say_no_folder(const struct trust_source *source)
{
    for (size_t i = 0; i < source->place_count; i++) {
        const char *path = source->places[i].path;

        if (strcmp(source->places[i].kind, "issuers") == 0 && access(path, F_OK) != 0) {
            ctl_say("%s: trust.issuers names %s, which is not there; make it (mkdir -p %s) and add "
                    "again",
                    source->file, path, path);
            return CTL_FAILED;
        }
    }
    ctl_say("%s: names no folder among trust.issuers; add one, such as `issuers: [../trust/%s/]`, "
            "and make it",
            source->file, source->name);
    return CTL_FAILED;
}

static int find_place(struct ctl *ctl, struct addition *addition)
{
    struct trust_sources sources;

    if (trust_sources_read(ctl, &sources) != 0)
        return CTL_NOT_EXAMINED;
    for (size_t i = 0; i < sources.count; i++) {
        if (strcmp(sources.items[i].name, addition->source) != 0)
            continue;
        addition->place = first_folder(&sources.items[i]);
        return addition->place ? CTL_OK : say_no_folder(&sources.items[i]);
    }
    ctl_say("no source is called '%s'; `vouchctl trust list` shows them", addition->source);
    return CTL_FAILED;
}

/* The daemon would refuse the whole configuration: better said before than found then. */
static int check_issuer(const struct addition *addition)
{
    if (addition->certificate->may_issue || addition->place->ca_assumed)
        return CTL_OK;
    ctl_say("%s: has no CA:TRUE, so it cannot be an issuer as it is; if its owner says that it "
            "issues the signers' certificates, the source must say "
            "{path: %s, ca: assumed}",
            addition->file, addition->place->path);
    return CTL_FAILED;
}

/* A name from the file's own, as far as that is plain, and from the fingerprint. */
static int choose_names(struct ctl *ctl, struct addition *addition)
{
    const char *slash = strrchr(addition->file, '/');
    const char *name = slash ? slash + 1 : addition->file;
    const char *digits = fingerprint_digits(ctl->arena, addition->certificate->view.sha256);
    size_t size = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
    const char *folder = addition->place->path, *stem;
    size_t length = strlen(folder);

    length -= length > 1 && folder[length - 1] == '/';
    stem = arena_printf(ctl->arena, "%.*s/%.*s-%.8s", (int)length, folder,
                        (int)(size < STEM_MAX ? size : STEM_MAX), size ? name : "",
                        digits ? digits : "");
    addition->path = stem ? arena_printf(ctl->arena, "%s.der", stem) : NULL;
    addition->note = stem ? arena_printf(ctl->arena, "%s.origin.yaml", stem) : NULL;
    return digits && addition->path && addition->note ? CTL_OK : CTL_NOT_EXAMINED;
}

/* ---- Writing ---- */

static bool write_bytes(int fd, struct slice rest)
{
    while (rest.size > 0) {
        ssize_t written = write(fd, rest.data, rest.size);

        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0)
            rest = slice_sub(rest, (size_t)written, rest.size);
    }
    return fsync(fd) == 0;
}

/* Whole or not at all: beside its place under a name that no loader reads, then renamed. */
static int write_file(struct arena *arena, const char *path, struct slice bytes)
{
    const char *slash = strrchr(path, '/');
    const char *beside = arena_printf(arena, "%.*s/.%s.new", (int)(slash - path), path, slash + 1);
    int fd = -1, r = ERR_IO;

    if (!beside)
        return ERR_NOMEM;
    fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd >= 0 && write_bytes(fd, bytes) && fchmod(fd, 0644) == 0 && rename(beside, path) == 0)
        r = 0;
    if (r < 0) {
        ctl_say("%s: %s", path, strerror(errno));
        unlink(beside);
    }
    if (fd >= 0)
        close(fd);
    return r;
}

/* JSON's strings are YAML's: a quote in a name cannot end the line. */
static char *quote(const char *text)
{
    json_t *string = json_string(text);
    char *quoted = json_dumps(string, JSON_ENCODE_ANY);

    json_decref(string);
    return quoted;
}

static int write_note(struct ctl *ctl, const struct addition *addition)
{
    char *url = quote(addition->obtained_from), *by = quote(addition->by);
    char day[DAY_TEXT_SIZE];
    const char *text;
    int r = ERR_NOMEM;

    day_format(day_of_time(time(NULL), OFFSET_CHINA), day);
    text = arena_printf(ctl->arena, "url: %s\nby: %s\nday: %s\nsha256: %s\n", url ? url : "?",
                        by ? by : "?", day,
                        fingerprint_digits(ctl->arena, addition->certificate->view.sha256));
    if (!url || !by)
        ctl_say("--obtained-from and --by: expected UTF-8 text");
    else if (text)
        r = write_file(ctl->arena, addition->note, slice_str(text));
    free(url);
    free(by);
    return r;
}

static void take_back(const struct addition *addition)
{
    unlink(addition->path);
    unlink(addition->note);
}

static int write_both(struct ctl *ctl, const struct addition *addition)
{
    if (write_note(ctl, addition) != 0)
        return CTL_NOT_EXAMINED;
    if (write_file(ctl->arena, addition->path, addition->certificate->view.der) != 0) {
        unlink(addition->note);
        return CTL_NOT_EXAMINED;
    }
    return CTL_OK;
}

/* ---- The running daemon ---- */

/* A daemon that does not run reads the folder when it starts. */
static int reload(struct ctl *ctl, const struct addition *addition, bool *ret_running)
{
    int status = trust_reload(ctl, ret_running);

    if (status == CTL_FAILED) {
        take_back(addition);
        ctl_say("the certificate was taken out again; nothing has changed");
    }
    return status;
}

static void report(const struct ctl *ctl, const struct addition *addition, bool is_running)
{
    struct terminal terminal;

    terminal_init(&terminal, STDOUT_FILENO);
    terminal_tone(&terminal, TONE_GOOD, "✔ added");
    terminal_print(&terminal, " to the issuers of ");
    terminal_text(&terminal, addition->source);
    terminal_print(&terminal, "\n");
    certificate_write(&terminal, ctl->arena, 2, addition->certificate);
    terminal_print(&terminal, "  file     ");
    terminal_text(&terminal, addition->path);
    terminal_print(&terminal, "\n  note     ");
    terminal_text(&terminal, addition->note);
    terminal_print(&terminal, "\n  %s\n",
                   is_running ? "The daemon has read its configuration again: it counts from now."
                              : "No daemon answers: it counts from the next start.");
    (void)terminal_flush(&terminal);
    terminal_done(&terminal);
}

/* ---- The command ---- */

static int add(struct ctl *ctl, struct addition *addition)
{
    int status = find_certificate(ctl, addition);
    bool is_running = false;

    if (status == CTL_OK)
        status = find_place(ctl, addition);
    if (status == CTL_OK)
        status = check_issuer(addition);
    if (status == CTL_OK)
        status = choose_names(ctl, addition);
    if (status != CTL_OK)
        return status;
    if (access(addition->path, F_OK) == 0) {
        ctl_say("%s: it is there already", addition->path);
        return CTL_OK;
    }
    status = write_both(ctl, addition);
    if (status == CTL_OK)
        status = reload(ctl, addition, &is_running);
    if (status == CTL_OK)
        report(ctl, addition, is_running);
    return status;
}

/* The first thing that was not said, with what it is; NULL where all was. */
static const char *missing_of(const struct ctl_option *options, int argc)
{
    static const char *const wanted[] = {
        "--source S: the source whose issuers it is to be one of",
        "--sha256 FPR: its fingerprint, as you got it by another way than the file",
        "--obtained-from URL: where the file is from",
        "--by NAME: who compared the fingerprint",
    };

    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (!*options[i].value)
            return wanted[i];
    return argc == 2 ? NULL : "one FILE, the certificate";
}

int trust_add(struct ctl *ctl, int argc, char **argv)
{
    struct addition addition = {0};
    const struct ctl_option options[] = {
        {.name = "source", .value = &addition.source},
        {.name = "sha256", .value = &addition.sha256},
        {.name = "obtained-from", .value = &addition.obtained_from},
        {.name = "by", .value = &addition.by},
        {0},
    };
    int status = ctl_options("trust", options, &argc, argv);
    const char *missing;

    if (status >= 0)
        return status;
    if (ctl->use_private) {
        ctl_say("trust add changes the configuration's files; --private has nothing to do with it");
        return CTL_USAGE;
    }
    missing = missing_of(options, argc);
    if (missing) {
        ctl_say("trust add wants %s", missing);
        return ctl_usage("trust");
    }
    addition.file = argv[1];
    return add(ctl, &addition);
}
