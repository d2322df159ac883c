/*
 * 制作日期 against the time that the judged signature claims. Nobody has published how long
 * NIA takes from one to the other, so the source's configuration says how much is still
 * ordinary (signing_tolerance). The claimed time is as good as the signature: an
 * unsigned or badly signed file says nothing here.
 */
#include "nia.h"

#define TOLERANCE (INT64_C(10) * 60)
#define DAY       INT64_C(86400)

static int64_t tolerance_of(const struct nia_record *record)
{
    const struct vouch_setting *setting =
        vouch_setting(record->host, record->settings, "signing_tolerance");
    int64_t milliseconds;

    if (!setting || vouch_setting_integer(record->host, setting, &milliseconds) < 0)
        return TOLERANCE;
    return milliseconds / 1000;
}

/* Seconds by which `time` lies before `from` (negative) or after `to`; 0 between them. */
static int64_t outside(int64_t time, int64_t from, int64_t to)
{
    if (time < from)
        return time - from;
    return time > to ? time - to : 0;
}

/* A minute lasts sixty seconds; where only the day is printed, all of it. */
void nia_check_signing(const struct nia_record *record)
{
    struct common_check check = {.id = "nia.made_at_signing",
                                 .on_fail = "nia.advice.send_original",
                                 .on_unknown = "nia.advice.send_original"};
    struct vouch_signature signature = VOUCH_INIT(struct vouch_signature);
    bool known = vouch_signature(record->host, record->document, &signature) > 0 &&
                 signature.has_claimed_time && record->made_on != VOUCH_NO_DAY;
    bool to_minute = record->made_minute >= 0;
    int64_t tolerance = tolerance_of(record), gap = 0, from;

    if (known) {
        from = record->made_on * DAY + (to_minute ? record->made_minute * 60 : 0) - NIA_CHINA;
        gap = outside(signature.claimed_time, from, from + (to_minute ? 59 : DAY - 1));
        gap = gap < 0 ? -gap : gap;
        check.outcome = gap <= tolerance ? VOUCH_PASS : VOUCH_FAIL;
    }
    common_param_if(&check, "minutes", known, (gap + 59) / 60);
    common_param(&check, "tolerance", (tolerance + 59) / 60);
    common_leave(record->host, record->report, &check);
}
