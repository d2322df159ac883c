/* Numbers that are made by a rule: the account's or card's, and the code of verification. */
#include "bank.h"

/* ISO/IEC 7812-1 annex B. False for a number with anything else than digits. */
static bool luhn_holds(const char *number)
{
    size_t size = strlen(number);
    int sum = 0;

    for (size_t i = 0; i < size; i++) {
        int digit = number[size - 1 - i] - '0';

        if (digit < 0 || digit > 9)
            return false;
        if (i % 2 == 1)
            digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    return size > 0 && sum % 10 == 0;
}

static bool matches(const struct bank_record *record, const char *pattern, const char *text)
{
    struct vouch_text value = {.data = text, .length = (uint32_t)strlen(text)};

    return vouch_match(record->host, record->document, pattern, value, NULL);
}

static uint32_t number_outcome(const struct bank_record *record, const char *number)
{
    const struct layout *layout = record->layout;

    if (!number[0])
        return VOUCH_UNKNOWN;
    if (layout->number_shape && !matches(record, layout->number_shape, number))
        return VOUCH_FAIL;
    if (bank_is_masked(number))
        return VOUCH_UNKNOWN;
    if (layout->number_luhn && matches(record, layout->number_luhn, number) && !luhn_holds(number))
        return VOUCH_FAIL;
    return VOUCH_PASS;
}

/* One number that is wrong is enough. */
static void check_account_number(const struct bank_record *record)
{
    struct common_check check = {
        .id = "bank.account_number",
        .on_fail = "bank.advice.ask_bank",
        .on_unknown = "bank.advice.send_unmasked",
    };
    uint32_t wrong = 0, open = 0, seen = 0;

    if (!record->layout->number_shape && !record->layout->number_luhn)
        return;
    for (uint32_t i = 0; i < record->account_count; i++) {
        const struct bank_account *account = &record->accounts[i];
        const char *number = account->number[0] ? account->number : account->sub;
        uint32_t outcome = number_outcome(record, number);

        seen += number[0] != '\0';
        wrong += outcome == VOUCH_FAIL;
        open += outcome == VOUCH_UNKNOWN;
    }
    if (wrong > 0)
        check.outcome = VOUCH_FAIL;
    else if (seen > 0 && open == 0)
        check.outcome = VOUCH_PASS;
    common_param(&check, "accounts", seen);
    common_leave(record->host, record->report, &check);
}

static void check_code(const struct bank_record *record)
{
    const struct layout_verification *layout = &record->layout->verification;
    struct common_check check = {
        .id = "bank.verification_code",
        .on_fail = "bank.advice.ask_bank",
        .on_unknown = "bank.advice.send_original",
    };
    char room[BANK_TEXT_MAX];
    struct vouch_match match;
    struct vouch_text code;

    if (!layout->pattern || !layout->shape)
        return;
    if (vouch_find(record->host, record->document, layout->pattern, &match) &&
        vouch_is_sure(record->host, record->document, match.groups[1].text) &&
        common_squeeze(match.groups[1].text, room, sizeof room, &code))
        check.outcome = matches(record, layout->shape, room) ? VOUCH_PASS : VOUCH_FAIL;
    common_leave(record->host, record->report, &check);
}

void bank_check_numbers(const struct bank_record *record)
{
    check_account_number(record);
    check_code(record);
}
