/*
 * Reports and decisions as pages: whatever they hold, every "<" begins a tag of ours, no tag
 * holds a quote, a "<" or a name that is not ours outside an attribute's value, and every element
 * ends where it must.
 */
#include "render/page.h"
#include "report/json.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every tag that the page is written with. */
static const char *const tags[] = {
    "!DOCTYPE", "article", "bdi",     "body",  "br",   "caption", "circle", "code",    "dd",
    "defs",     "details", "div",     "dl",    "dt",   "footer",  "h1",     "h2",      "h3",
    "h4",       "head",    "header",  "html",  "li",   "main",    "meta",   "p",       "path",
    "pattern",  "rect",    "section", "small", "span", "strong",  "style",  "summary", "svg",
    "table",    "tbody",   "td",      "text",  "th",   "thead",   "title",  "tr",      "ul",
};

/* Attributes; none that runs, loads or styles. */
static const char *const attributes[] = {
    "aria-hidden", "aria-label",   "charset", "class", "content",    "cx",    "cy",
    "d",           "dir",          "height",  "html",  "http-equiv", "id",    "lang",
    "name",        "patternUnits", "r",       "role",  "rx",         "scope", "tabindex",
    "text-anchor", "viewBox",      "width",   "x",     "y",
};

static bool is_one_of(const char *const *names, size_t count, const char *name, size_t size)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(names[i]) == size && memcmp(names[i], name, size) == 0)
            return true;
    return false;
}

static void require(bool holds)
{
    if (!holds)
        abort();
}

#define DEPTH_MAX 32

/* The elements that are open. */
struct open {
    struct slice names[DEPTH_MAX];
    size_t depth;
};

/* After a tag of that name, which is at its end. */
static void nest(struct open *open, struct slice name, bool is_end, bool is_whole)
{
    static const char *const empty[] = {"!DOCTYPE", "br", "meta"};

    if (is_whole ||
        is_one_of(empty, sizeof empty / sizeof *empty, (const char *)name.data, name.size)) {
        require(!is_end);
    } else if (is_end) {
        require(open->depth > 0 && slice_equal(open->names[open->depth - 1], name));
        open->depth--;
    } else {
        require(open->depth < DEPTH_MAX);
        open->names[open->depth++] = name;
    }
}

/* From behind "<" to behind ">". */
static const char *check_tag(const char *at, struct open *open)
{
    bool is_end = *at == '/';
    struct slice name;
    size_t size;

    at += is_end;
    size = strcspn(at, " />");
    require(is_one_of(tags, sizeof tags / sizeof *tags, at, size));
    name = slice_of(at, size);
    at += size;
    while (*at != '>') {
        at += strspn(at, " /");
        if (*at == '>')
            break;
        size = strcspn(at, "= >");
        require(is_one_of(attributes, sizeof attributes / sizeof *attributes, at, size));
        at += size;
        if (*at != '=')
            continue;
        require(at[1] == '"');
        at += 2;
        size = strcspn(at, "\"<>");
        require(at[size] == '"');
        at += size + 1;
    }
    nest(open, name, is_end, at[-1] == '/');
    return at + 1;
}

static void check(struct buffer *out)
{
    struct open open = {.depth = 0};
    const char *at;

    buffer_append_byte(out, '\0');
    require(buffer_error(out) == 0 && strlen((const char *)out->data) == out->size - 1);
    at = (const char *)out->data;
    while ((at = strchr(at, '<')))
        at = check_tag(at + 1, &open);
    require(open.depth == 0);
}

static void write_page(struct arena *arena, const struct catalogues *catalogues,
                       const struct page *page)
{
    struct buffer out;

    buffer_init(&out, 0);
    if (page_render(arena, catalogues, "en", page, &out) == 0)
        check(&out);
    buffer_done(&out);
}

static struct catalogues *load(void)
{
    struct catalogues *catalogues = NULL;
    char *bad = NULL;

    require(catalogues_load(LOCALE_DIR, &catalogues, &bad) == 0);
    return catalogues;
}

static void write_both(struct arena *arena, const struct catalogues *catalogues, struct page page)
{
    page.edition = PAGE_OFFICER;
    write_page(arena, catalogues, &page);
    page.edition = PAGE_APPLICANT;
    write_page(arena, catalogues, &page);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct catalogues *catalogues;
    struct arena *arena = arena_new(256 << 20);
    struct slice in = slice_of(data, size);
    struct decision *decision;
    struct report *report;

    if (!catalogues)
        catalogues = load();
    if (report_decode(arena, in, &report) == 0 &&
        render_report_isolated(arena, catalogues, "en", report) == 0) {
        const struct report *reports[] = {report};

        write_both(arena, catalogues, (struct page){.reports = reports, .report_count = 1});
    }
    if (decision_decode(arena, in, &decision) == 0 &&
        render_decision_isolated(arena, catalogues, "en", decision) == 0) {
        const struct decision *decisions[] = {decision};

        write_both(arena, catalogues, (struct page){.decisions = decisions, .decision_count = 1});
    }
    arena_free(arena);
    return 0;
}
