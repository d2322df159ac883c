/*
 * The document as a whole: the trailer and the catalogue (ISO 32000-1 7.5.5, 7.7.2). What
 * hangs on them is named after what it does to those who see, hear or open the file.
 */
#include "pdf/change_impl.h"

/* Names and numbers of extensions (7.12); judged when it is known what came with them. */
static void compare_extensions(struct comparison *c, const struct place *place,
                               const struct pdf_value *before, const struct pdf_value *now)
{
    bool others = c->has_permitted;

    compare_permitted(c, place, before, now);
    compare_queued(c);
    c->extended |= !pdf_values_equal(before, now);
    c->has_permitted = others;
}

/* 7.7.4. */
static const struct rule name_rules[] = {
    {"EmbeddedFiles", PDF_CHANGE_attachment, NULL},
    {"JavaScript", PDF_CHANGE_action, NULL},
    {NULL, PDF_CHANGE_catalogue, NULL},
};

static void compare_names(struct comparison *c, const struct place *place,
                          const struct pdf_value *before, const struct pdf_value *now)
{
    change_reach_holder(c, before, now);
    compare_dictionaries(c, name_rules, place, change_before(c, before), change_now(c, now));
}

static const struct rule catalogue_rules[] = {
    {"AcroForm", PDF_CHANGE_catalogue, change_ignore},
    {"Pages", PDF_CHANGE_page_other, compare_upward},
    {"DSS", PDF_CHANGE_catalogue, compare_other_store},
    {"Extensions", PDF_CHANGE_catalogue, compare_extensions},
    {"Metadata", PDF_CHANGE_information, NULL},
    {"OpenAction", PDF_CHANGE_action, NULL},
    {"AA", PDF_CHANGE_action, NULL},
    {"URI", PDF_CHANGE_action, NULL},
    {"Names", PDF_CHANGE_catalogue, compare_names},
    {"AF", PDF_CHANGE_attachment, NULL},
    {"Collection", PDF_CHANGE_attachment, NULL},
    {"OCProperties", PDF_CHANGE_optional_content, NULL},
    {"PageLabels", PDF_CHANGE_page_labels, NULL},
    {"StructTreeRoot", PDF_CHANGE_tags, NULL},
    {"MarkInfo", PDF_CHANGE_tags, NULL},
    {"Lang", PDF_CHANGE_tags, NULL},
    {"Perms", PDF_CHANGE_permissions, NULL},
    {"Legal", PDF_CHANGE_permissions, NULL},
    {NULL, PDF_CHANGE_catalogue, NULL},
};

void compare_trailers(struct comparison *c)
{
    const struct pdf_value *before = c->before->trailer, *now = c->file->trailer;
    const struct pdf_value *root = pdf_peek(now, "Root");
    struct place place = {PDF_CHANGE_catalogue, 0, change_number(root)};

    compare_upward(c, &place, pdf_peek(before, "Root"), root);
    change_reach(c, root);
    compare_store(c); /* first: what a permitted signature refers to may lead there, too */
    compare_forms(c);
    compare_pages(c);
    compare_dictionaries(c, catalogue_rules, &place, c->before->catalogue, c->file->catalogue);
    compare_queued(c);
    if (c->extended && !c->has_permitted)
        change_add(c, PDF_CHANGE_catalogue, place.object, 0, "extensions");
    compare_information(c);
    place = (struct place){PDF_CHANGE_encryption, 0, 0};
    compare_values(c, &place, pdf_peek(before, "Encrypt"), pdf_peek(now, "Encrypt"));
    compare_queued(c);
}
