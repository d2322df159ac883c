/* Stated facts: what is read, what is refused and where, what names them. */
#include "support.h"

#include "policy/evaluate.h"

#include <string.h>

#define FACTS                                                                                      \
    "facts:\n  on: {type: day}\n  at: {type: time}\n  count: {type: integer}\n"                    \
    "  sum: {type: amount}\n  fee: {type: amount, currency: CNY}\n"                                \
    "  status: {type: code, one_of: [yes, no]}\n  note: {type: text}\n  called: {type: name}\n"    \
    "  who: {type: person}\n  where: {type: territory}\n  rows: {type: crossings}\n"               \
    "  paid: {type: years}\n  held: {type: documents}\n"                                           \
    "documents:\n  papers: {kind: lease}\n"                                                        \
    "rules:\n- {id: r, that: {presented: {kind: lease}}, otherwise: note}\n"                       \
    "- {id: q, that: {judged: {question: q, by: b}}, otherwise: note}\n"

static const struct value *fact(const struct trial *trial, const char *name)
{
    for (size_t i = 0; i < trial->policy->fact_count; i++)
        if (strcmp(trial->policy->facts[i].name, name) == 0)
            return &trial->facts->sets[0].values[i];
    return NULL;
}

static void test_types(void **state)
{
    struct trial *trial = *state;

    trial_policy(trial, FACTS);
    trial_facts(trial,
                "{\"on\": \"2026-11-22\", \"at\": \"2026-11-22T10:30:00+08:00\", \"count\": 7,"
                " \"sum\": \"50000.50 HKD\", \"fee\": \"1500\", \"status\": \"no\","
                " \"note\": \"any\", \"called\": \"张某某\", \"where\": \"HK\","
                " \"paid\": [2025, 2023], \"held\": [{\"kind\": \"cn_eep\","
                " \"valid_until\": \"2030-01-01\"}], \"who\": null}");
    assert_int_equal(fact(trial, "on")->day, day_of("2026-11-22"));
    assert_int_equal(fact(trial, "at")->time.first, time_of("2026-11-22T02:30:00Z"));
    assert_int_equal(fact(trial, "count")->integer, 7);
    assert_string_equal(value_text(trial->arena, fact(trial, "sum"), 0), "50000.50 HKD");
    assert_string_equal(value_text(trial->arena, fact(trial, "fee"), 0), "1500 CNY");
    assert_string_equal(fact(trial, "status")->text, "no");
    assert_string_equal(fact(trial, "called")->text, "张某某");
    assert_string_equal(value_text(trial->arena, fact(trial, "paid"), 0), "2023,2025");
    assert_true(fact(trial, "held")->documents.items[0].has_valid_until);
    assert_false(fact(trial, "who")->is_known);
    assert_int_equal(fact(trial, "where")->basis, BASIS_BIT_STATED);
}

static void test_lists(void **state)
{
    struct trial *trial = *state;
    const struct value *rows, *who;

    trial_policy(trial, FACTS);
    trial_facts(trial,
                "{\"who\": {\"names\": [{\"value\": \"EXAMPLE ANNA\", \"script\": \"Latn\"},"
                " {\"value\": \"(张) 某\"}, {\"value\": \"Zhang\"}, {\"value\": \"Ω\"}],"
                " \"birth_date\": \"1988-03-03\", \"sex\": \"female\","
                " \"id_numbers\": [{\"kind\": \"passport\", \"value\": \"X0000000\"}]},"
                " \"rows\": [{\"date\": \"2026-01-05\", \"direction\": \"entry\", \"port\": null},"
                " {\"date\": \"2026-01-10\", \"direction\": \"exit\", \"basis\": \"stated\"}],"
                " \"crossings_cover\": {\"from\": \"2026-01-01\", \"to\": \"2026-01-31\"},"
                " \"presented\": [{\"kind\": \"lease\", \"form\": \"copy\", \"legalised\": true}],"
                " \"judged\": {\"q\": {\"answer\": \"yes\", \"by\": \"invented officer\","
                " \"on\": \"2026-11-01\"}}}");
    who = fact(trial, "who");
    assert_string_equal(who->person->names[0].value, "EXAMPLE ANNA");
    assert_true(who->person->has_birth_date);
    assert_string_equal(who->person->names[0].kind, "printed"); /* where nothing is said */
    assert_string_equal(who->person->names[1].script, "Hani");
    assert_string_equal(who->person->names[2].script, "Latn");
    assert_string_equal(who->person->names[3].script, "other");
    assert_string_equal(who->person->id_numbers[0].kind, "passport");
    rows = fact(trial, "rows");
    assert_int_equal(rows->crossings.count, 2);
    assert_int_equal(rows->crossings.items[1].row, 2);
    assert_string_equal(rows->crossings.items[0].basis, "stated");
    assert_true(rows->crossings.has_cover);
    assert_int_equal(rows->crossings.cover_to, day_of("2026-01-31"));
    assert_true(trial->facts->presented[0].legalised);
    assert_true(trial->facts->judged[0].answer);
}

static const struct {
    const char *json;
    const char *pointer;
    const char *message;
    bool is_unknown;
} refused[] = {
    {"", "", "not JSON, line 1 column 0", false},
    {"[]", "", "expected an object", false},
    {"{\"on\": \"2026-11-22\", \"on\": \"2026-11-23\"}", "", "not JSON, line 1", false},
    {"{\"weight\": 1}", "/weight", "no policy reads this fact", true},
    {"{\"weight\": null}", "/weight", "no policy reads this fact", true},
    {"{\"on\": \"2026-02-30\"}", "/on", "expected a day", false},
    {"{\"on\": 5}", "/on", "expected text", false},
    {"{\"on\": \"\"}", "/on", "empty", false},
    {"{\"note\": \"a\\u0007b\"}", "/note", "holds control characters", false},
    {"{\"note\": \"a\\u0000b\"}", "", "not JSON", false},
    {"{\"at\": \"2026-11-22\"}", "/at", "expected a time", false},
    {"{\"count\": 1.5}", "/count", "expected a whole number", false},
    {"{\"count\": \"7\"}", "/count", "expected a whole number", false},
    {"{\"sum\": \"50000\"}", "/sum", "an amount needs a currency", false},
    {"{\"sum\": 50000}", "/sum", "expected text", false},
    {"{\"sum\": \"5e4 HKD\"}", "/sum", "no amount", false},
    {"{\"status\": \"maybe\"}", "/status", "not one of the codes", false},
    {"{\"status\": true}", "/status", "expected text", false},
    {"{\"where\": \"Hong Kong\"}", "/where", "expected a territory", false},
    {"{\"paid\": [26]}", "/paid", "expected years", false},
    {"{\"who\": {\"height\": 1}}", "/who/height", "unknown member", false},
    {"{\"who\": {\"names\": [{\"script\": \"Latn\"}]}}", "/who/names/0", "'value' is missing",
     false},
    {"{\"who\": {\"sex\": \"other\"}}", "/who/sex", "expected one of: male, female, unspecified",
     false},
    {"{\"rows\": [{\"date\": \"2026-01-05\"}]}", "/rows/0", "'direction' is missing", false},
    {"{\"rows\": [{\"date\": \"2026-01-05\", \"direction\": \"in\"}]}", "/rows/0/direction",
     "expected one of: entry, exit", false},
    {"{\"rows\": [{\"date\": \"2026-01-05\", \"direction\": \"exit\", \"basis\": \"document\"}]}",
     "/rows/0/basis", "expected one of: stated", false},
    {"{\"rows\": [{\"date\": \"2026-01-05\", \"direction\": \"exit\", \"time\": \"24:00\"}]}",
     "/rows/0/time", "expected a time of day", false},
    {"{\"rows\": {}}", "/rows", "expected a list", false},
    {"{\"crossings_cover\": {\"from\": \"2026-01-02\", \"to\": \"2026-01-01\"}}",
     "/crossings_cover", "'to' is before 'from'", false},
    {"{\"presented\": [{\"form\": \"copy\"}]}", "/presented/0", "'kind' is missing", false},
    {"{\"presented\": [{\"kind\": \"lease\", \"legalised\": \"yes\"}]}", "/presented/0/legalised",
     "expected true or false", false},
    {"{\"judged\": {\"p\": {}}}", "/judged/p", "no policy asks this", true},
    {"{\"judged\": {\"q\": {\"answer\": \"yes\", \"by\": \"b\"}}}", "/judged/q", "'on' is missing",
     false},
    {"{\"judged\": {\"q\": {\"answer\": \"perhaps\", \"by\": \"b\", \"on\": \"2026-01-01\"}}}",
     "/judged/q/answer", "expected true or false", false},
    {"{\"people\": {\"spouse\": {}}}", "/people/spouse", "no policy reads this person", true},
    {"{\"who\": {}, \"people\": {\"who\": {}}}", "/people/who", "stated twice", false},
    {"{\"people\": {\"who\": {\"sex\": 1}}}", "/people/who/sex", "expected one of", false},
    {"{\"a/b~c\": 1}", "/a~1b~0c", "no policy reads this fact", true},
};

static void test_refused(void **state)
{
    struct trial *trial = *state;

    trial_policy(trial, FACTS);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct facts_source source = {slice_str(refused[i].json), &trial->policy, 1};
        struct facts_error error = {0};

        if (facts_parse(trial->arena, NULL, &source, &trial->facts, &error) == 0)
            fail_msg("%s was read", refused[i].json);
        if (strcmp(error.pointer, refused[i].pointer) != 0 ||
            !strstr(error.message, refused[i].message) || error.is_unknown != refused[i].is_unknown)
            fail_msg("%s\n%s: %s", refused[i].json, error.pointer, error.message);
    }
}

/* What only another policy reads is refused, and what nobody asks for. */
static void test_unasked(void **state)
{
    static const char *const asked[] = {
        "{\"presented\": []}",
        "{\"judged\": {\"q\": {\"answer\": true, \"by\": \"b\", \"on\": \"2026-01-01\"}}}",
        "{\"crossings_cover\": {\"from\": \"2026-01-01\", \"to\": \"2026-01-02\"}}"};
    struct trial *trial = *state;
    struct facts_error error;

    trial_rule(trial, "facts:\n  on: {type: day}\n", "{compare: [on, is, 2026-01-01]}");
    for (size_t i = 0; i < 3; i++) {
        struct facts_source source = {slice_str(asked[i]), &trial->policy, 1};

        assert_int_equal(facts_parse(trial->arena, NULL, &source, &trial->facts, &error),
                         ERR_INVALID);
        assert_true(error.is_unknown);
    }
}

/* One set of facts for several policies: each by its own types. */
static void test_several_policies(void **state)
{
    struct trial *trial = *state;
    const struct policy *policies[3];
    struct facts_source source = {.policies = policies, .policy_count = 3};
    struct facts_error error;

    trial_rule(trial, "facts:\n  on: {type: day}\n  rows: {type: crossings}\n",
               "{compare: [on, is, 2026-01-01]}");
    policies[0] = trial->policy;
    trial_rule(trial, "facts:\n  rows: {type: crossings}\n  who: {type: person}\n",
               "{compare: [who.sex, is, male]}");
    policies[1] = trial->policy;
    trial_rule(trial, "facts:\n  on: {type: text}\n", "{compare: [on, is, 2026-01-01]}");
    policies[2] = trial->policy;
    source.json = slice_str("{\"on\": \"2026-01-01\", \"people\": {\"who\": {\"sex\": \"male\"}},"
                            " \"rows\": [{\"date\": \"2026-01-05\", \"direction\": \"entry\"}]}");
    assert_int_equal(facts_parse(trial->arena, NULL, &source, &trial->facts, &error), 0);
    assert_int_equal(trial->facts->sets[0].values[0].type, VALUE_DAY);
    assert_int_equal(trial->facts->sets[2].values[0].type, VALUE_TEXT);
    assert_string_equal(trial->facts->sets[1].values[1].person->sex, "male");
    assert_ptr_equal(trial->facts->sets[0].values[1].crossings.items,
                     trial->facts->sets[1].values[0].crossings.items);
}

/* However little memory there is: read, or refused with a message. */
static void test_without_memory(void **state)
{
    struct trial *trial = *state;
    int r = ERR_NOMEM;

    trial_policy(trial, FACTS);
    for (size_t limit = 256; r < 0 && limit < 1u << 20; limit += 64) {
        struct arena *small = arena_new(limit);
        const struct facts_source source = {
            slice_str(
                "{\"who\": {\"names\": [{\"value\": \"EXAMPLE ANNA\"}]},"
                " \"rows\": [{\"date\": \"2026-01-05\", \"direction\": \"entry\"}],"
                " \"paid\": [2025], \"held\": [{\"kind\": \"cn_eep\"}], \"sum\": \"1 HKD\","
                " \"presented\": [{\"kind\": \"lease\"}], \"judged\": {\"q\": {\"answer\": true,"
                " \"by\": \"b\", \"on\": \"2026-01-01\"}}}"),
            &trial->policy, 1};
        struct facts_error error = {0};

        r = small ? facts_parse(small, NULL, &source, &trial->facts, &error) : ERR_NOMEM;
        if (small && r < 0) {
            assert_int_equal(r, ERR_NOMEM);
            assert_string_equal(error.message, "out of memory");
        }
        arena_free(small);
    }
    assert_int_equal(r, 0);
}

static const char *digest(struct trial *trial, struct sha256 *sha256, const char *json)
{
    struct facts_source source = {slice_str(json), &trial->policy, 1};
    struct facts_error error;

    assert_int_equal(facts_parse(trial->arena, sha256, &source, &trial->facts, &error), 0);
    return facts_sha256(trial->facts);
}

/* Order and white space do not matter to it, values do. */
static void test_digest(void **state)
{
    struct trial *trial = *state;
    struct sha256 *sha256 = sha256_new();
    const char *first;

    trial_policy(trial, FACTS);
    first = digest(trial, sha256, "{\"on\":\"2026-01-01\",\"count\":1}");
    assert_string_equal(digest(trial, sha256, "{ \"count\": 1,\n \"on\": \"2026-01-01\" }"), first);
    assert_string_not_equal(digest(trial, sha256, "{\"on\":\"2026-01-02\",\"count\":1}"), first);
    assert_string_equal(digest(trial, sha256, "{}"),
                        "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    assert_null(digest(trial, NULL, "{}"));
    sha256_free(sha256);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, trial_setup, trial_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_types),
        TEST(test_lists),
        TEST(test_refused),
        TEST(test_unasked),
        TEST(test_several_policies),
        TEST(test_digest),
        TEST(test_without_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
