/*
 * Where a signature lies in its file (ISO 32000-1 12.8.1, ISO 32000-2 12.8.1): the byte
 * range is everything from the first byte to the end of a revision, but for one gap, and
 * the gap is exactly the hexadecimal string of this dictionary's own /Contents. Anything
 * else would leave room for what nobody signed.
 */
#include "pdf/signature_impl.h"
#include "pdf/token_impl.h"

void pdf_signature_malformed(struct pdf_signature *signature, const char *detail)
{
    struct finding *finding =
        findings_add(&signature->findings, "signature.malformed", PDF_FORMAT_FAILURE);

    finding_param(&signature->findings, finding, "detail", "%s", detail);
}

static void range_finding(struct pdf_signature *signature, const char *detail)
{
    struct finding *finding =
        findings_add(&signature->findings, "signature.byte_range", PDF_FORMAT_FAILURE);

    finding_param(&signature->findings, finding, "detail", "%s", detail);
}

/* Four direct integers, none negative. */
static bool read_range(const struct pdf_value *value, uint64_t range[4])
{
    if (!value || value->type != PDF_ARRAY || value->array.count != 4)
        return false;
    for (size_t i = 0; i < 4; i++) {
        const struct pdf_value *item = value->array.items[i];

        if (item->type != PDF_INTEGER || item->integer < 0)
            return false;
        range[i] = (uint64_t)item->integer;
    }
    return true;
}

/* The second range is at most as long as the file behind the first. All sums fit: each is
 * compared before it is added. */
static bool fits(const uint64_t range[4], uint64_t size)
{
    return range[0] <= size && range[1] <= size - range[0] && range[2] >= range[0] + range[1] &&
           range[2] <= size && range[3] <= size - range[2];
}

/* Nothing but an even number of hexadecimal digits between `<` and `>`. */
static bool is_pure_hexadecimal(struct slice text)
{
    if (text.size < 2 || text.size % 2 || text.data[0] != '<' || text.data[text.size - 1] != '>')
        return false;
    for (size_t i = 1; i < text.size - 1; i++)
        if (token_hex_digit(text.data[i]) < 0)
            return false;
    return true;
}

static bool is_space(struct slice bytes)
{
    for (size_t i = 0; i < bytes.size; i++)
        if (token_class(bytes.data[i]) != CHAR_SPACE)
            return false;
    return true;
}

/* Whether a file that ended at `end` would end with %%EOF, as far as its last bytes say. */
static bool ends_with_mark(struct slice bytes, uint64_t end)
{
    struct slice last;

    for (int i = 0; i < PDF_END_SPACE_MAX && end > 0; i++, end--)
        if (!memchr("\r\n ", bytes.data[end - 1], 3))
            break;
    last = slice_sub(bytes, end < 5 ? 0 : end - 5, 5);
    return slice_is(last, "%%EOF");
}

/*
 * The revision that `end` ends: behind its %%EOF, with or without the line end, or some
 * white space further; 0 for none. `*ret_rest` is what the file holds after it.
 */
static uint32_t revision_of(const struct pdf_file *file, uint64_t end, struct slice *ret_rest)
{
    *ret_rest = slice_sub(file->bytes, end, file->bytes.size);
    for (size_t i = 0; i < file->revision_count; i++) {
        const struct pdf_revision *revision = &file->revisions[i];
        uint64_t mark = revision->end;

        while (file->bytes.data[mark - 1] == '\r' || file->bytes.data[mark - 1] == '\n')
            mark--;
        if (end < mark)
            return 0;
        if (end <= revision->end ||
            (end - revision->end <= PDF_END_SPACE_MAX &&
             is_space(slice_sub(file->bytes, revision->end, end - revision->end))))
            return revision->number;
    }
    return 0;
}

static void check_end(const struct pdf_file *file, struct pdf_signature *signature)
{
    uint64_t end = signature->byte_range[2] + signature->byte_range[3];
    struct slice rest;

    signature->revision = revision_of(file, end, &rest);
    if (signature->revision == file->revision_count && rest.size <= PDF_END_SPACE_MAX &&
        is_space(rest))
        signature->coverage = PDF_COVERAGE_WHOLE_FILE;
    else if (signature->revision || ends_with_mark(file->bytes, end))
        signature->coverage = PDF_COVERAGE_EARLIER_REVISION;
    else
        range_finding(signature, "does not end where a revision ends");
}

void pdf_check_gap(struct pdf_file *file, const struct pdf_value *dictionary,
                   struct pdf_signature *signature)
{
    const struct pdf_value *contents = pdf_peek(dictionary, "Contents");
    uint64_t *range = signature->byte_range;
    struct slice text;

    if (!contents || contents->type != PDF_STRING) {
        pdf_signature_malformed(signature, "/Contents is no string in the dictionary itself");
        contents = NULL;
    }
    if (!read_range(pdf_peek(dictionary, "ByteRange"), range)) {
        range_finding(signature, "/ByteRange is no direct array of four numbers");
        memset(range, 0, sizeof signature->byte_range);
        return;
    }
    if (!fits(range, file->bytes.size)) {
        range_finding(signature, "/ByteRange does not fit the file");
        return;
    }
    signature->covered[0] = slice_sub(file->bytes, range[0], range[1]);
    signature->covered[1] = slice_sub(file->bytes, range[2], range[3]);
    check_end(file, signature);
    if (range[0] != 0)
        range_finding(signature, "does not begin at the first byte");
    if (!contents)
        return;
    if (range[1] != contents->offset || range[2] != contents->end)
        range_finding(signature, "the gap is not exactly the dictionary's /Contents");
    text = slice_sub(file->bytes, contents->offset, contents->end - contents->offset);
    if (is_pure_hexadecimal(text))
        signature->contents = contents->string;
    else
        pdf_signature_malformed(signature, "/Contents is not purely hexadecimal");
}
