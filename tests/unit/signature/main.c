#include "tests.h"

#include <stdlib.h>

int main(void)
{
    int failed = run_der_tests() + run_certificate_tests() + run_certificate_urls_tests() +
                 run_key_tests() + run_algorithms_tests() + run_cms_tests() + run_signer_tests() +
                 run_attributes_tests() + run_trust_new_tests() + run_trust_tests() +
                 run_constraints_tests() + run_anchors_tests() + run_time_tests() +
                 run_openssl_tests() + run_crl_tests() + run_ocsp_tests();

    free_test_keys();
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
