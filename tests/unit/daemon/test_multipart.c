#include "tests.h"

#include "base/buffer.h"
#include "base/error.h"
#include "daemon/multipart.h"

/* What was read, as one text: name=data; for each part. */
static int part_begin(void *context, const struct multipart_part *part)
{
    const char *role;

    if (multipart_header(part, "Vouch-Role", &role) < 0)
        return ERR_SYNTAX;
    buffer_printf(context, "%s=", part->name);
    if (role)
        buffer_printf(context, "[%s]", role);
    return 0;
}

static int part_data(void *context, struct slice data)
{
    buffer_append(context, data.data, data.size);
    return 0;
}

static int part_end(void *context)
{
    buffer_append_str(context, ";");
    return 0;
}

static int read_in_pieces(struct slice body, size_t piece, struct buffer *out)
{
    struct multipart_reader reader = {part_begin, part_data, part_end, out};
    struct multipart multipart;
    int r = 0;

    multipart_init(&multipart, "b", &reader);
    for (size_t at = 0; at < body.size && r == 0; at += piece)
        r = multipart_feed(&multipart, slice_sub(body, at, piece));
    return r < 0 ? r : multipart_end(&multipart);
}

/* Whole, and in pieces of every size: always the same. */
static void check(const char *body, const char *expected)
{
    struct slice bytes = slice_str(body);

    for (size_t piece = bytes.size ? bytes.size : 1; piece > 0; piece--) {
        struct buffer out;
        int r;

        buffer_init(&out, 0);
        r = read_in_pieces(bytes, piece, &out);
        if (expected) {
            assert_int_equal(r, 0);
            buffer_append_byte(&out, 0);
            assert_string_equal((const char *)out.data, expected);
        } else {
            assert_true(r < 0);
        }
        buffer_done(&out);
    }
}

#define PART(name, data) "--b\r\nContent-Disposition: form-data; name=" name "\r\n\r\n" data "\r\n"

static void well_formed(void **state)
{
    (void)state;
    check(PART("a", "x") "--b--", "a=x;");
    check(PART("a", "x") "--b--\r\n", "a=x;");
    check(PART("\"a b\"", "x") PART("c", "") "--b--\r\nepilogue", "a b=x;c=;");
    check(PART("a", "\r\n\r\n--\r\n--a\r\n-b\r\r\n--\r") "--b--",
          "a=\r\n\r\n--\r\n--a\r\n-b\r\r\n--\r;");
    check(PART("a; filename=\"x; name=y\\\"\"", "1") "--b--", "a=1;");
    check("--b\r\ncontent-type: text/plain\r\nCONTENT-DISPOSITION:form-data;NAME=a\r\n"
          "Content-Transfer-Encoding: binary\r\n\r\n1\r\n--b--",
          "a=1;");
    check("--b\r\nvouch-role:  record\r\nContent-Disposition: form-data; name=a\r\nX: y\r\n\r\n1"
          "\r\n--b\r\nContent-Disposition: form-data; name=a\r\nVouch-Role:\r\n\r\n\r\n--b--",
          "a=[record]1;a=[];");
    check("--b--", "");
}

static void ill_formed(void **state)
{
    static const char *const bodies[] = {
        "",
        "x",
        "--b",
        "--b\r",
        "--c\r\n",
        "preamble\r\n--b--",
        "--b \r\n",
        "--bb--",
        "--b\n\n",
        PART("a", "x"),
        PART("a", "x") "--b-",
        PART("a", "x") "--b\r\n",
        "--b\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b"
        "\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=a b\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=a\r\nVouch-Role: x\r\nvouch-role: x\r\n\r\nx"
        "\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        "eA==\r\n--b--",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(bodies); i++)
        check(bodies[i], NULL);
}

static void bounded(void **state)
{
    struct buffer body, out;

    (void)state;
    buffer_init(&body, 0);
    buffer_init(&out, 0);
    buffer_append_str(&body, "--b\r\nX: ");
    for (int i = 0; i < MULTIPART_HEADERS_MAX; i++)
        buffer_append_byte(&body, 'x');
    assert_int_equal(read_in_pieces(buffer_slice(&body), 100, &out), ERR_LIMIT);
    body.size = 0;
    for (int i = 0; i <= MULTIPART_PARTS_MAX; i++)
        buffer_append_str(&body, PART("a", ""));
    assert_int_equal(read_in_pieces(buffer_slice(&body), 100, &out), ERR_LIMIT);
    buffer_done(&body);
    buffer_done(&out);
}

static void boundaries(void **state)
{
    static const struct {
        const char *type, *boundary;
        int error;
    } cases[] = {
        {"multipart/form-data; boundary=abc", "abc", 0},
        {"Multipart/Form-Data;boundary=\"a b\"; charset=utf-8", "a b", 0},
        {"multipart/form-data; charset=x; BOUNDARY=1'()+_,-./:=?", NULL, ERR_SYNTAX},
        {"multipart/form-data; boundary=\"1'()+_,-./:=?\"", "1'()+_,-./:=?", 0},
        {"multipart/form-data", NULL, ERR_SYNTAX},
        {"multipart/form-data; boundary=", NULL, ERR_SYNTAX},
        {"multipart/form-data; boundary=\"\"", NULL, ERR_SYNTAX},
        {"multipart/form-data; boundary=\"a \"", NULL, ERR_SYNTAX},
        {"multipart/form-data; boundary=\"a\r\"", NULL, ERR_SYNTAX},
        {"multipart/form-data; boundary=a; boundary=a", NULL, ERR_SYNTAX},
        {"multipart/form-data; boundary=a b", NULL, ERR_SYNTAX},
        {"multipart/form-data; boundary=12345678901234567890123456789012345678901234567890123456789"
         "012345678901",
         NULL, ERR_SYNTAX},
        {"multipart/form-data2; boundary=a", NULL, ERR_NOT_FOUND},
        {"multipart/mixed; boundary=a", NULL, ERR_NOT_FOUND},
        {"application/pdf", NULL, ERR_NOT_FOUND},
        {NULL, NULL, ERR_NOT_FOUND},
    };
    char boundary[MULTIPART_BOUNDARY_MAX + 1];

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(multipart_boundary(cases[i].type, boundary), cases[i].error);
        if (cases[i].boundary)
            assert_string_equal(boundary, cases[i].boundary);
    }
}

int run_multipart_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(well_formed),
        cmocka_unit_test(ill_formed),
        cmocka_unit_test(bounded),
        cmocka_unit_test(boundaries),
    };

    return cmocka_run_group_tests_name("multipart", tests, NULL, NULL);
}
