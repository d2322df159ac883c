/* What stands at an offset: `number generation obj`, a value, `endobj` (ISO 32000-1 7.3.10). */
#include "pdf/file.h"
#include "pdf/token_impl.h"

#include "base/error.h"

#define LINE_END_MAX 2

/* A stream's data begins after `stream` and CR LF or LF, never CR alone (7.3.8.1). */
static bool skip_stream_line_end(struct pdf_parser *parser)
{
    const uint8_t *data = parser->bytes.data + parser->at;
    size_t left = parser->bytes.size - parser->at;
    size_t size = left > 1 && data[0] == '\r' ? 2 : 1;

    if (left < size || data[size - 1] != '\n')
        return false;
    parser->at += size;
    return true;
}

/* /Length bytes, a line end or none, `endstream`. */
static int read_stream(struct pdf_file *file, struct pdf_parser *parser,
                       const struct pdf_value *dictionary, struct pdf_indirect *ret)
{
    const struct pdf_value *length = pdf_get_typed(file, dictionary, "Length", PDF_INTEGER);
    struct pdf_value *stream;

    if (!skip_stream_line_end(parser))
        return pdf_malformed(file, parser->at, "`stream` without line end");
    if (!length || length->integer < 0 ||
        (uint64_t)length->integer > parser->bytes.size - parser->at)
        return pdf_malformed(file, dictionary->offset, "stream without usable /Length");
    stream = arena_new_of(file->arena, struct pdf_value);
    if (!stream)
        return pdf_failed(file, ERR_NOMEM, 0, NULL);
    stream->type = PDF_STREAM;
    stream->offset = dictionary->offset;
    stream->stream.dictionary = dictionary;
    stream->stream.raw = slice_sub(parser->bytes, parser->at, (size_t)length->integer);
    stream->stream.number = ret->number;
    stream->stream.generation = ret->generation;
    parser->at += (size_t)length->integer;
    if (!slice_is(pdf_parser_keyword(parser), "endstream"))
        return pdf_malformed(file, dictionary->offset, "/Length of the stream is wrong");
    stream->end = parser->at;
    ret->value = stream;
    return 0;
}

/*
 * Old producers' offsets name the line end before what they mean; every reader takes that
 * for what it is, so it is not refused.
 */
uint64_t pdf_skip_line_end(const struct pdf_file *file, uint64_t offset)
{
    struct slice start = slice_sub(file->bytes, offset, LINE_END_MAX);
    size_t skip = 0;

    while (skip < start.size && (start.data[skip] == '\r' || start.data[skip] == '\n'))
        skip++;
    return offset + skip;
}

static int read_header(struct pdf_file *file, struct pdf_parser *parser, struct pdf_indirect *ret)
{
    uint64_t number, generation;

    if (!token_unsigned(parser, UINT32_MAX, &number))
        return pdf_malformed(file, parser->at, "no object at this offset");
    pdf_parser_skip(parser);
    if (!token_unsigned(parser, UINT16_MAX, &generation) ||
        !slice_is(pdf_parser_keyword(parser), "obj"))
        return pdf_malformed(file, parser->at, "no object at this offset");
    ret->number = (uint32_t)number;
    ret->generation = (uint32_t)generation;
    return 0;
}

int pdf_read_indirect(struct pdf_file *file, uint64_t offset, struct pdf_indirect *ret)
{
    struct pdf_parser parser;
    struct slice keyword;
    int r;

    pdf_parser_init(&parser, file->arena, file->bytes, pdf_skip_line_end(file, offset));
    r = read_header(file, &parser, ret);
    if (r < 0)
        return r;
    r = pdf_parser_value(&parser, true, &ret->value);
    if (r < 0)
        return pdf_failed(file, r, parser.at, "object is not well-formed");
    keyword = pdf_parser_keyword(&parser);
    if (slice_is(keyword, "stream") && ret->value->type == PDF_DICTIONARY) {
        r = read_stream(file, &parser, ret->value, ret);
        if (r < 0)
            return r;
        keyword = pdf_parser_keyword(&parser);
    }
    if (!slice_is(keyword, "endobj"))
        return pdf_malformed(file, parser.at, "object without `endobj`");
    ret->end = parser.at;
    return 0;
}
