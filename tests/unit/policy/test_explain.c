/* Policies in sentences: all that a policy says, in its order, and English for every id. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#define ENGLISH VOUCH_SOURCE "/po/vouchd/en.po"

static const char whole[] =
    "policy: t\nversion: 1\ntitle: {en: T}\n"
    "source: {kind: law, read: 2026-11-22, text: Measures, url: 'https://example.org/'}\n"
    "in_force: {from: 2004-08-15, until: 2030-01-01}\ntime_zone: Asia/Shanghai\n"
    "facts:\n  on: {type: day, required: yes}\n  status: {type: code, one_of: [yes, no]}\n"
    "documents:\n  record: {source: [nia, stated]}\n  other: {source: immd, optional: yes}\n"
    "  papers: {kind: [lease, passport]}\n"
    "fees: {apply: 1500 CNY}\nterms: {review: 2 months}\n"
    "rules:\n"
    "- id: first\n  cite: art. 1\n  when: {compare: [status, is, yes]}\n"
    "  that:\n    any_of:\n    - all_of:\n"
    "      - {authentic: {document: record}}\n"
    "      - {authentic: {document: record, signer: "
    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff}}\n"
    "      - {plausible: {document: record}}\n"
    "      - {plausible: {document: record, only: nia.sequence}}\n"
    "      - {plausible: {document: record, except: [nia.sequence, nia.dates]}}\n"
    "    - none_of: [{judged: {question: wanted_by_police, by: the police}}]\n"
    "    - {interval: {from: on, to: as_of, at_least: 5 years}}\n"
    "    - {interval: {from: on, to: as_of, at_most: 24 hours}}\n"
    "    - {interval: {from: on, to: as_of, at_most: 3 working_days(HK)}}\n"
    "    - {presented: {document: record}}\n"
    "    - {presented: {kind: lease, form: [copy, paper], channel: upload, language: [zh, en],\n"
    "        if_foreign: [legalised, apostille], valid_on: on, issued_within: 3 months,\n"
    "        before: as_of}}\n"
    "    - {presented: {kind: lease, if_foreign: legalised}}\n"
    "    - {presented: {kind: lease, if_foreign: apostille}}\n"
    "  otherwise: reject\n  if_unknown: note\n"
    "- id: second\n  source: {kind: hearsay, text: a guide}\n  in_force: {from: 2025-10-01}\n"
    "  that: {compare: [status, is_one_of, [yes, no]]}\n  otherwise: note\n"
    "  consequence: {warn: yes, order_to_leave: yes, detention: {min: 5, max: 15, unit: days},\n"
    "    fine: {per_day: 500, min: 100, max: 2000, cap: 10000, currency: CNY}}\n"
    "- id: third\n  source: {kind: official}\n  in_force: {until: 2025-10-01}\n"
    "  that: {compare: [status, is, yes]}\n  otherwise: refer\n  if_unknown: reject\n";

struct explained {
    const struct policy_sentence *sentences;
    size_t count;
};

static struct explained explain(struct trial *trial)
{
    struct explained explained = {0};

    trial_whole(trial, whole);
    assert_int_equal(
        policy_explain(trial->arena, trial->policy, &explained.sentences, &explained.count), 0);
    return explained;
}

static const struct policy_sentence *find(const struct explained *explained, const char *id)
{
    for (size_t i = 0; i < explained->count; i++)
        if (strcmp(explained->sentences[i].id, id) == 0)
            return &explained->sentences[i];
    fail_msg("no %s", id);
    return NULL;
}

static const char *param(const struct policy_sentence *sentence, const char *name)
{
    for (size_t i = 0; i < sentence->params.count; i++)
        if (strcmp(sentence->params.items[i].name, name) == 0)
            return sentence->params.items[i].value;
    fail_msg("%s has no %s", sentence->id, name);
    return NULL;
}

static void test_order(void **state)
{
    static const struct {
        size_t depth;
        const char *id;
    } begin[] = {
        {0, "policy.source.law"},
        {0, "policy.in_force"},
        {0, "policy.time_zone"},
        {0, "policy.fact.required"},
        {0, "policy.fact"},
        {1, "policy.fact.one_of"},
        {0, "policy.document"},
        {0, "policy.document.optional"},
        {0, "policy.papers"},
        {0, "policy.fee"},
        {0, "policy.term"},
        {0, "policy.rule.cite"},
        {1, "policy.when"},
        {2, "policy.compare"},
        {1, "policy.any_of"},
        {2, "policy.all_of"},
        {3, "policy.authentic"},
        {3, "policy.authentic.signer"},
        {3, "policy.plausible"},
        {3, "policy.plausible.only"},
        {3, "policy.plausible.except"},
        {2, "policy.none_of"},
        {3, "policy.judged"},
        {2, "policy.interval"},
    };
    struct explained explained = explain(*state);

    for (size_t i = 0; i < sizeof begin / sizeof *begin; i++) {
        assert_string_equal(explained.sentences[i].id, begin[i].id);
        assert_int_equal(explained.sentences[i].depth, begin[i].depth);
    }
}

static void test_params(void **state)
{
    struct explained explained = explain(*state);

    assert_string_equal(param(&explained.sentences[0], "source"), "Measures, https://example.org/");
    assert_string_equal(param(&explained.sentences[0], "read"), "2026-11-22");
    assert_string_equal(param(find(&explained, "policy.in_force.from"), "from"), "2025-10-01");
    assert_string_equal(param(find(&explained, "policy.papers"), "kinds"), "lease, passport");
    assert_string_equal(param(find(&explained, "policy.plausible.except"), "checks"),
                        "nia.sequence, nia.dates");
    assert_string_equal(param(find(&explained, "policy.interval.working"), "wanted"),
                        "3 working_days(HK)");
    assert_string_equal(param(find(&explained, "policy.presented.form"), "wanted"), "copy, paper");
    assert_string_equal(param(find(&explained, "policy.source.hearsay"), "source"), "a guide");
    assert_string_equal(param(find(&explained, "policy.consequence.detention"), "length"),
                        "5..15 days");
    assert_string_equal(param(find(&explained, "policy.consequence.fine"), "amount"),
                        "100..2000 CNY");
    (void)find(&explained, "policy.if_unknown.note");
    (void)find(&explained, "policy.if_unknown.reject");
    (void)find(&explained, "policy.in_force.until");
}

static char *read_catalogue(void)
{
    FILE *file = fopen(ENGLISH, "rb");
    size_t room = 1u << 20, size;
    char *text = malloc(room);

    assert_non_null(file);
    assert_non_null(text);
    size = fread(text, 1, room - 1, file);
    assert_true(size < room - 1);
    text[size] = '\0';
    (void)fclose(file);
    return text;
}

/* A sentence whose every {name} is a param of it. */
static void check_sentence(struct trial *trial, const char *catalogue,
                           const struct policy_sentence *sentence)
{
    const char *id = arena_printf(trial->arena, "msgid \"%s\"\nmsgstr \"", sentence->id);
    const char *text = strstr(catalogue, id), *end, *open;

    if (!text)
        fail_msg("no sentence for %s", sentence->id);
    text += strlen(id);
    end = strchr(text, '\n');
    for (open = strchr(text, '{'); open && open < end; open = strchr(open + 1, '{')) {
        const char *close = strchr(open, '}');
        char name[40] = {0};

        assert_true(close && close < end && close - open < 40);
        memcpy(name, open + 1, (size_t)(close - open - 1));
        (void)param(sentence, name);
    }
}

static void test_english(void **state)
{
    struct explained explained = explain(*state);
    char *catalogue = read_catalogue();

    for (size_t i = 0; i < explained.count; i++)
        check_sentence(*state, catalogue, &explained.sentences[i]);
    free(catalogue);
}

/* What is shipped, whatever its predicates have to say. */
static void test_shipped(void **state)
{
    struct trial *trial = *state;
    const struct policies_source source = {.folder = VOUCH_SOURCE "/conf/policies"};
    const struct policies *policies = NULL;
    struct config_error error;
    char *catalogue = read_catalogue();

    if (policies_load(trial->arena, &source, &policies, &error) < 0)
        fail_msg("%s:%u:%u: %s", error.file, error.line, error.column, error.message);
    assert_true(policies_count(policies) > 0);
    for (size_t i = 0; i < policies_count(policies); i++) {
        const struct policy *policy = policies_at(policies, i);
        struct explained explained = {0};

        assert_ptr_equal(policies_find(policies, policy_name(policy)), policy);
        assert_int_equal(
            policy_explain(trial->arena, policy, &explained.sentences, &explained.count), 0);
        for (size_t j = 0; j < explained.count; j++)
            check_sentence(trial, catalogue, &explained.sentences[j]);
    }
    free(catalogue);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, trial_setup, trial_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_order), TEST(test_params), TEST(test_english),
                                       TEST(test_shipped)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
