/* The accounts that were met: by number, kind and currency. */
#include "bank.h"

#include <stdio.h>
#include <stdlib.h>

/* What the document says once holds for every account that says nothing else. */
static void complete(const struct bank_record *record, struct bank_account *wanted)
{
    const struct layout *layout = record->layout;
    const struct layout_section *section =
        wanted->section == BANK_NONE ? NULL : &layout->sections[wanted->section];
    const char *part = section ? record->parts[wanted->section].number : "";
    const char *currency = NULL;

    if (!wanted->number[0] && part[0])
        snprintf(wanted->number, sizeof wanted->number, "%s", part);
    else if (!wanted->number[0] && record->number.is_known && !record->number_differs)
        snprintf(wanted->number, sizeof wanted->number, "%.63s", record->number.room);
    if (!wanted->kind[0] && section && section->kind)
        snprintf(wanted->kind, sizeof wanted->kind, "%.63s", section->kind);
    else if (!wanted->kind[0] && record->kind.is_known &&
             strlen(record->kind.room) < sizeof wanted->kind)
        snprintf(wanted->kind, sizeof wanted->kind, "%.63s", record->kind.room);
    if (!wanted->currency[0] && section)
        currency = section->currency;
    if (!wanted->currency[0] && !currency && record->currency.is_known)
        currency = bank_currency_of(record, record->currency.span.text);
    if (!wanted->currency[0] && !currency)
        currency = layout->currency;
    if (currency)
        snprintf(wanted->currency, sizeof wanted->currency, "%.3s", currency);
}

static bool is_account(const struct bank_account *a, const struct bank_account *b)
{
    return strcmp(a->number, b->number) == 0 && strcmp(a->sub, b->sub) == 0 &&
           strcmp(a->currency, b->currency) == 0 && strcmp(a->kind, b->kind) == 0;
}

uint32_t bank_account_for(struct bank_record *record, const struct bank_account *wanted)
{
    struct bank_account account = *wanted, *accounts;

    complete(record, &account);
    for (uint32_t i = record->account_count; i > 0; i--)
        if (is_account(&record->accounts[i - 1], &account))
            return i - 1;
    if (record->account_count == BANK_ACCOUNTS_MAX)
        return BANK_NONE;
    accounts = reallocarray(record->accounts, record->account_count + 1, sizeof *accounts);
    if (!accounts) {
        record->no_memory = true;
        return BANK_NONE;
    }
    record->accounts = accounts;
    snprintf(account.id, sizeof account.id, "%u", record->account_count + 1);
    accounts[record->account_count] = account;
    return record->account_count++;
}

/* ---- What the document lists beside its rows ---- */

/* Copies a word that fits; false for one that does not. */
static bool keep_word(struct vouch_text text, char ret[BANK_WORD_MAX])
{
    bool fits = text.length < BANK_WORD_MAX;

    if (fits)
        memcpy(ret, text.data, text.length + 1);
    return fits;
}

/* One of a listed account's values; false where it is printed and cannot be read. */
static bool take_listed(const struct bank_record *record, enum label_is is, struct vouch_text text,
                        struct bank_account *account)
{
    char room[BANK_TEXT_MAX];
    const char *code;

    if (text.length == 0)
        return true;
    switch (is) {
    case IS_ACCOUNT_NUMBER:
        return common_squeeze(text, room, sizeof room, &text) && keep_word(text, account->number);
    case IS_ACCOUNT_KIND:
        return common_tidy(text, room, sizeof room, &text) && keep_word(text, account->kind);
    case IS_CURRENCY:
        code = bank_currency_of(record, text);
        snprintf(account->currency, sizeof account->currency, "%s", code ? code : "");
        return code;
    case IS_OPENING_BALANCE:
        account->opening.is_known = bank_amount_of(record, text, &account->opening.value);
        return account->opening.is_known;
    case IS_CLOSING_BALANCE:
        account->closing.is_known = bank_amount_of(record, text, &account->closing.value);
        return account->closing.is_known;
    default:
        return true;
    }
}

static void give_balances(const struct bank_amount *opening, const struct bank_amount *closing,
                          struct bank_account *account)
{
    if (opening->is_known)
        account->opening = *opening;
    if (closing->is_known)
        account->closing = *closing;
}

/* A line of a list of accounts: `is` says what the pattern's groups are. */
static void read_listed(struct bank_record *record, const struct layout_label *label,
                        const struct vouch_match *match)
{
    struct bank_account wanted = {.section = BANK_NONE, .whole = match->groups[0]};
    uint32_t index = BANK_NONE;
    bool is_read = vouch_is_sure(record->host, record->document, match->groups[0].text);

    snprintf(wanted.kind, sizeof wanted.kind, "%.63s", label->kind ? label->kind : "");
    snprintf(wanted.currency, sizeof wanted.currency, "%s", label->currency ? label->currency : "");
    for (uint32_t i = 0; i < label->is_count; i++)
        is_read = take_listed(record, label->is[i], match->groups[i + 1].text, &wanted) && is_read;
    if (is_read)
        index = bank_account_for(record, &wanted);
    if (index == BANK_NONE)
        bank_leave_unread(record, "/claims/accounts/-", &match->groups[0]);
    else
        give_balances(&wanted.opening, &wanted.closing, &record->accounts[index]);
}

static void read_list(struct bank_record *record, const struct layout_label *label)
{
    struct vouch_match match = {.end = 0};

    for (int i = 0; i < BANK_MATCHES_MAX; i++) {
        if (!vouch_find_from(record->host, record->document, label->pattern, match.end, &match))
            return;
        read_listed(record, label, &match);
    }
    record->incomplete = true;
}

static void read_sections(struct bank_record *record)
{
    for (uint32_t i = 0; i < record->section_count; i++) {
        struct bank_account wanted = {
            .section = (uint32_t)(record->sections[i].layout - record->layout->sections),
            .whole = record->sections[i].heading,
        };
        const struct bank_part *part = &record->parts[wanted.section];
        uint32_t index;

        /* A section of several currencies has the accounts that its rows name. */
        if (!record->sections[i].layout->currency && !record->currency.is_known &&
            !record->layout->currency)
            continue;
        index = bank_account_for(record, &wanted);
        if (index == BANK_NONE)
            bank_leave_unread(record, "/claims/accounts/-", &record->sections[i].heading);
        else
            give_balances(&part->opening, &part->closing, &record->accounts[index]);
    }
}

/* A document without sections or a list, whose labels name an account. */
static void read_only_account(struct bank_record *record)
{
    struct bank_account wanted = {.section = BANK_NONE, .whole = record->number.span};

    if (record->account_count == 0 && record->number.is_known && !record->number_differs)
        bank_account_for(record, &wanted);
    if (record->account_count == 1 && record->section_count == 0)
        give_balances(&record->whole.opening, &record->whole.closing, &record->accounts[0]);
}

void bank_read_accounts(struct bank_record *record)
{
    for (uint32_t i = 0; i < record->layout->account_count; i++)
        read_list(record, &record->layout->accounts[i]);
    read_sections(record);
    read_only_account(record);
}
