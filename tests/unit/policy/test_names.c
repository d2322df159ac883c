#include "policy/names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct pair {
    const char *a;
    const char *b;
    const char *expected; /* grade, and the steps that were needed */
};

static void expect(const struct pair *pair, enum agreement agreement, uint32_t steps)
{
    char found[128];
    size_t used = (size_t)snprintf(found, sizeof found, "%s", agreement_name(agreement));

    for (unsigned i = 0; i < NAME_STEPS; i++)
        if (steps >> i & 1)
            used += (size_t)snprintf(found + used, sizeof found - used, " %s", name_step_name(i));
    assert_string_equal(found, pair->expected);
}

static void test_names(void **state)
{
    static const struct pair pairs[] = {
        {"张某某", "张某某", "exact"},
        {"张某某", "张 某某", "equivalent spaces"},
        {"张某某", "李某某", "different"},
        {"张某某", "张某", "different"},
        {"\u2F83某", "\u81EA某", "equivalent radicals"}, /* Kangxi radical self */
        {"\u2EA0某", "\u6C11某", "equivalent radicals"}, /* CJK radical civilian: not in NFKC */
        {"\uF9F4某", "\u6797某", "equivalent compatibility"}, /* compatibility ideograph forest */
        {"ＡＮＮＡ", "ANNA", "equivalent width"},
        {"ａｎｎａ", "ANNA", "equivalent width case"},
        {"艾力\u2022买买提", "艾力\u00B7买买提", "equivalent dots"},
        {"艾力\u30FB买买提", "艾力 \u00B7 买买提", "equivalent dots spaces"},
        {"EXAMPLE  ANNA", " EXAMPLE ANNA", "equivalent spaces"},
        {"EXAMPLE ANNA", "Example\u3000Anna", "equivalent spaces case"},
        {"ZO\u00CB", "ZOE\u0308", "equivalent nfc"},
        {"\u1E69A", "s\u0307\u0323A", "equivalent nfc"}, /* marks in the other order */
        {"\uAC01", "\u1100\u1161\u11A8", "equivalent nfc"},
        /* may be the same; a person must say so */
        {"張三豐", "张三丰", "near"},
        {"臺北", "台北", "near"},
        {"説", "说", "near"},
        {"EXAMPLE ANNA", "ANNA EXAMPLE", "near"},
        {"EXAMPLE, Anna", "EXAMPLE ANNA", "near"},
        {"EXAMPLE ANNA-MARIE", "EXAMPLE ANNA MARIE", "near"},
        {"EXAMPLE ANNAMARIE", "EXAMPLE ANNA MARIE", "near"},
        {"M\u00DCLLER EVA", "MULLER EVA", "near"},
        {"张*某", "张某某", "near"},
        {"张＊", "张某某", "near"},
        {"*", "张某某", "near"},
        {"李*某", "张某某", "different"},
        {"张*三", "张某某", "different"},
        {"EXAMPLE ANNA", "EXAMPLE ANNE", "different"},
        {"EXAMPLE ANNA", "EXAMPLE ANNA MARIE", "different"},
        {"ANNA ANNA", "ANNA EXAMPLE", "different"},
        {"MUELLER", "M\u00DCLLER", "different"},
        {"ZHANG SAN", "张三", "different"}, /* no sound is guessed */
        /* nobody knows what such a glyph means */
        {"张\uE123", "张\uE123", "absent"},
        {"张\U000F1234", "张某", "absent"},
        {"张\uFFFD", "张\uFFFD", "absent"},
        {"", "张某某", "absent"},
        {" ", " ", "absent"},
        {"\xFF", "\xFF", "absent"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(pairs); i++) {
        uint32_t steps;
        enum agreement there = name_compare(slice_str(pairs[i].a), slice_str(pairs[i].b), &steps);

        expect(&pairs[i], there, steps);
        assert_int_equal(name_compare(slice_str(pairs[i].b), slice_str(pairs[i].a), NULL), there);
    }
}

static void test_long_name(void **state)
{
    char name[NAME_CODES_MAX + 2];

    (void)state;
    memset(name, 'A', sizeof name);
    assert_int_equal(
        name_compare(slice_of(name, NAME_CODES_MAX), slice_of(name, NAME_CODES_MAX), NULL),
        AGREEMENT_EXACT);
    assert_int_equal(
        name_compare(slice_of(name, NAME_CODES_MAX + 1), slice_of(name, NAME_CODES_MAX + 1), NULL),
        AGREEMENT_UNKNOWN);
}

static void test_numbers(void **state)
{
    static const struct pair pairs[] = {
        {"110101199001011237", "110101199001011237", "exact"},
        {"11010119900101123x", "11010119900101123X", "equivalent case"},
        {"A123456(7)", "A1234567", "equivalent marks"},
        {"Ｃ12345678", "c12345678", "equivalent width case"},
        {"110101********1237", "110101199001011237", "compatible"},
        {"110101********1237", "110101199001011238", "different"},
        {"110101********1237", "110102199001011237", "different"},
        {"110101********1237", "110101********1237", "compatible"},
        {"C1234****", "C12345678", "compatible"},
        {"C1***5678", "C12345678", "compatible"},
        {"C1***4678", "C12345678", "different"},
        {"C12**678", "C12345678", "compatible"}, /* as many signs as somebody liked */
        {"C13**678", "C12345678", "different"},
        {"1212*1212", "1212", "different"}, /* nobody has so short a one */
        {"**********", "C123456789", "absent"},
        {"C*******78", "C123456778", "absent"}, /* too little is shown */
        {"D*******78", "C123456778", "different"},
        {"C12345678", "C12345679", "different"},
        {"C12345678", "C1234567", "different"},
        {"", "C1234567", "absent"},
        {"军1234567", "军1234567", "absent"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(pairs); i++) {
        uint32_t steps;
        enum agreement there = number_compare(slice_str(pairs[i].a), slice_str(pairs[i].b), &steps);

        expect(&pairs[i], there, steps);
        assert_int_equal(number_compare(slice_str(pairs[i].b), slice_str(pairs[i].a), NULL), there);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_long_name),
        cmocka_unit_test(test_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
