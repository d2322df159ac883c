/* vouchctl inspect: a process that reads the file, and this one, which reads only its words. */
#include "ctl/inspect.h"

#include "ctl/confined.h"
#include "ctl/ctl.h"
#include "ctl/file.h"
#include "ctl/options.h"
#include "ctl/terminal.h"

#include "base/arena.h"
#include "base/error.h"
#include "worker/settings.h"

#include <unistd.h>

#define OUTPUT_MAX (64u * 1024 * 1024)

static int read_it(void *context, struct buffer *out)
{
    return inspect_read(context, out);
}

static int run(struct inspect *inspect, const struct limits *limits, const char *path)
{
    const struct confined confined = {.work = read_it, .context = inspect};
    struct terminal terminal;
    struct buffer out;
    int result;

    buffer_init(&out, OUTPUT_MAX);
    terminal_init(&terminal, STDOUT_FILENO);
    result = confined_run(&confined, limits, path, &out);
    if (terminal_lines(&terminal, buffer_slice(&out)) != 0)
        result = CTL_NOT_EXAMINED;
    terminal_done(&terminal);
    buffer_done(&out);
    return result;
}

/* What it is said to be by its first bytes, where that helps. */
static const char *kind_of(struct slice bytes)
{
    static const struct {
        const char *begin;
        size_t size;
        const char *what;
    } kinds[] = {
        {"PK\3\4", 4, "; it begins as a zip does: take the file out of it first"},
        {"\xff\xd8\xff", 3, "; it begins as a JPEG does: a picture has no text and no structure"},
        {"\x89PNG", 4, "; it begins as a PNG does: a picture has no text and no structure"},
        {"II*\0", 4, "; it begins as a TIFF does: a picture has no text and no structure"},
        {"MM\0*", 4, "; it begins as a TIFF does: a picture has no text and no structure"},
    };

    if (bytes.size == 0)
        return "; it is empty";
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (bytes.size >= kinds[i].size && memcmp(bytes.data, kinds[i].begin, kinds[i].size) == 0)
            return kinds[i].what;
    return "";
}

static bool is_pdf(struct slice bytes)
{
    return bytes.size >= 5 && memcmp(bytes.data, "%PDF-", 5) == 0;
}

static int load_limits(struct ctl *ctl, struct limits *ret)
{
    struct config_error error;
    struct settings settings;
    int r = settings_load(ctl->arena, ctl->config, &ctl->paths, &settings, &error);

    if (r < 0)
        ctl_say_config(&error);
    else
        *ret = settings.limits;
    return r;
}

static int inspect_file(struct ctl *ctl, struct inspect *inspect, const char *path)
{
    struct limits limits;
    int status;

    if (load_limits(ctl, &limits) != 0 || confined_map(path, &limits, &inspect->bytes) != 0)
        return CTL_NOT_EXAMINED;
    inspect->options.limits = (struct pdf_limits){
        .pages = (uint32_t)limits.pages,
        .objects = (uint32_t)limits.objects,
        .inflated = (uint64_t)limits.inflated,
    };
    if (is_pdf(inspect->bytes)) {
        status = run(inspect, &limits, path);
    } else {
        ctl_say("%s: is no PDF, which begins with %%PDF-%s", path, kind_of(inspect->bytes));
        status = CTL_NOT_EXAMINED;
    }
    confined_unmap(inspect->bytes);
    return status;
}

int ctl_inspect(struct ctl *ctl, int argc, char **argv)
{
    bool want_text = false, want_structure = false, want_revisions = false;
    bool want_images = false;
    const char *password_file = NULL;
    struct inspect inspect = {0};
    const struct ctl_option options[] = {
        {.name = "text", .flag = &want_text},
        {.name = "structure", .flag = &want_structure},
        {.name = "revisions", .flag = &want_revisions},
        {.name = "images", .flag = &want_images},
        {.name = "password-file", .value = &password_file},
        {0},
    };
    int status = ctl_options("inspect", options, &argc, argv);

    if (status >= 0)
        return status;
    if (argc != 2 || want_text + want_structure + want_revisions + want_images > 1)
        return ctl_usage("inspect");
    if (password_file &&
        file_read_password(ctl->arena, password_file, &inspect.options.password) != 0)
        return CTL_NOT_EXAMINED;
    inspect.view = want_text        ? INSPECT_TEXT
                   : want_structure ? INSPECT_STRUCTURE
                   : want_images    ? INSPECT_IMAGES
                                    : INSPECT_REVISIONS;
    return inspect_file(ctl, &inspect, argv[1]);
}
