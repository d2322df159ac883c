#include "policy/person.h"

#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct report_name hani = {"张某某", "Hani", "printed"};
static const struct report_name latn = {"ZHANG MOUMOU", "Latn", "printed"};

static struct report_person person(const struct report_name *names, size_t name_count,
                                   const struct report_id_number *numbers, size_t number_count)
{
    return (struct report_person){.names = names,
                                  .name_count = name_count,
                                  .id_numbers = numbers,
                                  .id_number_count = number_count};
}

static enum agreement names(const struct report_name *a, size_t a_count,
                            const struct report_name *b, size_t b_count)
{
    struct report_person left = person(a, a_count, NULL, 0), right = person(b, b_count, NULL, 0);
    enum agreement there = person_compare(&left, &right, PERSON_NAME).agreement;

    assert_int_equal(person_compare(&right, &left, PERSON_NAME).agreement, there);
    return there;
}

static void test_names(void **state)
{
    const struct report_name both[] = {hani, latn};
    const struct report_name mixed[] = {hani, {"LI SAN", "Latn", "printed"}};
    const struct report_name other = {"李某某", "Hani", "printed"};
    const struct report_name alias[] = {other, {"张某某", "Hani", "alias"}};

    (void)state;
    assert_int_equal(names(&hani, 1, &hani, 1), AGREEMENT_EXACT);
    assert_int_equal(names(&hani, 1, both, 2), AGREEMENT_EXACT);
    assert_int_equal(names(&hani, 1, &latn, 1), AGREEMENT_UNKNOWN); /* no sound is compared */
    assert_int_equal(names(&hani, 1, &other, 1), AGREEMENT_DIFFERENT);
    assert_int_equal(names(both, 2, mixed, 2), AGREEMENT_NEAR);
    assert_int_equal(names(&hani, 1, alias, 2), AGREEMENT_NEAR);
    assert_int_equal(names(NULL, 0, &hani, 1), AGREEMENT_UNKNOWN);
    assert_int_equal(person_compare(NULL, NULL, PERSON_NAME).agreement, AGREEMENT_UNKNOWN);
}

static enum agreement ids(const struct report_id_number *a, size_t a_count,
                          const struct report_id_number *b, size_t b_count)
{
    struct report_person left = person(NULL, 0, a, a_count), right = person(NULL, 0, b, b_count);

    return person_compare(&left, &right, PERSON_ID_NUMBER).agreement;
}

static void test_ids(void **state)
{
    const struct report_id_number id = {"cn_resident_id", "110101199001011237", false};
    const struct report_id_number masked = {"cn_resident_id", "110101********1237", true};
    const struct report_id_number wrong = {"cn_resident_id", "110101********1238", true};
    const struct report_id_number old = {"passport", "E00000001", false};
    const struct report_id_number passports[] = {{"passport", "E00000002", false}, old};
    const struct report_id_number bad[] = {old, wrong};
    const struct report_id_number good[] = {old, id};
    const struct report_id_number slip = {"travel_document", "E00000001", false};
    const struct report_id_number other_slip = {"travel_document", "E00000009", false};
    const struct report_id_number id_as_slip = {"travel_document", "110101199001011237", false};

    (void)state;
    assert_int_equal(ids(&id, 1, &id, 1), AGREEMENT_EXACT);
    assert_int_equal(ids(&id, 1, &masked, 1), AGREEMENT_COMPATIBLE);
    assert_int_equal(ids(&id, 1, &wrong, 1), AGREEMENT_DIFFERENT);
    assert_int_equal(ids(&id, 1, &old, 1), AGREEMENT_UNKNOWN);
    assert_int_equal(ids(&old, 1, passports, 1), AGREEMENT_NEAR); /* renewed? */
    assert_int_equal(ids(&old, 1, passports, 2), AGREEMENT_EXACT);
    /* a landing slip does not say which document its number is of */
    assert_int_equal(ids(&slip, 1, passports, 2), AGREEMENT_EXACT);
    assert_int_equal(ids(passports, 2, &slip, 1), AGREEMENT_EXACT);
    assert_int_equal(ids(&other_slip, 1, passports, 2), AGREEMENT_NEAR);
    assert_int_equal(ids(&id_as_slip, 1, &id, 1), AGREEMENT_UNKNOWN);
    /* a number for life that differs is not outweighed by a passport that agrees */
    assert_int_equal(ids(good, 2, bad, 2), AGREEMENT_DIFFERENT);
}

static void test_permit(void **state)
{
    const struct report_id_number held[] = {{"cn_eep", "C12345678", false},
                                            {"passport", "E00000001", false}};
    struct report_person holder = person(NULL, 0, held, 2);

    (void)state;
    assert_int_equal(person_has_number(&holder, "cn_eep", "C12345678").agreement, AGREEMENT_EXACT);
    assert_int_equal(person_has_number(&holder, "cn_eep", "C12345679").agreement,
                     AGREEMENT_DIFFERENT);
    assert_int_equal(person_has_number(&holder, "cn_eep", "C1234****").agreement,
                     AGREEMENT_COMPATIBLE);
    assert_int_equal(person_has_number(&holder, "hk_hrp", "H00000001").agreement,
                     AGREEMENT_UNKNOWN);
    assert_int_equal(person_has_number(&holder, NULL, "C12345678").agreement, AGREEMENT_UNKNOWN);
    assert_int_equal(person_has_number(NULL, "cn_eep", "C12345678").agreement, AGREEMENT_UNKNOWN);
}

static enum agreement field(struct report_person a, struct report_person b, enum person_field which)
{
    return person_compare(&a, &b, which).agreement;
}

static void test_fields(void **state)
{
    struct report_person a = {
        .has_birth_date = true, .birth_date = 7000, .sex = "male", .nationality = "CHN"};
    struct report_person b = a, nothing = {0}, unspecified = {.sex = "unspecified"};

    (void)state;
    for (int i = PERSON_BIRTH_DATE; i <= PERSON_NATIONALITY; i++) {
        assert_int_equal(field(a, b, (enum person_field)i), AGREEMENT_EXACT);
        assert_int_equal(field(a, nothing, (enum person_field)i), AGREEMENT_UNKNOWN);
    }
    b = (struct report_person){
        .has_birth_date = true, .birth_date = 7001, .sex = "female", .nationality = "FRA"};
    assert_int_equal(field(a, b, PERSON_BIRTH_DATE), AGREEMENT_DIFFERENT);
    assert_int_equal(field(a, b, PERSON_SEX), AGREEMENT_DIFFERENT);
    assert_int_equal(field(a, b, PERSON_NATIONALITY), AGREEMENT_NEAR);
    assert_int_equal(field(a, unspecified, PERSON_SEX), AGREEMENT_UNKNOWN);
}

static void test_steps(void **state)
{
    struct arena *arena = arena_new(0);

    (void)state;
    assert_string_equal(agreement_steps(arena, NAME_STEP_RADICALS | NAME_STEP_CASE),
                        "radicals+case");
    assert_null(agreement_steps(arena, 0));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),  cmocka_unit_test(test_ids),   cmocka_unit_test(test_permit),
        cmocka_unit_test(test_fields), cmocka_unit_test(test_steps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
