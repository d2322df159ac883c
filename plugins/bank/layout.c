#include "layout.h"

#include "dates.h"

#include <stdarg.h>
#include <stdio.h>

/* A layout while it is read. The first mistake counts; reading goes on without it. */
struct reader {
    const struct vouch_host *host;
    struct layout *layout;
    struct vouch_mistake *mistake; /* or NULL */
    int32_t result;
};

static void __attribute__((format(printf, 3, 4)))
blame(struct reader *reader, const struct vouch_setting *where, const char *format, ...)
{
    va_list args;

    if (reader->result < 0)
        return;
    reader->result = -1;
    if (!reader->mistake)
        return;
    reader->mistake->where = where;
    va_start(args, format);
    vsnprintf(reader->mistake->message, sizeof reader->mistake->message, format, args);
    va_end(args);
}

static const struct vouch_setting *member(const struct reader *reader,
                                          const struct vouch_setting *map, const char *name)
{
    return map ? vouch_setting(reader->host, map, name) : NULL;
}

static const char *text_of(const struct reader *reader, const struct vouch_setting *map,
                           const char *name)
{
    return vouch_setting_text(reader->host, member(reader, map, name));
}

static bool is_set(const struct reader *reader, const struct vouch_setting *map, const char *name)
{
    int64_t value = 0;

    return vouch_setting_integer(reader->host, member(reader, map, name), &value) >= 0 && value;
}

/* The index of a word in a list; 0 with a mistake where it is none of them. */
static uint32_t one_of(struct reader *reader, const struct vouch_setting *setting,
                       const char *const *words, uint32_t count)
{
    const char *text = vouch_setting_text(reader->host, setting);
    char list[160] = "";
    size_t used = 0;

    for (uint32_t i = 0; i < count; i++)
        if (words[i] && text && strcmp(words[i], text) == 0)
            return i;
    for (uint32_t i = 0; i < count && used < sizeof list - 1; i++)
        if (words[i])
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", used ? ", " : "",
                                     words[i]);
    blame(reader, setting, "'%.40s' is none of: %s%s", text ? text : "", list,
          used >= sizeof list ? " ..." : "");
    return 0;
}

static void read_words(struct reader *reader, const struct vouch_setting *list,
                       struct layout_words *ret)
{
    uint32_t count = vouch_setting_count(reader->host, list);

    if (count > LAYOUT_TEXTS_MAX)
        blame(reader, list, "more than %d of them", LAYOUT_TEXTS_MAX);
    for (uint32_t i = 0; i < count && i < LAYOUT_TEXTS_MAX; i++) {
        const char *text =
            vouch_setting_text(reader->host, vouch_setting_at(reader->host, list, i));

        if (text)
            ret->items[ret->count++] = text;
    }
}

/* The items of a list of maps, up to `max`. */
static uint32_t count_maps(struct reader *reader, const struct vouch_setting *list, uint32_t max)
{
    uint32_t count = vouch_setting_count(reader->host, list);

    if (count > max)
        blame(reader, list, "more than %u of them", max);
    return count < max ? count : max;
}

static void check_currency(struct reader *reader, const struct vouch_setting *setting)
{
    const char *code = vouch_setting_text(reader->host, setting);

    if (code && !vouch_is_currency(reader->host, code))
        blame(reader, setting, "'%.20s' is no currency of ISO 4217", code);
}

/* What reports call a code; the host refuses any other. */
static void check_code(struct reader *reader, const struct vouch_setting *setting)
{
    const char *text = vouch_setting_text(reader->host, setting);

    if (text && (text[0] == '\0' || strlen(text) > 64 ||
                 text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "0123456789_-")] != '\0'))
        blame(reader, setting, "letters, digits, - and _ are wanted, at most 64");
}

/* ---- Numbers, dates ---- */

static char one_character(struct reader *reader, const struct vouch_setting *setting, char fallback,
                          const char *allowed)
{
    const char *text = vouch_setting_text(reader->host, setting);

    if (!text)
        return fallback;
    if (text[0] == '\0')
        return '\0';
    if (text[1] != '\0' || !strchr(allowed, text[0]))
        blame(reader, setting, "one character of '%s' is wanted", allowed);
    return text[0];
}

static void read_numbers(struct reader *reader, const struct vouch_setting *map)
{
    static const char *const styles[] = {NULL, "minus", "parentheses", "trailing_minus",
                                         "debit_credit"};
    struct layout *layout = reader->layout;
    struct decimal_style *numbers = &layout->numbers;
    const struct vouch_setting *list = member(reader, map, "negative");

    numbers->point = one_character(reader, member(reader, map, "point"), '.', ".,");
    numbers->group = one_character(reader, member(reader, map, "group"), ',', ",.' ");
    if (numbers->point == '\0' || numbers->point == numbers->group)
        blame(reader, map, "a number's point must be there, and differ from its group");
    for (uint32_t i = 0; i < vouch_setting_count(reader->host, list); i++) {
        uint32_t style =
            one_of(reader, vouch_setting_at(reader->host, list, i), styles, VOUCH_COUNT(styles));

        numbers->parentheses |= style == 2;
        numbers->trailing_minus |= style == 3;
        numbers->debit_credit |= style == 4;
    }
    read_words(reader, member(reader, map, "signs"), &layout->signs);
}

static void read_formats(struct reader *reader, const struct vouch_setting *root)
{
    static const struct {
        const char *name;
        bool (*is_right)(const char *);
        const char *wanted;
    } kinds[] = {
        {"dates", date_format_is_right, "day and month, each once (docs/layouts.md)"},
        {"times", time_format_is_right, "hour and minute, each once (docs/layouts.md)"},
    };
    struct layout_words *lists[] = {&reader->layout->dates, &reader->layout->times};

    for (uint32_t i = 0; i < VOUCH_COUNT(kinds); i++) {
        const struct vouch_setting *list = member(reader, root, kinds[i].name);

        read_words(reader, list, lists[i]);
        for (uint32_t j = 0; j < lists[i]->count; j++)
            if (!kinds[i].is_right(lists[i]->items[j]))
                blame(reader, vouch_setting_at(reader->host, list, j),
                      "a format that says %s is wanted", kinds[i].wanted);
    }
}

/* "+08:00" */
static void read_offset(struct reader *reader, const struct vouch_setting *setting)
{
    const char *text = vouch_setting_text(reader->host, setting);
    struct vouch_text hours, minutes;
    int32_t hour, minute;

    reader->layout->utc_offset = 8 * 3600; /* China and Hong Kong */
    if (!text)
        return;
    if (strlen(text) != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') {
        blame(reader, setting, "an offset such as +08:00 is wanted");
        return;
    }
    hours = (struct vouch_text){text + 1, 2, 0};
    minutes = (struct vouch_text){text + 4, 2, 0};
    hour = vouch_number(hours);
    minute = vouch_number(minutes);
    if (hour < 0 || hour > 14 || minute < 0 || minute > 59)
        blame(reader, setting, "an offset such as +08:00 is wanted");
    reader->layout->utc_offset = (hour * 3600 + minute * 60) * (text[0] == '-' ? -1 : 1);
}

static void read_currencies(struct reader *reader, const struct vouch_setting *root)
{
    struct layout *layout = reader->layout;

    layout->currency = text_of(reader, root, "currency");
    check_currency(reader, member(reader, root, "currency"));
    layout->currencies = member(reader, root, "currencies");
    for (uint32_t i = 0; i < vouch_setting_count(reader->host, layout->currencies); i++)
        check_currency(
            reader, member(reader, vouch_setting_at(reader->host, layout->currencies, i), "code"));
}

/* ---- Labels ---- */

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

static void read_label(struct reader *reader, const struct vouch_setting *map,
                       struct layout_label *ret)
{
    static const char *const types[] = {"text", "code", "day", "amount"};
    const struct vouch_setting *list = member(reader, map, "is"), *type;
    uint32_t count = count_maps(reader, list, LAYOUT_GROUPS_MAX);

    for (uint32_t i = 0; i < count; i++)
        ret->is[ret->is_count++] = (enum label_is)one_of(
            reader, vouch_setting_at(reader->host, list, i), label_words, LABEL_KINDS);
    ret->pattern = text_of(reader, map, "pattern");
    if (ret->pattern && layout_groups(ret->pattern) < count)
        blame(reader, member(reader, map, "pattern"),
              "a pattern with a group for each of the %u values is wanted", count);
    ret->every_page = is_set(reader, map, "every_page");
    ret->whole = text_of(reader, map, "whole");
    ret->name = text_of(reader, map, "name");
    check_code(reader, member(reader, map, "name"));
    type = member(reader, map, "type");
    ret->type = type ? types[one_of(reader, type, types, VOUCH_COUNT(types))] : types[0];
    ret->kind = text_of(reader, map, "kind");
    ret->currency = text_of(reader, map, "currency");
    check_currency(reader, member(reader, map, "currency"));
    if (label_says(ret, IS_EXTRA) != (ret->name != NULL) ||
        (label_says(ret, IS_EXTRA) && ret->is_count > 1))
        blame(reader, map, "`name` goes with `is: extra`, which stands alone");
    if (label_says(ret, IS_FILTER) != (ret->whole != NULL))
        blame(reader, map, "`whole` goes with `is: filter`");
}

static uint32_t read_labels(struct reader *reader, const struct vouch_setting *list,
                            struct layout_label *ret)
{
    uint32_t count = count_maps(reader, list, LAYOUT_LABELS_MAX);

    for (uint32_t i = 0; i < count; i++)
        read_label(reader, vouch_setting_at(reader->host, list, i), &ret[i]);
    return count;
}

/* ---- Sections, totals ---- */

static void read_sections(struct reader *reader, const struct vouch_setting *list)
{
    struct layout *layout = reader->layout;

    layout->section_count = count_maps(reader, list, LAYOUT_SECTIONS_MAX);
    for (uint32_t i = 0; i < layout->section_count; i++) {
        const struct vouch_setting *map = vouch_setting_at(reader->host, list, i);

        layout->sections[i] = (struct layout_section){
            .heading = text_of(reader, map, "heading"),
            .kind = text_of(reader, map, "kind"),
            .currency = text_of(reader, map, "currency"),
        };
        check_currency(reader, member(reader, map, "currency"));
    }
}

static void read_totals(struct reader *reader, const struct vouch_setting *list)
{
    static const char *const of[] = {"statement", "page"};
    static const char *const is[] = {"debit", "credit", "count"};
    struct layout *layout = reader->layout;

    layout->total_count = count_maps(reader, list, LAYOUT_TOTALS_MAX);
    for (uint32_t i = 0; i < layout->total_count; i++) {
        const struct vouch_setting *map = vouch_setting_at(reader->host, list, i);

        layout->totals[i] = (struct layout_total){
            .of_page = one_of(reader, member(reader, map, "of"), of, VOUCH_COUNT(of)) == 1,
            .is = (enum total_is)one_of(reader, member(reader, map, "is"), is, VOUCH_COUNT(is)),
            .pattern = text_of(reader, map, "pattern"),
        };
        if (layout->totals[i].pattern && layout_groups(layout->totals[i].pattern) == 0)
            blame(reader, member(reader, map, "pattern"),
                  "a pattern with a group for the total is wanted");
    }
}

/* ---- The table ---- */

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

static uint32_t read_column(struct reader *reader, const struct vouch_setting *map,
                            struct vouch_column *column, enum column_is *is)
{
    bool is_key = is_set(reader, map, "key");

    *is = (enum column_is)one_of(reader, member(reader, map, "is"), column_words, COLUMN_KINDS);
    *column = (struct vouch_column){
        .size = sizeof *column,
        .flags = (is_key ? VOUCH_COLUMN_KEY : 0u) |
                 (is_set(reader, map, "optional") ? VOUCH_COLUMN_OPTIONAL : 0u),
        .label = text_of(reader, map, "label"),
        .value = text_of(reader, map, "value"),
    };
    if (is_key && !column->value)
        blame(reader, map, "the key column needs a `value`: a row begins where it matches");
    return is_key;
}

/* What says how much a row moves, and when. */
static void check_columns(struct reader *reader, const struct vouch_setting *list, uint32_t keys)
{
    const struct layout *layout = reader->layout;
    bool two = layout_has_column(layout, COLUMN_DEBIT) && layout_has_column(layout, COLUMN_CREDIT);
    bool one = layout_has_column(layout, COLUMN_AMOUNT);
    bool marked = layout_has_column(layout, COLUMN_DIRECTION);

    if (keys == 0)
        blame(reader, list, "a column must be the `key`: a row begins where it matches");
    if (layout_has_column(layout, COLUMN_BOOKED_ON) == layout_has_column(layout, COLUMN_BOOKED_AT))
        blame(reader, list, "a column `booked_on` or `booked_at` is wanted");
    if (one == two)
        blame(reader, list, "a column `amount`, or the two `debit` and `credit`, are wanted");
    if (marked && (!one || layout->table.debit.count == 0 || layout->table.credit.count == 0))
        blame(reader, list,
              "a column `direction` goes with `amount` and the words of `debit` and "
              "`credit`");
}

static void read_special(struct reader *reader, const struct vouch_setting *list)
{
    static const char *const kinds[] = {"opening_balance", "closing_balance", "ignored"};
    struct layout_table *table = &reader->layout->table;

    table->special_count = count_maps(reader, list, LAYOUT_TEXTS_MAX);
    for (uint32_t i = 0; i < table->special_count; i++) {
        const struct vouch_setting *map = vouch_setting_at(reader->host, list, i);

        table->special[i].pattern = text_of(reader, map, "pattern");
        table->special[i].is = one_of(reader, member(reader, map, "is"), kinds, VOUCH_COUNT(kinds));
    }
}

/* One pattern of several: the host takes one. */
static void join_patterns(struct reader *reader, const struct vouch_setting *list, char *ret)
{
    uint32_t count = vouch_setting_count(reader->host, list);
    size_t used = 0;

    for (uint32_t i = 0; i < count && used < LAYOUT_PATTERN_MAX; i++)
        used += (size_t)snprintf(
            ret + used, LAYOUT_PATTERN_MAX - used, "%s(?:%s)", used ? "|" : "",
            vouch_setting_text(reader->host, vouch_setting_at(reader->host, list, i)));
    if (used < LAYOUT_PATTERN_MAX)
        return;
    blame(reader, list, "these patterns are longer than %d bytes together", LAYOUT_PATTERN_MAX);
    ret[0] = '\0';
}

static void read_table(struct reader *reader, const struct vouch_setting *map)
{
    static const char *const orders[] = {"either", "oldest_first", "newest_first"};
    struct layout_table *table = &reader->layout->table;
    const struct vouch_setting *list = member(reader, map, "columns");
    uint32_t keys = 0, count;

    if (!map)
        return;
    count = count_maps(reader, list, LAYOUT_COLUMNS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        const struct vouch_setting *column = vouch_setting_at(reader->host, list, i);

        keys += read_column(reader, column, &table->columns[i], &table->is[i]);
        table->carried[i] = is_set(reader, column, "carried");
    }
    table->count = count;
    table->end = text_of(reader, map, "end");
    table->order = (enum layout_order)one_of(reader, member(reader, map, "order"), orders,
                                             VOUCH_COUNT(orders));
    read_words(reader, member(reader, map, "debit"), &table->debit);
    read_words(reader, member(reader, map, "credit"), &table->credit);
    join_patterns(reader, member(reader, map, "skip"), table->skip);
    read_special(reader, member(reader, map, "rows"));
    check_columns(reader, list, keys);
}

/* ---- What else is on the paper ---- */

static void read_verification(struct reader *reader, const struct vouch_setting *map)
{
    static const char *const kinds[] = {"web", "app", "qr"};
    struct layout_verification *verification = &reader->layout->verification;
    const struct vouch_setting *kind = member(reader, map, "kind");

    if (!map)
        return;
    verification->kind = kinds[one_of(reader, kind, kinds, VOUCH_COUNT(kinds))];
    verification->pattern = text_of(reader, map, "pattern");
    verification->shape = text_of(reader, map, "shape");
    verification->where = text_of(reader, map, "where");
    verification->redeem = text_of(reader, map, "redeem");
    if (verification->pattern && layout_groups(verification->pattern) == 0)
        blame(reader, member(reader, map, "pattern"),
              "a pattern with a group for the code is wanted");
}

static void read_mark(struct reader *reader, const struct vouch_setting *map)
{
    struct layout *layout = reader->layout;
    int64_t least = 0;

    if (!map)
        return;
    vouch_setting_integer(reader->host, member(reader, map, "least"), &least);
    if (least < 4 || least > 1000)
        blame(reader, member(reader, map, "least"), "a number from 4 to 1000 is wanted");
    layout->mark = (struct vouch_mark){
        .size = sizeof layout->mark,
        .least = (uint32_t)(least < 4 ? 4 : least),
        .character = text_of(reader, map, "character"),
    };
    layout->mark_text = text_of(reader, map, "text");
}

static void read_signs(struct reader *reader, const struct vouch_setting *root)
{
    const struct vouch_setting *list = member(reader, root, "recognise");
    int64_t sum = 0;

    reader->layout->recognise = list;
    for (uint32_t i = 0; i < vouch_setting_count(reader->host, list); i++) {
        const struct vouch_setting *worth =
            member(reader, vouch_setting_at(reader->host, list, i), "worth");
        int64_t value = 0;

        vouch_setting_integer(reader->host, worth, &value);
        if (value < -100 || value == 0 || value > 100)
            blame(reader, worth, "a worth from -100 to 100, but not 0, is wanted");
        else
            sum += value > 0 ? value : 0;
    }
    if (sum < 50)
        blame(reader, list, "all signs together must be worth 50 or more: less recognises nothing");
}

int32_t layout_read(const struct vouch_host *host, const struct vouch_setting *setting,
                    struct layout *ret, struct vouch_mistake *mistake)
{
    struct reader reader = {.host = host, .layout = ret, .mistake = mistake};
    const struct vouch_setting *numbers = member(&reader, setting, "account_number");

    *ret = (struct layout){
        .name = vouch_setting_text(host, setting),
        .bank = text_of(&reader, setting, "bank"),
        .language = text_of(&reader, setting, "language"),
        .number_shape = text_of(&reader, numbers, "shape"),
        .number_luhn = text_of(&reader, numbers, "luhn"),
        .pages = text_of(&reader, setting, "pages"),
    };
    if (ret->pages && layout_groups(ret->pages) < 2)
        blame(&reader, member(&reader, setting, "pages"),
              "a pattern with two groups is wanted: which page, of how many");
    check_code(&reader, member(&reader, setting, "language"));
    read_signs(&reader, setting);
    read_offset(&reader, member(&reader, setting, "utc_offset"));
    read_formats(&reader, setting);
    read_numbers(&reader, member(&reader, setting, "numbers"));
    read_currencies(&reader, setting);
    read_words(&reader, member(&reader, setting, "empty"), &ret->empty);
    ret->label_count = read_labels(&reader, member(&reader, setting, "labels"), ret->labels);
    ret->account_count = read_labels(&reader, member(&reader, setting, "accounts"), ret->accounts);
    read_sections(&reader, member(&reader, setting, "sections"));
    read_table(&reader, member(&reader, setting, "table"));
    read_totals(&reader, member(&reader, setting, "totals"));
    read_verification(&reader, member(&reader, setting, "verification"));
    read_mark(&reader, member(&reader, setting, "watermark"));
    read_words(&reader, member(&reader, setting, "producers"), &ret->producers);
    read_words(&reader, member(&reader, setting, "reprinted"), &ret->reprinted);
    return reader.result;
}
