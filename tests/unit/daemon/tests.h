/* What the files of these programs share: cmocka in its order of includes, and their groups. */
#ifndef TEST_DAEMON_TESTS_H
#define TEST_DAEMON_TESTS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Each runs one file's tests; how many failed. */
int run_accept_tests(void);
int run_checkpoint_tests(void);
int run_document_tests(void);
int run_inputs_tests(void);
int run_judge_tests(void);
int run_leaf_tests(void);
int run_ledger_files_tests(void);
int run_ledger_tests(void);
int run_multipart_tests(void);
int run_peer_tests(void);
int run_problem_tests(void);
int run_tree_tests(void);

#endif
