/* Examining and judging in one line, and asking what came out. */
#ifndef VOUCH_TESTS_SIGNATURE_JUDGING_H
#define VOUCH_TESTS_SIGNATURE_JUDGING_H

#include "base/error.h"
#include "signature/algorithms.h"
#include "signature/signature.h"
#include "signature/trust.h"
#include "write_cms.h"

#define DAY_SECONDS INT64_C(86400)
#define AT_2026     INT64_C(1782864000) /* 2026-07-01: the usual control time */

extern struct arena *test_arena;
extern struct signature_evidence *evidence;
extern struct signature_judgement judgement;

/* Examines a CMS over SIGNED_CONTENT. */
void examine(struct slice contents, enum signature_profile profile);
void examine_input(const struct signature_input *input);

/* Judges the evidence; the trust is freed at the end of the test. */
struct trust *trust_of(const struct trust_settings *settings);
void judge(const struct trust *trust, const struct control_times *times);

/* The usual issuer pinned, at AT_2026. */
struct trust *usual_trust(void);
void judge_usual(void);

/* examine() and judge_usual() */
void try_cms(const struct cms_recipe *recipe);
void try_cades(const struct cms_recipe *recipe);

/* What the judgement must be: its verdict, and a finding with that code (NULL: none at all). */
void assert_judged(enum indication indication, enum subindication subindication, const char *code);
void assert_passed(void);
void assert_finding(const char *code);
void assert_no_finding(const char *code);
const char *param_of(const char *code, const char *name);
void assert_param(const char *code, const char *name, const char *value);

#define assert_malformed(part) assert_failed("signature.malformed", part)
/* TOTAL_FAILED with FORMAT_FAILURE by that code, whose detail holds `part`. */
void assert_failed(const char *code, const char *part);
void assert_detail(const char *code, const char *part);

/* ---- Of trust ---- */

extern const struct control_times usual_times; /* AT_2026 */

/* Judges with one issuer, or one signer, pinned. */
void judge_issuer(struct trust_certificate issuer);
void judge_signer(struct trust_certificate signer);

/* Examines a signature by the usual key under a certificate of that recipe (keys may be left out).
 */
void examine_under(struct certificate_recipe recipe);
void examine_usual(void);

void assert_no_path(void);
void assert_wrong_signer(const char *part);

#endif
