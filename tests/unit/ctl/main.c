#include "tests.h"

#include "ctl/ctl.h"

#include <stdlib.h>

/* What options.c says goes nowhere here; the functional tests read it. */
void ctl_say(const char *format, ...)
{
    (void)format;
}

void ctl_help(FILE *out, const char *command)
{
    (void)out;
    (void)command;
}

int main(void)
{
    int failed = run_csv_tests() + run_map_tests() + run_options_tests() + run_outline_tests() +
                 run_terminal_tests();

    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
