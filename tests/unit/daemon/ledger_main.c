#include "tests.h"

#include <stdlib.h>

int main(void)
{
    int failed = run_leaf_tests() + run_tree_tests() + run_checkpoint_tests() + run_ledger_tests() +
                 run_ledger_files_tests();

    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
