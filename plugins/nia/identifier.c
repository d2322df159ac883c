/*
 * The resident id number (公民身份号码, GB 11643): six digits of a place, eight of the
 * birth date, three of an order whose last is odd for men, and a check digit by
 * ISO 7064 MOD 11-2. A masked digit settles nothing, and neither do the fifteen digits
 * that were printed before 1999.
 */
#include "nia.h"

#define LENGTH     18
#define OLD_LENGTH 15
#define BIRTH      6
#define SEX        16

/* Exactly `count` digits from `from`. */
static bool are_digits(const char *number, uint32_t from, uint32_t count)
{
    for (uint32_t i = from; i < from + count; i++)
        if (number[i] < '0' || number[i] > '9')
            return false;
    return true;
}

/* Nothing can be said: not printed, masked, or of the old kind. */
static bool is_open(const char *number)
{
    return !number[0] || strchr(number, '*') || strlen(number) == OLD_LENGTH;
}

uint32_t nia_id_check_digit(const char *number)
{
    static const int weights[LENGTH - 1] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    char last;

    if (is_open(number))
        return VOUCH_UNKNOWN;
    if (strlen(number) != LENGTH || !are_digits(number, 0, LENGTH - 1))
        return VOUCH_FAIL;
    for (int i = 0; i < LENGTH - 1; i++)
        sum += (number[i] - '0') * weights[i];
    last = number[LENGTH - 1] == 'x' ? 'X' : number[LENGTH - 1];
    return "10X98765432"[sum % 11] == last ? VOUCH_PASS : VOUCH_FAIL;
}

static int32_t born(const char *number)
{
    struct vouch_text year = {number + BIRTH, 4, 0};
    struct vouch_text month = {number + BIRTH + 4, 2, 0};
    struct vouch_text day = {number + BIRTH + 6, 2, 0};

    return vouch_day(vouch_number(year), vouch_number(month), vouch_number(day));
}

uint32_t nia_id_birth_date(const char *number, int32_t birth_date)
{
    if (birth_date == VOUCH_NO_DAY || strlen(number) != LENGTH || !are_digits(number, BIRTH, 8))
        return VOUCH_UNKNOWN;
    return born(number) == birth_date ? VOUCH_PASS : VOUCH_FAIL;
}

/* The digit may be visible where others are masked. */
uint32_t nia_id_sex(const char *number, enum nia_sex sex)
{
    if (sex == NIA_SEX_UNREAD || strlen(number) != LENGTH || !are_digits(number, SEX, 1))
        return VOUCH_UNKNOWN;
    return ((number[SEX] - '0') % 2 == 1) == (sex == NIA_MALE) ? VOUCH_PASS : VOUCH_FAIL;
}
