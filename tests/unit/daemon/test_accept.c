#include "tests.h"

#include "daemon/accept.h"

static void json_is_the_default(void **state)
{
    static const char *const fields[] = {
        "*/*",
        "application/json",
        "application/json, text/html",
        "text/html, */*",
        "text/html;q=0.5, application/json;q=0.9",
        "text/html;q=0",
        "text/html;q=0, */*;q=0.1",
        "text/html;q=nonsense",
        "text/htmlx",
        "image/png",
        "",
        ";;;,,,=",
    };

    (void)state;
    assert_false(accept_wants_page(NULL));
    for (size_t i = 0; i < COUNT(fields); i++)
        assert_false(accept_wants_page(fields[i]));
}

static void a_page_for_who_asks(void **state)
{
    static const char *const fields[] = {
        "text/html",
        "Text/HTML; charset=utf-8",
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
        "application/json;q=0.5 , text/html ; q=0.6",
        "text/html, application/json;q=0.999",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(fields); i++)
        if (!accept_wants_page(fields[i]))
            fail_msg("no page for %s", fields[i]);
}

int run_accept_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_is_the_default),
        cmocka_unit_test(a_page_for_who_asks),
    };

    return cmocka_run_group_tests_name("accept", tests, NULL, NULL);
}
