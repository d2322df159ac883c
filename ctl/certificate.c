#include "ctl/file.h"
#include "ctl/trust.h"

#include "base/arena.h"
#include "base/datetime.h"
#include "base/error.h"
#include "signature/certificate.h"
#include "signature/key.h"
#include "signature/trust.h"

#define FILE_MAX_SIZE (1u << 20) /* as the daemon takes it */

/* ---- Fingerprints ---- */

const char *fingerprint_digits(struct arena *arena, const uint8_t sha256[FINGERPRINT_SIZE])
{
    char *text = arena_alloc(arena, 2 * FINGERPRINT_SIZE + 1);

    for (size_t i = 0; text && i < FINGERPRINT_SIZE; i++)
        snprintf(text + 2 * i, 3, "%02x", sha256[i]);
    return text;
}

static const char *fingerprint_pairs(struct arena *arena, const uint8_t sha256[FINGERPRINT_SIZE])
{
    char *text = arena_alloc(arena, 3 * FINGERPRINT_SIZE + 1);

    for (size_t i = 0; text && i < FINGERPRINT_SIZE; i++)
        snprintf(text + 3 * i, 4, "%02X%s", sha256[i], i + 1 < FINGERPRINT_SIZE ? ":" : "");
    return text;
}

static int digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

int fingerprint_parse(const char *text, uint8_t ret_sha256[FINGERPRINT_SIZE])
{
    uint8_t bytes[FINGERPRINT_SIZE] = {0};
    size_t count = 0;

    for (; *text; text++) {
        int value = digit(*text);

        if (value < 0 && (*text == ':' || *text == ' '))
            continue;
        if (value < 0 || count >= 2 * FINGERPRINT_SIZE)
            return ERR_SYNTAX;
        bytes[count / 2] = (uint8_t)(bytes[count / 2] << 4 | value);
        count++;
    }
    if (count != 2 * FINGERPRINT_SIZE)
        return ERR_SYNTAX;
    memcpy(ret_sha256, bytes, sizeof bytes);
    return 0;
}

/* ---- Reading ---- */

static const char *describe_key(struct arena *arena, struct slice spki)
{
    const char *detail = NULL;
    struct key key;

    if (key_parse(spki, &key, &detail) != 0)
        return detail ? detail : "cannot be read";
    return key.bits ? arena_printf(arena, "%s, %u bits", key.name, key.bits) : key.name;
}

static const char *describe_uses(const struct certificate *certificate)
{
    bool may_issue = certificate_may_issue(certificate);

    if (may_issue)
        return certificate->has_key_usage ? "issues certificates"
                                          : "issues certificates (CA:TRUE, no key usage)";
    return certificate_may_sign(certificate) ? "signs documents; no CA:TRUE"
                                             : "neither signs documents nor issues certificates";
}

static int describe(struct arena *arena, struct slice der, struct shown_certificate *ret)
{
    struct certificate certificate;
    int r = certificate_parse(der, &certificate);

    if (r == 0)
        r = certificate_describe(arena, &certificate, &ret->view);
    if (r < 0)
        return r;
    ret->key = describe_key(arena, certificate.spki);
    ret->uses = describe_uses(&certificate);
    ret->may_issue = certificate_may_issue(&certificate);
    return 0;
}

int certificates_read(struct arena *arena, const char *path, struct shown_certificate **ret,
                      size_t *ret_count)
{
    struct shown_certificate *items;
    struct slice bytes, *ders;
    size_t count;
    int r = file_read(arena, path, FILE_MAX_SIZE, &bytes);

    if (r < 0)
        return r;
    r = signature_prefetch();
    if (r == 0)
        r = trust_read_certificates(arena, bytes, &ders, &count);
    items = r == 0 ? arena_array(arena, struct shown_certificate, count) : NULL;
    if (r == 0 && !items)
        r = ERR_NOMEM;
    for (size_t i = 0; r == 0 && i < count; i++)
        r = describe(arena, ders[i], &items[i]);
    if (r < 0) {
        ctl_say("%s: %s", path,
                r == ERR_SYNTAX ? "holds no certificate as PEM or DER" : err_text(r));
        return r;
    }
    *ret = items;
    *ret_count = count;
    return 0;
}

/* ---- Writing ---- */

static void write_line(struct terminal *terminal, size_t indent, const char *label,
                       const char *text)
{
    terminal_print(terminal, "%*s", (int)indent, "");
    terminal_tone(terminal, TONE_FAINT, "%-9s", label);
    terminal_text(terminal, text ? text : "?");
    terminal_print(terminal, "\n");
}

void certificate_write(struct terminal *terminal, struct arena *arena, size_t indent,
                       const struct shown_certificate *certificate)
{
    const struct certificate_view *view = &certificate->view;
    char from[TIME_TEXT_SIZE], to[TIME_TEXT_SIZE];

    time_format(view->not_before, OFFSET_UTC, from);
    time_format(view->not_after, OFFSET_UTC, to);
    write_line(terminal, indent, "subject", view->subject);
    write_line(terminal, indent, "issuer", view->issuer);
    write_line(terminal, indent, "serial", view->serial);
    write_line(terminal, indent, "valid", arena_printf(arena, "%s to %s", from, to));
    write_line(terminal, indent, "key", certificate->key);
    write_line(terminal, indent, "use", certificate->uses);
    write_line(terminal, indent, "sha256", fingerprint_digits(arena, view->sha256));
    write_line(terminal, indent, "", fingerprint_pairs(arena, view->sha256));
}
