#include "daemon/uuid.h"

#include "base/error.h"

#include <stdint.h>
#include <stdio.h>
#include <sys/random.h>
#include <time.h>

int uuid_make(char ret[UUID_SIZE])
{
    struct timespec now;
    uint8_t bytes[16];
    uint64_t ms;
    size_t at = 0;

    if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
        return ERR_IO;
    clock_gettime(CLOCK_REALTIME, &now);
    ms = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
    for (int i = 0; i < 6; i++)
        bytes[i] = (uint8_t)(ms >> (40 - 8 * i));
    bytes[6] = (uint8_t)(0x70 | (bytes[6] & 0x0f));
    bytes[8] = (uint8_t)(0x80 | (bytes[8] & 0x3f));
    for (int i = 0; i < 16; i++) {
        snprintf(ret + at, UUID_SIZE - at, "%02x%s", bytes[i],
                 i == 3 || i == 5 || i == 7 || i == 9 ? "-" : "");
        at += i == 3 || i == 5 || i == 7 || i == 9 ? 3 : 2;
    }
    return 0;
}
