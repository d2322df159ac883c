/*
 * Entries of the two tables that a plugin is made of: what may stand in its source's configuration
 * (struct vouch_field), and which codes it leaves (struct vouch_code), each written out in full so
 * that it can be looked for.
 */
#ifndef VOUCH_PLUGIN_COMMON_TABLES_H
#define VOUCH_PLUGIN_COMMON_TABLES_H

#include <vouch/plugin.h>

#define FIELD(title, type, ...)                                                                    \
    {                                                                                              \
        .size = sizeof(struct vouch_field), .name = (title), .kind = (type), __VA_ARGS__           \
    }
#define NEEDED      .flags = VOUCH_FIELD_REQUIRED
#define OF(fields_) .fields = (fields_), .field_count = VOUCH_COUNT(fields_)

#define CHECK(id)                                                                                  \
    {                                                                                              \
        sizeof(struct vouch_code), VOUCH_CODE_CHECK, (id)                                          \
    }
#define ADVICE(id)                                                                                 \
    {                                                                                              \
        sizeof(struct vouch_code), VOUCH_CODE_ADVICE, (id)                                         \
    }

#endif
