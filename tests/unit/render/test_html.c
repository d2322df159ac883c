/* What reaches a page is escaped, whoever wrote it; and an isolated parameter stays one. */
#include "base/error.h"
#include "render/html.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

struct fixture {
    struct buffer out;
    struct html html;
};

static void begin(struct fixture *fixture)
{
    struct catalogues *catalogues = NULL;
    char *bad = NULL;

    assert_int_equal(catalogues_load(LOCALE_DIR, &catalogues, &bad), 0);
    buffer_init(&fixture->out, 0);
    fixture->html = (struct html){
        .out = &fixture->out,
        .arena = arena_new(0),
        .catalogues = catalogues,
        .language = "en",
    };
}

static void expect(struct fixture *fixture, const char *written)
{
    buffer_append_byte(&fixture->out, '\0');
    assert_string_equal((const char *)fixture->out.data, written);
    fixture->out.size = 0;
}

static void end(struct fixture *fixture)
{
    arena_free(fixture->html.arena);
    catalogues_free((struct catalogues *)(uintptr_t)fixture->html.catalogues);
    buffer_done(&fixture->out);
}

static void no_text_opens_a_tag(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f);
    html_text(&f.html, "<script>alert('1')</script>");
    expect(&f, "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;");
    html_text(&f.html, "\" onload=\"x");
    expect(&f, "&quot; onload=&quot;x");
    html_text(&f.html, "&lt;b&gt;");
    expect(&f, "&amp;lt;b&amp;gt;");
    html_message(&f.html, "<img src=x onerror='y'>");
    expect(&f, "&lt;img src=x onerror=&#39;y&#39;&gt;");
    html_data(&f.html, "</bdi><script>");
    expect(&f, "<bdi>&lt;/bdi&gt;&lt;script&gt;</bdi>");
    html_code(&f.html, "sex", "<b>");
    expect(&f, "<bdi>&lt;b&gt;</bdi>");
    html_text(&f.html, NULL);
    html_data(&f.html, NULL);
    html_figure(&f.html, NULL);
    expect(&f, "");
    end(&f);
}

/* A language out of a document is an attribute, and so must look like one. */
static void no_text_ends_an_attribute(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f);
    f.html.text_language = "zh\" onclick=\"x";
    html_data(&f.html, "a");
    expect(&f, "<bdi>a</bdi>");
    f.html.text_language = "zh-Hans";
    html_data(&f.html, "a");
    expect(&f, "<bdi lang=\"zh-Hans\">a</bdi>");
    end(&f);
}

static void no_text_turns_the_direction(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f);
    html_text(&f.html, "a\u202Eb\u2066c\u2069d\u200Fe");
    expect(&f, "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe");
    html_message(&f.html, "a\u202Eb");
    expect(&f, "a\uFFFDb");
    html_text(&f.html, "\x01\x1b[31m\x7f");
    expect(&f, "\uFFFD\uFFFD[31m\uFFFD");
    html_text(&f.html, "a\xff\xfe\xc3<");
    expect(&f, "a\uFFFD\uFFFD\uFFFD&lt;");
    end(&f);
}

static void isolated_parameters_are_elements(void **state)
{
    static const struct report_param param = {"value", "1\u2069</bdi>\u202E"};
    static const struct report_params params = {&param, 1};
    struct fixture f;

    (void)state;
    begin(&f);
    html_message(&f.html, "from \u2068a<b\u2069 to \u2068c\u2069.");
    expect(&f, "from <bdi>a&lt;b</bdi> to <bdi>c</bdi>.");
    html_message(&f.html, "\u2069\u2069a\u2068b"); /* ends nothing; is ended */
    expect(&f, "a<bdi>b</bdi>");
    html_message(&f.html, render_isolated(f.html.arena, f.html.catalogues, "en",
                                          "no.such.id {value}", &params));
    expect(&f, "no.such.id <bdi>1\uFFFD&lt;/bdi&gt;\uFFFD</bdi>");
    end(&f);
}

static void deep_isolation_is_bounded_and_ended(void **state)
{
    struct fixture f;
    size_t opened = 0, closed = 0;

    (void)state;
    begin(&f);
    for (size_t i = 0; i < 40; i++)
        html_message(&f.html,
                     "\u2068\u2068\u2068\u2068\u2068\u2068\u2068\u2068\u2068\u2068\u2068x");
    buffer_append_byte(&f.out, '\0');
    for (const char *at = (const char *)f.out.data; (at = strstr(at, "<bdi>")); at++)
        opened++;
    for (const char *at = (const char *)f.out.data; (at = strstr(at, "</bdi>")); at++)
        closed++;
    assert_int_equal(opened, 40 * 8);
    assert_int_equal(closed, opened);
    end(&f);
}

static void codes_have_words_or_are_shown(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f);
    html_code(&f.html, "direction", "exit");
    expect(&f, "exit");
    html_code(&f.html, "unit", "days"); /* word.unit.days is "{n} days" */
    expect(&f, "<bdi>days</bdi>");
    html_code(&f.html, "form", "electronic");
    expect(&f, "electronic file");
    html_code(&f.html, "figure", "outside");
    expect(&f, "days outside");
    html_code(&f.html, "figure", "of_no_word");
    expect(&f, "<bdi>of no word</bdi>");
    html_day(&f.html, 0);
    expect(&f, "<bdi dir=\"ltr\">1970-01-01</bdi>");
    html_time(&f.html, 0);
    expect(&f, "<bdi dir=\"ltr\">1970-01-01 08:00 +08:00</bdi>");
    html_say_number(&f.html, "page.crossings.count", 76);
    expect(&f, "Rows in the document: <bdi>76</bdi>.");
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_text_opens_a_tag),
        cmocka_unit_test(no_text_ends_an_attribute),
        cmocka_unit_test(no_text_turns_the_direction),
        cmocka_unit_test(isolated_parameters_are_elements),
        cmocka_unit_test(deep_isolation_is_bounded_and_ended),
        cmocka_unit_test(codes_have_words_or_are_shown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
