#include "tests.h"

#include <stdlib.h>

#define TRUSTS_MAX 32

struct arena *test_arena;
struct signature_evidence *evidence;
struct signature_judgement judgement;

static struct trust *trusts[TRUSTS_MAX];
static size_t trust_count;

int set_up(void **state)
{
    (void)state;
    test_arena = arena_new(0);
    evidence = NULL;
    judgement = (struct signature_judgement){0};
    return test_arena ? 0 : -1;
}

int tear_down(void **state)
{
    (void)state;
    while (trust_count > 0)
        trust_free(trusts[--trust_count]);
    test_arena = arena_free(test_arena);
    writer_reset();
    return 0;
}

void examine_input(const struct signature_input *input)
{
    assert_int_equal(signature_examine(test_arena, input, &evidence), 0);
}

void examine(struct slice contents, enum signature_profile profile)
{
    /* In two parts, as a byte range gives them. */
    const struct signature_input input = {
        .profile = profile,
        .contents = contents,
        .covered = {slice_of(SIGNED_CONTENT, 5),
                    slice_of(&SIGNED_CONTENT[5], strlen(SIGNED_CONTENT) - 5)},
    };

    examine_input(&input);
}

struct trust *trust_of(const struct trust_settings *settings)
{
    struct trust_problem problem = {0};
    struct trust *trust = NULL;
    int r = trust_new(settings, &problem, &trust);

    if (r < 0)
        print_error("trust_new: %s\n", problem.message);
    assert_int_equal(r, 0);
    assert_true(trust_count < TRUSTS_MAX);
    trusts[trust_count++] = trust;
    return trust;
}

struct trust *usual_trust(void)
{
    const struct trust_certificate issuer = {.der = issuer_certificate(), .name = "issuer.pem"};
    const struct trust_settings settings = {
        .source = "sample", .issuers = &issuer, .issuer_count = 1};

    return trust_of(&settings);
}

void judge(const struct trust *trust, const struct control_times *times)
{
    assert_int_equal(signature_judge(test_arena, evidence, trust, times, &judgement), 0);
}

void judge_usual(void)
{
    judge(usual_trust(), &(struct control_times){.at = AT_2026});
}

void try_cms(const struct cms_recipe *recipe)
{
    examine(cms(recipe), SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_usual();
}

void try_cades(const struct cms_recipe *recipe)
{
    examine(cms(recipe), SIGNATURE_ETSI_CADES_DETACHED);
    judge_usual();
}

static void print_findings(void)
{
    for (size_t i = 0; i < judgement.findings.count; i++) {
        const struct finding *finding = &judgement.findings.items[i];

        print_message("  %s", finding->code);
        for (size_t k = 0; k < finding->param_count; k++)
            print_message(" %s=\"%s\"", finding->params[k].name, finding->params[k].value);
        print_message("\n");
    }
}

void assert_judged(enum indication indication, enum subindication subindication, const char *code)
{
    if (judgement.verdict.indication != indication ||
        judgement.verdict.subindication != subindication)
        print_findings();
    assert_int_equal(judgement.verdict.indication, indication);
    assert_int_equal(judgement.verdict.subindication, subindication);
    if (code)
        assert_finding(code);
}

void assert_passed(void)
{
    assert_judged(TOTAL_PASSED, SUBINDICATION_NONE, NULL);
    assert_true(judgement.trusted);
}

void assert_finding(const char *code)
{
    if (!findings_has(&judgement.findings, code))
        print_findings();
    assert_true(findings_has(&judgement.findings, code));
}

void assert_no_finding(const char *code)
{
    assert_false(findings_has(&judgement.findings, code));
}

/* Of the first finding with that code that has the parameter. */
const char *param_of(const char *code, const char *name)
{
    for (size_t i = 0; i < judgement.findings.count; i++) {
        const struct finding *finding = &judgement.findings.items[i];

        for (size_t k = 0; strcmp(finding->code, code) == 0 && k < finding->param_count; k++)
            if (strcmp(finding->params[k].name, name) == 0)
                return finding->params[k].value;
    }
    return "";
}

void assert_param(const char *code, const char *name, const char *value)
{
    assert_string_equal(param_of(code, name), value);
}

void assert_detail(const char *code, const char *part)
{
    if (!strstr(param_of(code, "detail"), part))
        print_findings();
    assert_non_null(strstr(param_of(code, "detail"), part));
}

void assert_failed(const char *code, const char *part)
{
    assert_judged(TOTAL_FAILED, SUB_FORMAT_FAILURE, code);
    assert_detail(code, part);
}

const struct control_times usual_times = {.at = AT_2026};

void judge_issuer(struct trust_certificate issuer)
{
    const struct trust_settings settings = {
        .source = "sample", .issuers = &issuer, .issuer_count = 1};

    judge(trust_of(&settings), &usual_times);
}

void judge_signer(struct trust_certificate signer)
{
    const struct trust_settings settings = {
        .source = "sample", .signers = &signer, .signer_count = 1};

    judge(trust_of(&settings), &usual_times);
}

/* Signed by the usual key under a certificate of that recipe. */
void examine_under(struct certificate_recipe recipe)
{
    if (!recipe.key)
        recipe.key = signer_key();
    if (!recipe.issuer_key)
        recipe.issuer_key = issuer_key();
    examine(cms(&(struct cms_recipe){.certificates = certificate(&recipe)}),
            SIGNATURE_ADBE_PKCS7_DETACHED);
}

void examine_usual(void)
{
    examine(cms(&(struct cms_recipe){0}), SIGNATURE_ADBE_PKCS7_DETACHED);
}

void assert_no_path(void)
{
    assert_judged(INDETERMINATE, SUB_NO_CERTIFICATE_CHAIN_FOUND, "trust.no_path");
    assert_false(judgement.trusted);
    assert_int_equal(judgement.path_count, 0);
}

void assert_wrong_signer(const char *part)
{
    assert_judged(INDETERMINATE, SUB_CHAIN_CONSTRAINTS_FAILURE, "trust.wrong_signer");
    assert_detail("trust.wrong_signer", part);
    assert_false(judgement.trusted);
    assert_true(judgement.path_count > 0);
}
