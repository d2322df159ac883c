#include "daemon/clock.h"

#include <time.h>

int64_t clock_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}

const char *clock_doubt(const struct clock_guard *guard, int64_t now)
{
    if (now < guard->build_date)
        return "the clock is before the day this program was built";
    if (now < guard->last_recorded - CLOCK_SLACK)
        return "the clock is before the last row of the ledger";
    return NULL;
}

void clock_recorded(struct clock_guard *guard, int64_t time)
{
    if (time > guard->last_recorded)
        guard->last_recorded = time;
}
