#include "report/join.h"

#include <string.h>

/*
 * What to send or do next, by reason. Advice may be shown to the applicant: it never says
 * or hints that anything is forged. The longest matching beginning decides; what is said beside
 * a verdict, and changes none, has no advice.
 */
static const struct {
    const char *reason;
    const char *advice;
} table[] = {
    {"archive.", "advice.send_file_inside"},
    {"archive.damaged", "advice.download_again"},
    {"archive.empty", "advice.send_original_file"},
    {"archive.password", "advice.give_password"},
    {"archive.password_proves_nothing", NULL},
    {"ask.channel", "advice.give_paper_by_channel"},
    {"ask.expired", "advice.renew_paper"},
    {"ask.form", "advice.give_paper_in_form"},
    {"ask.language", "advice.translate_paper"},
    {"ask.missing", "advice.give_paper"},
    {"ask.not_judged", "advice.give_judgement"},
    {"ask.not_legalised", "advice.legalise_paper"},
    {"ask.not_stated", "advice.state_fact"},
    {"ask.too_old", "advice.renew_paper"},
    {"ask.uncovered", "advice.give_record"},
    {"ask.undated", "advice.give_dated_paper"},
    {"document.", "advice.send_original_file"},
    {"image.", "advice.send_original_file"},
    {"image.not_signed", "advice.send_original_file"},
    {"limit.", "advice.send_smaller_file"},
    {"limit.memory", "advice.try_again"},
    {"limit.reading_time", "advice.try_again"},
    {"limit.time", "advice.try_again"},
    {"pdf.", "advice.send_unchanged_file"},
    {"pdf.malformed", "advice.download_again"},
    {"pdf.not_signed", "advice.send_original_file"},
    {"pdf.password", "advice.give_password"},
    {"reading.unavailable", "advice.read_by_person"},
    {"revocation.revoked", "advice.ask_issuer"},
    {"revocation.unknown", "advice.refresh_revocation"},
    {"seal.", "advice.send_unchanged_file"},
    {"seal.expired", "advice.request_new_document"},
    {"seal.maker_unchecked", NULL},
    {"seal.signer_not_in_seal", "advice.download_from_issuer"},
    {"signature.", "advice.send_unchanged_file"},
    {"signature.weak_algorithm", "advice.new_document_or_receipt_time"},
    {"source.", "advice.say_which_document"},
    {"trust.", "advice.download_from_issuer"},
    {"trust.claimed_time", NULL},
    {"trust.existed_by_before_signing", "advice.correct_receipt_time"},
    {"trust.expired", "advice.request_new_document"},
    {"trust.expired_since", "advice.state_receipt_time"},
    {"trust.not_configured", "advice.ask_operator"},
    {"trust.time_stamp_", NULL},
    {"worker.", "advice.try_again"},
};

const char *advice_for_reason(const char *reason_code)
{
    const char *advice = NULL;
    size_t longest = 0;

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        size_t length = strlen(table[i].reason);

        if (length > longest && strncmp(reason_code, table[i].reason, length) == 0) {
            advice = table[i].advice;
            longest = length;
        }
    }
    return advice;
}
