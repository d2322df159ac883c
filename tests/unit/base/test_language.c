#include "tests.h"

#include "base/language.h"

#include <string.h>

static void chinese_is_asked_for_by_script(void **state)
{
    static const struct {
        const char *tag, *full;
    } cases[] = {
        {"zh-HK", "zh-Hant-HK"},
        {"zh-mo", "zh-Hant-mo"},
        {"zh-TW", "zh-Hant-TW"},
        {"zh-CN", "zh-Hans-CN"},
        {"zh-SG", "zh-Hans-SG"},
        {"zh", "zh-Hans"},
        {"ZH-hk", "zh-Hant-hk"},
        {"zh-Hans-HK", "zh-Hans-HK"},
        {"zh-Hant", "zh-Hant"},
        {"zh-hant-CN", "zh-hant-CN"},
        {"zh-HKG", "zh-Hans-HKG"}, /* no region of two letters */
        {"ar-EG", "ar-EG"},
        {"en", "en"},
        {"zha-HK", "zha-HK"}, /* Zhuang */
        {"", ""},
    };
    char full[LANGUAGE_SIZE];

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        language_with_script(cases[i].tag, full);
        assert_string_equal(full, cases[i].full);
    }
}

static void a_tag_is_shortened_subtag_by_subtag(void **state)
{
    static const char tag[] = "zh-Hant-HK";
    size_t length = strlen(tag);

    (void)state;
    assert_int_equal(length = language_shorten(tag, length), 7);
    assert_int_equal(length = language_shorten(tag, length), 2);
    assert_int_equal(language_shorten(tag, length), 0);
    assert_int_equal(language_shorten("", 0), 0);
}

static void a_long_tag_is_cut(void **state)
{
    char full[LANGUAGE_SIZE];

    (void)state;
    language_with_script("zh-HK-x-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd-eeeeeeee", full);
    assert_int_equal(strlen(full), LANGUAGE_SIZE - 1);
    assert_int_equal(strncmp(full, "zh-Hant-HK-x-", 13), 0);
}

int run_language_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chinese_is_asked_for_by_script),
        cmocka_unit_test(a_tag_is_shortened_subtag_by_subtag),
        cmocka_unit_test(a_long_tag_is_cut),
    };

    return cmocka_run_group_tests_name("language", tests, NULL, NULL);
}
