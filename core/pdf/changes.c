/*
 * What later bytes did to the signed revision: the driver. Permitted are a document security
 * store (with /Extensions beside it), document time stamps; an added signature is named in a
 * finding of its own, and so is what the signed document grants. That holds for each later
 * revision by itself, so that what one changes and another restores is a change.
 */
#include "pdf/change_impl.h"

#include "base/error.h"

#define STORES_MAX  16 /* revisions of a tail whose security stores are looked at */
#define BETWEEN_MAX 64 /* revisions between the signed one and the last */

/* ---- Which objects differ ------------------------------------------------------------------ */

static bool same_place(const struct pdf_slot *a, const struct pdf_slot *b)
{
    return a->place == b->place && a->where == b->where && a->generation == b->generation;
}

/* Whether both files have the object at the same place in the same bytes. */
static bool is_untouched(const struct comparison *c, const struct pdf_slot *now,
                         const struct pdf_slot *before)
{
    if (!same_place(now, before))
        return false;
    if (now->place != PDF_PLACE_STREAM)
        return true;
    now = pdf_slot_find(c->file, (uint32_t)now->where);
    before = pdf_slot_find(c->before, (uint32_t)before->where);
    return now && before && same_place(now, before);
}

static bool is_same_object(struct comparison *c, const struct pdf_slot *now,
                           const struct pdf_slot *before)
{
    uint32_t generation = now->place == PDF_PLACE_OFFSET ? now->generation : 0;
    const struct pdf_value *left, *right;

    if (now->place == PDF_PLACE_FREE || !before || before->place == PDF_PLACE_FREE)
        return now->place == PDF_PLACE_FREE && (!before || before->place == PDF_PLACE_FREE);
    if (is_untouched(c, now, before))
        return true;
    return generation == (before->place == PDF_PLACE_OFFSET ? before->generation : 0) &&
           pdf_object(c->file, now->number, generation, &left) == 0 &&
           pdf_object(c->before, now->number, generation, &right) == 0 &&
           pdf_values_equal(left, right);
}

static void mark_changed(struct comparison *c)
{
    struct pdf_file *file = c->file;

    for (size_t i = 0; i < file->slot_count; i++) {
        struct pdf_slot *slot = &file->slots[i];

        slot->marks &= PDF_MARK_PAGE | PDF_MARK_FIELD;
        if (i > 0 && file->slots[i - 1].number == slot->number) /* an older place of it */
            continue;
        if (!is_same_object(c, slot, pdf_slot_find(c->before, slot->number)))
            slot->marks |= PDF_MARK_CHANGED;
    }
}

/* ---- What is left -------------------------------------------------------------------------- */

/* Cross-reference streams and object streams hold other objects and are none themselves. */
static bool is_container(struct pdf_file *file, const struct pdf_slot *slot)
{
    const struct pdf_value *value, *type;

    if (!slot || slot->place != PDF_PLACE_OFFSET ||
        pdf_object(file, slot->number, slot->generation, &value) < 0 || value->type != PDF_STREAM)
        return false;
    type = pdf_peek(value, "Type");
    return pdf_is_name(type, "XRef") || pdf_is_name(type, "ObjStm");
}

/*
 * A later security store may leave out what an earlier one of the tail held. That was
 * permitted when it was added, so the stores of all revisions in the tail are walked.
 */
static void permit_earlier_stores(struct comparison *c, uint32_t base)
{
    if (c->file->revision_count - base > STORES_MAX)
        return;
    for (size_t i = base; i + 1 < c->file->revision_count && !c->error; i++) {
        struct comparison then = {.before = c->before};
        struct place place = {PDF_CHANGE_dss, 0, 0};

        c->error = pdf_earlier_file(c->whole, c->file->revisions[i].end, &then.file);
        if (c->error || !then.file->readable)
            continue;
        compare_permitted(&then, &place, NULL, pdf_peek(then.file->catalogue, "DSS"));
        compare_queued(&then);
        for (size_t k = 0; k < then.file->slot_count; k++) {
            struct pdf_slot *slot = pdf_slot_find(c->file, then.file->slots[k].number);

            if (slot && (then.file->slots[k].marks & PDF_MARK_PERMITTED))
                slot->marks |= PDF_MARK_PERMITTED;
        }
        c->error = c->error ? c->error : then.error;
    }
}

/* Permitted are objects that were added, or that a permitted way led to before as well. */
static bool is_permitted(struct comparison *c, const struct pdf_slot *slot)
{
    const struct pdf_slot *before = pdf_slot_find(c->before, slot->number);

    return (slot->marks & PDF_MARK_PERMITTED) &&
           (change_is_added(c, slot->number) || (before && (before->marks & PDF_MARK_PERMITTED)));
}

static bool is_unreached(struct comparison *c, const struct pdf_slot *slot)
{
    if (!(slot->marks & PDF_MARK_CHANGED) || (slot->marks & PDF_MARK_REACHED) ||
        is_permitted(c, slot))
        return false;
    return !is_container(c->file, slot) ||
           !(change_is_added(c, slot->number) ||
             is_container(c->before, pdf_slot_find(c->before, slot->number)));
}

static const char *what_became_of(struct comparison *c, const struct pdf_slot *slot)
{
    if (change_is_added(c, slot->number))
        return "object added";
    return slot->place == PDF_PLACE_FREE ? "object freed" : "object replaced";
}

static void name_one_unreached(struct comparison *c, const struct pdf_slot *slot)
{
    if (change_is_leftover(c, slot))
        change_add(c, PDF_CHANGE_bookkeeping, slot->number, 0, "an object that nothing refers to");
    else
        change_add(c, PDF_CHANGE_unreferenced, slot->number, 0, what_became_of(c, slot));
}

static void name_unreached(struct comparison *c, uint32_t base)
{
    const struct pdf_slot *slot = c->file->slots, *end = slot + c->file->slot_count;

    while (slot < end && !is_unreached(c, slot))
        slot++;
    if (slot == end)
        return;
    permit_earlier_stores(c, base);
    for (; slot < end; slot++)
        if (is_unreached(c, slot))
            name_one_unreached(c, slot);
}

/* ---- All together -------------------------------------------------------------------------- */

static void compare_revision(struct comparison *c, uint32_t base)
{
    for (size_t i = 0; i < c->before->slot_count; i++) /* of an earlier comparison */
        c->before->slots[i].marks &= (uint8_t)~PDF_MARK_PERMITTED;
    tail_account(c, base);
    mark_changed(c);
    compare_trailers(c);
    name_unreached(c, base);
}

static bool is_listed(const struct comparison *c, const struct pdf_change *change)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->items[i].kind == change->kind && c->items[i].object == change->object &&
            c->items[i].granted == change->granted)
            return true;
    return false;
}

/* Takes over a change of a revision between, where it counts. */
static void add_between(struct comparison *c, const struct pdf_change *change)
{
    struct place place = {change->kind, change->page, change->object, change->annotation,
                          change->granted};
    size_t count = c->count;

    if (!change_counts(c, change) || is_listed(c, change))
        return;
    change_add_at(c, &place, change->detail);
    if (c->count > count)
        c->items[count].field = change->field;
}

/* A revision between, compared by itself: what it touched stays touched, undone later or not. */
static void compare_between(struct comparison *c, uint32_t base, uint64_t end)
{
    struct comparison then = {
        .whole = c->whole,
        .before = c->before,
        .permissions = c->permissions,
    };

    c->error = pdf_earlier_file(c->whole, end, &then.file);
    if (c->error)
        return;
    if (then.file->readable)
        compare_revision(&then, base);
    else
        change_add(c, PDF_CHANGE_structure, 0, 0, "a revision between cannot be read");
    for (size_t i = 0; i < then.count; i++)
        add_between(c, &then.items[i]);
    c->error = c->error ? c->error : then.error;
}

/* 7.5.8.4: behind what was signed, two kinds of readers would see two files. */
static void refuse_hybrids(struct comparison *c, uint32_t base)
{
    for (size_t i = 0; i < c->file->section_count && c->file->sections[i].revision > base; i++)
        if (pdf_peek(c->file->sections[i].trailer, "XRefStm")) {
            change_add(c, PDF_CHANGE_structure, 0, 0, "a later hybrid cross-reference table");
            return;
        }
}

static void compare(struct comparison *c, const struct pdf_signature *signature)
{
    uint32_t base = signature->revision;
    size_t last = c->file->revision_count - 1;

    if (!c->before->readable || signature->revision == 0 ||
        c->before->revision_count != signature->revision) {
        change_add(c, PDF_CHANGE_structure, 0, 0,
                   c->before->readable ? "later bytes do not continue the signed revision"
                                       : "the signed revision cannot be read by itself");
        return;
    }
    compare_revision(c, base);
    if (base > last)
        return;
    refuse_hybrids(c, base);
    tail_check_figures(c, base);
    tail_find_hidden(c, base);
    if (last - base > BETWEEN_MAX)
        pdf_limited(c->file, "limit.depth", last - base, BETWEEN_MAX);
    else
        for (size_t i = base; i < last && !c->error; i++)
            compare_between(c, base, c->file->revisions[i].end);
}

/*
 * Without budget nothing can be decoded, and every compressed object looks changed. That
 * is not the file's doing: the limit is named instead, which is undecided, never passed.
 */
static bool is_budget_spent(const struct pdf_file *file)
{
    return *file->inflated >= file->options.limits.inflated;
}

int pdf_changes(struct pdf_file *file, const struct pdf_signature *signature,
                struct findings *findings, const struct pdf_change **ret_items, size_t *ret_count)
{
    struct permissions permissions = {0};
    struct comparison c = {
        .whole = file,
        .file = file,
        .findings = findings,
        .permissions = &permissions,
    };
    int r;

    r = pdf_signed_revision(file, signature, &c.before);
    if (r == 0 && c.before != file)
        r = permissions_read(c.before, signature, &permissions);
    if (r < 0)
        return r;
    if (c.before != file)
        compare(&c, signature);
    if (c.error == 0)
        c.error = grant_withdraw(&c);
    if (c.error < 0)
        return c.error;
    if (c.before != file && is_budget_spent(file)) {
        c.count = 0;
        pdf_limited(file, "limit.inflated", file->options.limits.inflated + 1,
                    file->options.limits.inflated);
    }
    change_findings(&c);
    change_place(&c);
    r = change_place_text(&c);
    if (r < 0)
        return r;
    *ret_items = c.items;
    *ret_count = c.count;
    return 0;
}
