/*
 * The number of a Hong Kong identity card: one or two letters, six digits, and a check
 * character in brackets. Letters count A=10 to Z=35, a missing first letter 36; weights 9
 * down to 2; the check character makes the sum divisible by 11, and is A for 10.
 */
#include "immd.h"

#define DIGITS 6
#define BLANK  36 /* what the missing first letter counts */

static bool is_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_well_formed(const char *number, size_t letters)
{
    for (size_t i = letters; i < letters + DIGITS; i++)
        if (number[i] < '0' || number[i] > '9')
            return false;
    return number[letters + DIGITS] == '(' && number[letters + DIGITS + 2] == ')';
}

uint32_t immd_hkid_check_digit(const char *number)
{
    size_t letters = is_letter(number[0]) ? 1 + is_letter(number[1]) : 0;
    int sum = 0, weight = 9, check;

    if (!number[0] || strchr(number, '*'))
        return VOUCH_UNKNOWN;
    if (letters == 0 || strlen(number) != letters + DIGITS + 3 || !is_well_formed(number, letters))
        return VOUCH_FAIL;
    sum += letters == 1 ? BLANK * weight-- : 0;
    for (size_t i = 0; i < letters; i++)
        sum += (number[i] - 'A' + 10) * weight--;
    for (size_t i = letters; i < letters + DIGITS; i++)
        sum += (number[i] - '0') * weight--;
    check = (11 - sum % 11) % 11;
    return number[letters + DIGITS + 1] == "0123456789A"[check] ? VOUCH_PASS : VOUCH_FAIL;
}
