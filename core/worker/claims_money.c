/* Accounts, transactions, totals and codes of verification (vouch/plugin.h). */
#include "base/datetime.h"
#include "worker/claims.h"

/* An amount, copied; NULL and misuse for anything else. */
static const char *amount_of(struct vouch_report *report, struct vouch_text text)
{
    const char *amount = report_text(report, text);

    if (amount && !claim_is_amount(amount)) {
        report_misuse(report, "an amount that is no exact decimal");
        return NULL;
    }
    return amount;
}

/* As amount_of(); left out where it is empty. False where it is something else. */
static bool take_amount(struct vouch_report *report, struct vouch_text text, const char **ret)
{
    *ret = text.length > 0 ? amount_of(report, text) : NULL;
    return text.length == 0 || *ret;
}

/* False for a day that no calendar has. */
static bool take_day(int32_t day, bool *ret_has, int32_t *ret)
{
    *ret_has = day != VOUCH_NO_DAY;
    *ret = *ret_has ? day : 0;
    return !*ret_has || claim_is_day(day);
}

/* The id as it was claimed; NULL for an account that was not. Rows of one account stand together,
 * so the one asked for is nearly always the last one. */
static const char *find_account(const struct vouch_report *report, const char *id)
{
    const struct report_account *accounts = report->accounts.items;

    for (size_t i = report->accounts.count; id && i > 0; i--)
        if (strcmp(accounts[i - 1].id, id) == 0)
            return accounts[i - 1].id;
    return NULL;
}

/* ---- Accounts ---- */

static bool is_account(const struct vouch_report *report, const struct vouch_account *account)
{
    return account && account->size >= sizeof *account && claim_is_code(account->id) &&
           (!account->currency || claim_is_currency(account->currency)) &&
           !find_account(report, account->id);
}

static bool take_days(const struct vouch_account *account, struct report_account *made)
{
    return take_day(account->statement_date, &made->has_statement_date, &made->statement_date) &&
           take_day(account->period_from, &made->has_period_from, &made->period_from) &&
           take_day(account->period_to, &made->has_period_to, &made->period_to);
}

/* Rows may be sure where the account's own data are not: its id stays for them. */
static int32_t claim_unsure_account(struct vouch_report *report,
                                    const struct vouch_account *account)
{
    const char *id = claim_dup(report, account->id);
    struct report_account *item = id ? report_add(report, &report->accounts) : NULL;

    if (!item)
        return -1;
    item->id = id;
    return VOUCH_LEFT_UNREAD;
}

int32_t claim_account(struct vouch_report *report, const struct vouch_account *account)
{
    static const char mistake[] =
        "vouch_claim_account(): its id is no code or not new, no such currency or day, or no size";
    struct report_account made = {0};
    struct report_account *item;

    if (!is_account(report, account) || !take_days(account, &made))
        return report_misuse(report, mistake);
    if (!report_is_sure(report, &account->whole, "/claims/accounts/-"))
        return claim_unsure_account(report, account);
    if (!take_amount(report, account->opening_balance, &made.opening_balance) ||
        !take_amount(report, account->closing_balance, &made.closing_balance))
        return -1;
    made.id = claim_dup(report, account->id);
    made.holder = claim_optional(report, account->holder);
    made.number = claim_optional(report, account->number);
    made.masked = account->masked != 0;
    made.kind = claim_optional(report, account->kind);
    made.bank = claim_optional(report, account->bank);
    made.branch = claim_optional(report, account->branch);
    made.statement_number = claim_optional(report, account->statement_number);
    made.currency = account->currency ? claim_dup(report, account->currency) : NULL;
    item = made.id ? report_add(report, &report->accounts) : NULL;
    if (!item)
        return -1;
    *item = made;
    report->is_claimed = true;
    return report_evidence(report, &account->whole, "/claims/accounts/%zu",
                           report->accounts.count - 1);
}

/* ---- Transactions ---- */

int32_t claim_transactions(struct vouch_report *report)
{
    report->is_claimed = true;
    report->claims.has_transactions = true;
    return 0;
}

/* The amounts and the time; false where one is not what it must be. */
static bool take_values(struct vouch_report *report, const struct vouch_transaction *transaction,
                        struct report_transaction *made)
{
    made->amount = amount_of(report, transaction->amount);
    made->time = claim_optional(report, transaction->time);
    if (made->time && !claim_is_clock(made->time)) {
        report_misuse(report, "vouch_claim_transaction(): a time that no clock shows");
        return false;
    }
    return made->amount && take_amount(report, transaction->balance, &made->balance);
}

int32_t claim_transaction(struct vouch_report *report, const struct vouch_transaction *transaction)
{
    static const char mistake[] = "vouch_claim_transaction(): no such account, currency or day, or "
                                  "no size";
    struct report_transaction made = {0};
    struct report_transaction *item;
    uint32_t page;

    if (!transaction || transaction->size < sizeof *transaction ||
        !claim_is_currency(transaction->currency) || !claim_is_day(transaction->booked_on) ||
        !take_day(transaction->value_date, &made.has_value_date, &made.value_date))
        return report_misuse(report, mistake);
    if (!report_is_sure(report, &transaction->whole, "/claims/transactions/-")) {
        claim_transactions(report);
        return VOUCH_LEFT_UNREAD;
    }
    made.account = find_account(report, transaction->account);
    if (!made.account)
        return report_misuse(report, mistake);
    if (!take_values(report, transaction, &made))
        return -1;
    page = transaction->whole.page;
    made.row = transaction->row;
    made.booked_on = transaction->booked_on;
    made.currency = claim_dup(report, transaction->currency);
    made.summary = claim_optional(report, transaction->summary);
    made.counterparty = claim_optional(report, transaction->counterparty);
    made.counterparty_account = claim_optional(report, transaction->counterparty_account);
    made.reference = claim_optional(report, transaction->reference);
    made.has_page = page > 0;
    made.page = page;
    item = made.currency ? report_add(report, &report->transactions) : NULL;
    if (!item)
        return -1;
    *item = made;
    claim_transactions(report);
    return report_evidence(report, &transaction->whole, "/claims/transactions/%zu",
                           report->transactions.count - 1);
}

/* ---- Totals ---- */

int32_t claim_total(struct vouch_report *report, const struct vouch_total *total)
{
    static const char *const kinds[] = {"debit", "credit", "count", NULL};
    static const char mistake[] = "vouch_claim_total(): no such total, account or page, or no size";
    struct report_total made = {0};
    struct report_total *item;

    if (!total || total->size < sizeof *total || total->page > report->document->parts.page_count)
        return report_misuse(report, mistake);
    made.what = claim_one_of(total->what, kinds);
    made.account = total->account ? find_account(report, total->account) : NULL;
    if (!made.what || (total->account && !made.account))
        return report_misuse(report, mistake);
    if (!report_is_sure(report, &total->stated, "/claims/totals/-"))
        return VOUCH_LEFT_UNREAD;
    made.stated = amount_of(report, total->stated.text);
    made.computed = made.stated ? amount_of(report, total->computed) : NULL;
    item = made.computed ? report_add(report, &report->totals) : NULL;
    if (!item)
        return -1;
    made.scope = total->page > 0 ? "page" : "statement";
    made.has_page = total->page > 0;
    made.page = total->page;
    *item = made;
    report->is_claimed = true;
    return report_evidence(report, &total->stated, "/claims/totals/%zu", report->totals.count - 1);
}

/* ---- Verification, layout ---- */

int32_t claim_verification(struct vouch_report *report,
                           const struct vouch_verification *verification)
{
    static const char *const kinds[] = {"web", "app", "qr", NULL};
    struct report_verification *made = arena_new_of(report->arena, struct report_verification);

    report->trouble->memory |= !made;
    if (!made)
        return -1;
    if (!verification || verification->size < sizeof *verification || report->claims.verification ||
        verification->code.text.length == 0)
        return report_misuse(report,
                             "vouch_claim_verification(): no code, a second one, or no size");
    made->kind = claim_one_of(verification->kind, kinds);
    if (!made->kind)
        return report_misuse(report, "vouch_claim_verification(): no such kind");
    if (!report_is_sure(report, &verification->code, "/claims/verification"))
        return VOUCH_LEFT_UNREAD;
    made->code = report_text(report, verification->code.text);
    made->where_printed = report_text(report, verification->where_printed);
    if (!made->code || !made->where_printed)
        return -1;
    report->claims.verification = made;
    report->is_claimed = true;
    return report_evidence(report, &verification->code, "/claims/verification");
}

int32_t claim_layout(struct vouch_report *report, const char *name)
{
    if (!claim_is_code(name) || report->layout)
        return report_misuse(report, "vouch_layout(): its name is no code, or a second one");
    report->layout = claim_dup(report, name);
    return report->layout ? 0 : -1;
}
