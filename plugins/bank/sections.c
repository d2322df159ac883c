/* Where one account's part of a document begins: the line of its heading. */
#include "bank.h"

#include <stdlib.h>

/* The layout's section whose heading the line is; NULL for none. */
static const struct layout_section *heading_of(const struct bank_record *record,
                                               const struct vouch_line *line)
{
    for (uint32_t i = 0; i < record->layout->section_count; i++)
        if (vouch_match(record->host, record->document, record->layout->sections[i].heading,
                        line->span.text, NULL))
            return &record->layout->sections[i];
    return NULL;
}

static bool add(struct bank_record *record, const struct bank_section *section)
{
    struct bank_section *sections =
        reallocarray(record->sections, record->section_count + 1, sizeof *sections);

    if (!sections) {
        record->no_memory = true;
        return false;
    }
    record->sections = sections;
    sections[record->section_count++] = *section;
    return true;
}

void bank_read_sections(struct bank_record *record)
{
    uint32_t count = vouch_line_count(record->host, record->document);
    struct vouch_line line = VOUCH_INIT(struct vouch_line);

    for (uint32_t i = 0; i < count && record->layout->section_count > 0; i++) {
        struct bank_section section = {.first_line = i + 1, .end_line = count};

        if (vouch_line(record->host, record->document, i, &line) < 0 ||
            line.flags & VOUCH_LINE_HIDDEN)
            break;
        section.layout = heading_of(record, &line);
        section.heading = line.span;
        if (!section.layout)
            continue;
        if (record->section_count == BANK_SECTIONS_MAX) {
            record->rows_lost = true;
            break;
        }
        if (record->section_count > 0)
            record->sections[record->section_count - 1].end_line = i;
        if (!add(record, &section))
            break;
    }
}

/* Lines follow each other by page and bottom. */
static bool is_before(const struct vouch_span *a, const struct vouch_span *b)
{
    return a->page != b->page ? a->page < b->page : a->box.bottom < b->box.bottom;
}

uint32_t bank_section_at(const struct bank_record *record, const struct vouch_span *span)
{
    uint32_t section = BANK_NONE;

    for (uint32_t i = 0; i < record->section_count; i++)
        if (!is_before(span, &record->sections[i].heading))
            section = (uint32_t)(record->sections[i].layout - record->layout->sections);
    return section;
}
