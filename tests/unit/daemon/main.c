#include "tests.h"

#include <stdlib.h>

int main(void)
{
    int failed = run_accept_tests() + run_document_tests() + run_inputs_tests() +
                 run_judge_tests() + run_multipart_tests() + run_peer_tests() + run_problem_tests();

    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
