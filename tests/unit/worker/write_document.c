#include "write_document.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define CONTENTS_MAX 8000 /* bytes of /Contents, zeros behind what is signed included */

enum { CATALOGUE = 1, PAGES, PAGE, CONTENT, STORE, LIST, FIRST_FIELD = 10 };

static void __attribute__((format(printf, 2, 3)))
print(struct written *written, const char *format, ...)
{
    char text[4096];
    va_list args;
    int size;

    va_start(args, format);
    size = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    assert_in_range(size, 0, sizeof text - 1);
    buffer_append(&written->bytes, text, (size_t)size);
}

static void begin_object(struct written *written, uint32_t number)
{
    assert_true(number < WRITTEN_OBJECTS);
    written->offsets[number] = written->bytes.size;
    print(written, "%" PRIu32 " 0 obj\n", number);
}

static void stream(struct written *written, uint32_t number, struct slice data)
{
    begin_object(written, number);
    print(written, "<</Length %zu>>\nstream\n", data.size);
    buffer_append(&written->bytes, data.data, data.size);
    print(written, "\nendstream\nendobj\n");
}

/* Catalogue and page with the fields so far. */
static void describe(struct written *written)
{
    char fields[1024] = "";
    size_t size = 0;

    for (uint32_t i = 0; i < written->fields; i++)
        size += (size_t)snprintf(fields + size, sizeof fields - size, "%" PRIu32 " 0 R ",
                                 FIRST_FIELD + 2 * i);
    begin_object(written, CATALOGUE);
    print(written, "<</Type/Catalog/Pages 2 0 R");
    if (size > 0)
        print(written, "/AcroForm<</Fields[%s]/SigFlags 3>>", fields);
    if (written->has_store)
        print(written, "/DSS %d 0 R", STORE);
    print(written, ">>\nendobj\n");
    begin_object(written, PAGE);
    print(written, "<</Type/Page/Parent 2 0 R/Contents 4 0 R");
    if (size > 0)
        print(written, "/Annots[%s]", fields);
    print(written, ">>\nendobj\n");
}

static void end_revision(struct written *written)
{
    uint64_t start = written->bytes.size;

    print(written, "xref\n");
    if (written->prev == 0)
        print(written, "0 1\n0000000000 65535 f \n");
    for (uint32_t i = 1; i < WRITTEN_OBJECTS; i++)
        if (written->offsets[i])
            print(written, "%" PRIu32 " 1\n%010" PRIu64 " 00000 n \n", i, written->offsets[i]);
    memset(written->offsets, 0, sizeof written->offsets);
    print(written, "trailer\n<</Size %d/Root 1 0 R", WRITTEN_OBJECTS);
    if (written->prev)
        print(written, "/Prev %" PRIu64, written->prev);
    print(written, ">>\nstartxref\n%" PRIu64 "\n%%%%EOF\n", start);
    written->prev = start;
}

void written_begin(struct written *written)
{
    *written = (struct written){0};
    buffer_init(&written->bytes, 0);
    print(written, "%%PDF-1.7\n");
    begin_object(written, PAGES);
    print(written, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 800]>>\nendobj\n");
    stream(written, CONTENT, slice_str("BT (what it shows) Tj ET"));
    describe(written);
    end_revision(written);
}

void written_done(struct written *written)
{
    buffer_done(&written->bytes);
}

/* ---- Signatures ---- */

static void fill(struct written *written, size_t at, struct slice contents)
{
    static const char digits[] = "0123456789abcdef";

    assert_in_range(contents.size, 1, CONTENTS_MAX);
    for (size_t i = 0; i < contents.size; i++) {
        written->bytes.data[at + 1 + 2 * i] = (uint8_t)digits[contents.data[i] >> 4];
        written->bytes.data[at + 2 + 2 * i] = (uint8_t)digits[contents.data[i] & 15];
    }
}

void written_sign(struct written *written, const char *type, const char *sub_filter,
                  written_maker maker, const void *how)
{
    uint32_t field = FIRST_FIELD + 2 * written->fields++;
    size_t range, start, end;
    char text[64];

    begin_object(written, field);
    print(written,
          "<</Type/Annot/Subtype/Widget/FT/Sig/T(S%" PRIu32 ")/F 132/Rect[0 0 0 0]/P 3 0 R"
          "/V %" PRIu32 " 0 R>>\nendobj\n",
          field, field + 1);
    begin_object(written, field + 1);
    print(written, "<</Type/%s/Filter/Adobe.PPKLite/SubFilter/%s/ByteRange[0 ", type, sub_filter);
    range = written->bytes.size;
    print(written, "%010d %010d %010d]/Contents", 0, 0, 0);
    start = written->bytes.size;
    buffer_append_byte(&written->bytes, '<');
    for (size_t i = 0; i < 2 * CONTENTS_MAX; i++)
        buffer_append_byte(&written->bytes, '0');
    buffer_append_byte(&written->bytes, '>');
    end = written->bytes.size;
    print(written, ">>\nendobj\n");
    describe(written);
    end_revision(written);
    snprintf(text, sizeof text, "%010zu %010zu %010zu", start, end, written->bytes.size - end);
    memcpy(written->bytes.data + range, text, strlen(text));
    fill(written, start,
         maker(JOIN(slice_of(written->bytes.data, start),
                    slice_of(written->bytes.data + end, written->bytes.size - end)),
               how));
}

static struct slice make_signature(struct slice covered, const void *how)
{
    struct cms_recipe recipe = *(const struct cms_recipe *)how;
    struct slice own = recipe.certificate.data ? recipe.certificate : signer_certificate();

    recipe.certificate = own;
    recipe.attributes =
        JOIN(content_type_attribute("1.2.840.113549.1.7.1"),
             message_digest_attribute(digest_of("SHA256", covered)),
             signing_certificate_v2_attribute(own), signing_time_attribute("260601120000Z"));
    return cms(&recipe);
}

void written_signature(struct written *written, const struct cms_recipe *recipe)
{
    static const struct cms_recipe usual;

    written_sign(written, "Sig", "ETSI.CAdES.detached", make_signature, recipe ? recipe : &usual);
}

static struct slice make_token(struct slice covered, const void *how)
{
    struct token_recipe recipe = *(const struct token_recipe *)how;

    if (!recipe.over.data)
        recipe.over = covered;
    return token(&recipe);
}

void written_time_stamp(struct written *written, const struct token_recipe *recipe)
{
    written_sign(written, "DocTimeStamp", "ETSI.RFC3161", make_token, recipe);
}

void written_store(struct written *written, struct slice list)
{
    stream(written, LIST, list);
    begin_object(written, STORE);
    print(written, "<</Type/DSS/CRLs[%d 0 R]>>\nendobj\n", LIST);
    written->has_store = true;
    describe(written);
    end_revision(written);
}
