/*
 * The landing slip, which every visitor gets at arrival, and the sheet of an e-Visa. What
 * they say is claimed where it is surely read; that the one was printed by the Department
 * cannot be seen in a picture, and the QR code of the other can be read by the Department's own
 * app or page only.
 */
#include "immd.h"

#include <stdio.h>

#define ARRIVED                                                                                    \
    "(?:(?i:Date of Arrival|Arrival Date|Arrived on|Date of Landing)|抵\\s*港\\s*日\\s*期|"    \
    "入\\s*境\\s*日\\s*期)[^\\d\\n]{0,40}" IMMD_DATE
#define REMAIN                                                                                              \
    "(?:(?i:(?:Permitted|Permission|Allowed) to (?:remain|stay) until|Remain until|"                        \
    "Limit of Stay|Stay until)|准\\s*許\\s*逗\\s*留\\s*至|逗\\s*留\\s*期\\s*限|逗\\s*留\\s*至)" \
    "[^\\d\\n]{0,40}" IMMD_DATE
#define VALID                                                                                      \
    "(?:(?i:Valid (?:for [a-z]{1,20} )?until|Expiry Date|Date of Expiry|Visa "                     \
    "valid)|有\\s*效\\s*期\\s*至)"                                                             \
    "[^\\d\\n]{0,40}" IMMD_DATE
#define CONDITIONS                                                                                 \
    "(?:(?i:Conditions? of Stay)(?! until)|逗\\s*留\\s*條\\s*件)" FILLER S "[:：]" S               \
    "([^\\n]{3,120})"

static void claim_extra_day(struct immd_paper *paper, const char *pattern, const char *name)
{
    struct vouch_match match;
    char room[16];
    int32_t day;

    if (!vouch_find(paper->host, paper->document, pattern, NULL))
        return;
    if (!immd_find_only(paper, pattern, "/claims/extra/-", &match))
        return;
    day = immd_day(paper, match.groups[1].text);
    if (day == VOUCH_NO_DAY) {
        immd_leave_unread(paper, "/claims/extra/-", &match.groups[1]);
        return;
    }
    immd_format_day(day, room);
    match.groups[1].text.data = room;
    match.groups[1].text.length = (uint32_t)strlen(room);
    vouch_claim_extra(paper->host, paper->report, name, "day", &match.groups[1]);
}

static void claim_conditions(struct immd_paper *paper)
{
    struct vouch_match match;

    if (immd_find_only(paper, CONDITIONS, "/claims/extra/-", &match))
        vouch_claim_extra(paper->host, paper->report, "conditions", "text", &match.groups[1]);
}

/* An arrival is a passage, so that a dossier can hold it against an exit from the Mainland. */
static void claim_arrival(struct immd_paper *paper)
{
    struct vouch_crossing crossing = VOUCH_INIT(struct vouch_crossing);
    struct vouch_match match;

    if (!immd_find_only(paper, ARRIVED, "/claims/crossings/0", &match)) {
        paper->incomplete = true;
        return;
    }
    crossing.row = 1;
    crossing.date = immd_day(paper, match.groups[1].text);
    crossing.whole = match.groups[1];
    crossing.port.data = "";
    if (crossing.date == VOUCH_NO_DAY ||
        !vouch_is_sure(paper->host, paper->document, match.groups[1].text)) {
        immd_leave_unread(paper, "/claims/crossings/0", &match.groups[1]);
        return;
    }
    vouch_claim_crossings(paper->host, paper->report);
    vouch_claim_crossing(paper->host, paper->report, &crossing);
}

void immd_read_sheet(struct immd_paper *paper)
{
    if (paper->kind == IMMD_LANDING_SLIP)
        claim_arrival(paper);
    claim_extra_day(paper, REMAIN, "stay_until");
    claim_extra_day(paper, VALID, "valid_until");
    claim_conditions(paper);
}
