/*
 * Policies: `policy COUNT` asks a policy of 200 rules about a record of 5,000 rows, COUNT times,
 * and prints microseconds of CPU a round: reading the report's JSON and the stated facts (what a
 * caller pays once), evaluating alone, looking ahead for changes, and writing the decision. Policy
 * and record are made here: rules of every predicate, half of them counting days, a crossing every
 * other day for 27 years.
 */
#include "policy/policy.h"
#include "base/datetime.h"
#include "report/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROWS       5000
#define ROUNDS_MAX 100000
#define AS_OF      INT64_C(1795314600) /* 2026-11-22T02:30:00Z */
#define FIRST_DAY  10592               /* 1999-01-01 */

static const char header[] =
    "policy: bench\nversion: 1\ntitle: {en: Bench}\n"
    "source: {kind: own, read: 2026-11-22, text: invented}\nin_force: {}\n"
    "time_zone: Asia/Shanghai\n"
    "facts:\n  applied_on: {type: day}\n  applicant: {type: person}\n"
    "  status: {type: code, one_of: [single, married]}\n  crossings: {type: crossings}\n"
    "documents:\n  record: {source: nia}\n  papers: {kind: [lease, passport]}\nrules:\n";

/* Ten rules; %d is the number of a rule. */
static const char *const rules[] = {
    "- {id: a-%d, that: {days: {state: inside, territory: CN, window: 5 years before applied_on, "
    "each: year, years_from: applied_on, at_least: 9 months, count: unsettled, month: unsettled}}, "
    "otherwise: reject}\n",
    "- {id: b-%d, that: {days: {state: outside, territory: CN, window: 10 years before applied_on, "
    "at_most: 3000 days, count: unsettled}}, otherwise: reject}\n",
    "- {id: c-%d, that: {days: {state: inside, territory: CN, window: 20 years before applied_on, "
    "each: year, years_from: calendar, at_least: 100 days, count: full}}, otherwise: refer}\n",
    "- {id: d-%d, that: {days: {state: outside, territory: CN, window: 6 years before applied_on, "
    "longest: yes, at_most: 30 days, count: any_part}}, otherwise: refer}\n",
    "- {id: e-%d, that: {days: {state: inside, territory: CN, window: 5 years before applied_on, "
    "each: stay, at_most: 180 days, count: from_next}}, otherwise: refer}\n",
    "- {id: f-%d, that: {crossing: {document: record, which: any, direction: exit, towards: [HK], "
    "on_or_before: as_of}}, otherwise: reject}\n",
    "- {id: g-%d, that: {covers: {documents: [record], from: 2010-01-01, to: applied_on, "
    "gaps: none}}, otherwise: refer}\n",
    "- {id: h-%d, that: {interval: {from: record.issued_on, to: applied_on, at_most: 7 days}}, "
    "otherwise: reject}\n",
    "- {id: i-%d, that: {all_of: [{compare: [status, is, married]}, {presented: {kind: lease, "
    "form: copy}}, {authentic: {document: record}}]}, otherwise: reject}\n",
    "- {id: j-%d, that: {same_person: {documents: [record], fact: applicant, "
    "fields: [name, birth_date]}}, otherwise: reject}\n",
};

#define KINDS (int)(sizeof rules / sizeof *rules)

struct bench {
    struct arena *arena;
    const struct policy *policy;
    struct buffer report; /* JSON */
    struct buffer facts;
};

static double cpu_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int make_policy(struct bench *bench, int count)
{
    struct config_error error;
    struct buffer yaml;
    int r;

    buffer_init(&yaml, 0);
    buffer_append_str(&yaml, header);
    for (int i = 0; i < count; i++) {
        char rule[1000];

        /* the formats are the constants above */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        (void)snprintf(rule, sizeof rule, rules[i % KINDS], i);
#pragma GCC diagnostic pop
        buffer_append_str(&yaml, rule);
    }
    r = policy_parse(bench->arena, buffer_slice(&yaml), "bench.yaml", NULL, &bench->policy, &error);
    if (r < 0)
        (void)fprintf(stderr, "policy: %u:%u: %s\n", error.line, error.column, error.message);
    buffer_done(&yaml);
    return r;
}

/* Newest first, as the NIA prints them; the days grow from the last row to the first. */
static void make_rows(struct report_crossing *crossings)
{
    for (int i = 0; i < ROWS; i++) {
        int age = ROWS - 1 - i;

        crossings[i] = (struct report_crossing){
            .row = i + 1,
            .direction = age % 2 ? "exit" : "entry",
            .date = FIRST_DAY + 2 * age,
            .document_type = "往来港澳通行证",
            .document_kind = "cn_eep",
            .document_number = "C12345678",
            .port = "深圳湾口岸",
            .port_code = "cn_shenzhenwan",
            .region = "HK",
            .basis = "document",
        };
    }
}

static int make_report(struct bench *bench)
{
    static const struct report_name names[] = {{"张某某", "Hani", "printed"}};
    static struct report_crossing crossings[ROWS];
    static const struct report_person person = {
        .names = names, .name_count = 1, .sex = "male", .has_birth_date = true, .birth_date = 7305};
    static struct report_claims claims = {
        .complete = "yes",
        .covers = "person",
        .person = &person,
        .has_period_from = true,
        .period_from = FIRST_DAY,
        .has_period_to = true,
        .has_issued_on = true,
        .form = "electronic",
        .crossings = crossings,
        .crossing_count = ROWS,
        .has_crossings = true,
    };
    static const struct report report = {
        .id = "bench",
        .document_sha256 = "00",
        .media_type = "application/pdf",
        .build = "bench",
        .judged_by = {.trust_snapshot = "00", .configuration_sha256 = "00"},
        .inputs = {.at = AS_OF, .at_from = "clock", .password = "none"},
        .source = "nia",
        .repeatable = true,
        .indication = TOTAL_PASSED,
        .claims = &claims,
    };

    make_rows(crossings);
    claims.period_to = claims.issued_on = day_of_time(AS_OF, OFFSET_CHINA);
    buffer_init(&bench->report, 0);
    report_encode(&report, REPORT_FULL, &bench->report);
    return buffer_error(&bench->report);
}

static int make_facts(struct bench *bench)
{
    char day[DAY_TEXT_SIZE];

    buffer_init(&bench->facts, 0);
    buffer_append_str(
        &bench->facts,
        "{\"applied_on\":\"2026-11-22\",\"status\":\"married\","
        "\"applicant\":{\"names\":[{\"value\":\"张某某\"}],\"birth_date\":\"1990-01-01\"},"
        "\"presented\":[{\"kind\":\"lease\",\"form\":\"copy\"}],\"crossings\":[");
    for (int i = 0; i < ROWS; i++) {
        day_format(FIRST_DAY + 2 * i, day);
        buffer_printf(&bench->facts, "%s{\"date\":\"%s\",\"direction\":\"%s\"}", i ? "," : "", day,
                      i % 2 ? "exit" : "entry");
    }
    buffer_append_str(&bench->facts,
                      "],\"crossings_cover\":{\"from\":\"1999-01-01\",\"to\":\"2026-11-22\"}}");
    return buffer_error(&bench->facts);
}

struct costs {
    double report, facts, evaluate, outlook, encode;
    size_t passed, failed, unknown;
};

static void count(struct costs *costs, const struct decision *decision)
{
    costs->passed = costs->failed = costs->unknown = 0;
    for (size_t i = 0; i < decision->finding_count; i++) {
        costs->passed += decision->findings[i].test.outcome == OUTCOME_PASS;
        costs->failed += decision->findings[i].test.outcome == OUTCOME_FAIL;
        costs->unknown += decision->findings[i].test.outcome == OUTCOME_UNKNOWN;
    }
}

static int round_once(struct bench *bench, bool looks_ahead, struct costs *costs)
{
    struct arena *arena = arena_new(0);
    const struct facts_source source = {buffer_slice(&bench->facts), &bench->policy, 1};
    struct policy_report given = {.report_sha256 = "00", .lag_s = 7200};
    struct policy_input input = {
        .reports = &given, .report_count = 1, .as_of = AS_OF, .now_only = true};
    struct facts_error error;
    struct decision decision;
    struct report *report;
    struct buffer out;
    double t[6];
    int r;

    buffer_init(&out, 0);
    t[0] = cpu_us();
    r = report_decode(arena, buffer_slice(&bench->report), &report);
    t[1] = cpu_us();
    if (r == 0)
        r = facts_parse(arena, NULL, &source, &input.facts, &error);
    t[2] = cpu_us();
    given.report = report;
    if (r == 0)
        r = policy_evaluate(arena, bench->policy, &input, &decision);
    t[3] = cpu_us();
    input.now_only = false;
    if (r == 0 && looks_ahead)
        r = policy_evaluate(arena, bench->policy, &input, &decision);
    t[4] = cpu_us();
    if (r == 0) {
        decision.id = "bench";
        decision_encode(&decision, REPORT_FULL, &out);
        count(costs, &decision);
    }
    t[5] = cpu_us();
    costs->report += t[1] - t[0];
    costs->facts += t[2] - t[1];
    costs->evaluate += t[3] - t[2];
    costs->outlook += t[4] - t[3];
    costs->encode += t[5] - t[4];
    buffer_done(&out);
    arena_free(arena);
    return r;
}

int main(int argc, char **argv)
{
    struct bench bench = {.arena = arena_new(0)};
    struct costs costs = {0}, warm = {0};
    long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 100;
    int rule_count = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 200;
    int r = rounds > 0 && rounds <= ROUNDS_MAX ? 0 : -1;

    if (r == 0)
        r = make_policy(&bench, rule_count);
    if (r == 0)
        r = make_report(&bench);
    if (r == 0)
        r = make_facts(&bench);
    if (r == 0)
        r = round_once(&bench, true, &warm);
    for (long i = 0; r == 0 && i < rounds; i++)
        r = round_once(&bench, false, &costs);
    if (r == 0)
        printf("{\"report_us\": %.1f, \"facts_us\": %.1f, \"evaluate_us\": %.1f, "
               "\"outlook_us\": %.1f, \"encode_us\": %.1f, \"passed\": %zu, \"failed\": %zu, "
               "\"unknown\": %zu}\n",
               costs.report / (double)rounds, costs.facts / (double)rounds,
               costs.evaluate / (double)rounds, warm.outlook, costs.encode / (double)rounds,
               costs.passed, costs.failed, costs.unknown);
    buffer_done(&bench.report);
    buffer_done(&bench.facts);
    arena_free(bench.arena);
    return r < 0;
}
