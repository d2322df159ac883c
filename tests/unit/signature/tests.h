/* The groups of this program, and what they share. */
#ifndef VOUCH_TESTS_SIGNATURE_TESTS_H
#define VOUCH_TESTS_SIGNATURE_TESTS_H

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "judging.h"
#include "write_cms.h"

int run_adbe_tests(void);
int run_algorithms_tests(void);
int run_anchors_tests(void);
int run_attributes_tests(void);
int run_certificate_tests(void);
int run_certificate_urls_tests(void);
int run_cms_tests(void);
int run_constraints_tests(void);
int run_crl_tests(void);
int run_der_tests(void);
int run_forged_tests(void);
int run_key_tests(void);
int run_ocsp_tests(void);
int run_revocation_tests(void);
int run_revocation_against_tests(void);
int run_openssl_tests(void);
int run_paths_tests(void);
int run_schemes_tests(void);
int run_seal_tests(void);
int run_seal_form_tests(void);
int run_signer_tests(void);
int run_sm2_tests(void);
int run_time_tests(void);
int run_time_stamp_tests(void);
int run_time_stamp_token_tests(void);
int run_trust_tests(void);
int run_trust_new_tests(void);

/* Group set-up and tear-down: every test begins with an empty writer and no judgement. */
int set_up(void **state);
int tear_down(void **state);

#define unit(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

#endif
