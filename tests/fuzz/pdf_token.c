/*
 * The tokenizer and parser. The first byte says whether references are read; then values
 * and keywords alternate as they do in a content stream.
 */
#include "pdf/token.h"

#include "base/error.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A value lies inside the bytes, and what it holds lies inside it. */
static void check(const struct pdf_value *value, uint64_t start, uint64_t end)
{
    if (value->offset < start || value->end > end || value->offset >= value->end)
        abort();
    if (value->type == PDF_ARRAY)
        for (size_t i = 0; i < value->array.count; i++)
            check(value->array.items[i], value->offset, value->end);
    if (value->type == PDF_DICTIONARY)
        for (size_t i = 0; i < value->dictionary.count; i++)
            check(value->dictionary.entries[i].value, value->offset, value->end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(64u * 1024 * 1024);
    const struct pdf_value *value;
    struct pdf_parser parser;
    int r = 0;

    if (arena && size > 0) {
        pdf_parser_init(&parser, arena, slice_of(data + 1, size - 1), 0);
        while (r == 0 || r == ERR_NOT_FOUND) {
            size_t at = parser.at;

            r = pdf_parser_value(&parser, data[0] & 1, &value);
            if (r == 0)
                check(value, at, size - 1);
            else if (r == ERR_NOT_FOUND && pdf_parser_keyword(&parser).size == 0)
                break;
            if (r == 0 && parser.at <= at)
                abort();
        }
    }
    arena_free(arena);
    return 0;
}
