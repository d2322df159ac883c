/*
 * Who the paper is about. The name stands whole after its label, or as surname and given
 * names after two; in capitals, as the Department prints names.
 */
#include "immd.h"

#include <stdio.h>

#define WORD  "[A-Z][A-Z'.\\-]*"
#define NEXT  "(?:,? (?!(?:HKID|SEX|DATE|DOB|PASSPORT|NATIONALITY|IDENTITY)\\b)" WORD ")"
#define ENDS  "(?=\\s|$)(?!\\s*[:：])" /* what a colon follows is the next label */
#define LATIN "([A-Z][A-Z'.\\-]+" NEXT "{0,9})" ENDS
#define NAME                                                                                       \
    "(?:(?i:Name of (?:the )?(?:Data )?(?:Subject|Applicant|Holder)|Name in English|"              \
    "English Name|Full Name)|(?i:^Name)(?! in Chinese)|英\\s*文\\s*姓\\s*名|^姓\\s*名)" COLON      \
        LATIN
#define SURNAME "(?:(?i:Surname|Family Name)|英\\s*文\\s*姓\\s*氏|^姓\\s*氏)" COLON LATIN
#define GIVEN   "(?:(?i:Given Names?|Other Names?)|英\\s*文\\s*名\\s*字|^名\\s*字)" COLON LATIN
#define CHINESE                                                                                    \
    "(?:(?i:Name in Chinese|Chinese Name)|中\\s*文\\s*姓\\s*名)" COLON                             \
    "(?!(?:\\p{Han} ?){0,3}姓\\s*名)(\\p{Han}(?: ?\\p{Han}){1,9})" ENDS
#define BORN "(?:(?i:Date of Birth|Birth Date)|出\\s*生\\s*日\\s*期)[^\\d\\n]{0,40}" IMMD_DATE
#define SEX                                                                                        \
    "(?:(?i:\\bSex\\b)|性\\s*別)" FILLER S "[:：]?" S                                              \
    "(?i:(male|female|m|f|男|女))(?![A-Za-z\\p{Han}])"
#define HKID                                                                                       \
    "(?:(?i:H\\.?K\\.?I\\.?D\\.?|Identity Card)|身\\s*[份分]\\s*證)[^\\n:：]{0,40}?[:：]?" S       \
    "(?<![A-Z])([A-Z]{1,2} ?[0-9*X]{6} ?\\( ?[0-9A*X] ?\\))"
#define NATION                                                                                     \
    "(?:(?i:Nationality)|國\\s*籍)" FILLER "(?|" S "[:：]" S                                       \
    "([A-Za-z][A-Za-z']*(?: [A-Za-z']+){0,3})|(?<=\\s)([A-Z]{3,}(?: [A-Z]+){0,3}))(?=\\s|$)"
#define TRAVEL                                                                                     \
    "(?:(?i:(?:Travel Document|Passport) (?:No\\.?|Number))|旅行證件號碼|護照號碼)"      \
    "[^\\n:：]{0,40}?[:：]?" S "(?<![A-Z0-9])([A-Z]{0,3}\\d[A-Z0-9]{4,12})(?=\\s|$)"

static void claim_name(struct immd_paper *paper, struct vouch_span value)
{
    struct vouch_name name = VOUCH_INIT(struct vouch_name);
    char room[IMMD_TEXT_MAX];

    if (!immd_tidy(value.text, room, &value.text) || value.text.length == 0) {
        immd_leave_unread(paper, "/claims/person/names/-", &value);
        return;
    }
    name.value = value;
    vouch_claim_name(paper->host, paper->report, &name);
}

/* Surname and given names stand in two places: the surname's is the evidence. */
static bool read_two_names(struct immd_paper *paper)
{
    struct vouch_match surname, given;
    char room[IMMD_TEXT_MAX];
    int length;

    if (!immd_find_only(paper, SURNAME, "/claims/person/names/0", &surname) ||
        !immd_find_only(paper, GIVEN, "/claims/person/names/0", &given))
        return false;
    length = snprintf(room, sizeof room, "%.*s %.*s", (int)surname.groups[1].text.length,
                      surname.groups[1].text.data, (int)given.groups[1].text.length,
                      given.groups[1].text.data);
    if (length < 0 || (size_t)length >= sizeof room)
        return false;
    if (!vouch_is_sure(paper->host, paper->document, given.groups[1].text)) {
        immd_leave_unread(paper, "/claims/person/names/0", &given.groups[1]);
        return true;
    }
    surname.groups[1].text.data = room;
    surname.groups[1].text.length = (uint32_t)length;
    claim_name(paper, surname.groups[1]);
    return true;
}

static void read_names(struct immd_paper *paper)
{
    struct vouch_match match;

    if (immd_find_only(paper, NAME, "/claims/person/names/0", &match))
        claim_name(paper, match.groups[1]);
    else if (!read_two_names(paper))
        paper->incomplete = true;
    if (immd_find_only(paper, CHINESE, "/claims/person/names/1", &match))
        claim_name(paper, match.groups[1]);
}

static void read_sex(struct immd_paper *paper)
{
    struct vouch_match match;
    struct vouch_text text;

    if (!immd_find_only(paper, SEX, "/claims/person/sex", &match))
        return;
    text = match.groups[1].text;
    vouch_claim_code(paper->host, paper->report, VOUCH_CLAIM_SEX,
                     (text.data[0] | 0x20) == 'f' || vouch_text_is(text, "女") ? "female" : "male",
                     &match.groups[1]);
}

static void claim_number(struct immd_paper *paper, const char *kind, const char *text,
                         struct vouch_span *span)
{
    struct vouch_id_number number = VOUCH_INIT(struct vouch_id_number);

    span->text.data = text;
    span->text.length = (uint32_t)strlen(text);
    number.kind = kind;
    number.masked = strchr(text, '*') != NULL;
    number.value = *span;
    vouch_claim_id_number(paper->host, paper->report, &number);
}

static void read_numbers(struct immd_paper *paper)
{
    char room[IMMD_TEXT_MAX];
    struct vouch_match match;
    struct vouch_text text;

    if (immd_find_only(paper, HKID, "/claims/person/id_numbers/0", &match) &&
        immd_squeeze(match.groups[1].text, paper->hkid, &text)) {
        paper->hkid_unsure = !vouch_is_sure(paper->host, paper->document, match.groups[1].text);
        claim_number(paper, "hkid", paper->hkid, &match.groups[1]);
    }
    if (immd_find_only(paper, TRAVEL, "/claims/person/id_numbers/1", &match) &&
        immd_squeeze(match.groups[1].text, room, &text))
        claim_number(paper, "travel_document", room, &match.groups[1]);
}

void immd_read_person(struct immd_paper *paper)
{
    struct vouch_match match;

    read_names(paper);
    read_sex(paper);
    if (paper->kind == IMMD_STATEMENT || vouch_find(paper->host, paper->document, BORN, NULL))
        paper->birth_date =
            immd_read_day(paper, BORN, "/claims/person/birth_date", VOUCH_CLAIM_BIRTH_DATE);
    read_numbers(paper);
    if (immd_find_only(paper, NATION, "/claims/person/nationality", &match))
        vouch_claim_text(paper->host, paper->report, VOUCH_CLAIM_NATIONALITY, &match.groups[1]);
}

/* ---- The same on every page ---- */

static bool label_differs(const struct immd_paper *paper, const char *pattern, uint32_t *ret_page)
{
    struct vouch_match first, other = {.end = 0};

    if (!vouch_find(paper->host, paper->document, pattern, &first))
        return false;
    for (int i = 0; i < IMMD_PLACES; i++) {
        if (!vouch_find_from(paper->host, paper->document, pattern, other.end, &other))
            return false;
        if (other.groups[1].text.length != first.groups[1].text.length ||
            memcmp(other.groups[1].text.data, first.groups[1].text.data,
                   first.groups[1].text.length) != 0) {
            *ret_page = other.groups[1].page;
            return true;
        }
    }
    return false;
}

bool immd_person_differs(const struct immd_paper *paper, uint32_t *ret_page)
{
    static const char *const labels[] = {NAME, SURNAME, GIVEN, BORN};

    for (uint32_t i = 0; i < VOUCH_COUNT(labels); i++)
        if (label_differs(paper, labels[i], ret_page))
            return true;
    return false;
}

static uint32_t pages_with(const struct immd_paper *paper, const char *pattern)
{
    struct vouch_match match = {.end = 0};
    uint32_t pages = 0, last = 0;

    for (int i = 0; i < IMMD_PLACES; i++) {
        if (!vouch_find_from(paper->host, paper->document, pattern, match.end, &match))
            break;
        pages += match.groups[1].page != last;
        last = match.groups[1].page;
    }
    return pages;
}

uint32_t immd_person_pages(const struct immd_paper *paper)
{
    uint32_t names = pages_with(paper, NAME), surnames = pages_with(paper, SURNAME);
    uint32_t born = pages_with(paper, BORN);

    names = names > surnames ? names : surnames;
    return names < born ? names : born;
}
