#include "archive/archive_impl.h"
#include "base/error.h"

#include <limits.h>
#include <zlib.h>

int zip_refuse(struct zip *zip, const char *code, const char *detail)
{
    struct finding *finding = findings_add(zip->findings, code, (struct verdict){0});

    if (detail)
        finding_param(zip->findings, finding, "detail", "%s", detail);
    return ERR_INVALID;
}

/* ---- Whether it is one of those that are opened ---- */

static int check_kind(struct zip *zip)
{
    struct zip_entry *file = &zip->file;
    bool is_aes = file->method == ZIP_AES;

    if (file->flags & (ZIP_STRONG | ZIP_MASKED_HEADERS | ZIP_PATCH))
        return zip_refuse(zip, "archive.unsupported", "its encryption");
    if (is_aes != (file->aes.strength > 0) || (is_aes && !(file->flags & ZIP_ENCRYPTED)))
        return zip_refuse(zip, "archive.damaged", "what it says of its encryption");
    if (is_aes)
        file->method = file->aes.method;
    if (file->method != ZIP_STORED && file->method != ZIP_DEFLATED)
        return zip_refuse(zip, "archive.unsupported", "its compression");
    if (file->size == UINT32_MAX || file->size_packed == UINT32_MAX)
        return zip_refuse(zip, "archive.unsupported", "zip64");
    return 0;
}

static int check_size(struct zip *zip, uint64_t maximum)
{
    struct finding *finding;

    if (zip->file.size <= maximum)
        return 0;
    finding = findings_add(zip->findings, "limit.document", (struct verdict){0});
    finding_param(zip->findings, finding, "value", "%llu", (unsigned long long)zip->file.size);
    finding_param(zip->findings, finding, "maximum", "%llu", (unsigned long long)maximum);
    return ERR_INVALID;
}

/* Readers of PDF look for one's beginning further on: an archive whose name or comment holds a
 * document shows that to who opens it as a PDF. */
static int check_disguise(struct zip *zip)
{
    static const char mark[] = "%PDF-";
    const uint8_t *first = zip->bytes.data, *last = first + zip->bytes.size;
    const uint8_t *data = zip->data.data, *behind = data + zip->data.size;
    size_t size = sizeof mark - 1;

    if (memmem(first, (size_t)(data - first) + size - 1, mark, size) ||
        memmem(behind, (size_t)(last - behind), mark, size))
        return zip_refuse(zip, "archive.damaged", "a PDF stands beside its file");
    return 0;
}

/* ---- The file ---- */

/*
 * What is wrong with data that were decrypted: ZipCrypto tells one wrong password in 256 no
 * sooner. AES has authenticated them by now.
 */
static int refuse_data(struct zip *zip, const char *detail)
{
    if (zip->file.flags & ZIP_ENCRYPTED && zip->file.aes.strength == 0)
        return zip_refuse(zip, "archive.password_wrong", NULL);
    return zip_refuse(zip, "archive.damaged", detail);
}

/* All of the data, to exactly the size that was said: one byte more is tried for. */
static int inflate_to(struct zip *zip, struct slice data, uint8_t *file)
{
    z_stream z = {
        .next_in = (Bytef *)(uintptr_t)data.data,
        .avail_in = (uInt)data.size,
        .next_out = file,
        .avail_out = (uInt)zip->file.size + 1,
    };
    int status;

    if (inflateInit2(&z, -MAX_WBITS) != Z_OK)
        return ERR_NOMEM;
    status = inflate(&z, Z_FINISH);
    inflateEnd(&z);
    if (status == Z_MEM_ERROR)
        return ERR_NOMEM;
    if (status != Z_STREAM_END || z.avail_out != 1 || z.avail_in != 0)
        return refuse_data(zip, "its data are not what was packed, or not as long as it says");
    return 0;
}

static int unpack(struct zip *zip, struct arena *arena, struct slice data, struct slice *ret)
{
    uint8_t *file;
    int r;

    if (data.size > UINT_MAX || zip->file.size >= UINT_MAX)
        return zip_refuse(zip, "archive.unsupported", "zip64");
    if (zip->file.method == ZIP_STORED) {
        if (data.size != zip->file.size)
            return refuse_data(zip, "a stored file is not as long as it says");
        *ret = data;
        return 0;
    }
    file = arena_alloc(arena, (size_t)zip->file.size + 1);
    r = file ? inflate_to(zip, data, file) : ERR_NOMEM;
    if (r == 0)
        *ret = slice_of(file, zip->file.size);
    return r;
}

/* AE-2 keeps the sum out of sight, and has its code in place of it. */
static int check_sum(struct zip *zip, struct slice file)
{
    if (zip->file.aes.version == 2)
        return zip->file.sum == 0
                   ? 0
                   : zip_refuse(zip, "archive.damaged", "a sum where there must be none");
    if (crc32_z(0, file.data, file.size) != zip->file.sum)
        return refuse_data(zip, "the sum of its bytes is another");
    return 0;
}

int archive_open(struct arena *arena, struct slice bytes, const struct archive_options *options,
                 struct findings *findings, struct archive_file *ret)
{
    struct zip zip = {.bytes = bytes, .findings = findings};
    struct slice data = {0}, file = {0};
    int r = zip_read_directory(&zip);

    if (r == 0)
        r = zip_check_headers(&zip);
    if (r == 0)
        r = check_disguise(&zip);
    if (r == 0)
        r = check_kind(&zip);
    if (r == 0)
        r = check_size(&zip, options->file_max);
    if (r == 0)
        r = zip_decrypt(&zip, arena, options->password, &data);
    if (r == 0)
        r = unpack(&zip, arena, data, &file);
    if (r == 0)
        r = check_sum(&zip, file);
    if (r == 0)
        *ret = (struct archive_file){.bytes = file, .encryption = zip_encryption_name(&zip.file)};
    return r == ERR_INVALID ? 0 : r;
}
