#include "base/error.h"
#include "report/json.h"
#include "report/schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct report_param params[] = {{"wanted", "9 months"}, {"found", "273..274 days"}};
static const struct decision_test parts[] = {
    {.predicate = "presented", .outcome = OUTCOME_PASS},
    {.predicate = "presented", .outcome = OUTCOME_FAIL, .why = "absent", .message = "not there"},
};
static const struct decision_figure figures[] = {
    {.name = "inside",
     .lower = "273",
     .upper = "274",
     .unit = "days",
     .from = "2023-11-22",
     .to = "2024-11-21",
     .reading = "full",
     .outcome = "unknown"},
    {.name = "row", .value = "1"},
};
static const char *const evidence[] = {"/documents/0/claims/crossings/3", "/documents/0/claims"};
static const struct decision_finding findings[] = {
    {.rule = "nine-months-each-year",
     .cite = "art. 6(5)",
     .confidence = "law",
     .effect = EFFECT_REFER,
     .basis = BASIS_BOTH,
     .test = {.predicate = "days",
              .why = "readings",
              .params = {params, 2},
              .message = "It depends on how days are counted."},
     .figures = figures,
     .figure_count = 2,
     .evidence = evidence,
     .evidence_count = 2},
    {.rule = "papers",
     .effect = EFFECT_REJECT,
     .test = {.predicate = "all_of", .outcome = OUTCOME_FAIL, .parts = parts, .part_count = 2}},
};
static const struct report_advice advice = {.code = "advice.give_paper", .message = "send it"};
static const struct decision_ask asks[] = {
    {.kind = "lease",
     .rule = "papers",
     .code = "ask.missing",
     .why = "no lease",
     .advice = &advice},
    {.fact = "leave_to_be_away", .rule = "papers", .code = "ask.not_stated"},
};
static const struct report_param stay[] = {{"stay", "present"}, {"from", "2026-11-22"}};
static const struct decision_change change = {
    .rule = "nine-months-each-year",
    .to = OUTCOME_PASS,
    .on = 20852,
    .has_until = true,
    .until = 20940,
    .supposing = "present from 2026-11-22 on",
    .params = {stay, 2},
    .message = "passes from then on",
};
static const struct decision_document document = {
    .role = "record",
    .report_id = "0190-1",
    .report_sha256 = "aa",
    .document_sha256 = "bb",
    .source = "nia",
    .has_indication = true,
    .indication = TOTAL_PASSED,
};
static const struct report_param fees[] = {{"apply", "1500 CNY"}};

static const struct decision sample = {
    .id = "0190-2",
    .policy = "cn-pr-spouse",
    .version = 1,
    .policy_sha256 = "cc",
    .as_of = 60,
    .time_zone = "Asia/Shanghai",
    .facts_sha256 = "dd",
    .documents = &document,
    .document_count = 1,
    .findings = findings,
    .finding_count = 2,
    .asks = asks,
    .ask_count = 2,
    .fees = {fees, 1},
    .changes = &change,
    .change_count = 1,
};

static char *text_of(struct buffer *out)
{
    char *text;

    assert_int_equal(buffer_error(out), 0);
    text = strndup((const char *)out->data, out->size);
    buffer_done(out);
    return text;
}

static char *encode(const struct decision *decision, enum report_form form)
{
    struct buffer out;

    buffer_init(&out, 0);
    decision_encode(decision, form, &out);
    return text_of(&out);
}

/* Parts of a test are tests: a table may name itself. */
static void check_type(const struct report_type *type)
{
    for (size_t i = 0; i < type->member_count; i++) {
        const struct report_member *member = &type->members[i];

        if (i > 0)
            assert_true(strcmp(type->members[i - 1].name, member->name) < 0);
        if (member->type && member->type != type)
            check_type(member->type);
    }
}

static void tables_are_in_canonical_order(void **state)
{
    (void)state;
    check_type(&decision_type);
    check_type(&decision_join_type);
}

static void the_wire_is_as_the_contract_says(void **state)
{
    char *json = encode(&sample, REPORT_FULL);

    (void)state;
    assert_string_equal(
        json,
        "{\"as_of\":\"1970-01-01T00:01:00Z\",\"asks\":[{\"advice\":{\"code\":\"advice.give_paper\","
        "\"message\":\"send "
        "it\"},\"code\":\"ask.missing\",\"kind\":\"lease\",\"params\":{},\"rule\":"
        "\"papers\",\"why\":\"no "
        "lease\"},{\"code\":\"ask.not_stated\",\"fact\":\"leave_to_be_away\","
        "\"params\":{},\"rule\":\"papers\"}],\"changes\":[{\"if\":\"present from 2026-11-22 on\","
        "\"message\":\"passes from then on\",\"on\":\"2027-02-03\",\"params\":{\"from\":"
        "\"2026-11-22\",\"stay\":\"present\"},\"rule\":\"nine-months-each-year\",\"to\":\"pass\","
        "\"until\":\"2027-05-02\"}],\"documents\":[{\"document_sha256\":\"bb\",\"indication\":"
        "\"total_passed\",\"report_id\":\"0190-1\",\"report_sha256\":\"aa\",\"role\":\"record\","
        "\"source\":\"nia\"}],\"facts_sha256\":\"dd\",\"fees\":{\"apply\":\"1500 CNY\"},"
        "\"findings\":[{\"basis\":\"both\",\"cite\":\"art. 6(5)\",\"confidence\":\"law\","
        "\"effect\":\"refer\",\"evidence\":[\"/documents/0/claims/crossings/3\","
        "\"/documents/0/claims\"],\"figures\":[{\"from\":\"2023-11-22\",\"lower\":\"273\",\"name\":"
        "\"inside\",\"outcome\":\"unknown\",\"reading\":\"full\",\"to\":\"2024-11-21\",\"unit\":"
        "\"days\",\"upper\":\"274\"},{\"name\":\"row\",\"value\":\"1\"}],\"message\":"
        "\"It depends on how days are counted.\",\"outcome\":\"unknown\",\"params\":{\"found\":"
        "\"273..274 days\",\"wanted\":\"9 months\"},\"predicate\":\"days\",\"rule\":"
        "\"nine-months-each-year\",\"why\":\"readings\"},{\"basis\":\"stated\",\"effect\":"
        "\"reject\",\"figures\":[],\"outcome\":\"fail\",\"params\":{},\"parts\":[{\"outcome\":"
        "\"pass\",\"params\":{},\"predicate\":\"presented\"},{\"message\":\"not "
        "there\",\"outcome\":"
        "\"fail\",\"params\":{},\"predicate\":\"presented\",\"why\":\"absent\"}],\"predicate\":"
        "\"all_of\",\"rule\":\"papers\"}],\"id\":\"0190-2\",\"policy\":\"cn-pr-spouse\","
        "\"policy_sha256\":\"cc\",\"schema\":1,\"time_zone\":\"Asia/Shanghai\",\"verdict\":"
        "\"refer\",\"version\":1}");
    free(json);
}

/* Who decides the same from the same gets the same digest, whatever ids and language were. */
static void identity_leaves_out_ids_and_sentences(void **state)
{
    struct decision_document other_document = document;
    struct decision_finding other_finding = findings[0];
    struct decision other = sample;
    struct digest first, second;
    struct sha256 *sha256 = sha256_new();

    (void)state;
    other_document.report_id = "0190-9";
    other_finding.test.message = "Das kommt darauf an.";
    other.id = "0190-3";
    other.documents = &other_document;
    other.findings = (struct decision_finding[]){other_finding, findings[1]};
    assert_int_equal(decision_sha256(sha256, &sample, &first), 0);
    assert_int_equal(decision_sha256(sha256, &other, &second), 0);
    assert_true(digest_equal(&first, &second));
    other_document.report_sha256 = "ab";
    assert_int_equal(decision_sha256(sha256, &other, &second), 0);
    assert_false(digest_equal(&first, &second));
    sha256_free(sha256);
}

static void what_was_encoded_decodes_to_the_same(void **state)
{
    char *json = encode(&sample, REPORT_FULL), *again;
    struct arena *arena = arena_new(0);
    struct decision *decision = NULL;

    (void)state;
    assert_int_equal(decision_decode(arena, slice_str(json), &decision), 0);
    again = encode(decision, REPORT_FULL);
    assert_string_equal(json, again);
    assert_int_equal(decision->findings[1].effect, EFFECT_REJECT);
    assert_string_equal(decision->findings[0].evidence[1], "/documents/0/claims");
    assert_int_equal(decision->findings[1].test.parts[1].outcome, OUTCOME_FAIL);
    arena_free(arena);
    free(again);
    free(json);
}

static void what_is_no_decision_is_refused(void **state)
{
    static const char *const changes[][2] = {
        {"\"verdict\":\"refer\"", "\"verdict\":\"maybe\""},
        {"\"effect\":\"reject\"", "\"effect\":\"\""},
        {"\"outcome\":\"fail\"", "\"outcome\":\"failed\""},
        {"\"fees\":{\"apply\":\"1500 CNY\"}", "\"fees\":{}"},
        {"\"evidence\":[\"/documents/0/claims/crossings/3\",\"/documents/0/claims\"]",
         "\"evidence\":[]"},
        {"\"version\":1", "\"version\":\"1\""},
        {"\"verdict\":\"refer\",", ""},
    };
    struct decision *decision = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        char *json = encode(&sample, REPORT_FULL), *at = strstr(json, changes[i][0]);
        struct arena *arena = arena_new(0);
        struct buffer changed;

        assert_non_null(at);
        buffer_init(&changed, 0);
        buffer_printf(&changed, "%.*s%s%s", (int)(at - json), json, changes[i][1],
                      at + strlen(changes[i][0]));
        assert_int_equal(decision_decode(arena, buffer_slice(&changed), &decision), ERR_SYNTAX);
        assert_null(decision);
        buffer_done(&changed);
        arena_free(arena);
        free(json);
    }
}

static void a_join_says_where_each_crossing_is_from(void **state)
{
    static const struct join_crossing crossings[] = {
        {.crossing = {.row = 1,
                      .direction = "exit",
                      .date = 0,
                      .port = "深圳湾口岸",
                      .region = "HK",
                      .basis = "document"},
         .territory = "CN",
         .has_from_report = true,
         .from_report = 0},
        {.crossing = {.row = 2, .direction = "entry", .date = 1, .basis = "stated"}},
    };
    static const struct join_pair pair = {true, 0, false, 0, "unknown"};
    static const struct join_gap gap = {.from = 2, .to = 3, .territory = "HK"};
    static const struct join_field field = {0, -1, "name", "equivalent", "width"};
    static const struct decision_join join = {"same", &field, 1, &pair, 1, &gap, 1, crossings, 2};
    struct buffer out;
    char *json;

    (void)state;
    buffer_init(&out, 0);
    decision_join_encode(&join, &out);
    json = text_of(&out);
    assert_string_equal(
        json,
        "{\"crossings\":[{\"basis\":\"document\",\"date\":\"1970-01-01\",\"direction\":\"exit\","
        "\"document_masked\":false,\"from_report\":0,\"port\":\"深圳湾口岸\",\"region\":\"HK\","
        "\"row\":1,\"territory\":\"CN\"},{\"basis\":\"stated\",\"date\":\"1970-01-02\","
        "\"direction\":\"entry\",\"document_masked\":false,\"row\":2}],\"fields\":[{\"field\":"
        "\"name\",\"first\":0,\"grade\":\"equivalent\",\"second\":-1,\"step\":\"width\"}],"
        "\"pairs\":[{\"exit\":0,\"outcome\":\"unknown\"}],\"persons\":\"same\",\"uncovered\":"
        "[{\"from\":\"1970-01-03\",\"territory\":\"HK\",\"to\":\"1970-01-04\"}]}");
    free(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_in_canonical_order),
        cmocka_unit_test(the_wire_is_as_the_contract_says),
        cmocka_unit_test(identity_leaves_out_ids_and_sentences),
        cmocka_unit_test(what_was_encoded_decodes_to_the_same),
        cmocka_unit_test(what_is_no_decision_is_refused),
        cmocka_unit_test(a_join_says_where_each_crossing_is_from),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
