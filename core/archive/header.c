#include "archive/archive_impl.h"
#include "base/error.h"

#define HEADER_SIZE 30u

static const uint8_t header_mark[] = "PK\3\4";
static const uint8_t sizes_mark[] = "PK\7\10";

/*
 * A header's sum and sizes. With a data descriptor each of them may be left for that (4.4.4); the
 * sum then is what Info-ZIP had ZipCrypto's test byte from, if it writes into a pipe: the time.
 */
static bool agree_on_sizes(const struct zip_entry *entry, const uint8_t *header)
{
    uint32_t sum = zip_32(header + 14), packed = zip_32(header + 18), size = zip_32(header + 22);
    bool follow = entry->flags & ZIP_SIZES_FOLLOW, encrypted = entry->flags & ZIP_ENCRYPTED;

    return (sum == entry->sum || (follow && sum == 0) ||
            (follow && encrypted && sum == entry->time << 16)) &&
           (packed == entry->size_packed || (follow && packed == 0)) &&
           (size == entry->size || (follow && size == 0));
}

static bool agree(const struct zip_entry *entry, const uint8_t *header, struct slice name)
{
    return zip_16(header + 6) == entry->flags && zip_16(header + 8) == entry->method &&
           zip_16(header + 10) == entry->time && zip_16(header + 12) == entry->date &&
           slice_equal(name, entry->name) && agree_on_sizes(entry, header);
}

static bool is_descriptor(const struct zip_entry *entry, const uint8_t *at)
{
    return zip_32(at) == entry->sum && zip_32(at + 4) == entry->size_packed &&
           zip_32(at + 8) == entry->size;
}

/* Its size, with or without a mark (4.3.9.3); 0 where there is none. */
static size_t descriptor_size(const struct zip_entry *entry, struct slice rest)
{
    if (rest.size >= 16 && memcmp(rest.data, sizes_mark, 4) == 0 &&
        is_descriptor(entry, rest.data + 4))
        return 16;
    return rest.size >= 12 && is_descriptor(entry, rest.data) ? 12 : 0;
}

/* The local part of an entry, which must begin at `*at`; that is moved past it. */
static int check_header(struct zip *zip, const struct zip_entry *entry, size_t *at,
                        struct slice *ret_data)
{
    struct slice rest = slice_sub(zip->bytes, *at, zip->directory - *at);
    size_t name, extra, size = HEADER_SIZE, follows = 0;
    struct zip_aes aes;

    if (entry->header_offset != *at || rest.size < HEADER_SIZE ||
        memcmp(rest.data, header_mark, 4) != 0)
        return zip_refuse(zip, "archive.damaged", "there are bytes that belong to no file");
    name = zip_16(rest.data + 26);
    extra = zip_16(rest.data + 28);
    size += name + extra;
    if (size > rest.size || entry->size_packed > rest.size - size)
        return zip_refuse(zip, "archive.damaged", "a file is longer than there is room");
    if (!agree(entry, rest.data, slice_sub(rest, HEADER_SIZE, name)))
        return zip_refuse(zip, "archive.damaged", "a file's header and the directory differ");
    if (zip_find_aes(zip, slice_sub(rest, HEADER_SIZE + name, extra), &aes) < 0)
        return ERR_INVALID;
    if (memcmp(&aes, &entry->aes, sizeof aes) != 0)
        return zip_refuse(zip, "archive.damaged", "a file's header and the directory differ");
    *ret_data = slice_sub(rest, size, entry->size_packed);
    size += entry->size_packed;
    if (entry->flags & ZIP_SIZES_FOLLOW) {
        follows = descriptor_size(entry, slice_sub(rest, size, rest.size));
        if (follows == 0)
            return zip_refuse(zip, "archive.damaged",
                              "what follows a file and the directory differ");
    }
    *at += size + follows;
    return 0;
}

/* One after the other from the first byte to the directory, in its order. */
int zip_check_headers(struct zip *zip)
{
    size_t listed = zip->directory, at = 0;
    int r = 0;

    for (uint32_t i = 0; i < zip->entry_count && r == 0; i++) {
        struct zip_entry entry;
        struct slice data;

        r = zip_read_entry(zip, &listed, &entry);
        if (r == 0)
            r = check_header(zip, &entry, &at, &data);
        if (r == 0 && !zip_is_folder(&entry))
            zip->data = data;
    }
    if (r == 0 && at != zip->directory)
        r = zip_refuse(zip, "archive.damaged", "there are bytes that belong to no file");
    return r;
}
