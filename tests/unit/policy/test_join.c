/* Dossiers: persons compared, crossings joined, the two sides of a border held together. */
#include "support.h"

#include "base/datetime.h"
#include "policy/join.h"

#include <string.h>

#define ROWS_MAX 16

static const struct report_name name_hani = {"张某某", "Hani", "printed"};
static const struct report_name name_latn = {"ZHANG MOUMOU", "Latn", "printed"};
static const struct report_name name_other = {"李某某", "Hani", "printed"};
static const struct report_id_number id_masked = {"cn_resident_id", "110101********1237", true};
static const struct report_id_number id_hk = {"hkid", "A1234567", false};

#define TABLE(name) VOUCH_SOURCE "/conf/tables/" name

static const struct counterparts_source tables = {
    .ports = TABLE("ports.yaml"),
    .control_points = TABLE("control_points.yaml"),
};

struct dossier {
    struct trial *trial;
    const struct counterparts *counterparts;
    struct decision_join join;
};

static void begin(struct dossier *dossier, void **state)
{
    struct config_error error;

    *dossier = (struct dossier){.trial = *state};
    assert_int_equal(
        counterparts_load(dossier->trial->arena, &tables, &dossier->counterparts, &error), 0);
}

static void join(struct dossier *dossier)
{
    struct join_input input = {.reports = dossier->trial->reports,
                               .report_count = dossier->trial->report_count,
                               .facts = dossier->trial->facts,
                               .counterparts = dossier->counterparts};

    assert_int_equal(policy_join(dossier->trial->arena, &input, &dossier->join), 0);
}

static struct report_person *person(struct trial *trial, const struct report_name *name,
                                    const struct report_id_number *number)
{
    struct report_person *made = arena_new_of(trial->arena, struct report_person);

    assert_non_null(made);
    made->names = name;
    made->name_count = name ? 1 : 0;
    made->id_numbers = number;
    made->id_number_count = number ? 1 : 0;
    return made;
}

/* "-10 cn_luohu HK": an exit on 10 January 2026 at that port, towards Hong Kong; ";" between. */
static void rows(struct trial *trial, struct report_claims *claims, const char *text)
{
    struct report_crossing *made = arena_array(trial->arena, struct report_crossing, ROWS_MAX);
    size_t count = 0;

    assert_non_null(made);
    while (*text) {
        char port[40] = "", region[16] = "";
        struct report_crossing *row = &made[count];

        row->row = (int64_t)++count;
        row->direction = *text == '+' ? "entry" : "exit";
        row->date = day_of("2026-01-01") + (text[1] - '0') * 10 + (text[2] - '0') - 1;
        assert_int_not_equal(sscanf(text + 3, " %39[^; ] %15[^; ]", port, region), 0);
        row->port_code = *port && strcmp(port, "?") != 0 ? arena_strdup(trial->arena, port) : NULL;
        row->region = *region ? arena_strdup(trial->arena, region) : NULL;
        row->basis = "document";
        while (*text && *text != ';')
            text++;
        text += *text == ';' ? 2 : 0;
    }
    claims->crossings = made;
    claims->crossing_count = count;
    claims->has_crossings = true;
}

static struct report_claims *record(struct dossier *dossier, const char *covers, const char *from,
                                    const char *to, const char *text)
{
    struct report_claims *claims = trial_report(dossier->trial, NULL);

    claims->complete = "yes";
    claims->covers = covers;
    claims->has_period_from = claims->has_period_to = claims->has_issued_on = true;
    claims->period_from = day_of(from);
    claims->period_to = day_of(to);
    claims->has_issued_at = false;
    claims->issued_on = day_of("2026-06-01");
    rows(dossier->trial, claims, text);
    return claims;
}

static void expect_pairs(const struct dossier *dossier, const char *expected)
{
    char found[512] = "";
    size_t used = 0;

    for (size_t i = 0; i < dossier->join.pair_count; i++) {
        const struct join_pair *pair = &dossier->join.pairs[i];
        char exit[8] = "-", arrival[8] = "-";

        if (pair->has_exit)
            snprintf(exit, sizeof exit, "%d", (int)pair->exit);
        if (pair->has_arrival)
            snprintf(arrival, sizeof arrival, "%d", (int)pair->arrival);
        used += (size_t)snprintf(found + used, sizeof found - used, "%s%s>%s %s", i > 0 ? "; " : "",
                                 exit, arrival, pair->outcome);
    }
    assert_string_equal(found, expected);
}

static void expect_crossings(const struct dossier *dossier, const char *expected)
{
    char found[512] = "";
    size_t used = 0;

    for (size_t i = 0; i < dossier->join.crossing_count; i++) {
        const struct join_crossing *crossing = &dossier->join.crossings[i];

        used += (size_t)snprintf(found + used, sizeof found - used, "%s%s%s%02d:%d",
                                 i > 0 ? " " : "", crossing->territory ? crossing->territory : "?",
                                 crossing->crossing.direction[1] == 'n' ? "+" : "-",
                                 crossing->crossing.date - day_of("2026-01-01") + 1,
                                 crossing->has_from_report ? (int)crossing->from_report : -1);
    }
    assert_string_equal(found, expected);
}

static void expect_gaps(const struct dossier *dossier, const char *expected)
{
    char found[512] = "";
    size_t used = 0;

    for (size_t i = 0; i < dossier->join.uncovered_count; i++) {
        const struct join_gap *gap = &dossier->join.uncovered[i];
        char from[DAY_TEXT_SIZE], to[DAY_TEXT_SIZE];

        day_format(gap->from, from);
        day_format(gap->to, to);
        used +=
            (size_t)snprintf(found + used, sizeof found - used, "%s%s %s..%s", i > 0 ? "; " : "",
                             gap->territory ? gap->territory : "all", from + 5, to + 5);
    }
    assert_string_equal(found, expected);
}

/* ---- The two sides of the border ---- */

static void test_pairs_agree(void **state)
{
    struct dossier dossier;

    begin(&dossier, state);
    record(&dossier, NULL, "2026-01-01", "2026-01-31",
           "+25 cn_luohu HK; -10 cn_shenzhenwan HK; +05 cn_futian HK");
    record(&dossier, "person", "2026-01-01", "2026-01-31", "+11 hk_shenzhen_bay; -25 hk_lo_wu");
    join(&dossier);
    /* the entry of the 5th has no departure: before it nobody was seen to be in Hong Kong */
    expect_crossings(&dossier, "CN+05:0 CN-10:0 HK+11:1 HK-25:1 CN+25:0");
    expect_pairs(&dossier, "1>2 agree; 3>4 agree; ->0 contradict");
    expect_gaps(&dossier, "");
}

static void test_pairs_contradict(void **state)
{
    struct dossier dossier;

    begin(&dossier, state);
    record(&dossier, NULL, "2026-01-01", "2026-01-31", "-20 cn_luohu HK; -10 cn_shenzhenwan HK");
    record(&dossier, "person", "2026-01-01", "2026-01-31", "+10 hk_lo_wu; +25 hk_lo_wu");
    join(&dossier);
    /* another control point; no arrival; an arrival without an exit, that another permit explains
     */
    expect_crossings(&dossier, "CN-10:0 HK+10:1 CN-20:0 HK+25:1");
    expect_pairs(&dossier, "0>1 contradict; 2>- contradict; ->3 unknown");
}

static void test_pairs_unknown(void **state)
{
    struct dossier dossier;

    begin(&dossier, state);
    /* a bridge that leads to two territories, an unknown point, days that nobody covers */
    record(&dossier, NULL, "2026-01-01", "2026-01-31",
           "-28 cn_luohu HK; -20 cn_gangzhuao_bridge ambiguous; -15 cn_gangzhuao_bridge ambiguous; "
           "-10 cn_shenzhenwan HK; -03 cn_luohu HK");
    record(&dossier, "person", "2026-01-05", "2026-01-28", "+10 ?; +15 hk_hzmb");
    join(&dossier);
    expect_crossings(&dossier, "CN-03:0 CN-10:0 HK+10:1 CN-15:0 HK+15:1 CN-20:0 CN-28:0");
    expect_pairs(&dossier, "1>2 unknown; 3>4 agree");
    expect_gaps(&dossier, "HK 01-01..01-04; HK 01-29..01-31");
    /* without a table nothing is known to face anything */
    dossier.counterparts = NULL;
    join(&dossier);
    expect_pairs(&dossier, "1>2 unknown");
}

/* A row that does not tell its port may have led anywhere. */
static void test_pairs_untold(void **state)
{
    static const char *const exits[] = {"-10 ?", "-10 cn_nowhere unknown"};

    for (size_t i = 0; i < 2; i++) {
        struct dossier dossier;

        begin(&dossier, state);
        dossier.trial->report_count = 0;
        record(&dossier, "person", "2026-01-01", "2026-01-31", exits[i]);
        trial_last_report(dossier.trial)->judged_by.plugin = "nia";
        record(&dossier, "person", "2026-01-01", "2026-01-31", "+10 hk_lo_wu");
        join(&dossier);
        expect_crossings(&dossier, "CN-10:0 HK+10:1");
        expect_pairs(&dossier, "0>1 unknown");
    }
}

static void test_counterparts(void **state)
{
    struct dossier dossier;

    begin(&dossier, state);
    assert_int_equal(counterparts_facing(dossier.counterparts, "cn_luohu", "hk_lo_wu"), FACING_YES);
    assert_int_equal(counterparts_facing(dossier.counterparts, "cn_luohu", "hk_shenzhen_bay"),
                     FACING_NO);
    assert_int_equal(
        counterparts_facing(dossier.counterparts, "cn_shekou", "hk_china_ferry_terminal"),
        FACING_YES);
    /* one of its counterparts is in no table */
    assert_int_equal(counterparts_facing(dossier.counterparts, "cn_shekou", "hk_lo_wu"),
                     FACING_UNKNOWN);
    assert_int_equal(counterparts_facing(dossier.counterparts, "cn_nowhere", "hk_lo_wu"),
                     FACING_UNKNOWN);
    assert_true(counterparts_has_point(dossier.counterparts, "hk_lo_wu"));
    assert_false(counterparts_has_point(dossier.counterparts, "hk_airport"));
}

static void test_counterparts_refused(void **state)
{
    static const struct counterparts_source missing = {
        .ports = TABLE("none.yaml"),
        .control_points = TABLE("ports.yaml"),
    };
    static const struct counterparts_source others = {
        .ports = TABLE("algorithms.yaml"),
        .control_points = TABLE("algorithms.yaml"),
    };
    struct trial *trial = *state;
    const struct counterparts *counterparts;
    struct config_error error;

    assert_int_equal(counterparts_load(trial->arena, &missing, &counterparts, &error),
                     ERR_NOT_FOUND);
    assert_int_equal(counterparts_load(trial->arena, &others, &counterparts, &error), ERR_INVALID);
}

/* ---- Records of one border ---- */

static void test_joined_once(void **state)
{
    struct dossier dossier;

    begin(&dossier, state);
    record(&dossier, NULL, "2026-01-01", "2026-01-15", "-12 cn_luohu HK; +05 cn_luohu HK");
    record(&dossier, NULL, "2026-01-10", "2026-01-20", "+18 cn_luohu HK; -12 cn_luohu HK");
    record(&dossier, NULL, "2026-01-25", "2026-01-31", "-28 cn_luohu HK");
    join(&dossier);
    expect_crossings(&dossier, "CN+05:0 CN-12:0 CN+18:1 CN-28:2");
    expect_pairs(&dossier, "");
    expect_gaps(&dossier, "all 01-21..01-24");
}

static void test_records_that_contradict(void **state)
{
    struct dossier dossier;

    begin(&dossier, state);
    record(&dossier, "person", "2026-01-01", "2026-01-31", "-12 cn_luohu HK; +05 cn_luohu HK");
    record(&dossier, NULL, "2026-01-01", "2026-01-31", "-12 cn_luohu HK; +08 cn_luohu HK");
    join(&dossier);
    expect_crossings(&dossier, "CN+05:0 CN+08:1 CN-12:0");
    /* the second may be of one document alone; the first may not */
    expect_pairs(&dossier, "->0 unknown; ->1 contradict");
}

static void test_stated(void **state)
{
    struct dossier dossier;

    begin(&dossier, state);
    trial_rule(dossier.trial, "facts:\n  crossings: {type: crossings}\n",
               "{judged: {question: q, by: somebody}}");
    trial_facts(dossier.trial,
                "{\"crossings\": [{\"date\": \"2026-01-12\", \"direction\": \"exit\"}, {\"date\": "
                "\"2026-02-03\", \"direction\": \"entry\"}], \"crossings_cover\": {\"from\": "
                "\"2026-02-01\", \"to\": \"2026-02-10\"}}");
    record(&dossier, NULL, "2026-01-01", "2026-01-15", "-12 cn_luohu HK; +05 cn_luohu HK");
    join(&dossier);
    expect_crossings(&dossier, "CN+05:0 CN-12:0 CN+34:-1");
    expect_gaps(&dossier, "all 01-16..01-31");
}

/* ---- Persons ---- */

static void expect_persons(struct dossier *dossier, const char *persons, const char *fields)
{
    char found[512] = "";
    size_t used = 0;

    join(dossier);
    assert_string_equal(dossier->join.persons, persons);
    for (size_t i = 0; i < dossier->join.field_count; i++) {
        const struct join_field *field = &dossier->join.fields[i];

        used +=
            (size_t)snprintf(found + used, sizeof found - used, "%s%d,%d %s %s", i > 0 ? "; " : "",
                             (int)field->first, (int)field->second, field->field, field->grade);
    }
    assert_string_equal(found, fields);
}

static void test_persons(void **state)
{
    struct dossier dossier;
    struct report_claims *first, *second;
    struct report_person *a, *b;

    begin(&dossier, state);
    first = record(&dossier, NULL, "2026-01-01", "2026-01-31", "");
    second = record(&dossier, "person", "2026-01-01", "2026-01-31", "");
    first->person = a = person(dossier.trial, &name_hani, &id_masked);
    expect_persons(&dossier, "unknown", "");
    second->person = b = person(dossier.trial, &name_latn, &id_hk);
    expect_persons(&dossier, "unknown", "0,1 name absent");
    b->names = &name_hani;
    expect_persons(&dossier, "compatible", "0,1 name exact");
    a->has_birth_date = b->has_birth_date = true;
    expect_persons(&dossier, "same", "0,1 name exact; 0,1 birth_date exact");
    b->birth_date = 1;
    expect_persons(&dossier, "different", "0,1 name exact; 0,1 birth_date different");
    b->birth_date = 0;
    b->names = &name_other;
    expect_persons(&dossier, "different", "0,1 name different; 0,1 birth_date exact");
}

/* A record in Chinese and one in English hang together by what the applicant stated. */
static void test_persons_by_applicant(void **state)
{
    struct dossier dossier;

    begin(&dossier, state);
    trial_rule(dossier.trial, "facts:\n  applicant: {type: person}\n",
               "{judged: {question: q, by: somebody}}");
    trial_facts(dossier.trial,
                "{\"applicant\": {\"names\": [{\"value\": \"张某某\"}, {\"value\": \"ZHANG "
                "MOUMOU\"}], \"id_numbers\": [{\"kind\": \"cn_resident_id\", \"value\": "
                "\"110101199001011237\"}, {\"kind\": \"hkid\", \"value\": \"A123456(7)\"}]}}");
    record(&dossier, NULL, "2026-01-01", "2026-01-31", "-12 cn_luohu HK")->person =
        person(dossier.trial, &name_hani, &id_masked);
    record(&dossier, "person", "2026-01-01", "2026-01-31", "")->person =
        person(dossier.trial, &name_latn, &id_hk);
    expect_persons(&dossier, "compatible",
                   "-1,0 name exact; -1,0 id_number compatible; -1,1 name exact; -1,1 id_number "
                   "equivalent; 0,1 name absent");
}

static void test_too_many(void **state)
{
    struct trial *trial = *state;
    struct join_input input = {.reports = trial->reports, .report_count = JOIN_REPORTS_MAX + 1};
    struct decision_join join;

    assert_int_equal(policy_join(trial->arena, &input, &join), ERR_LIMIT);
    input.report_count = 0;
    assert_int_equal(policy_join(trial->arena, &input, &join), 0);
    assert_string_equal(join.persons, "unknown");
    assert_int_equal(join.crossing_count + join.pair_count + join.uncovered_count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, trial_setup, trial_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_pairs_agree),
        TEST(test_pairs_contradict),
        TEST(test_pairs_unknown),
        TEST(test_pairs_untold),
        TEST(test_counterparts),
        TEST(test_counterparts_refused),
        TEST(test_joined_once),
        TEST(test_records_that_contradict),
        TEST(test_stated),
        TEST(test_persons),
        TEST(test_persons_by_applicant),
        TEST(test_too_many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
