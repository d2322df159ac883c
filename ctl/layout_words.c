#include "ctl/layout_words.h"

#include "base/unicode.h"

static const struct layout_word words[] = {
    /* longer ones first */
    {"Transaction Details", NULL, "summary"},
    {"Account Number", "account_number", NULL},
    {"Account number", "account_number", NULL},
    {"Account holder", "holder", NULL},
    {"Statement Date", "statement_date", NULL},
    {"Statement date", "statement_date", NULL},
    {"Opening balance", "opening_balance", NULL},
    {"Closing balance", "closing_balance", NULL},
    {"Reference number", "serial", "reference"},
    {"电子流水号", "serial", NULL},
    {"交易流水号", NULL, "reference"},
    {"对方账户名", NULL, "counterparty"},
    {"对方卡号", NULL, "counterparty_account"},
    {"对方开户行", NULL, "ignored"},
    {"借方发生数", "total debit", NULL},
    {"贷方发生数", "total credit", NULL},
    {"收支筛选", "filter", NULL},
    {"币种筛选", "filter", NULL},
    {"交易日期", NULL, "booked_on"},
    {"记账日期", NULL, "booked_on"},
    {"起止日期", "period", NULL},
    {"交易区间", "period", NULL},
    {"查询期间", "period", NULL},
    {"申请时间", "issued_at", NULL},
    {"打印时间", "issued_at", NULL},
    {"下单时间", "issued_at", NULL},
    {"交易时间", NULL, "time"},
    {"记账时间", NULL, "time"},
    {"账户类型", "account_kind", NULL},
    {"客户姓名", "holder", NULL},
    {"账户名称", "holder", NULL},
    {"对方户名", NULL, "counterparty"},
    {"对手信息", NULL, "counterparty"},
    {"对方账号", NULL, "counterparty_account"},
    {"交易金额", NULL, "amount"},
    {"联机余额", NULL, "balance"},
    {"账户余额", NULL, "balance"},
    {"本次余额", NULL, "balance"},
    {"交易摘要", NULL, "summary"},
    {"交易名称", NULL, "summary"},
    {"交易笔数", "total count", NULL},
    {"借记卡号", "account_number", NULL},
    {"期初余额", "opening_balance", NULL},
    {"期末余额", "closing_balance", NULL},
    {"银行卡号", "account_number", NULL},
    {"算术合计", "total debit", NULL},
    {"温馨提示", NULL, NULL},
    {"验证码", "verification", NULL},
    {"开户行", "branch", NULL},
    {"对账单", NULL, NULL},
    {"电子版", NULL, NULL},
    {"日志号", NULL, "reference"},
    {"户名", "holder", NULL},
    {"姓名", "holder", NULL},
    {"账号", "account_number", NULL},
    {"卡号", "account_number", NULL},
    {"账户", "account_number", NULL},
    {"编号", "serial", NULL},
    {"行数", "total count", NULL},
    {"笔数", "total count", NULL},
    {"币种", "currency", "currency"},
    {"币别", "currency", "currency"},
    {"货币", "currency", "currency"},
    {"日期", "issued_on", "booked_on"},
    {"时间", "issued_at", "time"},
    {"支出", "total debit", "debit"},
    {"收入", "total credit", "credit"},
    {"借方", "total debit", "debit"},
    {"贷方", "total credit", "credit"},
    {"金额", NULL, "amount"},
    {"余额", NULL, "balance"},
    {"摘要", NULL, "summary"},
    {"附言", NULL, "summary"},
    {"渠道", NULL, "ignored"},
    {"地区", NULL, "ignored"},
    {"序号", NULL, "row"},
    {"页数", NULL, NULL},
    {"中国", NULL, NULL},
    {"香港", NULL, NULL},
    {"银行", NULL, NULL},
    {"招商", NULL, NULL},
    {"工商", NULL, NULL},
    {"农业", NULL, NULL},
    {"建设", NULL, NULL},
    {"交通", NULL, NULL},
    {"民生", NULL, NULL},
    {"兴业", NULL, NULL},
    {"邮政", NULL, NULL},
    {"储蓄", NULL, NULL},
    {"交易", NULL, NULL},
    {"流水", NULL, NULL},
    {"明细", NULL, NULL},
    {"清单", NULL, NULL},
    {"历史", NULL, NULL},
    {"借记", NULL, NULL},
    {"活期", NULL, NULL},
    {"个人", NULL, NULL},
    {"证明", NULL, NULL},
    {"本页", NULL, NULL},
    {"合计", "total debit", NULL},
    {"Statement", NULL, NULL},
    {"Transaction", NULL, NULL},
    {"Currency", "currency", "currency"},
    {"Withdrawal", NULL, "debit"},
    {"Reference", "serial", "reference"},
    {"Deposit", NULL, "credit"},
    {"Balance", NULL, "balance"},
    {"Details", NULL, "summary"},
    {"History", NULL, NULL},
    {"Savings", NULL, NULL},
    {"Account", NULL, NULL},
    {"Monthly", NULL, NULL},
    {"Amount", NULL, "amount"},
    {"Period", "period", NULL},
    {"Credit", NULL, "credit"},
    {"Debit", NULL, "debit"},
    {"Letter", NULL, NULL},
    {"Name", "holder", NULL},
    {"Bank", NULL, NULL},
    {"Date", "issued_on", "booked_on"},
    {"Page", NULL, NULL},
    {"of", NULL, NULL},
};

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_letter(uint8_t byte)
{
    return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
}

static bool is_space(uint8_t byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

const struct layout_word *layout_word_at(struct slice text)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t size = strlen(words[i].text);

        if (text.size < size || memcmp(text.data, words[i].text, size) != 0)
            continue;
        if (is_letter((uint8_t)words[i].text[0]) && text.size > size && is_letter(text.data[size]))
            continue;
        return &words[i];
    }
    return NULL;
}

/* ---- Text as a pattern ---- */

static size_t run_of(struct slice text, bool (*is)(uint8_t))
{
    size_t size = 0;

    while (size < text.size && is(text.data[size]))
        size++;
    return size;
}

/* Characters from 0x80 on up to the next known word, or anything of ASCII. */
static size_t run_of_others(struct slice text)
{
    size_t size = 0;

    while (size < text.size && text.data[size] >= 0x80) {
        struct slice rest = slice_sub(text, size, text.size);
        uint32_t code;

        if ((size > 0 && layout_word_at(rest)) || utf8_next(&rest, &code) < 0)
            break;
        size = text.size - rest.size;
    }
    return size ? size : 1;
}

/* One step of the text: what is written for it, and how much of it that was. */
static size_t write_step(struct buffer *out, struct slice text)
{
    const struct layout_word *word = layout_word_at(text);
    size_t size;

    if (word) {
        buffer_append_str(out, word->text);
        return strlen(word->text);
    }
    if ((size = run_of(text, is_digit)) > 0) {
        if (size <= 4)
            buffer_printf(out, "\\d{%zu}", size);
        else
            buffer_append_str(out, "\\d+");
        return size;
    }
    if ((size = run_of(text, is_letter)) > 0) {
        buffer_append_str(out, "[A-Za-z]+");
        return size;
    }
    if ((size = run_of(text, is_space)) > 0) {
        buffer_append_str(out, " *");
        return size;
    }
    if (text.data[0] < 0x80) {
        if (text.data[0] == '\'')
            buffer_append_str(out, "''"); /* inside YAML's single quotes */
        else
            buffer_printf(out, strchr(".^$*+?()[]{}|\\", text.data[0]) ? "\\%c" : "%c",
                          text.data[0]);
        return 1;
    }
    size = run_of_others(text);
    buffer_append_str(out, "[^\\x00-\\x7F]+");
    return size;
}

void layout_write_pattern(struct buffer *out, struct slice text)
{
    while (text.size > 0)
        text = slice_sub(text, write_step(out, text), text.size);
}
