/* How the tables of schema.c and decision_schema.c are written; nobody else includes it. */
#ifndef VOUCH_REPORT_SCHEMA_TABLES_H
#define VOUCH_REPORT_SCHEMA_TABLES_H

#include "report/schema.h"

#define REQ MEMBER_REQUIRED
#define MSG MEMBER_RENDERED

/* clang-format off */
#define MEMBER(struct_name, member, member_kind, member_flags)                                     \
    {.name = #member, .kind = MEMBER_##member_kind, .flags = (member_flags),                       \
     .offset = offsetof(struct struct_name, member),                                               \
     .flag_offset = MEMBER_NO_OFFSET, .count_offset = MEMBER_NO_OFFSET}
#define MEMBER_IF(struct_name, member, member_kind)                                                \
    {.name = #member, .kind = MEMBER_##member_kind,                                                \
     .offset = offsetof(struct struct_name, member),                                               \
     .flag_offset = offsetof(struct struct_name, has_##member),                                    \
     .count_offset = MEMBER_NO_OFFSET}
#define MEMBER_NAMED(struct_name, member, member_flags, ...)                                       \
    {.name = #member, .kind = MEMBER_CODE, .flags = (member_flags),                                \
     .offset = offsetof(struct struct_name, member),                                               \
     .flag_offset = MEMBER_NO_OFFSET, .count_offset = MEMBER_NO_OFFSET,                            \
     .names = (const char *const[]){__VA_ARGS__, NULL}}
#define MEMBER_OF(struct_name, member, member_kind, member_flags, of_type)                         \
    {.name = #member, .kind = MEMBER_##member_kind, .flags = (member_flags),                       \
     .offset = offsetof(struct struct_name, member),                                               \
     .flag_offset = MEMBER_NO_OFFSET, .count_offset = MEMBER_NO_OFFSET, .type = &(of_type)}
#define MEMBER_LIST_OF(struct_name, member, counter, member_flags, of_type)                        \
    {.name = #member, .kind = MEMBER_LIST, .flags = (member_flags),                                \
     .offset = offsetof(struct struct_name, member), .flag_offset = MEMBER_NO_OFFSET,              \
     .count_offset = offsetof(struct struct_name, counter), .type = &(of_type)}
#define MEMBER_INTEGERS_OF(struct_name, member, counter)                                           \
    {.name = #member, .kind = MEMBER_INTEGERS,                                                     \
     .offset = offsetof(struct struct_name, member), .flag_offset = MEMBER_NO_OFFSET,              \
     .count_offset = offsetof(struct struct_name, counter)}
#define TYPE(struct_name, members)                                                                 \
    {sizeof(struct struct_name), members, sizeof(members) / sizeof((members)[0])}
/* clang-format on */

/* Members of a struct that stands inside another, on the wire beside the others. */
/* clang-format off */
#define MEMBER_AT(struct_name, path, member, member_kind, member_flags)                            \
    {.name = #member, .kind = MEMBER_##member_kind, .flags = (member_flags),                       \
     .offset = offsetof(struct struct_name, path.member),                                          \
     .flag_offset = MEMBER_NO_OFFSET, .count_offset = MEMBER_NO_OFFSET}
#define MEMBER_AT_NAMED(struct_name, path, member, member_flags, ...)                              \
    {.name = #member, .kind = MEMBER_CODE, .flags = (member_flags),                                \
     .offset = offsetof(struct struct_name, path.member),                                          \
     .flag_offset = MEMBER_NO_OFFSET, .count_offset = MEMBER_NO_OFFSET,                            \
     .names = (const char *const[]){__VA_ARGS__, NULL}}
#define MEMBER_ENUM_AT(struct_name, path, member, member_flags, of_names)                          \
    {.name = #member, .kind = MEMBER_ENUM, .flags = (member_flags),                                \
     .offset = offsetof(struct struct_name, path),                                                 \
     .flag_offset = MEMBER_NO_OFFSET, .count_offset = MEMBER_NO_OFFSET, .names = (of_names)}
#define MEMBER_TEXTS_OF(struct_name, member, counter)                                              \
    {.name = #member, .kind = MEMBER_TEXTS,                                                        \
     .offset = offsetof(struct struct_name, member), .flag_offset = MEMBER_NO_OFFSET,              \
     .count_offset = offsetof(struct struct_name, counter)}
/* clang-format on */

extern const struct report_type advice_type;

#endif
