/* Who asked, and under which number the answer was given. */
#include "labels.h"

#define SERIAL "编" S "号" COLON "([A-Z0-9]{6,40})"
#define NAME                                                                                       \
    "姓" S "名" COLON "(?|([^,，:：]{1,100}?)" S "[,，]?" S "性" S "别|([^,，:：\\n]{1,100}))"
#define SEX  "性" S "别" COLON "(\\p{Han})"
#define ID   "公" S "民" S "身" S "份" S "号" S "码" COLON "([0-9Xx*](?: ?[0-9Xx*]){0,22})"
#define BORN "出" S "生" S "日" S "期" COLON

static void read_serial(struct nia_record *record)
{
    struct vouch_match match;

    if (!nia_find_only(record, SERIAL, "/claims/serial", &match) ||
        !common_squeeze(match.groups[1].text, record->serial, NIA_TEXT_MAX,
                        &match.groups[1].text)) {
        record->incomplete = true;
        return;
    }
    vouch_claim_text(record->host, record->report, VOUCH_CLAIM_SERIAL, &match.groups[1]);
}

static void read_name(struct nia_record *record)
{
    struct vouch_name name = VOUCH_INIT(struct vouch_name);
    char room[NIA_TEXT_MAX];
    struct vouch_match match;
    struct vouch_text text;

    if (!nia_find_only(record, NAME, "/claims/person/names/0", &match)) {
        record->incomplete = true;
    } else if (!common_tidy(match.groups[1].text, room, sizeof room, &text) || text.length == 0) {
        nia_leave_unread(record, "/claims/person/names/0", &match.groups[1]);
    } else {
        name.value = match.groups[1];
        name.value.text = text;
        vouch_claim_name(record->host, record->report, &name);
    }
}

static void read_sex(struct nia_record *record)
{
    struct vouch_match match;
    const char *code;

    if (!nia_find_only(record, SEX, "/claims/person/sex", &match)) {
        record->incomplete = true;
        return;
    }
    if (vouch_text_is(match.groups[1].text, "男"))
        record->sex = NIA_MALE;
    else if (vouch_text_is(match.groups[1].text, "女"))
        record->sex = NIA_FEMALE;
    code = record->sex == NIA_MALE ? "male" : "female";
    if (record->sex == NIA_SEX_UNREAD)
        nia_leave_unread(record, "/claims/person/sex", &match.groups[1]);
    else
        vouch_claim_code(record->host, record->report, VOUCH_CLAIM_SEX, code, &match.groups[1]);
}

/* Whether every holder of a record has one is not known, so its absence is no gap. */
static void read_id_number(struct nia_record *record)
{
    struct vouch_id_number number = VOUCH_INIT(struct vouch_id_number);
    struct vouch_match match;

    if (!nia_find_only(record, ID, "/claims/person/id_numbers/0", &match) ||
        !common_squeeze(match.groups[1].text, record->id_number, NIA_TEXT_MAX,
                        &match.groups[1].text))
        return;
    number.masked = strchr(record->id_number, '*') != NULL;
    number.kind = "cn_resident_id";
    number.value = match.groups[1];
    vouch_claim_id_number(record->host, record->report, &number);
}

static void read_birth_date(struct nia_record *record)
{
    struct vouch_match match;

    if (!nia_find_only(record, BORN "(?:" YMD "|" REST ")", "/claims/person/birth_date", &match)) {
        record->incomplete = true;
        return;
    }
    record->birth_date = nia_day_at(&match, 1);
    if (record->birth_date == VOUCH_NO_DAY)
        nia_leave_unread(record, "/claims/person/birth_date", &match.groups[0]);
    else
        vouch_claim_day(record->host, record->report, VOUCH_CLAIM_BIRTH_DATE, record->birth_date,
                        &match.groups[0]);
}

void nia_read_person(struct nia_record *record)
{
    read_serial(record);
    read_name(record);
    read_sex(record);
    read_birth_date(record);
    read_id_number(record);
}
