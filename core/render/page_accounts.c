/* Accounts, transactions and totals of a bank's statement. Amounts stay as they were read. */
#include "render/page_impl.h"

static void write_figure(struct html *html, const char *id, const char *text)
{
    if (!text)
        return;
    html_term(html, id);
    html_figure(html, text);
    html_end_term(html);
}

static void write_account(struct html *html, const struct report_account *account)
{
    html_markup(html, "<dl>");
    page_data_term(html, "page.account.holder", account->holder);
    write_figure(html, "page.account.number", account->number);
    page_data_term(html, "page.account.kind", account->kind);
    page_data_term(html, "page.account.bank", account->bank);
    page_data_term(html, "page.account.branch", account->branch);
    write_figure(html, "page.account.currency", account->currency);
    write_figure(html, "page.account.statement", account->statement_number);
    if (account->has_statement_date) {
        html_term(html, "page.account.statement_date");
        html_day(html, account->statement_date);
        html_end_term(html);
    }
    if (account->has_period_from && account->has_period_to) {
        html_term(html, "page.period");
        html_day(html, account->period_from);
        html_markup(html, " – ");
        html_day(html, account->period_to);
        html_end_term(html);
    }
    write_figure(html, "page.account.opening", account->opening_balance);
    write_figure(html, "page.account.closing", account->closing_balance);
    html_markup(html, "</dl>\n");
}

static void write_amount(struct html *html, const char *amount)
{
    html_markup(html, "<td class=\"number\">");
    html_figure(html, amount);
    html_markup(html, "</td>");
}

static void write_transaction(struct html *html, const struct report_transaction *transaction)
{
    html_markup(html, "<tr><th scope=\"row\">");
    html_number(html, transaction->row);
    html_markup(html, "</th><td class=\"day\">");
    html_day(html, transaction->booked_on);
    html_markup(html, "</td>");
    write_amount(html, transaction->amount);
    html_markup(html, "<td>");
    html_figure(html, transaction->currency);
    html_markup(html, "</td>");
    write_amount(html, transaction->balance);
    page_cell(html, transaction->summary);
    page_cell(html, transaction->counterparty);
    html_markup(html, "</tr>\n");
}

static void write_transactions(struct html *html, const struct report_claims *claims)
{
    static const char *const heads[] = {
        "page.transactions.row",          "page.transactions.date",
        "page.transactions.amount",       "page.account.currency",
        "page.transactions.balance",      "page.transactions.summary",
        "page.transactions.counterparty", NULL,
    };
    size_t count = claims->transaction_count;
    size_t shown = count < PAGE_ROWS_MAX ? count : PAGE_ROWS_MAX;
    const struct html_table table = {"page.transactions.table", heads, shown, PAGE_ROWS_OPEN, 0x14};

    if (!claims->has_transactions)
        return;
    page_section(html, "page.transactions");
    html_markup(html, "<p>");
    html_say_number(html, "page.transactions.count", (int64_t)count);
    html_markup(html, "</p>\n");
    if (shown > 0) {
        html_table(html, &table);
        for (size_t i = 0; i < shown; i++)
            write_transaction(html, &claims->transactions[i]);
        html_end_table(html, &table);
    }
    page_left_out(html, count, shown);
    page_end_section(html);
}

static void write_total(struct html *html, const struct report_total *total)
{
    html_markup(html, "<tr><th scope=\"row\">");
    html_code(html, "total", total->what);
    html_markup(html, "</th><td>");
    if (total->has_page)
        html_say_number(html, "page.totals.page", total->page);
    else
        html_code(html, "scope", total->scope);
    html_markup(html, "</td>");
    write_amount(html, total->stated);
    write_amount(html, total->computed);
    html_markup(html, "</tr>\n");
}

static void write_totals(struct html *html, const struct report_claims *claims)
{
    static const char *const heads[] = {
        "page.totals.what", "page.totals.scope", "page.totals.stated", "page.totals.computed", NULL,
    };
    size_t shown = claims->total_count < PAGE_LIST_MAX ? claims->total_count : PAGE_LIST_MAX;
    const struct html_table table = {"page.totals", heads, shown, PAGE_ROWS_OPEN, 0xc};

    if (shown == 0)
        return;
    page_section(html, "page.totals");
    html_table(html, &table);
    for (size_t i = 0; i < shown; i++)
        write_total(html, &claims->totals[i]);
    html_end_table(html, &table);
    page_left_out(html, claims->total_count, shown);
    page_end_section(html);
}

void page_accounts(struct html *html, const struct report_claims *claims)
{
    if (claims->account_count > 0) {
        page_section(html, "page.accounts");
        for (size_t i = 0; i < claims->account_count && i < PAGE_LIST_MAX; i++)
            write_account(html, &claims->accounts[i]);
        page_end_section(html);
    }
    write_transactions(html, claims);
    write_totals(html, claims);
}
