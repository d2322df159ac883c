/* Who signed, and how that leads to what the source names. */
#include "render/page_impl.h"

#define PATH_MAX_SHOWN 16

static void write_certificate(struct html *html, const struct report_certificate *certificate)
{
    html_data(html, certificate->subject);
    html_markup(html, "<br><span class=\"faint\">");
    html_time(html, certificate->not_before);
    html_markup(html, " – ");
    html_time(html, certificate->not_after);
    html_markup(html, "<br>sha256 ");
    html_figure(html, certificate->sha256);
    html_markup(html, "</span>");
}

static void write_revocation(struct html *html, const struct report_revocation *revocation)
{
    if (!revocation)
        return;
    html_term(html, "page.signature.revocation");
    html_code(html, "revocation", revocation->status);
    if (revocation->has_as_of) {
        html_begin_aside(html);
        html_time(html, revocation->as_of);
        html_end_aside(html);
    }
    html_end_term(html);
}

static void write_path(struct html *html, const struct report_signature *signature)
{
    if (signature->path_count < 2)
        return;
    html_term(html, "page.signature.path");
    for (size_t i = 1; i < signature->path_count && i < PATH_MAX_SHOWN; i++) {
        if (i > 1)
            html_markup(html, "<br>");
        write_certificate(html, &signature->path[i]);
    }
    html_end_term(html);
}

static void write_stamps(struct html *html, const struct report_signature *signature)
{
    for (size_t i = 0; i < signature->time_stamp_count && i < PATH_MAX_SHOWN; i++) {
        const struct report_time_stamp *stamp = &signature->time_stamps[i];

        html_term(html, "page.signature.time_stamp");
        html_mark(html, stamp->trusted ? HTML_GOOD : HTML_UNSURE);
        html_time(html, stamp->time);
        if (stamp->signer) {
            html_begin_aside(html);
            html_data(html, stamp->signer->subject);
            html_end_aside(html);
        }
        html_end_term(html);
    }
}

static void write_seal(struct html *html, const struct report_seal *seal)
{
    if (!seal)
        return;
    html_term(html, "page.signature.seal");
    html_mark(html, seal->maker_trusted ? HTML_GOOD : HTML_UNSURE);
    html_data(html, seal->name);
    html_markup(html, " ");
    html_figure(html, seal->id);
    html_end_term(html);
}

void page_certificates(struct html *html, const struct report_signature *signature)
{
    if (signature->signer) {
        html_term(html, signature->indication == TOTAL_PASSED ? "page.signature.signer"
                                                              : "page.signature.calls_itself");
        write_certificate(html, signature->signer);
        html_end_term(html);
    }
    write_path(html, signature);
    write_revocation(html, signature->revocation);
    write_stamps(html, signature);
    write_seal(html, signature->seal);
}
