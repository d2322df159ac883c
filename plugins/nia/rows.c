/*
 * The table: a row is a crossing. The host joins wrapped cells; what a line break left
 * inside a word is taken out here. A row without a readable direction or date is no
 * claim but something a person must read, and the record is then not complete.
 */
#include "rows.h"

#include <stdio.h>
#include <stdlib.h>

#define COLUMN(title, pattern, bits)                                                               \
    {                                                                                              \
        .size = sizeof(struct vouch_column), .label = (title), .value = (pattern), .flags = (bits) \
    }
#define ASCII "^[!-~\\s]+$"

static const struct vouch_column columns[COLUMNS] = {
    [NUMBER] = COLUMN("序\\s*号", "^\\d{1,6}$", VOUCH_COLUMN_KEY),
    [DIRECTION] = COLUMN("出境\\s*/\\s*入境", "^[出入]\\s*境$", 0),
    [DATE] = COLUMN("出入境\\s*日期", "^\\d{4}\\s*-\\s*\\d{2}\\s*-\\s*\\d{2}$", 0),
    [TYPE] = COLUMN("证件\\s*名称", NULL, 0),
    [DOCUMENT] = COLUMN("证件\\s*号码", ASCII, 0),
    [PORT] = COLUMN("出入境\\s*口岸", NULL, 0),
    [FLIGHT] = COLUMN("航班\\s*号", ASCII, VOUCH_COLUMN_OPTIONAL),
};

static const struct vouch_table table = {
    .size = sizeof(struct vouch_table),
    .column_count = COLUMNS,
    .columns = columns,
    .end = "本电子文件原件|制\\s*作\\s*日\\s*期",
};

static void read_cells(const struct nia_record *record, const struct vouch_rows *rows,
                       uint32_t index, struct cells *cells)
{
    const struct vouch_host *host = record->host;

    vouch_cell(host, rows, index, VOUCH_WHOLE_ROW, &cells->whole);
    for (uint32_t i = 0; i < COLUMNS; i++) {
        bool is_prose = i == TYPE || i == PORT;
        struct vouch_span cell = {0};

        vouch_cell(host, rows, index, i, &cell);
        cells->read[i] = (is_prose ? common_tidy : common_squeeze)(cell.text, cells->room[i],
                                                                   NIA_TEXT_MAX, &cells->text[i]);
        if (!cells->read[i])
            cells->text[i] = (struct vouch_text){.data = "", .length = 0};
        cells->read[i] = cells->text[i].length > 0;
    }
}

/* YYYY-MM-DD */
static int32_t day_of(struct vouch_text text)
{
    struct vouch_text year = {text.data, 4, 0}, month = {text.data + 5, 2, 0};
    struct vouch_text day = {text.data + 8, 2, 0};

    if (text.length != 10 || text.data[4] != '-' || text.data[7] != '-')
        return VOUCH_NO_DAY;
    return vouch_day(vouch_number(year), vouch_number(month), vouch_number(day));
}

static enum nia_direction direction_of(struct vouch_text text)
{
    if (vouch_text_is(text, "入境"))
        return NIA_ENTRY;
    return vouch_text_is(text, "出境") ? NIA_EXIT : NIA_UNREAD;
}

/* Cells that a crossing can do without, but that a genuine row has. */
static void note_empty_cells(struct nia_record *record, const struct cells *cells, uint32_t index)
{
    static const struct {
        int column;
        const char *name;
    } wanted[] = {{TYPE, "document_type"}, {DOCUMENT, "document_number"}, {PORT, "port"}};
    char pointer[64];

    for (size_t i = 0; i < VOUCH_COUNT(wanted); i++) {
        if (cells->read[wanted[i].column])
            continue;
        snprintf(pointer, sizeof pointer, "/claims/crossings/%u/%s", index, wanted[i].name);
        vouch_unread(record->host, record->report, pointer, &cells->whole);
        record->rows_lost = true;
    }
}

/* True where the row became a claim, the one at `index`. One of a scan that is not sure is unread:
 * no check rests on it. */
static bool read_row(struct nia_record *record, const struct cells *cells, uint32_t index,
                     struct nia_row *row)
{
    int32_t number = vouch_number(cells->text[NUMBER]);

    row->number = number < 0 ? 0 : (uint32_t)number;
    row->page = cells->whole.page;
    row->direction = direction_of(cells->text[DIRECTION]);
    row->date = day_of(cells->text[DATE]);
    if (row->direction == NIA_UNREAD || row->date == VOUCH_NO_DAY) {
        vouch_unread(record->host, record->report, "/claims/crossings/-", &cells->whole);
        record->rows_lost = true;
        return false;
    }
    if (!nia_claim_crossing(record, cells, row)) {
        *row = (struct nia_row){.page = row->page, .is_unread = true, .date = VOUCH_NO_DAY};
        record->rows_lost = true;
        return false;
    }
    note_empty_cells(record, cells, index);
    return true;
}

void nia_read_rows(struct nia_record *record)
{
    const struct vouch_host *host = record->host;
    struct vouch_rows *rows = NULL;
    uint32_t claimed = 0, count;
    struct cells cells;

    record->rows_lost = vouch_table(host, record->document, &table, &rows) <= 0;
    if (record->rows_lost)
        return;
    vouch_claim_crossings(host, record->report);
    count = vouch_row_count(host, rows);
    record->rows = calloc(count < NIA_ROWS_MAX ? count + 1 : NIA_ROWS_MAX, sizeof *record->rows);
    for (; record->rows && record->row_count < count && record->row_count < NIA_ROWS_MAX;
         record->row_count++) {
        read_cells(record, rows, record->row_count, &cells);
        claimed += read_row(record, &cells, claimed, &record->rows[record->row_count]);
    }
    if (record->row_count < count || vouch_loose_words(host, rows) > 0)
        record->rows_lost = true;
}
