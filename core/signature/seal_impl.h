/*
 * Between seal.c, which reads what is signed and by whom, and seal_info.c, which reads the
 * seal itself.
 */
#ifndef VOUCH_SIGNATURE_SEAL_IMPL_H
#define VOUCH_SIGNATURE_SEAL_IMPL_H

#include "signature/seal.h"

#define SEAL_VERSION_2014 1
#define SEAL_VERSION_2020 4
#define SEAL_VERSION_2025 5

/* Where the reading is: the seal that is filled, and why it failed. */
struct seal_reading {
    struct arena *arena;
    struct seal *seal;
    const char *detail;
};

/* ERR_SYNTAX, for that reason. */
int seal_fail(struct seal_reading *reading, const char *detail);

bool seal_is_2014(const struct seal_reading *reading);

/* Takes an element of that tag, whatever it holds. */
int seal_skip(struct slice *rest, uint8_t tag);

/* GeneralizedTime; in version 1 UTCTime, for which some write GeneralizedTime. */
int seal_read_time(const struct seal_reading *reading, struct slice *rest, int64_t *ret_time);

/* [0] EXPLICIT ExtensionDatas OPTIONAL, then nothing */
int seal_read_extensions(struct seal_reading *reading, struct slice rest);

/* SES_SealInfo: contents of the SEQUENCE */
int seal_read_info(struct seal_reading *reading, struct slice body);

#endif
