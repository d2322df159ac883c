/* The table of a layout: its columns, and what in it is no transaction. */
#include "layout_impl.h"

#include <stdio.h>

static const char *const column_words[COLUMN_KINDS] = {
    [COLUMN_IGNORED] = "ignored",
    [COLUMN_ROW] = "row",
    [COLUMN_BOOKED_ON] = "booked_on",
    [COLUMN_BOOKED_AT] = "booked_at",
    [COLUMN_VALUE_DATE] = "value_date",
    [COLUMN_TIME] = "time",
    [COLUMN_ACCOUNT_NUMBER] = "account_number",
    [COLUMN_ACCOUNT_KIND] = "account_kind",
    [COLUMN_CURRENCY] = "currency",
    [COLUMN_AMOUNT] = "amount",
    [COLUMN_DIRECTION] = "direction",
    [COLUMN_DEBIT] = "debit",
    [COLUMN_CREDIT] = "credit",
    [COLUMN_BALANCE] = "balance",
    [COLUMN_SUMMARY] = "summary",
    [COLUMN_COUNTERPARTY] = "counterparty",
    [COLUMN_COUNTERPARTY_ACCOUNT] = "counterparty_account",
    [COLUMN_REFERENCE] = "reference",
};

bool layout_has_column(const struct layout *layout, enum column_is is)
{
    for (uint32_t i = 0; i < layout->table.count; i++)
        if (layout->table.is[i] == is)
            return true;
    return false;
}

static uint32_t read_column(struct layout_reader *reader, const struct vouch_setting *map,
                            struct vouch_column *column, enum column_is *is)
{
    bool is_key = layout_is_set(reader, map, "key");

    *is = (enum column_is)layout_one_of(reader, layout_member(reader, map, "is"), column_words,
                                        COLUMN_KINDS);
    *column = (struct vouch_column){
        .size = sizeof *column,
        .flags = (is_key ? VOUCH_COLUMN_KEY : 0u) |
                 (layout_is_set(reader, map, "optional") ? VOUCH_COLUMN_OPTIONAL : 0u),
        .label = layout_text(reader, map, "label"),
        .value = layout_text(reader, map, "value"),
    };
    if (is_key && !column->value)
        layout_blame(reader, map, "the key column needs a `value`: a row begins where it matches");
    return is_key;
}

/* What says how much a row moves, and when. */
static void check_columns(struct layout_reader *reader, const struct vouch_setting *list,
                          uint32_t keys)
{
    const struct layout *layout = reader->layout;
    bool two = layout_has_column(layout, COLUMN_DEBIT) && layout_has_column(layout, COLUMN_CREDIT);
    bool one = layout_has_column(layout, COLUMN_AMOUNT);
    bool marked = layout_has_column(layout, COLUMN_DIRECTION);

    if (keys == 0)
        layout_blame(reader, list, "a column must be the `key`: a row begins where it matches");
    if (layout_has_column(layout, COLUMN_BOOKED_ON) == layout_has_column(layout, COLUMN_BOOKED_AT))
        layout_blame(reader, list, "a column `booked_on` or `booked_at` is wanted");
    if (one == two)
        layout_blame(reader, list,
                     "a column `amount`, or the two `debit` and `credit`, are wanted");
    if (marked && (!one || layout->table.debit.count == 0 || layout->table.credit.count == 0))
        layout_blame(reader, list,
                     "a column `direction` goes with `amount` and the words of `debit` and "
                     "`credit`");
}

static void read_special(struct layout_reader *reader, const struct vouch_setting *list)
{
    static const char *const kinds[] = {"opening_balance", "closing_balance", "ignored"};
    struct layout_table *table = &reader->layout->table;

    table->special_count = layout_count(reader, list, LAYOUT_TEXTS_MAX);
    for (uint32_t i = 0; i < table->special_count; i++) {
        const struct vouch_setting *map = vouch_setting_at(reader->host, list, i);

        table->special[i].pattern = layout_text(reader, map, "pattern");
        table->special[i].is =
            layout_one_of(reader, layout_member(reader, map, "is"), kinds, VOUCH_COUNT(kinds));
    }
}

/* One pattern of several, for whole lines: the host takes one. */
static void join_patterns(struct layout_reader *reader, const struct vouch_setting *list, char *ret)
{
    uint32_t count = vouch_setting_count(reader->host, list);
    size_t used = 0;

    for (uint32_t i = 0; i < count && used < LAYOUT_PATTERN_MAX; i++)
        used += (size_t)snprintf(
            ret + used, LAYOUT_PATTERN_MAX - used, "%s(?:%s)%s", used ? "|" : "^(?:",
            vouch_setting_text(reader->host, vouch_setting_at(reader->host, list, i)),
            i + 1 == count ? ")$" : "");
    if (used < LAYOUT_PATTERN_MAX)
        return;
    layout_blame(reader, list, "these patterns are longer than %d bytes together",
                 LAYOUT_PATTERN_MAX);
    ret[0] = '\0';
}

void layout_read_table(struct layout_reader *reader, const struct vouch_setting *map)
{
    static const char *const orders[] = {"either", "oldest_first", "newest_first"};
    struct layout_table *table = &reader->layout->table;
    const struct vouch_setting *list = layout_member(reader, map, "columns");
    uint32_t keys = 0, count;

    if (!map)
        return;
    count = layout_count(reader, list, LAYOUT_COLUMNS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        const struct vouch_setting *column = vouch_setting_at(reader->host, list, i);

        keys += read_column(reader, column, &table->columns[i], &table->is[i]);
        table->carried[i] = layout_is_set(reader, column, "carried");
    }
    table->count = count;
    table->end = layout_text(reader, map, "end");
    table->order = (enum layout_order)layout_one_of(reader, layout_member(reader, map, "order"),
                                                    orders, VOUCH_COUNT(orders));
    layout_words(reader, layout_member(reader, map, "debit"), &table->debit);
    layout_words(reader, layout_member(reader, map, "credit"), &table->credit);
    join_patterns(reader, layout_member(reader, map, "skip"), table->skip);
    read_special(reader, layout_member(reader, map, "rows"));
    check_columns(reader, list, keys);
}
