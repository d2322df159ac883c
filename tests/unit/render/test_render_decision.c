#include "base/error.h"
#include "render/render.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct catalogues *catalogues;

static int load(void **state)
{
    char *bad = NULL;

    (void)state;
    assert_int_equal(catalogues_load(LOCALE_DIR, &catalogues, &bad), 0);
    return 0;
}

static int unload(void **state)
{
    (void)state;
    catalogues_free(catalogues);
    return 0;
}

/* The sentence of one test, alone in a decision. */
static void expect_in(const char *language, const struct decision_test *test, const char *sentence)
{
    struct decision_finding finding = {.rule = "r", .test = *test};
    struct decision decision = {.findings = &finding, .finding_count = 1};
    struct arena *arena = arena_new(0);

    assert_int_equal(render_decision(arena, catalogues, language, &decision), 0);
    assert_string_equal(decision.findings[0].test.message, sentence);
    arena_free(arena);
}

static void expect(const struct decision_test *test, const char *sentence)
{
    expect_in("en", test, sentence);
}

#define PARAMS(...)                                                                                \
    {                                                                                              \
        (const struct report_param[]){__VA_ARGS__},                                                \
            sizeof((const struct report_param[]){__VA_ARGS__}) / sizeof(struct report_param)       \
    }

static void a_test_says_what_came_of_it(void **state)
{
    const struct decision_test passed = {
        .predicate = "authentic",
        .outcome = OUTCOME_PASS,
        .params = PARAMS({"document", "record"}),
    };
    const struct decision_test absent = {
        .predicate = "authentic",
        .outcome = OUTCOME_UNKNOWN,
        .why = "absent",
        .params = PARAMS({"document", "record"}),
    };
    const struct decision_test interval = {
        .predicate = "interval",
        .outcome = OUTCOME_FAIL,
        .params = PARAMS({"from", "married_on"}, {"to", "applied_on"}, {"relation", "at_least"},
                         {"wanted", "5 years"}, {"found", "4 years"}),
    };

    (void)state;
    expect(&passed, "Its issuer signed “record” as it is.");
    expect(&absent, "There is no document for “record”.");
    expect(&interval, "From “married_on” to “applied_on”: 4 years; wanted: at least 5 years.");
}

static void quantities_and_lists_are_said_in_the_language(void **state)
{
    const struct decision_test interval = {
        .predicate = "interval",
        .outcome = OUTCOME_FAIL,
        .params = PARAMS({"from", "married_on"}, {"to", "applied_on"}, {"relation", "at_least"},
                         {"wanted", "5 years"}, {"found", "4..5 years"}),
    };
    const struct decision_test form = {
        .predicate = "presented",
        .outcome = OUTCOME_FAIL,
        .why = "form",
        .params =
            PARAMS({"kind", "passport"}, {"form", "scan"}, {"wanted", "copy,sighted_original"}),
    };
    const struct decision_test code = {
        .predicate = "compare",
        .outcome = OUTCOME_FAIL,
        .params = PARAMS({"left", "x"}, {"relation", "is"}, {"right", "yes"}, {"found", "5 years"}),
    };

    (void)state;
    expect(&form, "Passport: presented as scan; wanted: copy, original that was seen.");
    expect_in("zh-CN", &form, "护照：提交形式为扫描件；要求：复印件、经查验的原件。");
    expect_in("zh-HK", &form, "護照：提交形式為掃描本；要求：影印本、經查驗的原件。");
    expect(&interval, "From “married_on” to “applied_on”: 4..5 years; wanted: at least 5 years.");
    expect_in("zh-HK", &interval, "自「married_on」至「applied_on」：4..5年；要求：至少5年。");
    /* what was found of a fact is somebody's own text, and no quantity */
    expect_in("zh", &code, "要求：“x”为是；实际为：5 years。");
}

static void fees_and_terms_are_sentences(void **state)
{
    static const struct {
        const char *language;
        const char *message;
    } table[] = {
        {"en", "Fee, application: 1500 CNY. Fee, own words: 1 CNY. Takes, review: 2 months."},
        {"zh-CN", "费用，申请：1500 CNY。 费用，own words：1 CNY。 所需时间，审核：2个月。"},
        {"zh-HK", "費用，申請：1500 CNY。 費用，own words：1 CNY。 所需時間，審核：2個月。"},
        {"ar", "الرسم، تقديم الطلب: 1500 CNY. الرسم، own words: 1 CNY. المدة اللازمة، المراجعة: "
               "شهرين."},
    };
    struct arena *arena = arena_new(0);

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct decision decision = {.fees = PARAMS({"apply", "1500 CNY"}, {"own_words", "1 CNY"}),
                                    .terms = PARAMS({"review", "2 months"})};

        assert_int_equal(render_decision(arena, catalogues, table[i].language, &decision), 0);
        assert_string_equal(decision.message, table[i].message);
        decision = (struct decision){0};
        assert_int_equal(render_decision(arena, catalogues, table[i].language, &decision), 0);
        assert_null(decision.message);
    }
    arena_free(arena);
}

static void what_is_not_proven_is_said_with_it(void **state)
{
    const struct decision_test interval = {
        .predicate = "interval",
        .outcome = OUTCOME_PASS,
        .params =
            PARAMS({"from", "record.issued_on"}, {"to", "applied_at"}, {"relation", "at_most"},
                   {"wanted", "7 days"}, {"found", "3 days"}, {"unproven", "record"}),
    };
    const struct decision_test authentic = {
        .predicate = "authentic",
        .outcome = OUTCOME_FAIL,
        .params = PARAMS({"document", "record"}, {"unproven", "record"}),
    };
    const struct decision_test own = {
        .predicate = "unproven",
        .why = "relied_on",
        .params = PARAMS({"documents", "record"}),
    };

    (void)state;
    expect(&interval,
           "From “record.issued_on” to “applied_at”: 3 days; wanted: at most 7 days. This "
           "rests on “record”, which is not proven to come from its issuer.");
    expect_in("zh-CN", &interval,
              "自“record.issued_on”至“applied_at”：3天；要求：最多7天。此结果依据“record”，"
              "而未能证明其由签发机构出具。");
    expect(&authentic, "“record” is not what its issuer signed."); /* says it itself */
    expect(&own, "What “record” says decides rules of this policy, and it is not proven that it "
                 "comes from its issuer. A person has to look.");
}

static void an_explanation_uses_its_predicate_s_words(void **state)
{
    static const struct report_param params[] = {
        {"left", "x"}, {"relation", "at_least"}, {"right", "a_b"}};
    static const struct report_params three = {params, 3};
    struct arena *arena = arena_new(0);

    (void)state;
    assert_string_equal(render_sentence(arena, catalogues, "en", "policy.compare", &three),
                        "“x” is at least a_b.");
    assert_string_equal(render_sentence(arena, catalogues, "zh-TW", "policy.compare", &three),
                        "「x」不小於a_b。");
    arena_free(arena);
}

static void codes_in_it_become_words(void **state)
{
    const struct decision_test paper = {
        .predicate = "presented",
        .outcome = OUTCOME_FAIL,
        .why = "absent",
        .params = PARAMS({"kind", "no_criminal_record"}),
    };
    const struct decision_test unheard = {
        .predicate = "presented",
        .outcome = OUTCOME_FAIL,
        .why = "absent",
        .params = PARAMS({"kind", "fishing_licence"}),
    };
    const struct decision_test persons = {
        .predicate = "same_person",
        .outcome = OUTCOME_FAIL,
        .why = "differ",
        .params = PARAMS({"agree", "name"}, {"differ", "birth_date, id_number"}),
    };

    (void)state;
    expect(&paper, "Certificate of no criminal record: not presented.");
    expect(&unheard, "Fishing licence: not presented.");
    expect(&persons, "Another person: date of birth, number of the identity document differ.");
}

/* A check's name is its title, which its plugin has. */
static void checks_have_their_titles(void **state)
{
    const struct decision_test unchecked = {
        .predicate = "plausible",
        .outcome = OUTCOME_PASS,
        .params = PARAMS({"document", "record"}, {"checks", "nia.id_check_digit,nia.none"}),
    };
    const struct decision_test bare = {
        .predicate = "plausible",
        .params = PARAMS({"document", "record"}),
    };

    (void)state;
    expect(&unchecked, "Nothing found in “record” contradicts anything else in it; not checked: "
                       "Check digit of the resident id number, nia.none.");
    expect(&bare, "It could not be checked whether “record” contradicts itself.");
}

/* A relation is a verb between two values, and a bound before a figure. */
static void a_relation_reads_by_its_predicate(void **state)
{
    const struct decision_test compare = {
        .predicate = "compare",
        .outcome = OUTCOME_FAIL,
        .params = PARAMS({"left", "deposit"}, {"relation", "at_least"}, {"right", "50000 HKD"},
                         {"found", "1 HKD"}),
    };
    const struct decision_test days = {
        .predicate = "days",
        .outcome = OUTCOME_PASS,
        .params = PARAMS({"state", "inside"}, {"territory", "CN"}, {"from", "2026-01-01"},
                         {"to", "2026-12-31"}, {"relation", "at_least"}, {"wanted", "9 months"},
                         {"found", "300 days"}),
    };

    (void)state;
    expect(&compare, "Wanted: “deposit” is at least 50000 HKD; found: 1 HKD.");
    expect(&days, "From 2026-01-01 to 2026-12-31 inside mainland China: 300 days; wanted: at least "
                  "9 months.");
}

/* Nor is there ever a "?" where the catalogue has a sentence that needs nothing. */
static void nothing_known_still_says_something(void **state)
{
    static const char *const predicates[] = {
        "authentic", "plausible", "same_person", "compare", "interval",
        "covers",    "crossing",  "days",        "judged",
    };
    static const char *const whys[] = {NULL, "absent", "uncovered", "readings", "bounds", "near"};

    (void)state;
    for (size_t i = 0; i < sizeof predicates / sizeof *predicates; i++)
        for (size_t k = 0; k < 3 * sizeof whys / sizeof *whys; k++) {
            const struct decision_test test = {
                .predicate = predicates[i],
                .outcome = (enum decision_outcome)(k % 3),
                .why = whys[k / 3],
                .params = PARAMS({"document", "record"}),
            };
            struct decision_finding finding = {.rule = "r", .test = test};
            struct decision decision = {.findings = &finding, .finding_count = 1};
            struct arena *arena = arena_new(0);

            assert_int_equal(render_decision(arena, catalogues, "en", &decision), 0);
            if (strchr(decision.findings[0].test.message, '?'))
                fail_msg("%s: %s", predicates[i], decision.findings[0].test.message);
            arena_free(arena);
        }
}

/* Arabic has a form for two, and one for three to ten and what ends in those. */
static void a_unit_stands_in_the_form_its_amount_asks_for(void **state)
{
    static const struct {
        const char *found, *words;
    } cases[] = {
        {"1 day", "1 يوم"},         {"2 days", "يومين"},
        {"3 days", "3 أيام"},       {"10 days", "10 أيام"},
        {"11 days", "11 يومًا"},     {"102 days", "102 يومًا"},
        {"103 days", "103 أيام"},   {"1..2 days", "1..2 يومًا"},
        {"2..4 days", "2..4 أيام"}, {"0.5 days", "0.5 يومًا"},
        {"183 days", "183 يومًا"},   {"5 years", "5 سنوات"},
        {"9 months", "9 أشهر"},     {"2 fortnights", "2 fortnights"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct decision_test interval = {
            .predicate = "interval",
            .outcome = OUTCOME_PASS,
            .params = PARAMS({"from", "a"}, {"to", "b"}, {"relation", "at_most"},
                             {"wanted", "5 years"}, {"found", cases[i].found}),
        };
        char sentence[200];

        snprintf(sentence, sizeof sentence, "من «a» إلى «b»: %s؛ والمطلوب: ما لا يزيد على 5 سنوات.",
                 cases[i].words);
        expect_in("ar", &interval, sentence);
    }
}

static void a_quantity_alone_is_said_as_in_sentences(void **state)
{
    struct arena *arena = arena_new(0);

    (void)state;
    assert_string_equal(render_quantity(arena, catalogues, "ar", "0 – 5 days"), "0 – 5 أيام");
    assert_null(render_quantity(arena, catalogues, "ar", "5 fortnights"));
    arena_free(arena);
}

/* A sentence whose params are not all known gives way to one that needs less. */
static void what_is_not_known_is_not_said(void **state)
{
    const struct decision_test crossing = {
        .predicate = "crossing",
        .outcome = OUTCOME_FAIL,
        .why = "direction",
        .params = PARAMS({"date", "2026-11-21"}, {"row", "1"}),
    };
    const struct decision_test bare = {
        .predicate = "crossing",
        .outcome = OUTCOME_FAIL,
        .why = "direction",
    };
    const struct decision_test none = {
        .predicate = "crossing",
        .outcome = OUTCOME_PASS,
        .params = PARAMS({"which", "none"}),
    };

    (void)state;
    expect(&crossing, "The crossing of 2026-11-21 (row 1) goes the other way.");
    expect(&bare, "There is no such crossing.");
    expect(&none, "There is no such crossing, as wanted.");
}

static void a_rule_that_does_not_apply_says_so(void **state)
{
    const struct decision_test off = {
        .predicate = "presented",
        .outcome = OUTCOME_NOT_APPLICABLE,
    };
    const struct decision_test unsettled = {.predicate = "presented", .why = "when"};

    (void)state;
    expect(&off, "This rule does not apply here.");
    expect(&unsettled, "It is not known whether this rule applies here.");
}

static void parts_have_their_own_sentences(void **state)
{
    const struct decision_test parts[] = {
        {.predicate = "judged",
         .why = "absent",
         .params = PARAMS({"question", "abides_by_law"}, {"by", "police"})},
        {.predicate = "any_of",
         .outcome = OUTCOME_PASS,
         .params = PARAMS({"count", "1"}),
         .parts = (const struct decision_test[]){{.predicate = "covers",
                                                  .outcome = OUTCOME_PASS,
                                                  .params = PARAMS({"from", "2026-01-01"},
                                                                   {"to", "2026-01-02"})}},
         .part_count = 1},
    };
    struct decision_finding finding = {
        .rule = "r",
        .test = {.predicate = "all_of",
                 .params = PARAMS({"count", "2"}, {"unknown", "1"}),
                 .parts = parts,
                 .part_count = 2},
    };
    struct decision decision = {.findings = &finding, .finding_count = 1};
    struct arena *arena = arena_new(0);
    const struct decision_test *test;

    (void)state;
    assert_int_equal(render_decision(arena, catalogues, "en", &decision), 0);
    test = &decision.findings[0].test;
    assert_string_equal(test->message, "Not settled: 1 of 2 conditions; all are wanted.");
    assert_string_equal(test->parts[0].message, "No machine decides this, and nobody has yet: "
                                                "abides by law. To be decided by: police.");
    assert_string_equal(test->parts[1].parts[0].message,
                        "Records cover every day from 2026-01-01 to 2026-01-02.");
    arena_free(arena);
}

static void an_ask_says_why_and_what_to_do(void **state)
{
    static const struct report_advice advice = {.code = "advice.give_paper"};
    const struct decision_ask asks[] = {
        {.kind = "title_deed", .rule = "papers", .code = "ask.missing", .advice = &advice},
        {.fact = "leave_to_be_away", .rule = "upkeep", .code = "ask.not_stated"},
    };
    struct decision decision = {.asks = asks, .ask_count = 2};
    struct arena *arena = arena_new(0);

    (void)state;
    assert_int_equal(render_decision(arena, catalogues, "en", &decision), 0);
    assert_string_equal(decision.asks[0].why, "Title deed: was not presented.");
    assert_string_equal(decision.asks[0].advice->message, "Please send this: title deed.");
    assert_string_equal(decision.asks[1].why, "Was not stated: leave_to_be_away.");
    assert_null(decision.asks[1].advice);
    arena_free(arena);
}

static void a_change_says_from_when_and_on_what_condition(void **state)
{
    const struct decision_change changes[] = {
        {.rule = "nine-months",
         .to = OUTCOME_PASS,
         .on = 20852,
         .has_until = true,
         .until = 20940,
         .params = PARAMS({"stay", "present"}, {"from", "2026-11-22"})},
        {.rule = "fresh", .to = OUTCOME_FAIL, .on = 20852},
    };
    struct decision decision = {.changes = changes, .change_count = 2};
    struct arena *arena = arena_new(0);

    (void)state;
    assert_int_equal(render_decision(arena, catalogues, "en", &decision), 0);
    assert_string_equal(decision.changes[0].message,
                        "nine-months: met from 2027-02-03 to 2027-05-02, if the person stays "
                        "present from 2026-11-22 on.");
    assert_string_equal(decision.changes[1].message,
                        "fresh: not met from 2027-02-03, whatever the person does.");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_test_says_what_came_of_it),
        cmocka_unit_test(quantities_and_lists_are_said_in_the_language),
        cmocka_unit_test(an_explanation_uses_its_predicate_s_words),
        cmocka_unit_test(what_is_not_proven_is_said_with_it),
        cmocka_unit_test(fees_and_terms_are_sentences),
        cmocka_unit_test(codes_in_it_become_words),
        cmocka_unit_test(checks_have_their_titles),
        cmocka_unit_test(a_relation_reads_by_its_predicate),
        cmocka_unit_test(a_unit_stands_in_the_form_its_amount_asks_for),
        cmocka_unit_test(a_quantity_alone_is_said_as_in_sentences),
        cmocka_unit_test(what_is_not_known_is_not_said),
        cmocka_unit_test(nothing_known_still_says_something),
        cmocka_unit_test(a_rule_that_does_not_apply_says_so),
        cmocka_unit_test(parts_have_their_own_sentences),
        cmocka_unit_test(an_ask_says_why_and_what_to_do),
        cmocka_unit_test(a_change_says_from_when_and_on_what_condition),
    };

    return cmocka_run_group_tests(tests, load, unload);
}
