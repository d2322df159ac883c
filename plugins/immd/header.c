/* Number, period and day of issue of a statement. Only the period and the issue are looked for
 * on every statement; whether the number is printed, and under which label, is not known. */
#include "immd.h"

#define SERIAL                                                                                     \
    "(?i:Serial (?:No\\.?|Number)|(?:Our )?Ref(?:erence|\\.)?(?: (?:No\\.?|Number))?|"             \
    "檔\\s*案\\s*編\\s*號|參\\s*考\\s*編\\s*號|編\\s*號)" COLON                                    \
    "((?=[A-Z()/\\-]*\\d)[A-Z0-9][A-Z0-9()/\\-]{3,39})(?=\\s|$)"
#define PERIOD                                                                                     \
    "(?i:(?:for the )?Period(?: of [a-z ]{1,40})?(?: from)?|查詢期間|期\\s*間|由)"          \
    "[^\\d\\n]{0,40}" IMMD_DATE "(?:" S "(?i:to|until|至|到|-|–|—))+" S IMMD_DATE
#define ISSUED                                                                                     \
    "(?i:Date of Issue|Issue Date|Issued on|簽\\s*發\\s*日\\s*期|發\\s*出\\s*日\\s*期|"    \
    "^Date(?= ?[:：])|^日\\s*期(?=\\s*[:：]))[^\\d\\n]{0,40}" IMMD_DATE

/* The whole pair is what must be the same everywhere. */
static void read_period(struct immd_paper *paper)
{
    const struct vouch_host *host = paper->host;
    struct vouch_match match;

    if (!immd_find_only(paper, PERIOD, "/claims/period_from", &match)) {
        paper->incomplete = true;
        return;
    }
    paper->period_from = immd_day(paper, match.groups[1].text);
    paper->period_to = immd_day(paper, match.groups[2].text);
    if (paper->period_from == VOUCH_NO_DAY || paper->period_to == VOUCH_NO_DAY) {
        immd_leave_unread(paper, "/claims/period_from", &match.groups[0]);
        paper->period_from = paper->period_to = VOUCH_NO_DAY;
        return;
    }
    vouch_claim_day(host, paper->report, VOUCH_CLAIM_PERIOD_FROM, paper->period_from,
                    &match.groups[1]);
    vouch_claim_day(host, paper->report, VOUCH_CLAIM_PERIOD_TO, paper->period_to, &match.groups[2]);
}

void immd_read_header(struct immd_paper *paper)
{
    struct vouch_match match;

    if (immd_find_only(paper, SERIAL, "/claims/serial", &match))
        vouch_claim_text(paper->host, paper->report, VOUCH_CLAIM_SERIAL, &match.groups[1]);
    if (paper->kind == IMMD_STATEMENT)
        read_period(paper);
    if (paper->kind == IMMD_STATEMENT || vouch_find(paper->host, paper->document, ISSUED, NULL))
        paper->issued_on = immd_read_day(paper, ISSUED, "/claims/issued_on", VOUCH_CLAIM_ISSUED_ON);
}
