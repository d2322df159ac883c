/* What the files of this program share: cmocka in its order of includes, and their groups. */
#ifndef TEST_BASE_TESTS_H
#define TEST_BASE_TESTS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Each runs one file's tests; how many failed. */
int run_config_tests(void);
int run_config_schema_tests(void);
int run_config_value_tests(void);
int run_datetime_tests(void);
int run_digest_tests(void);
int run_finding_tests(void);
int run_inventory_tests(void);
int run_language_tests(void);
int run_log_tests(void);
int run_memory_tests(void);
int run_unicode_tests(void);

#endif
