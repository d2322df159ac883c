/* How a layout writes numbers, dates, currencies. */
#include "dates.h"
#include "layout_impl.h"

static char one_character(struct layout_reader *reader, const struct vouch_setting *setting,
                          char fallback, const char *allowed)
{
    const char *text = vouch_setting_text(reader->host, setting);

    if (!text)
        return fallback;
    if (text[0] == '\0')
        return '\0';
    if (text[1] != '\0' || !strchr(allowed, text[0]))
        layout_blame(reader, setting, "one character of '%s' is wanted", allowed);
    return text[0];
}

static void read_numbers(struct layout_reader *reader, const struct vouch_setting *map)
{
    static const char *const styles[] = {NULL, "minus", "parentheses", "trailing_minus",
                                         "debit_credit"};
    struct layout *layout = reader->layout;
    struct decimal_style *numbers = &layout->numbers;
    const struct vouch_setting *list = layout_member(reader, map, "negative");

    numbers->point = one_character(reader, layout_member(reader, map, "point"), '.', ".,");
    numbers->group = one_character(reader, layout_member(reader, map, "group"), ',', ",.' ");
    if (numbers->point == '\0' || numbers->point == numbers->group)
        layout_blame(reader, map, "a number's point must be there, and differ from its group");
    for (uint32_t i = 0; i < vouch_setting_count(reader->host, list); i++) {
        uint32_t style = layout_one_of(reader, vouch_setting_at(reader->host, list, i), styles,
                                       VOUCH_COUNT(styles));

        numbers->parentheses |= style == 2;
        numbers->trailing_minus |= style == 3;
        numbers->debit_credit |= style == 4;
    }
    layout_words(reader, layout_member(reader, map, "signs"), &layout->signs);
}

static void read_formats(struct layout_reader *reader, const struct vouch_setting *root)
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
        const struct vouch_setting *list = layout_member(reader, root, kinds[i].name);

        layout_words(reader, list, lists[i]);
        for (uint32_t j = 0; j < lists[i]->count; j++)
            if (!kinds[i].is_right(lists[i]->items[j]))
                layout_blame(reader, vouch_setting_at(reader->host, list, j),
                             "a format that says %s is wanted", kinds[i].wanted);
    }
}

/* "+08:00" */
static void read_offset(struct layout_reader *reader, const struct vouch_setting *setting)
{
    const char *text = vouch_setting_text(reader->host, setting);
    struct vouch_text hours, minutes;
    int32_t hour, minute;

    reader->layout->utc_offset = 8 * 3600; /* China and Hong Kong */
    if (!text)
        return;
    if (strlen(text) != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') {
        layout_blame(reader, setting, "an offset such as +08:00 is wanted");
        return;
    }
    hours = (struct vouch_text){text + 1, 2, 0};
    minutes = (struct vouch_text){text + 4, 2, 0};
    hour = vouch_number(hours);
    minute = vouch_number(minutes);
    if (hour < 0 || hour > 14 || minute < 0 || minute > 59)
        layout_blame(reader, setting, "an offset such as +08:00 is wanted");
    reader->layout->utc_offset = (hour * 3600 + minute * 60) * (text[0] == '-' ? -1 : 1);
}

static void read_currencies(struct layout_reader *reader, const struct vouch_setting *root)
{
    struct layout *layout = reader->layout;

    layout->currency = layout_text(reader, root, "currency");
    layout_check_currency(reader, layout_member(reader, root, "currency"));
    layout->currencies = layout_member(reader, root, "currencies");
    for (uint32_t i = 0; i < vouch_setting_count(reader->host, layout->currencies); i++)
        layout_check_currency(
            reader,
            layout_member(reader, vouch_setting_at(reader->host, layout->currencies, i), "code"));
}

void layout_read_values(struct layout_reader *reader, const struct vouch_setting *root)
{
    read_offset(reader, layout_member(reader, root, "utc_offset"));
    read_formats(reader, root);
    read_numbers(reader, layout_member(reader, root, "numbers"));
    read_currencies(reader, root);
    layout_words(reader, layout_member(reader, root, "empty"), &reader->layout->empty);
}
