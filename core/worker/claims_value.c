/* What a value must look like to be of its type (vouch/calls.h, vouch_claim_extra()). */
#include "base/datetime.h"
#include "base/error.h"
#include "worker/claims.h"

#define CODE_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."
#define DIGITS       "0123456789"
#define DIGITS_MAX   18 /* any such number fits into 64 bits */

bool claim_is_code(const char *text)
{
    size_t size = text ? strnlen(text, 128) : 0;

    return size > 0 && size < 128 && text[strspn(text, CODE_LETTERS)] == '\0';
}

static bool is_text(const char *text)
{
    (void)text;
    return true;
}

static bool is_day(const char *text)
{
    int32_t day;

    return day_parse(slice_str(text), &day) == 0;
}

/* A moment as in RFC 3339, or what a clock showed: HH:MM. */
static bool is_time(const char *text)
{
    int64_t time;

    if (time_parse(slice_str(text), &time, NULL) == 0)
        return true;
    return strlen(text) == 5 && strspn(text, DIGITS) == 2 && text[2] == ':' &&
           strspn(text + 3, DIGITS) == 2 && strncmp(text, "24", 2) < 0 && text[3] < '6';
}

/* The digits at the beginning, one to DIGITS_MAX; 0 for any other number of them. */
static size_t count_digits(const char *text)
{
    size_t count = strspn(text, DIGITS);

    return count <= DIGITS_MAX ? count : 0;
}

static bool is_integer(const char *text)
{
    size_t count;

    text += *text == '-';
    count = count_digits(text);
    return count > 0 && text[count] == '\0';
}

bool claim_is_amount(const char *text)
{
    size_t count;

    text += *text == '-';
    count = count_digits(text);
    if (count == 0 || text[count] != '.')
        return count > 0 && text[count] == '\0';
    text += count + 1;
    count = count_digits(text);
    return count > 0 && text[count] == '\0';
}

bool claim_is_clock(const char *text)
{
    size_t size = strlen(text);

    if ((size != 5 && size != 8) || strspn(text, DIGITS) != 2 || text[2] != ':' ||
        strspn(text + 3, DIGITS) != 2 || strncmp(text, "24", 2) >= 0 || text[3] >= '6')
        return false;
    return size == 5 || (text[5] == ':' && strspn(text + 6, DIGITS) == 2 && text[6] < '6');
}

/* ISO 4217, list one: current currencies. And CNH, the renminbi outside of the mainland: no code of
 * the list, but banks in Hong Kong print it. Metals, units of account and XXX are no money. */
static const char currencies[] =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP "
    "BYN BZD CAD CDF CHF CLF CLP CNH CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD "
    "FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES "
    "KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR "
    "MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB "
    "RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD "
    "TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG";

bool claim_is_currency(const char *text)
{
    size_t size = text ? strnlen(text, 4) : 0;

    for (const char *at = currencies; size == 3 && *at; at += at[3] ? 4 : 3)
        if (memcmp(at, text, 3) == 0)
            return true;
    return false;
}

static const struct type {
    const char *name;
    bool (*is_value)(const char *text);
} types[] = {
    {"text", is_text},           {"day", is_day},
    {"time", is_time},           {"integer", is_integer},
    {"amount", claim_is_amount}, {"code", claim_is_code},
};

const char *claim_type(const char *name, const char *value)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (name && strcmp(types[i].name, name) == 0)
            return types[i].is_value(value) ? types[i].name : NULL;
    return NULL;
}
