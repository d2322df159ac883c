#include "base/error.h"
#include "report/json.h"
#include "report/schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct report_param params[] = {{"offset", "12"}, {"detail", "a \"quote\"\t"}};

static const struct report_crossing crossings[] = {
    {.row = 1,
     .direction = "entry",
     .date = 20000,
     .document_number = "C12345678",
     .port = "罗湖口岸",
     .region = "HK",
     .basis = "document"},
};

static const struct report_claims claims = {
    .complete = "yes",
    .covers = "unknown",
    .form = "electronic",
    .serial = "E260404000001",
    .has_issued_at = true,
    .issued_at = 1775306820,
    .issued_precision = "minute",
    .crossings = crossings,
    .crossing_count = 1,
    .has_crossings = true,
};

static const struct report_reason reasons[] = {
    {.code = "signature.digest_mismatch", .params = {params, 1}, .message = "changed"},
};

static const struct report sample = {
    .id = "0190-1",
    .document_sha256 = "00ff",
    .size = 42,
    .media_type = "application/pdf",
    .build = "0.1.0",
    .judged_by = {.trust_snapshot = "aa", .configuration_sha256 = "bb"},
    .inputs = {.at = 0, .at_from = "clock", .password = "none"},
    .source = "nia",
    .repeatable = true,
    .indication = TOTAL_FAILED,
    .subindication = SUB_HASH_FAILURE,
    .reasons = reasons,
    .reason_count = 1,
    .claims = &claims,
};

/* A signature, and the way the file grew, with every member that explains them. */
static const struct report_revocation revoked = {
    .status = "revoked",
    .source = "crl",
    .held_by = "document",
    .issuer = "CN=Issuer",
    .has_as_of = true,
    .as_of = 60,
    .has_next_update = true,
    .next_update = 120,
    .has_revoked_at = true,
    .revoked_at = 0,
    .reason = "keyCompromise",
};
static const struct report_revocation not_known = {.status = "unknown"};
static const struct report_certificate path[] = {
    {"CN=Signer", "CN=Issuer", "01", 0, 60, "aa", &revoked},
    {"CN=Issuer", "CN=Issuer", "02", 0, 60, "bb", NULL},
};
static const struct report_change change = {
    .revision = 2,
    .object = 7,
    .kind = "annotation_added",
    .has_page = true,
    .page = 1,
    .has_box = true,
    .box = {1, 2, 3, 4},
};
static const struct report_algorithm algorithms[] = {
    {.name = "sha256", .use = "digest", .acceptable = true},
    {.name = "rsa",
     .has_bits = true,
     .bits = 2048,
     .use = "certificate",
     .subject = "CN=Signer",
     .has_until = true,
     .until = 21914},
};
static const struct report_time_stamp stamp = {.kind = "document",
                                               .time = 60,
                                               .trusted = true,
                                               .signer = &path[1],
                                               .reasons = reasons,
                                               .reason_count = 1};
static const struct report_seal seal = {
    .version = 4,
    .name = "样章",
    .created = 0,
    .valid_from = 0,
    .valid_until = 60,
    .maker = &path[1],
    .maker_trusted = true,
};
static const struct report_signature signature = {
    .field = "Signature1",
    .format = "cms",
    .coverage = "earlier_revision",
    .has_byte_range = true,
    .byte_range = {0, 10, 20, 30},
    .algorithms = algorithms,
    .algorithm_count = 2,
    .signer = &path[0],
    .path = path,
    .path_count = 2,
    .trusted_as = "issuer",
    .revocation = &not_known,
    .has_proven_time = true,
    .proven_time = 60,
    .has_control_time = true,
    .control_time = 60,
    .time_basis = "time_stamp",
    .seal = &seal,
    .time_stamps = &stamp,
    .time_stamp_count = 1,
    .changes = &change,
    .change_count = 1,
};
static const int64_t ending[] = {0, 2};
static const struct report_revision revisions[] = {
    {.number = 1,
     .end = 50,
     .startxref = 40,
     .objects = 6,
     .signatures = ending,
     .signature_count = 2},
    {.number = 2, .start = 50, .end = 90, .startxref = 80, .objects = 1},
};

static struct report explained(void)
{
    struct report report = sample;

    report.signatures = &signature;
    report.signature_count = 1;
    report.revisions = revisions;
    report.revision_count = 2;
    return report;
}

static char *encode(const struct report *report, enum report_form form)
{
    struct buffer out;
    char *text;

    buffer_init(&out, 0);
    report_encode(report, form, &out);
    assert_int_equal(buffer_error(&out), 0);
    text = strndup((const char *)out.data, out.size);
    buffer_done(&out);
    return text;
}

static int decode(const char *json, struct arena **ret_arena, struct report **ret_report)
{
    *ret_arena = arena_new(0);
    return report_decode(*ret_arena, slice_str(json), ret_report);
}

static void check_type(const struct report_type *type, int depth)
{
    assert_true(depth < 12);
    for (size_t i = 0; i < type->member_count; i++) {
        const struct report_member *member = &type->members[i];

        if (i > 0)
            assert_true(strcmp(type->members[i - 1].name, member->name) < 0);
        if (member->type)
            check_type(member->type, depth + 1);
        if (member->kind == MEMBER_LIST)
            assert_true(member->count_offset != MEMBER_NO_OFFSET);
    }
}

static void tables_are_in_canonical_order(void **state)
{
    (void)state;
    check_type(&judgements_type, 0);
    check_type(&examination_type, 0);
    check_type(&report_type, 0);
}

static void canonical_form_is_sorted_and_bare(void **state)
{
    char *json = encode(&sample, REPORT_FULL);

    (void)state;
    assert_string_equal(
        json, "{\"build\":\"0.1.0\",\"checks\":[],\"claims\":{\"complete\":\"yes\",\"covers\":"
              "\"unknown\",\"crossings\":[{\"basis\":\"document\",\"date\":\"2024-10-04\","
              "\"direction\":\"entry\",\"document_masked\":false,\"document_number\":"
              "\"C12345678\",\"port\":\"罗湖口岸\",\"region\":\"HK\",\"row\":1}],\"extra\":[],"
              "\"form\":\"electronic\",\"issued_at\":\"2026-04-04T12:47:00Z\","
              "\"issued_precision\":\"minute\",\"serial\":\"E260404000001\"},"
              "\"document_sha256\":\"00ff\",\"id\":\"0190-1\",\"indication\":\"total_failed\","
              "\"inputs\":{\"at\":\"1970-01-01T00:00:00Z\",\"at_from\":\"clock\",\"password\":"
              "\"none\"},\"judged_by\":{\"configuration_sha256\":\"bb\",\"trust_snapshot\":\"aa\"},"
              "\"media_type\":\"application/pdf\",\"reasons\":[{\"code\":"
              "\"signature.digest_mismatch\",\"message\":\"changed\",\"params\":{\"offset\":"
              "\"12\"}}],\"repeatable\":true,\"schema\":1,\"signatures\":[],\"size\":42,"
              "\"source\":\"nia\",\"subindication\":\"HASH_FAILURE\"}");
    free(json);
}

static void identity_leaves_out_id_and_messages(void **state)
{
    struct report other = sample;
    char *a = encode(&sample, REPORT_IDENTITY);
    char *b;

    (void)state;
    other.id = "0190-2";
    b = encode(&other, REPORT_IDENTITY);
    assert_string_equal(a, b);
    assert_null(strstr(a, "message"));
    assert_null(strstr(a, "0190"));
    free(a);
    free(b);
}

static void what_was_encoded_decodes_to_the_same(void **state)
{
    char *json = encode(&sample, REPORT_FULL);
    struct report *report = NULL;
    struct arena *arena;
    char *again;

    (void)state;
    assert_int_equal(decode(json, &arena, &report), 0);
    again = encode(report, REPORT_FULL);
    assert_string_equal(json, again);
    assert_int_equal(report->indication, TOTAL_FAILED);
    assert_int_equal(report->claims->crossings[0].date, 20000);
    arena_free(arena);
    free(again);
    free(json);
}

static void parameters_are_sorted_and_escaped(void **state)
{
    struct report_reason reason = {.code = "pdf.malformed", .params = {params, 2}};
    struct report report = sample;
    char *json;

    (void)state;
    report.reasons = &reason;
    json = encode(&report, REPORT_FULL);
    assert_non_null(strstr(json, "{\"detail\":\"a \\\"quote\\\"\\t\",\"offset\":\"12\"}"));
    free(json);
}

static void an_explanation_is_encoded_and_decodes_to_the_same(void **state)
{
    static const char *const parts[] = {
        "\"algorithms\":[{\"acceptable\":true,\"name\":\"sha256\",\"use\":\"digest\"},"
        "{\"acceptable\":false,\"bits\":2048,\"name\":\"rsa\",\"subject\":\"CN=Signer\","
        "\"until\":\"2029-12-31\",\"use\":\"certificate\"}],\"byte_range\":[0,10,20,30],"
        "\"changes\":[{\"allowed\":false,\"box\":[1,2,3,4],\"kind\":\"annotation_added\",",
        "\"revocation\":{\"as_of\":\"1970-01-01T00:01:00Z\",\"held_by\":\"document\",\"issuer\":"
        "\"CN=Issuer\",\"next_update\":\"1970-01-01T00:02:00Z\",\"reason\":\"keyCompromise\","
        "\"revoked_at\":\"1970-01-01T00:00:00Z\",\"source\":\"crl\",\"status\":\"revoked\"},"
        "\"serial\":\"01\"",
        "\"reasons\":[],\"revocation\":{\"status\":\"unknown\"},",
        "\"maker_trusted\":true,\"name\":\"样章\",\"valid_from\":\"1970-01-01T00:00:00Z\",",
        "\"time_stamps\":[{\"kind\":\"document\",",
        "\"trusted_as\":\"issuer\"",
        ("\"revisions\":[{\"end\":50,\"number\":1,\"objects\":6,\"signatures\":[0,2],\"start\":0,"
         "\"startxref\":40},{\"end\":90,\"number\":2,\"objects\":1,\"start\":50,\"startxref\":80}"
         "]"),
    };
    struct report whole = explained(), *report = NULL;
    char *json = encode(&whole, REPORT_FULL), *again;
    struct arena *arena;

    (void)state;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        assert_non_null(strstr(json, parts[i]));
    assert_int_equal(decode(json, &arena, &report), 0);
    again = encode(report, REPORT_FULL);
    assert_string_equal(json, again);
    assert_int_equal(report->revisions[0].signatures[1], 2);
    assert_int_equal(report->signatures[0].byte_range[3], 30);
    arena_free(arena);
    free(again);
    free(json);
}

/* Decodes the sample with `find` replaced by `put`, which must be refused. */
static void refuse(const char *find, const char *put, int expected)
{
    struct report whole = explained();
    char *json = encode(&whole, REPORT_FULL);
    char *at = strstr(json, find);
    char changed[8192];
    struct report *report = NULL;
    struct arena *arena;

    assert_non_null(at);
    snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - json), json, put, at + strlen(find));
    assert_int_equal(decode(changed, &arena, &report), expected);
    assert_null(report);
    arena_free(arena);
    free(json);
}

static void what_is_not_in_the_tables_is_refused(void **state)
{
    (void)state;
    refuse("\"schema\":1", "\"schema\":2", ERR_SYNTAX);
    refuse("\"schema\":1", "\"schema\":1,\"shema\":1", ERR_SYNTAX);
    refuse("\"schema\":1", "\"schema\":1,\"schema\":1", ERR_SYNTAX);
    refuse("\"schema\":1,", "", ERR_SYNTAX);
    refuse("\"total_failed\"", "\"total_fine\"", ERR_SYNTAX);
    refuse("\"HASH_FAILURE\"", "\"HASH\"", ERR_SYNTAX);
    refuse("\"entry\"", "\"enter\"", ERR_SYNTAX);
    refuse("\"2024-10-04\"", "\"2024-02-30\"", ERR_SYNTAX);
    refuse("\"size\":42", "\"size\":\"42\"", ERR_SYNTAX);
    refuse("\"size\":42", "\"size\":4.2", ERR_SYNTAX);
    refuse("\"size\":42", "\"size\":null", ERR_SYNTAX);
    refuse("\"00ff\"", "\"00FF\"", ERR_SYNTAX);
    refuse("C12345678", "C1234\\u00005678", ERR_SYNTAX);
    refuse("C12345678", "C1234\\n5678", ERR_SYNTAX);
    refuse("C12345678", "\xff", ERR_SYNTAX);
    refuse("signature.digest_mismatch", "signature digest", ERR_SYNTAX);
    refuse("\"status\":\"revoked\"", "\"status\":\"fine\"", ERR_SYNTAX);
    refuse("\"source\":\"crl\"", "\"source\":\"hearsay\"", ERR_SYNTAX);
    refuse("\"use\":\"digest\"", "\"use\":\"ornament\"", ERR_SYNTAX);
    refuse("\"kind\":\"document\"", "\"kind\":\"page\"", ERR_SYNTAX);
    refuse("\"trusted_as\":\"issuer\"", "\"trusted_as\":\"friend\"", ERR_SYNTAX);
    refuse("[0,10,20,30]", "[0,10,20]", ERR_SYNTAX);
    refuse("[0,10,20,30]", "[0,10,20,30,40]", ERR_SYNTAX);
    refuse("\"signatures\":[0,2]", "\"signatures\":[]", ERR_SYNTAX);
    refuse("\"signatures\":[0,2]", "\"signatures\":[0,\"2\"]", ERR_SYNTAX);
    refuse("\"signatures\":[0,2]", "\"signatures\":[0,2", ERR_SYNTAX);
    refuse("\"signatures\":[0,2]", "\"signatures\":[0,]", ERR_SYNTAX);
    refuse("\"allowed\":false,", "", ERR_SYNTAX);
}

static void only_the_canonical_form_is_taken(void **state)
{
    (void)state;
    refuse("\"schema\":1", "\"schema\": 1", ERR_SYNTAX);
    refuse("\"schema\":1", "\"schema\":01", ERR_SYNTAX);
    refuse("\"size\":42", "\"size\":-0", ERR_SYNTAX);
    refuse("\"size\":42", "\"size\":", ERR_SYNTAX);
    refuse("\"size\":42", "\"size\":9223372036854775808", ERR_SYNTAX);
    refuse("\"size\":42,\"source\":\"nia\"", "\"source\":\"nia\",\"size\":42", ERR_SYNTAX);
    refuse("{\"build\"", "{,\"build\"", ERR_SYNTAX);
    refuse("\"checks\":[]", "\"checks\":[,]", ERR_SYNTAX);
    refuse("\"checks\":[],", "\"checks\":[],,", ERR_SYNTAX);
    refuse("\"claims\":{", "\"claims\":{\"accounts\":[],", ERR_SYNTAX);
    refuse("HASH_FAILURE\"}", "HASH_FAILURE\"}}", ERR_SYNTAX);
    refuse("HASH_FAILURE\"}", "HASH_FAILURE\"", ERR_SYNTAX);
    refuse("HASH_FAILURE\"}", "HASH_FAILURE", ERR_SYNTAX);
    refuse("HASH_FAILURE\"}", "HASH_FAILURE\\", ERR_SYNTAX);
    refuse("1970-01-01T00:00:00Z", "1970-01-01T01:00:00+01:00", ERR_SYNTAX);
    refuse("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.0Z", ERR_SYNTAX);
    refuse("0.1.0", "0\\u002e1.0", ERR_SYNTAX);
    refuse("0.1.0", "0\\/1.0", ERR_SYNTAX);
    refuse("{\"offset\":\"12\"}", "{\"offset\":\"12\",\"detail\":\"\"}", ERR_SYNTAX);
    refuse("{\"offset\":\"12\"}", "{\"offset\":\"12\",\"offset\":\"12\"}", ERR_SYNTAX);
    refuse("\"repeatable\":true", "\"repeatable\":1", ERR_SYNTAX);
}

static void escapes_are_undone(void **state)
{
    struct report quoted = sample, *report = NULL;
    struct arena *arena;
    char *json;

    (void)state;
    quoted.build = "a \\ \"quote\", \xe6\xb8\xaf";
    json = encode(&quoted, REPORT_FULL);
    assert_int_equal(decode(json, &arena, &report), 0);
    assert_string_equal(report->build, quoted.build);
    arena_free(arena);
    free(json);
}

static void numbers_reach_both_ends(void **state)
{
    struct report extreme = sample, *report = NULL;
    const int64_t ends[] = {INT64_MIN, -1, 0, INT64_MAX};

    (void)state;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        struct arena *arena;
        char *json;

        extreme.size = ends[i];
        json = encode(&extreme, REPORT_FULL);
        assert_int_equal(decode(json, &arena, &report), 0);
        assert_true(report->size == ends[i]);
        arena_free(arena);
        free(json);
    }
}

static void too_many_values_are_refused(void **state)
{
    const size_t count = 1000 * 1000 + 1;
    struct arena *arena = arena_new(0);
    struct report *report = NULL;
    struct buffer json;

    (void)state;
    buffer_init(&json, 0);
    buffer_append_str(&json, "{\"build\":\"x\",\"checks\":[{\"id\":\"x\",\"outcome\":\"pass\","
                             "\"params\":{");
    for (size_t i = 0; i < count; i++)
        buffer_printf(&json, "%s\"%07zu\":\"\"", i ? "," : "", i);
    assert_int_equal(report_decode(arena, buffer_slice(&json), &report), ERR_LIMIT);
    buffer_done(&json);
    arena_free(arena);
}

static void sha256_is_that_of_the_identity(void **state)
{
    struct sha256 *sha256 = sha256_new();
    struct report other = sample;
    struct digest a, b;

    (void)state;
    other.id = "another";
    assert_int_equal(report_sha256(sha256, &sample, &a), 0);
    assert_int_equal(report_sha256(sha256, &other, &b), 0);
    assert_true(digest_equal(&a, &b));
    other.size++;
    assert_int_equal(report_sha256(sha256, &other, &b), 0);
    assert_false(digest_equal(&a, &b));
    sha256_free(sha256);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_in_canonical_order),
        cmocka_unit_test(canonical_form_is_sorted_and_bare),
        cmocka_unit_test(identity_leaves_out_id_and_messages),
        cmocka_unit_test(what_was_encoded_decodes_to_the_same),
        cmocka_unit_test(an_explanation_is_encoded_and_decodes_to_the_same),
        cmocka_unit_test(parameters_are_sorted_and_escaped),
        cmocka_unit_test(what_is_not_in_the_tables_is_refused),
        cmocka_unit_test(only_the_canonical_form_is_taken),
        cmocka_unit_test(escapes_are_undone),
        cmocka_unit_test(numbers_reach_both_ends),
        cmocka_unit_test(too_many_values_are_refused),
        cmocka_unit_test(sha256_is_that_of_the_identity),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
