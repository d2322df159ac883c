/* Labels, lists of accounts, sections and totals of a layout. */
#include "layout_impl.h"

uint32_t layout_groups(const char *pattern)
{
    uint32_t count = 0;
    bool in_class = false;

    for (const char *at = pattern; *at; at++) {
        if (*at == '\\' && at[1])
            at++;
        else if (in_class)
            in_class = *at != ']';
        else if (*at == '[')
            in_class = true;
        else if (*at == '(')
            count += at[1] != '?' && at[1] != '*';
    }
    return count;
}

static const char *const label_words[LABEL_KINDS] = {
    [IS_HOLDER] = "holder",
    [IS_ACCOUNT_NUMBER] = "account_number",
    [IS_ACCOUNT_KIND] = "account_kind",
    [IS_BRANCH] = "branch",
    [IS_CURRENCY] = "currency",
    [IS_STATEMENT_NUMBER] = "statement_number",
    [IS_STATEMENT_DATE] = "statement_date",
    [IS_SERIAL] = "serial",
    [IS_PERIOD_FROM] = "period_from",
    [IS_PERIOD_TO] = "period_to",
    [IS_ISSUED_ON] = "issued_on",
    [IS_ISSUED_AT] = "issued_at",
    [IS_OPENING_BALANCE] = "opening_balance",
    [IS_CLOSING_BALANCE] = "closing_balance",
    [IS_FILTER] = "filter",
    [IS_EXTRA] = "extra",
};

static bool label_says(const struct layout_label *label, enum label_is is)
{
    for (uint32_t i = 0; i < label->is_count; i++)
        if (label->is[i] == is)
            return true;
    return false;
}

static void read_label(struct layout_reader *reader, const struct vouch_setting *map,
                       struct layout_label *ret)
{
    static const char *const types[] = {"text", "code", "day", "amount"};
    const struct vouch_setting *list = layout_member(reader, map, "is"), *type;
    uint32_t count = layout_count(reader, list, LAYOUT_GROUPS_MAX);

    for (uint32_t i = 0; i < count; i++)
        ret->is[ret->is_count++] = (enum label_is)layout_one_of(
            reader, vouch_setting_at(reader->host, list, i), label_words, LABEL_KINDS);
    ret->pattern = layout_text(reader, map, "pattern");
    if (ret->pattern && layout_groups(ret->pattern) < count)
        layout_blame(reader, layout_member(reader, map, "pattern"),
                     "a pattern with a group for each of the %u values is wanted", count);
    ret->every_page = layout_is_set(reader, map, "every_page");
    ret->whole = layout_text(reader, map, "whole");
    ret->name = layout_text(reader, map, "name");
    layout_check_code(reader, layout_member(reader, map, "name"));
    type = layout_member(reader, map, "type");
    ret->type = type ? types[layout_one_of(reader, type, types, VOUCH_COUNT(types))] : types[0];
    ret->kind = layout_text(reader, map, "kind");
    ret->currency = layout_text(reader, map, "currency");
    layout_check_currency(reader, layout_member(reader, map, "currency"));
    if (label_says(ret, IS_EXTRA) != (ret->name != NULL) ||
        (label_says(ret, IS_EXTRA) && ret->is_count > 1))
        layout_blame(reader, map, "`name` goes with `is: extra`, which stands alone");
    if (label_says(ret, IS_FILTER) != (ret->whole != NULL))
        layout_blame(reader, map, "`whole` goes with `is: filter`");
}

static uint32_t read_labels(struct layout_reader *reader, const struct vouch_setting *list,
                            struct layout_label *ret)
{
    uint32_t count = layout_count(reader, list, LAYOUT_LABELS_MAX);

    for (uint32_t i = 0; i < count; i++)
        read_label(reader, vouch_setting_at(reader->host, list, i), &ret[i]);
    return count;
}

/* ---- Sections, totals ---- */

static void read_sections(struct layout_reader *reader, const struct vouch_setting *list)
{
    struct layout *layout = reader->layout;

    layout->section_count = layout_count(reader, list, LAYOUT_SECTIONS_MAX);
    for (uint32_t i = 0; i < layout->section_count; i++) {
        const struct vouch_setting *map = vouch_setting_at(reader->host, list, i);

        layout->sections[i] = (struct layout_section){
            .heading = layout_text(reader, map, "heading"),
            .kind = layout_text(reader, map, "kind"),
            .currency = layout_text(reader, map, "currency"),
        };
        layout_check_currency(reader, layout_member(reader, map, "currency"));
    }
}

static void read_totals(struct layout_reader *reader, const struct vouch_setting *list)
{
    static const char *const of[] = {"statement", "page"};
    static const char *const is[] = {"debit", "credit", "count"};
    struct layout *layout = reader->layout;

    layout->total_count = layout_count(reader, list, LAYOUT_TOTALS_MAX);
    for (uint32_t i = 0; i < layout->total_count; i++) {
        const struct vouch_setting *map = vouch_setting_at(reader->host, list, i);

        layout->totals[i] = (struct layout_total){
            .of_page =
                layout_one_of(reader, layout_member(reader, map, "of"), of, VOUCH_COUNT(of)) == 1,
            .is = (enum total_is)layout_one_of(reader, layout_member(reader, map, "is"), is,
                                               VOUCH_COUNT(is)),
            .pattern = layout_text(reader, map, "pattern"),
        };
        if (layout->totals[i].pattern && layout_groups(layout->totals[i].pattern) == 0)
            layout_blame(reader, layout_member(reader, map, "pattern"),
                         "a pattern with a group for the total is wanted");
    }
}

void layout_read_labels(struct layout_reader *reader, const struct vouch_setting *root)
{
    struct layout *layout = reader->layout;

    layout->label_count =
        read_labels(reader, layout_member(reader, root, "labels"), layout->labels);
    layout->account_count =
        read_labels(reader, layout_member(reader, root, "accounts"), layout->accounts);
    read_sections(reader, layout_member(reader, root, "sections"));
    read_totals(reader, layout_member(reader, root, "totals"));
}
