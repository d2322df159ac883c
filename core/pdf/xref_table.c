/* A cross-reference table and its trailer (ISO 32000-1 7.5.4, 7.5.5). */
#include "pdf/file.h"
#include "pdf/token_impl.h"

#include "base/error.h"

#define ENTRY_SIZE 20

/* `digits` decimal digits at `text`; false where there is another character. */
static bool fixed_number(const uint8_t *text, size_t digits, uint64_t *ret)
{
    uint64_t value = 0;

    for (size_t i = 0; i < digits; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = value * 10 + (text[i] - '0');
    }
    *ret = value;
    return true;
}

/* `nnnnnnnnnn ggggg n` and a line end of two characters. */
static bool parse_entry(const uint8_t *text, struct pdf_slot *slot)
{
    uint64_t generation;

    if (!fixed_number(text, 10, &slot->where) || text[10] != ' ' ||
        !fixed_number(text + 11, 5, &generation) || text[16] != ' ')
        return false;
    if (memcmp(text + 18, " \r", 2) != 0 && memcmp(text + 18, " \n", 2) != 0 &&
        memcmp(text + 18, "\r\n", 2) != 0)
        return false;
    slot->generation = (uint32_t)generation;
    slot->place = text[17] == 'n' ? PDF_PLACE_OFFSET : PDF_PLACE_FREE;
    return generation <= UINT16_MAX && (text[17] == 'n' || text[17] == 'f');
}

static int read_entries(struct pdf_file *file, struct pdf_parser *parser, uint32_t first,
                        uint32_t count)
{
    struct pdf_slot slot = {.section = (uint32_t)file->section_count};

    for (uint32_t i = 0; i < count; i++) {
        int r;

        if (parser->bytes.size - parser->at < ENTRY_SIZE ||
            !parse_entry(parser->bytes.data + parser->at, &slot))
            return pdf_malformed(file, parser->at, "cross-reference entry of impossible form");
        slot.number = first + i;
        r = pdf_slot_add(file, &slot);
        if (r < 0)
            return r;
        parser->at += ENTRY_SIZE;
    }
    return 0;
}

/*
 * Whether the line of a subsection, from `start` to `end`, is two numbers with one space
 * between them, and perhaps one behind: some readers go by that (7.5.4).
 */
static bool is_plain_line(struct slice bytes, size_t start, size_t end)
{
    while (start < end && bytes.data[start] >= '0' && bytes.data[start] <= '9')
        start++;
    if (start == end || bytes.data[start++] != ' ')
        return false;
    while (start < end && bytes.data[start] >= '0' && bytes.data[start] <= '9')
        start++;
    if (start < end && bytes.data[start] == ' ')
        start++;
    return start < end && (bytes.data[start] == '\r' || bytes.data[start] == '\n');
}

/*
 * `first count` and a line end, then that many entries. Object 0 is free: some readers take
 * a subsection that begins with 1 and a free entry for one that should begin with 0.
 */
static int read_subsection(struct pdf_file *file, struct pdf_section *section,
                           struct pdf_parser *parser)
{
    uint64_t start = parser->at, first, count;
    size_t before = file->slot_count;
    int r;

    if (!token_unsigned(parser, UINT32_MAX, &first))
        return pdf_malformed(file, start, "cross-reference table without trailer");
    parser->at = token_skip_space(parser->bytes, parser->at);
    if (!token_unsigned(parser, UINT32_MAX, &count) || first + count > UINT32_MAX)
        return pdf_malformed(file, start, "impossible cross-reference subsection");
    parser->at = token_skip_space(parser->bytes, parser->at);
    section->doubtful |= !is_plain_line(parser->bytes, start, parser->at);
    r = read_entries(file, parser, (uint32_t)first, (uint32_t)count);
    if (r == 0 && first == 1 && count > 0)
        section->doubtful |= file->slots[before].place == PDF_PLACE_FREE;
    return r;
}

int pdf_read_xref_table(struct pdf_file *file, struct pdf_section *section)
{
    struct pdf_parser parser;
    int r;

    pdf_parser_init(&parser, file->arena, file->bytes, section->offset);
    if (!slice_is(pdf_parser_keyword(&parser), "xref"))
        return pdf_malformed(file, section->offset, "no cross-reference section here");
    for (;;) { /* white space alone: a comment would be an entry for readers that count lines */
        parser.at = token_skip_space(parser.bytes, parser.at);
        if (parser.at < parser.bytes.size && parser.bytes.data[parser.at] == 't')
            break;
        r = read_subsection(file, section, &parser);
        if (r < 0)
            return r;
    }
    if (!slice_is(pdf_parser_keyword(&parser), "trailer"))
        return pdf_malformed(file, parser.at, "cross-reference table without trailer");
    r = pdf_parser_value(&parser, true, &section->trailer);
    if (r == ERR_LIMIT || r == ERR_NOMEM)
        return pdf_failed(file, r, parser.at, NULL);
    if (r < 0 || section->trailer->type != PDF_DICTIONARY)
        return pdf_malformed(file, parser.at, "trailer is not a dictionary");
    section->end = parser.at;
    return 0;
}
