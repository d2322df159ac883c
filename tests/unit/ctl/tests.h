/* What the files of this program share: cmocka in its order of includes, and their groups. */
#ifndef TEST_CTL_TESTS_H
#define TEST_CTL_TESTS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Each runs one file's tests; how many failed. */
int run_csv_tests(void);
int run_map_tests(void);
int run_options_tests(void);
int run_outline_tests(void);
int run_terminal_tests(void);

#endif
