#include "tests.h"

#include <stdlib.h>

int main(void)
{
    int failed = run_memory_tests() + run_unicode_tests() + run_datetime_tests() +
                 run_digest_tests() + run_config_tests() + run_config_value_tests() +
                 run_config_schema_tests() + run_finding_tests() + run_language_tests() +
                 run_log_tests() + run_inventory_tests();

    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
