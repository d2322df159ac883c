/*
 * What the files of mail share:
 *
 *   mail.c          the parts: which is the attachment
 *   mail_header.c   the fields of a part that decide
 *   mail_decode.c   base64 and quoted-printable
 */
#ifndef VOUCH_ARCHIVE_MAIL_IMPL_H
#define VOUCH_ARCHIVE_MAIL_IMPL_H

#include "archive/mail.h"
#include "base/arena.h"

#define MAIL_FIELDS_MAX 1000  /* of one header */
#define MAIL_VALUE_MAX  4096  /* bytes of a field that decides, unfolded */
#define MAIL_HEADER_MAX 65536 /* bytes looked at to tell a mail */
#define MAIL_PARTS_MAX  100
#define MAIL_DEPTH_MAX  8 /* multiparts within each other */

enum mail_encoding { MAIL_PLAIN, MAIL_BASE64, MAIL_QUOTED };

struct mail_part {
    char *type;     /* "application/pdf", in lower case */
    char *boundary; /* of a multipart; NULL: none */
    enum mail_encoding encoding;
    bool is_attachment; /* is called one */
    bool has_name;      /* which programs list it by */
    bool has_id;        /* something may refer to it */
    struct slice body;
};

struct mail {
    struct arena *arena;
    struct findings *findings;
    uint64_t file_max;
    unsigned parts;
    unsigned files; /* attachments so far */
    struct mail_part file;
};

/* Leaves a finding; returns ERR_INVALID, which ends the opening. */
int mail_refuse(struct mail *mail, const char *code, const char *detail);

/* The next line of `*rest` without its end, LF or CR LF, which is taken off `*rest`. False at the
 * end. */
bool mail_next_line(struct slice *rest, struct slice *ret);

/* The header of a part, and what follows it. ERR_INVALID, ERR_NOMEM. */
int mail_read_part(struct mail *mail, struct slice bytes, struct mail_part *ret);

/* What the part is without its encoding. ERR_INVALID, ERR_NOMEM. */
int mail_decode(struct mail *mail, const struct mail_part *part, struct slice *ret);

#endif
