/*
 * What the configuration trusts, as files: for `trust list` and `trust add`. The daemon
 * reads the same for itself (core/worker/source_trust.c) and judges by it; here nothing is
 * judged, so that a configuration that the daemon refuses can still be looked at.
 */
#ifndef VOUCH_CTL_TRUST_H
#define VOUCH_CTL_TRUST_H

#include "ctl/ctl.h"
#include "ctl/terminal.h"
#include "signature/signature.h"

int trust_show(struct ctl *ctl, int argc, char **argv);
int trust_list(struct ctl *ctl, int argc, char **argv);
int trust_add(struct ctl *ctl, int argc, char **argv);
int trust_refresh(struct ctl *ctl, int argc, char **argv);

/*
 * Has a running daemon read the configuration again, if there is one: it may be absent. CTL_OK, or
 * CTL_FAILED with the reason said; `*ret_running` is whether there is one.
 */
int trust_reload(struct ctl *ctl, bool *ret_running);

/* ---- certificate.c ---- */

#define FINGERPRINT_SIZE 32

struct shown_certificate {
    struct certificate_view view;
    const char *key;  /* "rsa 2048", or why it cannot be read */
    const char *uses; /* "may issue certificates", ... */
    bool may_issue;
};

/*
 * All certificates of a PEM or DER file. What is wrong is said with the path; ERR_SYNTAX where it
 * holds none, else as file_read().
 */
int certificates_read(struct arena *arena, const char *path, struct shown_certificate **ret,
                      size_t *ret_count);

/* The SHA-256 as 64 digits. */
const char *fingerprint_digits(struct arena *arena, const uint8_t sha256[FINGERPRINT_SIZE]);

/* The same, or AA:BB:..., in either case, with or without spaces. ERR_SYNTAX. */
int fingerprint_parse(const char *text, uint8_t ret_sha256[FINGERPRINT_SIZE]);

/* Lines about it, each with `indent` spaces before. */
void certificate_write(struct terminal *terminal, struct arena *arena, size_t indent,
                       const struct shown_certificate *certificate);

/* ---- trust_sources.c ---- */

struct trust_place {
    const char *kind; /* issuers, signers, anchors, ..., crls */
    bool holds_lists; /* crls: revocation lists and OCSP answers, no certificates */
    const char *path;
    bool is_folder;
    bool ca_assumed;
    const char *until; /* day, or NULL */
    const char **files;
    size_t file_count;
};

struct trust_source {
    const char *name;
    const char *file;
    struct trust_place *places;
    size_t place_count, place_capacity;
};

struct trust_sources {
    struct trust_source *items;
    size_t count;
};

/* Reads them from the configuration in force for `ctl`; what is wrong has been said. */
int trust_sources_read(struct ctl *ctl, struct trust_sources *ret);

#endif
