/* What is hashed of a text under the ledger's key: so that it is found however it is written. */
#include "base/error.h"
#include "base/unicode.h"
#include "daemon/ledger_impl.h"

#include <stdlib.h>

static void drop_spaces(struct buffer *text)
{
    struct slice rest = buffer_slice(text);
    size_t kept = 0;
    uint32_t code;

    while (rest.size) {
        const uint8_t *start = rest.data;
        size_t size;

        if (utf8_next(&rest, &code) < 0)
            break;
        size = (size_t)(rest.data - start);
        if (unicode_is_space(code))
            continue;
        memmove(text->data + kept, start, size);
        kept += size;
    }
    text->size = kept;
}

static void upper_ascii(struct buffer *text)
{
    for (size_t i = 0; i < text->size; i++)
        if (text->data[i] >= 'a' && text->data[i] <= 'z')
            text->data[i] -= 'a' - 'A';
}

int ledger_hash_text(const struct ledger_key *key, const char *field, const char *value,
                     struct digest *ret, bool *ret_there)
{
    struct buffer text;
    int r;

    *ret_there = false;
    if (!value)
        return 0;
    buffer_init(&text, 0);
    r = unicode_fold(slice_str(value), UNICODE_FOLD_ALL, &text, NULL);
    if (r == 0 && text.size) {
        drop_spaces(&text);
        upper_ascii(&text);
    }
    if (r == 0 && text.size)
        r = ledger_hash(key, field, buffer_slice(&text), ret);
    *ret_there = r == 0 && text.size;
    if (text.data)
        explicit_bzero(text.data, text.size);
    buffer_done(&text);
    return r == ERR_LIMIT ? 0 : r;
}

int ledger_hash_keys(const struct ledger_keys *keys, const char *field, const char *value,
                     struct digest *ret, size_t *ret_count)
{
    size_t count = 0;
    int r = 0;

    for (size_t i = 0; i < keys->count && r == 0; i++) {
        bool is_there;

        r = ledger_hash_text(&keys->items[i], field, value, &ret[count], &is_there);
        count += r == 0 && is_there;
    }
    *ret_count = count;
    return r;
}

int64_t ledger_position_of(const char *text)
{
    char *end = NULL;
    long long number = *text >= '1' && *text <= '9' ? strtoll(text, &end, 10) : 0;

    return end && *end == '\0' ? number : 0;
}
