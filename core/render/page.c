#include "render/page.h"

#include "base/digest.h"
#include "base/error.h"
#include "render/page_impl.h"

#include <stdio.h>

/* PAGE_STYLE_FILE is the path of page.css, from CMake. */
__asm__(".pushsection .rodata\n"
        "page_style_begin:\n"
        ".incbin \"" PAGE_STYLE_FILE "\"\n"
        "page_style_end:\n"
        ".byte 0\n"
        ".popsection\n");

extern const char page_style_begin[] __attribute__((visibility("hidden")));
extern const char page_style_end[] __attribute__((visibility("hidden")));

static struct slice page_style(void)
{
    return slice_of(page_style_begin, (size_t)(page_style_end - page_style_begin));
}

/* ---- What may be loaded: one style, by its digest (CSP level 3, 8.3) ---- */

#define BASE64_SIZE 45 /* of a digest, with NUL */

/* 32 bytes are ten groups of three, and two: one `=` at the end. */
static void digest_to_base64(const struct digest *digest, char text[BASE64_SIZE])
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *out = text;

    for (size_t i = 0; i < DIGEST_SIZE; i += 3) {
        bool is_last = i + 3 > DIGEST_SIZE;
        uint32_t group = (uint32_t)digest->bytes[i] << 16 | (uint32_t)digest->bytes[i + 1] << 8 |
                         (is_last ? 0u : (uint32_t)digest->bytes[i + 2]);

        *out++ = letters[group >> 18 & 63];
        *out++ = letters[group >> 12 & 63];
        *out++ = letters[group >> 6 & 63];
        *out++ = is_last ? '=' : letters[group & 63];
    }
    *out = '\0';
}

static int style_source(char text[BASE64_SIZE])
{
    struct sha256 *sha256 = sha256_new();
    struct digest digest;
    int r = sha256 ? sha256_of(sha256, page_style(), &digest) : ERR_NOMEM;

    sha256_free(sha256);
    if (r == 0)
        digest_to_base64(&digest, text);
    return r;
}

#define POLICY "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'"

int page_policy(char policy[PAGE_POLICY_SIZE])
{
    char source[BASE64_SIZE];
    int r = style_source(source);

    if (r == 0)
        snprintf(policy, PAGE_POLICY_SIZE, POLICY "; frame-ancestors 'none'", source);
    return r;
}

/* ---- Language ---- */

void page_language(const struct catalogues *catalogues, const char *language,
                   char ret[PAGE_LANGUAGE_SIZE])
{
    static const char name[] = "Language: ";
    const char *header = catalogues_find(catalogues, language, "");
    const char *found = header ? strstr(header, name) : NULL;
    size_t size = 0;

    if (found) {
        found += strlen(name);
        size = strspn(found, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
    }
    if (size == 0 || size >= PAGE_LANGUAGE_SIZE) {
        found = "en";
        size = 2;
    }
    memcpy(ret, found, size);
    ret[size] = '\0';
    for (char *c = ret; *c; c++) /* gettext writes zh_Hant, RFC 5646 zh-Hant */
        *c = *c == '_' ? '-' : *c;
}

/* By the language's first subtag: those that are written from right to left. */
static bool is_right_to_left(const char *language)
{
    static const char *const languages[] = {"ar", "fa", "he", "ps", "sd", "ug", "ur", "yi"};
    size_t size = strcspn(language, "-");

    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
        if (size == 2 && strncmp(language, languages[i], 2) == 0)
            return true;
    return false;
}

/* ---- Sections ---- */

void page_section(struct html *html, const char *heading)
{
    html_markup(html, "<section><h2>");
    html_say(html, heading);
    html_markup(html, "</h2>\n");
}

void page_end_section(struct html *html)
{
    html_markup(html, "</section>\n");
}

void page_left_out(struct html *html, size_t count, size_t shown)
{
    if (shown >= count)
        return;
    html_markup(html, "<p class=\"faint\">");
    html_say_number(html, "page.left_out", (int64_t)(count - shown));
    html_markup(html, "</p>\n");
}

void page_data_term(struct html *html, const char *id, const char *text)
{
    if (!text)
        return;
    html_term(html, id);
    html_data(html, text);
    html_end_term(html);
}

void page_cell(struct html *html, const char *text)
{
    html_markup(html, "<td>");
    html_data(html, text);
    html_markup(html, "</td>");
}

/* ---- The whole ---- */

static int write_head(struct html *html, const struct page *page)
{
    char language[PAGE_LANGUAGE_SIZE], source[BASE64_SIZE];
    int r = style_source(source);

    if (r < 0)
        return r;
    page_language(html->catalogues, html->language, language);
    html_markup(html, "<!DOCTYPE html>\n<html lang=\"");
    html_text(html, language);
    if (is_right_to_left(language))
        html_markup(html, "\" dir=\"rtl\">\n<head>\n<meta charset=\"utf-8\">\n");
    else
        html_markup(html, "\" dir=\"ltr\">\n<head>\n<meta charset=\"utf-8\">\n");
    buffer_printf(html->out,
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"" POLICY "\">\n", source);
    html_markup(html, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                      "<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    html_label(html, page->edition == PAGE_APPLICANT ? "page.applicant.title" : "page.title");
    html_markup(html, "</title>\n<style>");
    buffer_append(html->out, page_style().data, page_style().size);
    html_markup(html, "</style>\n</head>\n<body>\n"
                      "<svg class=\"patterns\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>"
                      "<pattern id=\"hatch\" width=\"6\" height=\"6\" "
                      "patternUnits=\"userSpaceOnUse\"><path d=\"M0 6L6 0M-1 1L1 -1M5 7L7 5\"/>"
                      "</pattern></defs></svg>\n");
    return 0;
}

static bool has_crossings(const struct page *page)
{
    for (size_t i = 0; i < page->report_count; i++)
        if (page->reports[i]->claims && page->reports[i]->claims->crossing_count > 0)
            return true;
    return false;
}

static void write_report(struct html *html, const struct page *page, size_t index)
{
    const struct report *report = page->reports[index];

    html->text_language = report->claims ? report->claims->language : NULL;
    html_markup(html, "<article>\n");
    if (page->report_count > 1) {
        html_markup(html, "<p class=\"count\">");
        html_say_number(html, "page.document_number", (int64_t)index + 1);
        html_markup(html, "</p>\n");
    }
    page_verdict(html, report);
    page_claims(html, report);
    page_checks(html, report);
    page_signatures(html, report);
    html_markup(html, "</article>\n");
    html->text_language = NULL;
}

static const char *title_of(const struct page *page, size_t index)
{
    const char *title = page->titles ? page->titles[index] : NULL;

    return title && *title ? title : page->decisions[index]->policy;
}

static void write_officer(struct html *html, const struct page *page)
{
    for (size_t i = 0; i < page->decision_count; i++)
        page_decided(html, page->decisions[i], title_of(page, i));
    for (size_t i = 0; i < page->report_count; i++)
        write_report(html, page, i);
    if (page->join) {
        page_join(html, page->join);
        if (page->report_count > 1 || !has_crossings(page))
            page_join_timelines(html, page->join);
    }
    for (size_t i = 0; i < page->decision_count; i++)
        page_decision(html, page->decisions[i], title_of(page, i));
}

int page_render(struct arena *arena, const struct catalogues *catalogues, const char *language,
                const struct page *page, struct buffer *out)
{
    struct html html = {
        .out = out,
        .arena = arena,
        .catalogues = catalogues,
        .language = language,
    };
    int r = write_head(&html, page);

    if (r < 0)
        return r;
    html_markup(&html, "<header><p class=\"brand\">vouchd</p><h1>");
    html_say(&html, page->edition == PAGE_APPLICANT ? "page.applicant.title" : "page.title");
    html_markup(&html, "</h1></header>\n<main>\n");
    if (page->edition == PAGE_APPLICANT)
        page_applicant(&html, page);
    else
        write_officer(&html, page);
    html_markup(&html, "</main>\n<footer><p>");
    html_say(&html, page->edition == PAGE_APPLICANT ? "page.applicant.footer" : "page.footer");
    html_markup(&html, "</p></footer>\n</body>\n</html>\n");
    return html.error ? html.error : buffer_error(out);
}
