#include "tests.h"

#include "base/error.h"
#include "daemon/judge.h"

#define TAIL "\"trust_snapshot\":\"a\",\"configuration_sha256\":\"b\",\"codes\":[],"
#define HEAD "{\"build\":\"1\"," TAIL

static int decode(const char *text, struct judge **ret)
{
    return judge_decode(slice_str(text), 10000, ret);
}

static void read_well(void **state)
{
    struct judge *judge = NULL;

    (void)state;
    assert_int_equal(
        decode(HEAD "\"sources\":[{\"name\":\"nia\",\"limits\":{\"time_ms\":20000},\"lag_s\":7200},"
                    "{\"name\":\"bank\"}]}",
               &judge),
        0);
    assert_int_equal(judge->source_count, 2);
    assert_non_null(judge_source(judge, "nia"));
    assert_null(judge_source(judge, "ni"));
    assert_int_equal(judge_source(judge, "nia")->lag_s, 7200);
    assert_int_equal(judge_source(judge, "bank")->lag_s, 0);
    assert_int_equal(judge_time_ms(judge, "nia"), 20000);
    assert_int_equal(judge_time_ms(judge, "bank"), 10000);
    assert_int_equal(judge_time_ms(judge, NULL), 20000);
    judge_unref(judge_ref(judge));
    judge_unref(judge);
    judge_unref(NULL);
}

static void refused(void **state)
{
    static const char *const texts[] = {
        "",
        "[]",
        "{}",
        HEAD "\"sources\":{}}",
        HEAD "\"sources\":[{}]}",
        HEAD "\"sources\":[{\"name\":7}]}",
        HEAD "\"sources\":[{\"name\":\"x\",\"limits\":{\"time_ms\":0}}]}",
        HEAD "\"sources\":[{\"name\":\"x\",\"lag_s\":-1}]}",
        HEAD "\"sources\":[]}x",
        HEAD "\"build\":\"2\",\"sources\":[]}",
        "{\"build\":1," TAIL "\"sources\":[]}",
    };
    struct judge *judge = NULL;

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_int_equal(decode(texts[i], &judge), ERR_PROTOCOL);
        assert_null(judge);
    }
}

int run_judge_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(read_well),
        cmocka_unit_test(refused),
    };

    return cmocka_run_group_tests_name("judge", tests, NULL, NULL);
}
