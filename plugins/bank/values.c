/* What cells and values mean. */
#include "bank.h"

bool bank_is_masked(const char *number)
{
    return strpbrk(number, "*Xx#") != NULL || strstr(number, "\xE2\x97\x8F") != NULL;
}

/* ---- Amounts, dates, currencies ---- */

static void drop_sign(const struct layout_words *signs, struct vouch_text *text)
{
    for (uint32_t i = 0; i < signs->count; i++) {
        uint32_t size = (uint32_t)strlen(signs->items[i]);

        if (size == 0 || text->length <= size || memcmp(text->data, signs->items[i], size) != 0)
            continue;
        text->data += size;
        text->length -= size;
        return;
    }
}

bool bank_amount_of(const struct bank_record *record, struct vouch_text text, struct decimal *ret)
{
    char room[BANK_TEXT_MAX];

    if (!common_squeeze(text, room, sizeof room, &text))
        return false;
    drop_sign(&record->layout->signs, &text);
    return decimal_parse(text, &record->layout->numbers, ret);
}

/* The last day that a date without a year can be. */
static int32_t latest_day(const struct bank_record *record)
{
    const int32_t days[] = {record->period_to, record->statement_date, record->issued_on};

    for (uint32_t i = 0; i < VOUCH_COUNT(days); i++)
        if (days[i] != VOUCH_NO_DAY)
            return days[i];
    return VOUCH_NO_DAY;
}

static bool in_a_format(const struct bank_record *record, struct vouch_text text,
                        const struct layout_words *formats, struct moment *ret)
{
    char room[BANK_TEXT_MAX];

    if (!common_squeeze(text, room, sizeof room, &text))
        return false;
    for (uint32_t i = 0; i < formats->count; i++)
        if (date_parse(text, formats->items[i], latest_day(record), ret))
            return true;
    return false;
}

bool bank_date_of(const struct bank_record *record, struct vouch_text text, struct moment *ret)
{
    return in_a_format(record, text, &record->layout->dates, ret);
}

bool bank_time_of(const struct bank_record *record, struct vouch_text text, struct moment *ret)
{
    return in_a_format(record, text, &record->layout->times, ret);
}

/* By the layout's list; what is a code already needs none. */
const char *bank_currency_of(const struct bank_record *record, struct vouch_text text)
{
    const struct vouch_host *host = record->host;
    const struct vouch_setting *found;
    char room[BANK_TEXT_MAX];

    if (!common_squeeze(text, room, sizeof room, &text))
        return NULL;
    found = vouch_setting_find(host, record->layout->currencies, "printed", text);
    if (found)
        return vouch_setting_text(host, vouch_setting(host, found, "code"));
    for (uint32_t i = 0; i < vouch_setting_count(host, record->layout->currencies); i++) {
        const struct vouch_setting *map = vouch_setting_at(host, record->layout->currencies, i);
        const char *code = vouch_setting_text(host, vouch_setting(host, map, "code"));

        if (code && vouch_text_is(text, code))
            return code;
    }
    return NULL;
}
