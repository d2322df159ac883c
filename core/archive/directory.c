#include "archive/archive_impl.h"
#include "base/error.h"

#define END_SIZE     22u
#define COMMENT_MAX  65535u
#define LOCATOR_SIZE 20u
#define ENTRY_SIZE   46u
#define EXTRA_AES    0x9901u
#define AES_SIZE     7u

#define SYSTEM_UNIX  3u
#define SYSTEM_MACOS 19u
#define TYPE_MASK    0170000u
#define TYPE_FILE    0100000u

static const uint8_t end_mark[] = "PK\5\6";
static const uint8_t locator_mark[] = "PK\6\7";
static const uint8_t entry_mark[] = "PK\1\2";

static bool is_marked(const uint8_t *at, const uint8_t mark[5])
{
    return memcmp(at, mark, 4) == 0;
}

/* ---- The end ---- */

/*
 * The one record whose comment ends where the archive ends (4.3.16). Some take the last that is
 * marked, wherever its comment ends, so in the comment there may be no mark.
 */
static int find_end(struct zip *zip, size_t *ret)
{
    struct slice bytes = zip->bytes;
    size_t last, first, found = 0;

    if (bytes.size < END_SIZE)
        return zip_refuse(zip, "archive.damaged", "it ends before its directory");
    last = bytes.size - END_SIZE;
    first = last > COMMENT_MAX ? last - COMMENT_MAX : 0;
    for (size_t at = first; at <= last; at++) {
        if (!is_marked(bytes.data + at, end_mark) ||
            (!found && zip_16(bytes.data + at + 20) != last - at))
            continue;
        if (found++)
            return zip_refuse(zip, "archive.damaged", "it has two ends");
        *ret = at;
    }
    return found ? 0
                 : zip_refuse(zip, "archive.damaged", "it has no directory, or bytes follow it");
}

static int read_end(struct zip *zip, size_t at)
{
    const uint8_t *end = zip->bytes.data + at;
    uint32_t size = zip_32(end + 12), offset = zip_32(end + 16);

    if (at >= LOCATOR_SIZE && is_marked(end - LOCATOR_SIZE, locator_mark))
        return zip_refuse(zip, "archive.unsupported", "zip64");
    if (zip_16(end + 4) != 0 || zip_16(end + 6) != 0 || zip_16(end + 8) != zip_16(end + 10))
        return zip_refuse(zip, "archive.unsupported", "it is one of several parts");
    if (offset > at || size != at - offset)
        return zip_refuse(zip, "archive.damaged", "its directory does not lie where it says");
    zip->directory = offset;
    zip->directory_end = at;
    zip->entry_count = zip_16(end + 10);
    return 0;
}

/* ---- Entries ---- */

int zip_find_aes(struct zip *zip, struct slice extra, struct zip_aes *ret)
{
    *ret = (struct zip_aes){0};
    while (extra.size > 0) {
        uint32_t size = extra.size >= 4 ? zip_16(extra.data + 2) : 0;
        const uint8_t *field = extra.data + 4;

        if (extra.size < 4 || size > extra.size - 4)
            return zip_refuse(zip, "archive.damaged",
                              "an extra field is longer than there is room");
        if (zip_16(extra.data) == EXTRA_AES) {
            if (ret->strength || size != AES_SIZE || memcmp(field + 2, "AE", 2) != 0 ||
                zip_16(field) < 1 || zip_16(field) > 2 || field[4] < 1 || field[4] > 3)
                return zip_refuse(zip, "archive.damaged", "what it says of its encryption");
            *ret = (struct zip_aes){zip_16(field), field[4], zip_16(field + 5)};
        }
        extra = slice_sub(extra, 4 + size, extra.size);
    }
    return 0;
}

int zip_read_entry(struct zip *zip, size_t *at, struct zip_entry *ret)
{
    struct slice rest = slice_sub(zip->bytes, *at, zip->directory_end - *at);
    const uint8_t *data = rest.data;
    size_t name, extra, comment;

    if (rest.size < ENTRY_SIZE || !is_marked(data, entry_mark))
        return zip_refuse(zip, "archive.damaged", "its directory is no list of files");
    name = zip_16(data + 28);
    extra = zip_16(data + 30);
    comment = zip_16(data + 32);
    if (name + extra + comment > rest.size - ENTRY_SIZE)
        return zip_refuse(zip, "archive.damaged", "its directory is no list of files");
    *ret = (struct zip_entry){
        .system = data[5],
        .flags = zip_16(data + 8),
        .method = zip_16(data + 10),
        .time = zip_16(data + 12),
        .date = zip_16(data + 14),
        .sum = zip_32(data + 16),
        .size_packed = zip_32(data + 20),
        .size = zip_32(data + 24),
        .attributes = zip_32(data + 38),
        .header_offset = zip_32(data + 42),
        .name = slice_sub(rest, ENTRY_SIZE, name),
        .extra = slice_sub(rest, ENTRY_SIZE + name, extra),
    };
    *at += ENTRY_SIZE + name + extra + comment;
    return zip_find_aes(zip, ret->extra, &ret->aes);
}

/* By the name that unpacks as one, and with nothing in it. */
bool zip_is_folder(const struct zip_entry *entry)
{
    return entry->name.size > 0 && entry->name.data[entry->name.size - 1] == '/' &&
           entry->size == 0 && entry->size_packed == 0;
}

/* A link, a device: what is in it is not what it is. */
static bool is_special(const struct zip_entry *entry)
{
    bool has_mode = entry->system == SYSTEM_UNIX || entry->system == SYSTEM_MACOS;
    uint32_t type = entry->attributes >> 16 & TYPE_MASK;

    return has_mode && type != 0 && type != TYPE_FILE;
}

static int count_files(struct zip *zip, uint32_t *ret)
{
    size_t at = zip->directory;
    uint32_t files = 0;
    int r = 0;

    for (uint32_t i = 0; i < zip->entry_count && r == 0; i++) {
        struct zip_entry entry;

        r = zip_read_entry(zip, &at, &entry);
        if (r == 0 && !zip_is_folder(&entry)) {
            zip->file = entry;
            files++;
        }
    }
    if (r == 0 && at != zip->directory_end)
        r = zip_refuse(zip, "archive.damaged", "its directory holds more than it says");
    *ret = files;
    return r;
}

static int refuse_many(struct zip *zip, uint32_t files)
{
    struct finding *finding =
        findings_add(zip->findings, "archive.many_files", (struct verdict){0});

    finding_param(zip->findings, finding, "files", "%u", (unsigned)files);
    return ERR_INVALID;
}

int zip_read_directory(struct zip *zip)
{
    size_t end = 0;
    uint32_t files = 0;
    int r = find_end(zip, &end);

    if (r == 0)
        r = read_end(zip, end);
    if (r == 0)
        r = count_files(zip, &files);
    if (r < 0)
        return r;
    if (files == 0)
        return zip_refuse(zip, "archive.empty", NULL);
    if (files > 1)
        return refuse_many(zip, files);
    if (is_special(&zip->file))
        return zip_refuse(zip, "archive.unsupported", "what is in it is a link or a device");
    return 0;
}
