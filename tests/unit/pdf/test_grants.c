/* What a signed document grants to later revisions, and what nobody can be granted. */
#include "comparing.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* The signed file: a page with text at its top, a text field, a button, a field with a widget
 * of its own as kid; what the tests replace of them stands in these. */
#define FONT    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
#define CONTENT "BT /F1 12 Tf 100 700 Td (what it shows) Tj 100 -80 Td (____) Tj ET"
#define ANNOTS  "5 0 R 7 0 R 9 0 R 11 0 R 15 0 R"
#define FIELDS  "5 0 R 7 0 R 9 0 R 10 0 R"
#define PAGE_OF                                                                                    \
    "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 14 0 R>>>>/Annots[%s]>>"
#define FORM     "/Type/XObject/Subtype/Form/BBox[0 0 200 20]"
#define TEXT_BOX "/Rect[100 600 300 620]/P 3 0 R"
#define TEXT     "<</Type/Annot/Subtype/Widget/FT/Tx/T(Name)/F 4" TEXT_BOX "%s>>"
#define BUTTON                                                                                     \
    "<</Type/Annot/Subtype/Widget/FT/Btn/T(Agreed)/F 4/Rect[100 500 120 520]/P 3 0 R"              \
    "/AP<</N<</Yes 12 0 R/Off 13 0 R>>>>%s>>"
#define NOTE "<</Type/Annot/Subtype/Square/Rect[100 100 200 150]/P 3 0 R/F 4/AP<</N 12 0 R>>%s>>"

struct signing {
    const char *permissions; /* of the catalogue */
    const char *reference;   /* of the signature */
    const char *lock;        /* of its field */
    const char *text;        /* of the text field */
};

#define DOCMDP(p) "/Reference[<</TransformMethod/DocMDP/TransformParams<</P " #p "/V/1.2>>>>]"
#define FIELDMDP(action, fields)                                                                   \
    "/Reference[<</TransformMethod/FieldMDP/TransformParams<</Action/" action fields "/V/1.2>>>>]"
#define CERTIFIED "/Perms<</DocMDP 6 0 R>>"

static void catalogue(const char *permissions, const char *more)
{
    little_object(&little, 1,
                  "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[" FIELDS "]/SigFlags 3>>%s%s>>",
                  permissions, more);
}

static void sign_as(const struct signing *signing)
{
    little_done(&little);
    little_begin(&little);
    catalogue(signing->permissions, "");
    little_object(&little, 2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 800]>>");
    little_object(&little, 3, PAGE_OF, ANNOTS);
    little_stream(&little, 4, "", CONTENT, strlen(CONTENT));
    little_object(&little, 5,
                  "<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal)/F 132/Rect[0 0 0 0]"
                  "/P 3 0 R/V 6 0 R%s>>",
                  signing->lock ? signing->lock : "");
    little_object(&little, 7, TEXT, signing->text ? signing->text : "/AP<</N 8 0 R>>");
    little_stream(&little, 8, FORM, "q Q", 3);
    little_object(&little, 9, BUTTON, "/AS/Off");
    little_object(&little, 10, "<</FT/Tx/T(Person)/Kids[11 0 R]>>");
    little_object(&little, 11, "<</Subtype/Widget/Parent 10 0 R/Rect[100 400 300 420]/P 3 0 R>>");
    little_stream(&little, 12, FORM, "q 1 w Q", 7);
    little_stream(&little, 13, FORM, "q Q ", 4);
    little_object(&little, 14, FONT);
    little_object(&little, 15, NOTE, "");
    little_signature(&little, 6, signing->reference);
    little_table(&little, "/Root 1 0 R");
    little_sign(&little);
}

static const struct signing filling = {CERTIFIED, DOCMDP(2)};
static const struct signing commenting = {CERTIFIED, DOCMDP(3)};

/* A later revision that fills in the text field: value, and a new appearance as object 20. */
static void fill_in(void)
{
    little_object(&little, 7, TEXT, "/V(what is filled in)/M(D:20260601)/AP<</N 20 0 R>>");
    little_stream(&little, 20, FORM, "BT ET", 5);
    little_table(&little, "/Root 1 0 R");
}

static enum pdf_grant only_grant(void)
{
    compare();
    assert_true(count > 0);
    for (size_t i = 1; i < count; i++)
        if (changes[i].granted < changes[0].granted)
            return changes[i].granted;
    return changes[0].granted;
}

/* All that happened is granted so far, and says so. */
static void granted(enum pdf_grant grant)
{
    assert_int_equal(only_grant(), grant);
    for (size_t i = 0; i < findings.count; i++) {
        const struct finding *finding = &findings.items[i];
        size_t k = 0;

        assert_string_equal(finding->code, "pdf.changed_after_signing");
        while (k < finding->param_count && strcmp(finding->params[k].name, "granted") != 0)
            k++;
        assert_true(k < finding->param_count);
        assert_string_equal(finding->params[k].value, pdf_grant_name(grant));
    }
    assert_true(findings.count > 0);
}

/* Something of it is granted by nobody. */
static void refused(void)
{
    assert_int_equal(only_grant(), PDF_GRANT_NONE);
    assert_int_equal(findings_verdict(&findings).indication, TOTAL_FAILED);
}

/* ---- What documents say -------------------------------------------------------------------- */

static void test_form_filling(void **state)
{
    (void)state;
    sign_as(&filling);
    fill_in();
    granted(PDF_GRANT_FORM_FILLING);
    assert_non_null(change_of(PDF_CHANGE_field_value));
    assert_string_equal(change_of(PDF_CHANGE_field_value)->field, "Name");
    assert_int_equal(change_of(PDF_CHANGE_field_appearance)->annotation, 7);
    assert_int_equal(change_of(PDF_CHANGE_field_appearance)->page, 1);
    assert_true(change_of(PDF_CHANGE_field_appearance)->has_box);
    sign_as(&commenting);
    fill_in();
    granted(PDF_GRANT_FORM_FILLING);
}

static void test_documents_that_grant_nothing(void **state)
{
    static const struct signing cases[] = {
        {"", ""},        /* no word of it */
        {"", DOCMDP(2)}, /* no certification: the catalogue does not name it */
        {"/Perms<</DocMDP 5 0 R>>", DOCMDP(2)}, /* it names something else */
        {"/Perms<</UR3 6 0 R>>", DOCMDP(2)},
        {CERTIFIED, ""},        /* the signature says nothing */
        {CERTIFIED, DOCMDP(1)}, /* no changes */
        {CERTIFIED, DOCMDP(4)},
        {CERTIFIED, DOCMDP(true)},
        {CERTIFIED, "/Reference(x)"},
        {CERTIFIED, "/Reference[<</TransformMethod/Other>>]"},
        {CERTIFIED, DOCMDP(2), "/Lock<</Action/All>>"},
        {CERTIFIED, DOCMDP(2), "/Lock<</Action/Include/Fields[(Other)]/P 1>>"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sign_as(&cases[i]);
        fill_in();
        refused();
    }
}

static void test_locked_fields(void **state)
{
    static const char *const locked[] = {
        FIELDMDP("All", ""),
        FIELDMDP("Include", "/Fields[(Name)]"),
        FIELDMDP("Include", ""),
        FIELDMDP("Exclude", "/Fields[(Agreed)]"),
        FIELDMDP("Sometimes", "/Fields[(Agreed)]"),
        FIELDMDP("Include", "/Fields[(Agreed)]/P 1"),
    };
    static const char *const open[] = {
        FIELDMDP("Include", "/Fields[(Agreed)(Nam)(Name.other)]"),
        FIELDMDP("Exclude", "/Fields[(Name)]"),
    };
    struct signing signing = {""};

    (void)state;
    for (size_t i = 0; i < sizeof locked / sizeof *locked; i++) {
        signing.reference = locked[i];
        sign_as(&signing);
        fill_in();
        refused();
    }
    for (size_t i = 0; i < sizeof open / sizeof *open; i++) {
        signing.reference = open[i];
        sign_as(&signing);
        fill_in();
        granted(PDF_GRANT_FORM_FILLING);
    }
}

/* Without changes is without anything, but for what shows that the signature was valid. */
static void test_a_certification_without_changes(void **state)
{
    static const struct signing nothing = {CERTIFIED, DOCMDP(1)};

    (void)state;
    sign_as(&nothing);
    catalogue(CERTIFIED, "/DSS 20 0 R");
    little_object(&little, 20, "<</Certs[]>>");
    little_table(&little, "/Root 1 0 R");
    allowed(PDF_CHANGE_dss);
    sign_as(&nothing);
    little_object(&little, 1,
                  "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[" FIELDS " 20 0 R]"
                  "/SigFlags 3>>" CERTIFIED ">>");
    little_object(&little, 3, PAGE_OF, ANNOTS " 20 0 R");
    little_object(&little, 20, WIDGET, "0 0 0 0", (uint32_t)21, "");
    little_signature(&little, 21, "");
    little_table(&little, "/Root 1 0 R");
    little_sign(&little);
    changed(PDF_CHANGE_signature, 20, 1);
    assert_true(change_of(PDF_CHANGE_signature)->forbidden);
}

/* A signature after a certification: what that grants, the later one does not take back. */
static void test_a_signature_after_a_certification(void **state)
{
    const struct pdf_signature *signatures;
    size_t signature_count;

    (void)state;
    sign_as(&filling);
    little_object(&little, 1,
                  "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[" FIELDS " 20 0 R]"
                  "/SigFlags 3>>" CERTIFIED ">>");
    little_object(&little, 3, PAGE_OF, ANNOTS " 20 0 R");
    little_object(&little, 20, WIDGET, "0 0 0 0", (uint32_t)21, "");
    little_signature(&little, 21, FIELDMDP("Include", "/Fields[(Agreed)]"));
    little_table(&little, "/Root 1 0 R");
    little_sign(&little);
    little_object(&little, 7, TEXT, "/V(what is filled in)/AP<</N 8 0 R>>");
    little_object(&little, 9, BUTTON, "/V/Yes/AS/Yes");
    little_table(&little, "/Root 1 0 R");
    little_open(&little);
    assert_int_equal(pdf_signatures(little.file, &signatures, &signature_count), 0);
    assert_int_equal(signature_count, 2);
    findings_init(&findings, little.arena);
    assert_int_equal(pdf_changes(little.file, &signatures[1], &findings, &changes, &count), 0);
    assert_int_equal(count, 3);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(changes[i].granted,
                         changes[i].object == 7 ? PDF_GRANT_FORM_FILLING : PDF_GRANT_NONE);
}

/* ---- Filling in, and what only looks like it ----------------------------------------------- */

static void test_ways_to_fill_in(void **state)
{
    static const struct {
        uint32_t number;
        const char *text;
    } cases[] = {
        {9, "<</Type/Annot/Subtype/Widget/FT/Btn/T(Agreed)/F 4/Rect[100 500 120 520]/P 3 0 R"
            "/AP<</N<</Yes 12 0 R/Off 13 0 R>>>>/AS/Yes/V/Yes>>"},
        {10, "<</FT/Tx/T(Person)/Kids[11 0 R]/V(somebody)>>"},
        {11, "<</Subtype/Widget/Parent 10 0 R/Rect[100 400 300 420]/P 3 0 R/AP<</N 20 0 R>>>>"},
        {8, "<<" FORM "/Length 5>>stream\nBT ET\nendstream"}, /* in place */
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sign_as(&filling);
        little_object(&little, cases[i].number, "%s", cases[i].text);
        if (strstr(cases[i].text, "20 0 R"))
            little_stream(&little, 20, FORM, "BT ET", 5);
        little_table(&little, "/Root 1 0 R");
        granted(PDF_GRANT_FORM_FILLING);
    }
}

/* Who wrote the file last, and when, is noted by whoever fills it in. */
static void test_a_note_of_the_last_writing(void **state)
{
    static const char *const notes[] = {
        "<</ModDate(D:20260601)/Producer(somebody)>>",
        "<</ModDate(D:20260601)/Title(another)>>",
        "<</Title(another)>>",
    };

    (void)state;
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
        sign_as(&filling);
        little_object(&little, 7, TEXT, "/V(x)/AP<</N 8 0 R>>");
        little_object(&little, 20, "%s", notes[i]);
        little_table(&little, "/Root 1 0 R/Info 20 0 R");
        if (i == 0)
            granted(PDF_GRANT_FORM_FILLING);
        else
            refused();
    }
}

/* The text field becomes this; object 20 is an appearance as it should be. */
static void becomes(const char *text)
{
    sign_as(&filling);
    little_object(&little, 7, "%s", text);
    little_stream(&little, 20, FORM, "BT ET", 5);
    little_table(&little, "/Root 1 0 R");
}

static void test_more_than_filling_in(void **state)
{
#define FILLED(entries) "<</Type/Annot/Subtype/Widget/FT/Tx/T(Name)" entries ">>"
    static const char *const cases[] = {
        FILLED("/F 4/Rect[100 600 300 720]/P 3 0 R/V(x)/AP<</N 20 0 R>>"), /* moved */
        FILLED("/F 0" TEXT_BOX "/V(x)/AP<</N 20 0 R>>"),
        FILLED("/F 4" TEXT_BOX "/V(x)/AP<</N 20 0 R>>/A<</S/URI/URI(x)>>"),
        FILLED("/F 4" TEXT_BOX "/V(x)/AP<</N 20 0 R>>/AA<</K<</S/JavaScript/JS(x)>>>>"),
        FILLED("/F 4" TEXT_BOX "/V(x)/AP<</N 20 0 R>>/DA(0 Tr)"),
        FILLED("/F 4" TEXT_BOX "/V(x)/AP<</N 20 0 R/D 20 0 R>>"),
        FILLED("/F 4" TEXT_BOX "/V(x)/AP<</D 20 0 R>>"),
        FILLED("/F 4" TEXT_BOX "/V(x)/AP<<>>"),
        FILLED("/F 4" TEXT_BOX "/V(x)/AP<</N 12 0 R>>"), /* another's */
        FILLED("/F 4" TEXT_BOX "/V(x)/AP<</N 4 0 R>>"),  /* the page's content */
        FILLED("/F 4" TEXT_BOX "/V(x)/AP<</N<</On 20 0 R>>>>"),
        FILLED("/F 4" TEXT_BOX "/V(x)/AP<</N 20 0 R>>/AS/On"),
        FILLED("/F 4" TEXT_BOX "/V 14 0 R/AP<</N 20 0 R>>"), /* a font */
        FILLED("/F 4" TEXT_BOX "/V/Name/AP<</N 20 0 R>>"),
        FILLED("/F 4" TEXT_BOX "/V(x)/DV(x)/AP<</N 20 0 R>>"),
        FILLED("/F 4" TEXT_BOX "/V(x)/Ff 1/AP<</N 20 0 R>>"),
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(Other)/F 4" TEXT_BOX "/V(x)/AP<</N 20 0 R>>>>",
        "<</Type/Annot/Subtype/Stamp/FT/Tx/T(Name)/F 4" TEXT_BOX "/V(x)/AP<</N 20 0 R>>>>",
    };

    (void)state;
    becomes(FILLED("/F 4" TEXT_BOX "/V(x)/AP<</N 20 0 R>>"));
    granted(PDF_GRANT_FORM_FILLING);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        becomes(cases[i]);
        refused();
    }
}

static void test_appearances_of_odd_shape(void **state)
{
    static const char *const cases[] = {
        "/Type/XObject/Subtype/Image/Width 1/Height 1",
        "/Type/XObject/Subtype/Form",
        "/Type/XObject/Subtype/Form/BBox[0 0 0 0]",
        "/Type/XObject/Subtype/Form/BBox[0 0 9]",
        FORM "/Matrix[9 0 0 9 0 0]",
        FORM "/Matrix[1 0 0]",
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sign_as(&filling);
        little_object(&little, 7, TEXT, "/V(x)/AP<</N 20 0 R>>");
        little_stream(&little, 20, cases[i], "BT ET", 5);
        little_table(&little, "/Root 1 0 R");
        refused();
    }
}

static void test_fields_that_are_not_to_be_filled_in(void **state)
{
    static const char *const texts[] = {
        "/Ff 1/AP<</N 8 0 R>>",
        "/Ff 1048576/AP<</N 8 0 R>>",
        "/Ff(x)/AP<</N 8 0 R>>",
        "/Kids[16 0 R]/AP<</N 8 0 R>>",
    };
    struct signing signing = filling;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char now[128];

        signing.text = texts[i];
        sign_as(&signing);
        snprintf(now, sizeof now, "/V(x)%s", texts[i]);
        little_object(&little, 7, TEXT, now);
        if (strstr(texts[i], "Kids"))
            little_object(&little, 16, "<</T(Sub)/Parent 7 0 R>>");
        little_table(&little, "/Root 1 0 R");
        refused();
    }
}

/* What is used elsewhere does not become a field's by hanging on it. */
static void test_objects_that_are_not_the_fields_own(void **state)
{
    (void)state;
    sign_as(&filling);
    little_object(&little, 7, TEXT, "/V(x)/AP<</N 20 0 R>>");
    little_stream(&little, 20, FORM "/Resources<</Font<</F1 14 0 R>>>>", "BT ET", 5);
    little_table(&little, "/Root 1 0 R");
    granted(PDF_GRANT_FORM_FILLING); /* the page's font, as it was */
    sign_as(&filling);
    little_object(&little, 7, TEXT, "/V(x)/AP<</N 20 0 R>>");
    little_stream(&little, 20, FORM "/Resources<</Font<</F1 14 0 R>>>>", "BT ET", 5);
    little_object(&little, 14, "<</Type/Font/Subtype/Type1/BaseFont/Courier>>");
    little_table(&little, "/Root 1 0 R");
    changed(PDF_CHANGE_font, 14, 1);
    sign_as(&filling);
    little_object(&little, 7, TEXT, "/V(x)/AP<</N 20 0 R>>");
    little_stream(&little, 20, FORM "/Resources<</XObject<</A 4 0 R>>>>", "BT ET", 5);
    little_stream(&little, 4, "", "BT ET", 5);
    little_table(&little, "/Root 1 0 R");
    changed(PDF_CHANGE_page_content, 4, 1);
    sign_as(&filling);
    little_object(&little, 7, TEXT, "/V(x)/AP<</N 8 0 R>>");
    little_stream(&little, 12, FORM, "BT ET", 5); /* the button's, in place */
    little_table(&little, "/Root 1 0 R");
    refused();
}

/* An appearance that two fields share, replaced where it stands: it shows in both. */
static void test_a_shared_appearance(void **state)
{
    static const char *const places[] = {"[100 300 300 320]", "[100 690 300 720]"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        little_done(&little);
        little_begin(&little);
        little_object(&little, 1,
                      "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R 7 0 R 9 0 R]"
                      "/SigFlags 3>>" CERTIFIED ">>");
        little_object(&little, 2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 800]>>");
        little_object(&little, 3, PAGE_OF, "7 0 R 9 0 R");
        little_stream(&little, 4, "", CONTENT, strlen(CONTENT));
        little_object(&little, 5, "<</FT/Sig/T(Seal)/V 6 0 R>>");
        little_object(&little, 7, TEXT, "/AP<</N 8 0 R>>");
        little_stream(&little, 8, FORM, "q Q", 3);
        little_object(&little, 9, "<</Subtype/Widget/FT/Tx/T(Two)/Rect%s/AP<</N 8 0 R>>>>",
                      places[i]);
        little_object(&little, 14, FONT);
        little_signature(&little, 6, DOCMDP(2));
        little_table(&little, "/Root 1 0 R");
        little_sign(&little);
        little_stream(&little, 8, FORM, "BT ET", 5);
        little_table(&little, "/Root 1 0 R");
        if (i == 0)
            granted(PDF_GRANT_FORM_FILLING);
        else
            refused();
    }
}

/* ---- Over what was signed ------------------------------------------------------------------ */

static void test_fields_over_what_was_signed(void **state)
{
    static const struct {
        const char *place;
        bool fine;
    } cases[] = {
        {"/Rect[150 690 300 720]/P 3 0 R", false}, /* the text at the top */
        {"/Rect[100 711 300 730]/P 3 0 R", true},  /* right above it */
        {"/Rect[190 615 300 635]/P 3 0 R", true},  /* over the line to be filled in */
        {"/Rect[110 390 300 410]/P 3 0 R", false}, /* another field */
        {"/Rect[110 110 300 130]/P 3 0 R", false}, /* a remark that was signed */
        {"/Rect[0 0 600 800]/P 3 0 R", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[256];

        sign_as(&filling);
        little_done(&little);
        little_begin(&little);
        catalogue(CERTIFIED, "");
        little_object(&little, 2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 800]>>");
        little_object(&little, 3, PAGE_OF, ANNOTS);
        little_stream(&little, 4, "", CONTENT, strlen(CONTENT));
        little_object(&little, 5, "<</Subtype/Widget/FT/Sig/T(Seal)/Rect[0 0 0 0]/V 6 0 R>>");
        snprintf(text, sizeof text, "<</Subtype/Widget/FT/Tx/T(Name)%s", cases[i].place);
        little_object(&little, 7, "%s>>", text);
        little_object(&little, 11, "<</Subtype/Widget/FT/Tx/T(P)/Rect[100 400 300 420]>>");
        little_object(&little, 14, FONT);
        little_object(&little, 15, NOTE, "");
        little_signature(&little, 6, DOCMDP(2));
        little_table(&little, "/Root 1 0 R");
        little_sign(&little);
        little_object(&little, 7, "%s/V(x)/AP<</N 20 0 R>>>>", text);
        little_stream(&little, 20, FORM, "BT ET", 5);
        little_table(&little, "/Root 1 0 R");
        if (cases[i].fine)
            granted(PDF_GRANT_FORM_FILLING);
        else
            refused();
    }
}

/* ---- Annotations --------------------------------------------------------------------------- */

static void annotate(const struct signing *signing, const char *text)
{
    sign_as(signing);
    little_object(&little, 3, PAGE_OF, ANNOTS " 20 0 R");
    little_object(&little, 20, "%s", text);
    if (strstr(text, "21 0 R"))
        little_stream(&little, 21, FORM, "BT ET", 5);
    little_table(&little, "/Root 1 0 R");
}

static void test_annotations(void **state)
{
    static const char note[] = "<</Type/Annot/Subtype/FreeText/Rect[300 200 400 220]/P 3 0 R/F 4"
                               "/Contents(seen)/AP<</N 21 0 R>>>>";

    (void)state;
    annotate(&commenting, note);
    granted(PDF_GRANT_ANNOTATIONS);
    assert_non_null(change_of(PDF_CHANGE_annotation_added));
    annotate(&filling, note);
    refused();
    annotate(&commenting, "<</Subtype/Text/Rect[300 200 320 220]/F 28/Contents(seen)>>");
    granted(PDF_GRANT_ANNOTATIONS);
    sign_as(&commenting);
    little_object(&little, 15, NOTE, "/Contents(seen)");
    little_table(&little, "/Root 1 0 R");
    granted(PDF_GRANT_ANNOTATIONS);
    sign_as(&commenting);
    little_object(&little, 3, PAGE_OF, "5 0 R 7 0 R 9 0 R 11 0 R");
    little_table(&little, "/Root 1 0 R");
    granted(PDF_GRANT_ANNOTATIONS);
    assert_non_null(change_of(PDF_CHANGE_annotation_removed));
    sign_as(&filling);
    little_object(&little, 3, PAGE_OF, "5 0 R 7 0 R 9 0 R 11 0 R");
    little_table(&little, "/Root 1 0 R");
    refused();
}

static void test_annotations_that_do_more(void **state)
{
    static const char *const cases[] = {
        /* over the page's text */
        "<</Subtype/FreeText/Rect[90 690 200 720]/AP<</N 21 0 R>>>>",
        "<</Subtype/Highlight/Rect[90 690 200 720]/AP<</N 21 0 R>>>>",
        "<</Subtype/Text/Rect[100 695 120 715]/Contents(x)>>",
        /* over a field */
        "<</Subtype/Stamp/Rect[100 600 120 620]/AP<</N 21 0 R>>>>",
        /* another kind, drawn by the reader, or with something to it */
        "<</Subtype/Widget/FT/Tx/T(New)/Rect[300 200 400 220]/AP<</N 21 0 R>>>>",
        "<</Subtype/Link/Rect[300 200 400 220]/AP<</N 21 0 R>>>>",
        "<</Subtype/FileAttachment/Rect[300 200 400 220]/AP<</N 21 0 R>>>>",
        "<</Subtype/Redact/Rect[300 200 400 220]/AP<</N 21 0 R>>>>",
        "<</Subtype/Square/Rect[300 200 400 220]>>",
        "<</Subtype/Square/Rect[300 200 400 220]/F 20/AP<</N 21 0 R>>>>",
        "<</Subtype/Square/Rect[300 200 400 220]/AP<</N 21 0 R/D 21 0 R>>>>",
        "<</Subtype/Square/Rect[300 200 400 220]/AP<</N 4 0 R>>>>",
        "<</Subtype/Square/Rect[300 200 400]/AP<</N 21 0 R>>>>",
        "<</Subtype/Square/Rect[300 200 400 220]/AP<</N 21 0 R>>/A<</S/URI/URI(x)>>>>",
        "<</Subtype/Square/Rect[300 200 400 220]/AP<</N 21 0 R>>/OC 4 0 R>>",
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        annotate(&commenting, cases[i]);
        refused();
    }
    sign_as(&commenting);
    little_object(&little, 15,
                  "<</Type/Annot/Subtype/Square/Rect[90 690 200 750]/P 3 0 R/F 4"
                  "/AP<</N 12 0 R>>>>"); /* moved over the text */
    little_table(&little, "/Root 1 0 R");
    refused();
    sign_as(&commenting);
    little_object(&little, 15, NOTE, "/A<</S/URI/URI(x)>>");
    little_table(&little, "/Root 1 0 R");
    refused();
}

/* ---- More than can be looked at ------------------------------------------------------------ */

static void test_fields_inside_each_other(void **state)
{
    (void)state;
    for (uint32_t depth = 30; depth <= 40; depth += 10) { /* two levels each */
        little_done(&little);
        little_begin(&little);
        little_page(&little);
        little_object(&little, 1, CATALOGUE, " 7 0 R", "");
        little_object(&little, 5, "<</FT/Sig/T(One)/V 6 0 R>>");
        for (uint32_t i = 7; i < 7 + depth; i++)
            little_object(&little, i, "<</T(A)/Kids[%" PRIu32 " 0 R]>>", i + 1);
        little_object(&little, 7 + depth, "<</T(A)/Kids[63 0 R]>>");
        little_object(&little, 63, "<</T(B)/FT/Tx>>");
        little_signature(&little, 6, "");
        little_table(&little, "/Root 1 0 R");
        little_sign(&little);
        little_object(&little, 63, "<</T(B)/FT/Tx/V(x)>>");
        little_table(&little, "/Root 1 0 R");
        changed(PDF_CHANGE_field_value, 63, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(test_form_filling),
        TEST(test_documents_that_grant_nothing),
        TEST(test_locked_fields),
        TEST(test_a_certification_without_changes),
        TEST(test_a_signature_after_a_certification),
        TEST(test_ways_to_fill_in),
        TEST(test_a_note_of_the_last_writing),
        TEST(test_more_than_filling_in),
        TEST(test_appearances_of_odd_shape),
        TEST(test_fields_that_are_not_to_be_filled_in),
        TEST(test_objects_that_are_not_the_fields_own),
        TEST(test_a_shared_appearance),
        TEST(test_fields_over_what_was_signed),
        TEST(test_annotations),
        TEST(test_annotations_that_do_more),
        TEST(test_fields_inside_each_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
