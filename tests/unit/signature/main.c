#include "tests.h"

#include <stdlib.h>

/* clang-format off */
static int (*const groups[])(void) = {
    run_der_tests,
    run_certificate_tests,
    run_certificate_urls_tests,
    run_key_tests,
    run_algorithms_tests,
    run_schemes_tests,
    run_sm2_tests,
    run_adbe_tests,
    run_seal_tests,
    run_seal_form_tests,
    run_cms_tests,
    run_forged_tests,
    run_signer_tests,
    run_attributes_tests,
    run_trust_new_tests,
    run_trust_tests,
    run_constraints_tests,
    run_anchors_tests,
    run_paths_tests,
    run_time_tests,
    run_openssl_tests,
    run_crl_tests,
    run_ocsp_tests,
    run_revocation_tests,
    run_revocation_against_tests,
    run_time_stamp_tests,
    run_time_stamp_token_tests,
};
/* clang-format on */

int main(void)
{
    int failed = 0;

    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        failed += groups[i]();
    free_test_keys();
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
