#include "worker/container.h"
#include "archive/archive.h"
#include "archive/mail.h"
#include "base/digest.h"
#include "base/error.h"

static int digest_hex(struct arena *arena, struct slice bytes, const char **ret)
{
    struct sha256 *sha256 = sha256_new();
    char *hex = arena_alloc(arena, DIGEST_HEX_SIZE);
    struct digest digest;
    int r = sha256 && hex ? sha256_of(sha256, bytes, &digest) : ERR_NOMEM;

    sha256_free(sha256);
    if (r < 0)
        return r;
    digest_to_hex(&digest, hex);
    *ret = hex;
    return 0;
}

static int describe(struct arena *arena, struct slice sent, const struct archive_file *file,
                    struct container *ret)
{
    struct report_container *found = arena_new_of(arena, struct report_container);
    int r = found ? digest_hex(arena, sent, &found->sha256) : ERR_NOMEM;

    if (r == 0)
        r = digest_hex(arena, file->bytes, &found->inside_sha256);
    if (r < 0)
        return r;
    found->media_type = ret->media.type;
    found->encryption = file->encryption;
    found->inside_size = (int64_t)file->bytes.size;
    ret->found = found;
    return 0;
}

/* What is inside takes the place of what was sent; one level, and no more. */
static int step_inside(struct arena *arena, const struct archive_file *file,
                       struct container *container)
{
    static const struct verdict note = {TOTAL_PASSED, SUBINDICATION_NONE};
    int r = describe(arena, container->document, file, container);

    if (r < 0)
        return r;
    container->document = file->bytes;
    container->media = media_of(file->bytes);
    container->password_used = strcmp(file->encryption, "none") != 0;
    if (container->password_used)
        findings_add(&container->findings, "archive.password_proves_nothing", note);
    if (container->media.is_archive) {
        findings_add(&container->findings, "archive.nested", (struct verdict){0});
        container->media.reason = NULL;
    }
    return 0;
}

int container_open(struct arena *arena, struct slice sent, const char *password,
                   int64_t document_max, struct container *ret)
{
    struct archive_options options = {.password = password, .file_max = (uint64_t)document_max};
    struct archive_file file = {0};
    int r;

    *ret = (struct container){.document = sent, .media = media_of(sent)};
    findings_init(&ret->findings, arena);
    if (ret->media.is_zip)
        r = archive_open(arena, sent, &options, &ret->findings, &file);
    else if (ret->media.is_mail)
        r = mail_open(arena, sent, options.file_max, &ret->findings, &file);
    else
        return 0;
    return r < 0 || ret->findings.count > 0 ? r : step_inside(arena, &file, ret);
}
