#include "comparing.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

struct little little;
struct findings findings;
const struct pdf_change *changes;
size_t count;

int setup(void **state)
{
    (void)state;
    little_begin(&little);
    little_signed(&little);
    return 0;
}

int teardown(void **state)
{
    (void)state;
    little_done(&little);
    return 0;
}

void compare(void)
{
    const struct pdf_signature *signatures;
    size_t signature_count;

    little_open(&little);
    assert_true(pdf_is_readable(little.file));
    assert_int_equal(pdf_signatures(little.file, &signatures, &signature_count), 0);
    assert_true(signature_count > 0);
    assert_int_equal(signatures[0].object, 6);
    findings_init(&findings, little.arena);
    assert_int_equal(pdf_changes(little.file, signatures, &findings, &changes, &count), 0);
}

const struct pdf_change *change_of(enum pdf_change_kind kind)
{
    for (size_t i = 0; i < count; i++)
        if (changes[i].kind == kind)
            return &changes[i];
    return NULL;
}

void allowed(enum pdf_change_kind kind)
{
    compare();
    for (size_t i = 0; i < findings.count; i++)
        fail_msg("%s: %s", findings.items[i].params[0].value, findings.items[i].params[1].value);
    assert_non_null(change_of(kind));
}

void changed(enum pdf_change_kind kind, uint32_t object, uint32_t page)
{
    const char *code = kind == PDF_CHANGE_stray ? "pdf.stray_bytes" : "pdf.changed_after_signing";
    const struct pdf_change *change;

    compare();
    change = change_of(kind);
    if (!change)
        fail_msg("no change of kind %s but %s", pdf_change_name(kind),
                 count ? pdf_change_name(changes[0].kind) : "none");
    assert_int_equal(change->object, object);
    assert_int_equal(change->page, page);
    assert_int_equal(change->revision, pdf_revision_count(little.file));
    assert_non_null(little_finding(&findings, code));
    assert_int_equal(findings_verdict(&findings).indication, TOTAL_FAILED);
    assert_int_equal(findings_verdict(&findings).subindication, SUB_FORMAT_FAILURE);
}

void sign_again(const char *rectangle, const char *extra, const char *type)
{
    little_object(&little, 1, CATALOGUE, " 7 0 R", "");
    little_object(&little, 3, PAGE, " 7 0 R", "");
    little_object(&little, 7, WIDGET, rectangle, (uint32_t)8, extra);
    little_signature(&little, 8, type);
    little_table(&little, "/Root 1 0 R");
    little_sign(&little);
}

void signed_again(enum pdf_change_kind kind)
{
    compare();
    assert_int_equal(count, 1);
    assert_int_equal(changes[0].kind, kind);
    assert_int_equal(changes[0].object, 7);
    assert_int_equal(changes[0].page, 1);
    assert_int_equal(findings.count, 1);
    assert_string_equal(findings.items[0].code, "pdf.signed_again");
    assert_int_equal(findings.items[0].verdict.indication, INDETERMINATE);
    assert_int_equal(findings.items[0].verdict.subindication, SUB_SIG_CONSTRAINTS_FAILURE);
    assert_string_equal(findings.items[0].params[0].name, "kind");
    assert_string_equal(findings.items[0].params[0].value, pdf_change_name(kind));
}
