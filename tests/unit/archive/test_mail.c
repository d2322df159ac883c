/* A mail with one attachment: what is one, what is opened, and what is refused, and why. */
#include "archive/mail.h"
#include "base/arena.h"
#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define HEAD   "From: a@example\r\nMIME-Version: 1.0\r\n"
#define MIXED  HEAD "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n"
#define TEXT   "--b\r\nContent-Type: text/plain\r\n\r\nsee below\r\n"
#define LETTER "--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
#define QUOTED                                                                                     \
    "--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: Quoted-Printable\r\n\r\n"
#define END   "\r\n--b--\r\n"
#define HELLO "SGVsbG8h" /* Hello! */

static struct arena *arena;
static struct findings findings;
static struct archive_file opened;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(0);
    return arena ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena = arena_free(arena);
    return 0;
}

static void open_bytes(struct slice mail)
{
    /* Exactly as long as it is, so that a step too far is seen. */
    uint8_t *bytes = malloc(mail.size ? mail.size : 1);

    memcpy(bytes, mail.data, mail.size);
    findings_init(&findings, arena);
    opened = (struct archive_file){0};
    assert_int_equal(mail_open(arena, slice_of(bytes, mail.size), 1000, &findings, &opened), 0);
    if (opened.bytes.data)
        opened.bytes.data = arena_dup(arena, opened.bytes.data, opened.bytes.size);
    free(bytes);
}

static void assert_opens(const char *mail, const char *file)
{
    open_bytes(slice_str(mail));
    assert_int_equal(findings.count, 0);
    assert_int_equal(opened.bytes.size, strlen(file));
    assert_memory_equal(opened.bytes.data, file, strlen(file));
    assert_string_equal(opened.encryption, "none");
}

static void assert_refused(const char *mail, const char *code, const char *detail)
{
    open_bytes(slice_str(mail));
    assert_int_equal(findings.count, 1);
    assert_string_equal(findings.items[0].code, code);
    assert_null(opened.encryption);
    if (detail)
        assert_string_equal(findings.items[0].params[0].value, detail);
}

#define ENDS "its parts have no end, or more than one"

static void tells_a_mail(void **state)
{
    static const char *const mails[] = {
        MIXED TEXT,
        "Received: from x\n\tby y\nMIME-Version: 1.0\n\n",
        "subject: x\r\ncontent-type: text/plain\r\n\r\nx",
    };
    static const char *const others[] = {
        "",
        "Dear customer,\r\nyours",
        "From: a@example\r\nSubject: x\r\n\r\nno MIME",         /* nothing can be attached */
        "MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n", /* a page that was saved */
        HEAD "no field\r\n\r\n",
        " From: a@example\r\nMIME-Version: 1.0\r\n\r\n",
        HEAD, /* and no end of it */
        "Fr\xc3\xb6m: x\r\n" HEAD "\r\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof mails / sizeof mails[0]; i++)
        assert_true(mail_is(slice_str(mails[i])));
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_false(mail_is(slice_str(others[i])));
}

static void opens_one_attachment(void **state)
{
    (void)state;
    assert_opens(MIXED TEXT LETTER HELLO END, "Hello!");
    assert_opens(MIXED "preamble\r\n" TEXT LETTER "SGVs\r\nbG8h\r\n" END "epilogue", "Hello!");
    assert_opens(HEAD "Content-Type: application/pdf\r\n\r\nHello!", "Hello!");
    /* Lines as programs store them, and white space after a delimiter. */
    assert_opens("From: a\nMIME-Version: 1.0\nContent-Type:\n multipart/mixed;\n\tboundary=b\n\n"
                 "--b \nContent-Type: application/pdf\n\nHello!\n--b-- \n",
                 "Hello!");
    /* A text that is called an attachment is one. */
    assert_opens(MIXED TEXT "--b\r\nContent-Type: text/plain\r\n"
                            "Content-Disposition: Attachment; filename=x\r\n\r\nHello!" END,
                 "Hello!");
    /* An empty one. */
    assert_opens(MIXED "--b\r\nContent-Type: application/pdf\r\n\r\n" END, "");
}

static void what_is_to_be_read_is_none(void **state)
{
    (void)state;
    assert_refused(MIXED TEXT END, "archive.empty", NULL);
    assert_refused(HEAD "Content-Type: text/html\r\n\r\n<p>", "archive.empty", NULL);
    assert_refused(HEAD "\r\nno type at all", "archive.empty", NULL);
    assert_opens(
        MIXED
        "--b\r\nContent-Type: multipart/related; boundary=r\r\n\r\n"
        "--r\r\nContent-Type: text/html\r\n\r\n<img src=cid:1>\r\n"
        "--r\r\nContent-Type: image/png\r\nContent-ID: <1>\r\n\r\nlogo\r\n--r--\r\n" LETTER HELLO
            END,
        "Hello!");
    assert_opens(HEAD "Content-Type: multipart/signed; boundary=b\r\n\r\n" LETTER HELLO
                      "\r\n--b\r\nContent-Type: application/pkcs7-signature\r\n\r\nseal" END,
                 "Hello!");
}

/* As programs sign mails: the signature is called an attachment. */
static void a_signature_is_none(void **state)
{
#define SEALED HEAD "Content-Type: multipart/signed; boundary=b\r\n\r\n" LETTER HELLO "\r\n--b\r\n"
#define CALLED "Content-Disposition: attachment; filename=\"smime.p7s\"\r\n"
#define SMIME  "Content-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\n" CALLED
#define BASE64 "Content-Transfer-Encoding: base64\r\n\r\n"
    (void)state;
    assert_opens(SEALED SMIME BASE64 "MIAGCSqGSIb3" END, "Hello!");
    assert_opens(SEALED "Content-Type: application/pgp-signature; name=signature.asc\r\n" CALLED
                        "\r\n-----BEGIN PGP SIGNATURE-----" END,
                 "Hello!");
    assert_refused(SEALED SMIME BASE64 HELLO END, "archive.many_files", "2");
    assert_refused(SEALED SMIME "\r\nMIAG" END, "archive.many_files", "2");
    assert_refused(MIXED LETTER HELLO "\r\n--b\r\n" SMIME BASE64 "MIAGCSqGSIb3" END,
                   "archive.many_files", "2");
}

static void counts_attachments(void **state)
{
    (void)state;
    assert_refused(MIXED LETTER HELLO "\r\n" LETTER HELLO END, "archive.many_files", "2");
    /* A picture that nothing refers to is one, wherever it stands. */
    assert_refused(MIXED LETTER HELLO "\r\n--b\r\nContent-Type: image/png\r\n\r\nx" END,
                   "archive.many_files", "2");
    assert_refused(MIXED LETTER HELLO
                   "\r\n--b\r\nContent-Type: image/png\r\nContent-ID: <1>\r\n\r\nx" END,
                   "archive.many_files", "2");
}

/* What programs list as one, whatever it is said to be; people open what they are shown. */
static void what_has_a_name_is_one(void **state)
{
    static const char *const others[] = {
        "Content-Type: text/plain; name=record.pdf\r\n",
        "Content-Type: text/html; NAME*0=rec; name*1=ord.pdf\r\n",
        "Content-Disposition: inline; filename=record.pdf\r\n",
        "Content-Disposition: inline; filename*=utf-8''record.pdf\r\n",
        "Content-Disposition: \"attachment\"\r\n",
        "Content-Disposition: inlined\r\n",
        "Content-Disposition:\r\n",
    };
    char mail[1000];

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        snprintf(mail, sizeof mail, "%s--b\r\n%s\r\nx\r\n%s%s%s", MIXED, others[i], LETTER, HELLO,
                 END);
        assert_refused(mail, "archive.many_files", "2");
    }
    assert_opens(MIXED "--b\r\nContent-Disposition: inline\r\n\r\nx\r\n" LETTER HELLO END,
                 "Hello!");
    /* No picture, though an HTML text may refer to it. */
    assert_refused(HEAD "Content-Type: multipart/related; boundary=b\r\n\r\n" LETTER HELLO
                        "\r\n--b\r\nContent-Type: application/pdf\r\nContent-ID: <1>\r\n\r\nx" END,
                   "archive.many_files", "2");
}

/* Some programs end lines at a carriage return that stands alone, or twice. */
static void lines_end_in_one_way(void **state)
{
    (void)state;
    assert_refused(MIXED "--b\r\nX: y\rContent-Type: text/html\r\n\r\nx\r\n" LETTER HELLO END,
                   "archive.damaged", "a header whose end is unclear");
    assert_refused(MIXED "--b\r\nX: y\r\r\nContent-Type: text/html\r\n\r\nx\r\n" LETTER HELLO END,
                   "archive.damaged", "a header whose end is unclear");
    assert_refused(MIXED
                   "--b\r\nX: y\r\n \t\r\nContent-Type: text/html\r\n\r\nx\r\n" LETTER HELLO END,
                   "archive.damaged", "a header whose end is unclear");
    assert_refused(MIXED TEXT "x\r--b\r\n" LETTER HELLO END, "archive.damaged", ENDS);
    assert_refused(MIXED TEXT "x\r\r--b--\r\n" LETTER HELLO END, "archive.damaged", ENDS);
    assert_refused(MIXED TEXT "--b\r\r\n" LETTER HELLO END, "archive.damaged", ENDS);
    assert_refused(MIXED QUOTED "H=\r\r\nx" END, "archive.damaged", NULL);
    assert_opens(MIXED TEXT "x\ry\r-b\r\n" LETTER HELLO END, "Hello!");
}

static void no_mail_in_a_mail(void **state)
{
    (void)state;
    assert_refused(MIXED TEXT "--b\r\nContent-Type: message/rfc822\r\n\r\n%PDF-1.7" END,
                   "archive.nested", NULL);
}

static void no_pdf_beside_it(void **state)
{
    static const char detail[] = "a PDF stands beside its file";

    (void)state;
    assert_refused(MIXED "%PDF-1.7\r\n" TEXT LETTER HELLO END, "archive.damaged", detail);
    assert_refused(MIXED TEXT LETTER HELLO END "%PDF-1.7", "archive.damaged", detail);
    assert_opens(MIXED TEXT "--b\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7" END, "%PDF-1.7");
}

static void parts_need_their_end(void **state)
{
    (void)state;
    assert_refused(MIXED TEXT LETTER HELLO, "archive.damaged", ENDS);
    assert_refused(MIXED TEXT LETTER HELLO "\r\n--b-", "archive.damaged", ENDS);
    assert_refused(MIXED "no part", "archive.damaged", ENDS);
    assert_refused(MIXED "--b--\r\n" LETTER HELLO END, "archive.damaged", ENDS);
    assert_refused(MIXED TEXT LETTER HELLO END LETTER HELLO, "archive.damaged", ENDS);
    assert_refused(MIXED TEXT LETTER HELLO END END, "archive.damaged", ENDS);
    assert_refused(HEAD "Content-Type: multipart/mixed\r\n\r\n" LETTER HELLO END, "archive.damaged",
                   "parts without a boundary, or encoded as a whole");
    assert_refused(HEAD "Content-Transfer-Encoding: base64\r\n"
                        "Content-Type: multipart/mixed; boundary=b\r\n\r\n" LETTER HELLO END,
                   "archive.damaged", "parts without a boundary, or encoded as a whole");
}

/* Where programs differ over what ends a part. */
static void no_boundary_begins_another(void **state)
{
    (void)state;
    assert_refused(MIXED TEXT LETTER HELLO "\r\n--bc\r\n" END, "archive.damaged", ENDS);
    assert_refused(MIXED "--b\r\nContent-Type: multipart/mixed; boundary=bc\r\n\r\n"
                         "--bc\r\nContent-Type: application/pdf\r\n\r\nx\r\n--bc--\r\n" END,
                   "archive.damaged", ENDS);
    assert_refused(MIXED
                   "--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" LETTER HELLO END END,
                   "archive.damaged", ENDS);
}

static void no_field_twice(void **state)
{
    (void)state;
    assert_refused(MIXED
                   "--b\r\nContent-Type: text/plain\r\nContent-type: application/pdf\r\n\r\nx" END,
                   "archive.damaged", "a field stands twice in a header");
    assert_refused(MIXED
                   "--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: 7bit\r\n"
                   "Content-Transfer-Encoding: base64\r\n\r\n" HELLO END,
                   "archive.damaged", "a field stands twice in a header");
    assert_refused(HEAD
                   "Content-Type: multipart/mixed; boundary=b; boundary=c\r\n\r\n" LETTER HELLO END,
                   "archive.damaged", "a Content-Type that can be read in more than one way");
    assert_refused(
        HEAD "Content-Type: multipart/mixed; boundary=b; boundary*0=c\r\n\r\n" LETTER HELLO END,
        "archive.damaged", "a Content-Type that can be read in more than one way");
    assert_refused(HEAD "Content-Type: multipart/mixed; boundary=\"\\b\"\r\n\r\n" LETTER HELLO END,
                   "archive.damaged", "a Content-Type that can be read in more than one way");
}

static void types_as_they_must_be(void **state)
{
    static const char *const types[] = {"pdf", "application", "application/", "/pdf", "\"", ""};
    static const char *const more[] = {"application/pdf (a comment)", "application/pdf x",
                                       "application/pdf; name",       "application/pdf; name=\"x",
                                       "application/pdf; =x",         "application/pdf; a=b c"};
    char mail[500];

    (void)state;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        snprintf(mail, sizeof mail, HEAD "Content-Type: %s\r\n\r\nx", types[i]);
        assert_refused(mail, "archive.damaged", "a Content-Type that is none");
    }
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
        snprintf(mail, sizeof mail, HEAD "Content-Type: %s\r\n\r\nx", more[i]);
        assert_refused(mail, "archive.damaged",
                       "a Content-Type that can be read in more than one way");
    }
    assert_opens(HEAD "Content-Type: application/pdf; name=\"a \\\"b\\\"; boundary=c\";\r\n\r\nx",
                 "x");
}

static void encodings(void **state)
{
    static const char *const wrong[] = {"SGVsbG8",  "SGVsbG8h=", "SGVs~bG8h", "SGVsbG8=bG8h",
                                        "SGVsb===", "SGVsbG9=",  "=",         "SGVsbA=A"};
    char mail[500];

    (void)state;
    assert_opens(MIXED LETTER "SGVsbG8=" END, "Hello");
    assert_opens(MIXED LETTER "SGVs bA\r\n= \t=" END, "Hell");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        snprintf(mail, sizeof mail, "%s%s%s", MIXED LETTER, wrong[i], END);
        assert_refused(mail, "archive.damaged", "its attachment is not encoded as it says");
    }
    assert_opens(MIXED QUOTED "H=65l=\r\nlo\r\n=3d" END, "Hello\r\n=");
    assert_refused(MIXED QUOTED "=6" END, "archive.damaged", NULL);
    assert_refused(MIXED QUOTED "=G0" END, "archive.damaged", NULL);
    assert_refused(MIXED QUOTED "Hello \r\nx" END, "archive.damaged", NULL);
    assert_refused(
        HEAD "Content-Type: application/pdf\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nx",
        "archive.unsupported", "its encoding");
    assert_refused(
        HEAD "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64 7bit\r\n\r\nx",
        "archive.unsupported", "its encoding");
}

static void larger_than_the_limit(void **state)
{
    char mail[2000] = HEAD "Content-Type: application/pdf\r\n\r\n";
    size_t head = strlen(mail);

    (void)state;
    memset(mail + head, 'x', 1000);
    open_bytes(slice_of(mail, head + 1000));
    assert_int_equal(opened.bytes.size, 1000);
    mail[head + 1000] = 'x';
    open_bytes(slice_of(mail, head + 1001));
    assert_string_equal(findings.items[0].code, "limit.document");
    assert_string_equal(findings.items[0].params[0].value, "1001");
}

/* Multiparts in each other, each with a boundary of its own: "aa", "ba", ... */
static void write_deep(char *mail, size_t size, int levels)
{
    size_t used = (size_t)snprintf(mail, size, HEAD);

    for (int i = 0; i < levels; i++)
        used += (size_t)snprintf(mail + used, size - used,
                                 "Content-Type: multipart/mixed; boundary=%ca\r\n\r\n--%ca\r\n",
                                 'a' + i, 'a' + i);
    used += (size_t)snprintf(mail + used, size - used, "Content-Type: application/pdf\r\n\r\nx");
    for (int i = levels - 1; i >= 0; i--)
        used += (size_t)snprintf(mail + used, size - used, "\r\n--%ca--", 'a' + i);
}

static void bounded_in_depth_and_number(void **state)
{
    char mail[20000] = MIXED;

    (void)state;
    write_deep(mail, sizeof mail, 8);
    assert_opens(mail, "x");
    write_deep(mail, sizeof mail, 9);
    assert_refused(mail, "archive.unsupported", "parts within parts");
    strcpy(mail, MIXED);
    for (int i = 0; i < 101; i++)
        strcat(mail, TEXT);
    strcat(mail, END);
    assert_refused(mail, "archive.unsupported", "so many parts");
    strcpy(mail, MIXED); /* multiparts are parts, too */
    for (int i = 0; i < 101; i++)
        strcat(mail,
               "--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\n--c--\r\n");
    strcat(mail, LETTER HELLO END);
    assert_refused(mail, "archive.unsupported", "so many parts");
}

static void cut_anywhere(void **state)
{
    static const char whole[] = MIXED TEXT LETTER HELLO "\r\n--b--";

    (void)state;
    for (size_t size = strlen(MIXED); size < sizeof whole - 1; size++) {
        open_bytes(slice_of(whole, size));
        assert_int_equal(findings.count, 1);
        assert_null(opened.encryption);
    }
    assert_opens(whole, "Hello!");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_a_mail),
        cmocka_unit_test(opens_one_attachment),
        cmocka_unit_test(what_is_to_be_read_is_none),
        cmocka_unit_test(a_signature_is_none),
        cmocka_unit_test(counts_attachments),
        cmocka_unit_test(what_has_a_name_is_one),
        cmocka_unit_test(lines_end_in_one_way),
        cmocka_unit_test(no_mail_in_a_mail),
        cmocka_unit_test(no_pdf_beside_it),
        cmocka_unit_test(parts_need_their_end),
        cmocka_unit_test(no_boundary_begins_another),
        cmocka_unit_test(no_field_twice),
        cmocka_unit_test(types_as_they_must_be),
        cmocka_unit_test(encodings),
        cmocka_unit_test(larger_than_the_limit),
        cmocka_unit_test(bounded_in_depth_and_number),
        cmocka_unit_test(cut_anywhere),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
