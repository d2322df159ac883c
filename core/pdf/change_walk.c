#include "pdf/change_impl.h"

#include "base/error.h"

#define LOOK_AHEAD 64 /* items of a list that may be missing before one is found again */

/* A reference to follow. */
struct work {
    struct pdf_slot *slot;
    struct place place;
    bool explained; /* what refers to it is a change itself */
    bool permitted;
};

static bool is_permitted_kind(enum pdf_change_kind kind)
{
    return kind == PDF_CHANGE_dss || kind == PDF_CHANGE_doc_time_stamp ||
           kind == PDF_CHANGE_bookkeeping || kind == PDF_CHANGE_signature;
}

/* The revision that put the object where it is now; the last, if that was before the tail. */
static uint32_t revision_of(const struct comparison *c, uint32_t object)
{
    const struct pdf_slot *slot = object ? pdf_slot_find(c->file, object) : NULL;
    uint32_t revision = slot ? c->file->sections[slot->section].revision : 0;

    return revision > c->before->revision_count ? revision : (uint32_t)c->file->revision_count;
}

void change_add(struct comparison *c, enum pdf_change_kind kind, uint32_t object, uint32_t page,
                const char *detail)
{
    change_add_at(c, &(struct place){.kind = kind, .object = object, .page = page}, detail);
}

void change_add_at(struct comparison *c, const struct place *place, const char *detail)
{
    struct pdf_change change = {
        .kind = place->kind,
        .revision = revision_of(c, place->object),
        .object = place->object,
        .page = place->page,
        .detail = detail,
        .annotation = place->annotation,
        .field = c->level && place->annotation ? field_level_name(c->before, c->level) : NULL,
        .granted = place->granted,
    };
    struct pdf_change *items;

    if (c->count >= PDF_CHANGES_MAX) { /* a permitted one must not hide a forbidden one */
        change.granted = PDF_GRANT_NONE;
        if (!is_permitted_kind(place->kind))
            c->items[c->count - 1] = change;
        return;
    }
    items = arena_grow(c->file->arena, c->items, c->count, &c->capacity, sizeof *items);
    if (!items) {
        c->error = ERR_NOMEM;
        return;
    }
    c->items = items;
    items[c->count++] = change;
}

uint32_t change_number(const struct pdf_value *value)
{
    return value && value->type == PDF_REFERENCE ? value->reference.number : 0;
}

const struct pdf_value *change_before(struct comparison *c, const struct pdf_value *value)
{
    return pdf_resolve(c->before, value);
}

const struct pdf_value *change_now(struct comparison *c, const struct pdf_value *value)
{
    return pdf_resolve(c->file, value);
}

bool change_reach(struct comparison *c, const struct pdf_value *reference)
{
    struct pdf_slot *slot = pdf_slot_find(c->file, change_number(reference));

    if (!slot || change_number(reference) == 0 || (slot->marks & PDF_MARK_REACHED))
        return false;
    slot->marks |= PDF_MARK_REACHED;
    return true;
}

void change_reach_holder(struct comparison *c, const struct pdf_value *before,
                         const struct pdf_value *now)
{
    if (change_number(now) == change_number(before) || change_is_added(c, change_number(now)))
        change_reach(c, now);
}

bool change_is_added(const struct comparison *c, uint32_t number)
{
    const struct pdf_slot *now = pdf_slot_find(c->file, number);
    const struct pdf_slot *before = pdf_slot_find(c->before, number);

    return number && now && now->place != PDF_PLACE_FREE &&
           (!before || before->place == PDF_PLACE_FREE);
}

/* ---- The queue ----------------------------------------------------------------------------- */

static void enqueue(struct comparison *c, const struct work *work)
{
    uint8_t mark = work->permitted ? PDF_MARK_PERMITTED : PDF_MARK_REACHED;
    struct work *queue;

    if (!work->slot || (work->slot->marks & mark))
        return;
    queue = arena_grow(c->file->arena, c->queue, c->tail, &c->queue_capacity, sizeof *queue);
    if (!queue) {
        c->error = ERR_NOMEM;
        return;
    }
    work->slot->marks |= mark;
    c->queue = queue;
    queue[c->tail++] = *work;
}

/*
 * A reference to an object that no section names. Some readers know a cross-reference stream
 * by its number all the same: where the tail has one of this number, something came.
 */
static void reach_nothing(struct comparison *c, const struct work *work, uint32_t number)
{
    size_t later = c->file->section_count - c->before->section_count;

    for (size_t i = 0; i < later; i++)
        if (c->file->sections[i].is_stream && c->file->sections[i].number == number) {
            change_add(c, work->place.kind, number, work->place.page, "object added");
            return;
        }
}

/* Queues all references inside a value; as deep as the parser went. */
static void enqueue_all(struct comparison *c, struct work *work, const struct pdf_value *value)
{
    if (!value)
        return;
    if (value->type == PDF_STREAM)
        value = value->stream.dictionary;
    if (value->type == PDF_REFERENCE) {
        work->slot = pdf_slot_find(c->file, value->reference.number);
        work->place.object = value->reference.number;
        enqueue(c, work);
        if (!work->permitted && (!work->slot || work->slot->place == PDF_PLACE_FREE))
            reach_nothing(c, work, value->reference.number);
    } else if (value->type == PDF_ARRAY) {
        for (size_t i = 0; i < value->array.count; i++)
            enqueue_all(c, work, value->array.items[i]);
    } else if (value->type == PDF_DICTIONARY) {
        for (size_t i = 0; i < value->dictionary.count; i++)
            enqueue_all(c, work, value->dictionary.entries[i].value);
    }
}

static const struct pdf_value *slot_value(struct pdf_file *file, const struct pdf_slot *slot)
{
    const struct pdf_value *value;
    uint32_t generation = slot->place == PDF_PLACE_STREAM ? 0 : slot->generation;

    return pdf_object(file, slot->number, generation, &value) == 0 ? value : NULL;
}

static void follow(struct comparison *c, const struct work *work)
{
    bool changed = work->slot->marks & PDF_MARK_CHANGED;
    bool added = change_is_added(c, work->slot->number);
    struct work next = *work;

    if (changed && work->permitted && !work->place.granted)
        c->has_permitted = true;
    else if (changed && !(work->explained && added))
        change_add_at(c, &work->place, added ? "object added" : "object changed");
    next.explained = changed;
    enqueue_all(c, &next, slot_value(c->file, work->slot));
}

void compare_queued(struct comparison *c)
{
    while (c->head < c->tail && !c->error) {
        struct work work = c->queue[c->head++];

        follow(c, &work);
    }
    c->head = c->tail = 0;
}

/* ---- Values -------------------------------------------------------------------------------- */

static const char *difference(const struct pdf_value *before, const struct pdf_value *now)
{
    if (!before)
        return "entry added";
    return now ? "entry changed" : "entry removed";
}

void compare_values(struct comparison *c, const struct place *place, const struct pdf_value *before,
                    const struct pdf_value *now)
{
    bool equal = pdf_values_equal(before, now);
    struct work work = {.place = *place, .explained = !equal};

    if (!equal)
        change_add_at(c, place, difference(before, now));
    enqueue_all(c, &work, now);
}

void compare_upward(struct comparison *c, const struct place *place, const struct pdf_value *before,
                    const struct pdf_value *now)
{
    if (!pdf_values_equal(before, now))
        change_add_at(c, place, difference(before, now));
}

/* Marks what hangs on both values as reached on a permitted way. */
static void follow_permitted(struct comparison *c, struct work *work,
                             const struct pdf_value *before, const struct pdf_value *now)
{
    struct comparison then = {.file = c->before, .before = c->before};

    work->permitted = true;
    enqueue_all(c, work, now);
    enqueue_all(&then, work, before);
    compare_queued(&then);
    c->error = c->error ? c->error : then.error;
}

void compare_permitted(struct comparison *c, const struct place *place,
                       const struct pdf_value *before, const struct pdf_value *now)
{
    struct work work = {.place = *place};

    if (!pdf_values_equal(before, now))
        c->has_permitted = true;
    follow_permitted(c, &work, before, now);
}

void compare_granted(struct comparison *c, const struct place *place,
                     const struct pdf_value *before, const struct pdf_value *now)
{
    bool equal = pdf_values_equal(before, now);
    struct work work = {.place = *place, .explained = !equal};

    if (!equal)
        change_add_at(c, place, difference(before, now));
    follow_permitted(c, &work, before, now);
}

void change_ignore(struct comparison *c, const struct place *place, const struct pdf_value *before,
                   const struct pdf_value *now)
{
    (void)c, (void)place, (void)before, (void)now;
}

void change_follow(struct comparison *c, const struct place *place, const struct pdf_value *now)
{
    struct work work = {.place = *place, .explained = true};

    enqueue_all(c, &work, now);
}

static const struct rule *rule_for(const struct rule *rules, struct slice key)
{
    while (rules->key && !slice_is(key, rules->key))
        rules++;
    return rules;
}

static void compare_entry(struct comparison *c, const struct rule *rule, const struct place *place,
                          const struct pdf_value *before, const struct pdf_value *now)
{
    struct place entry = *place;

    entry.kind = rule->kind;
    if (rule->compare)
        rule->compare(c, &entry, before, now);
    else
        compare_values(c, &entry, before, now);
}

static bool is_null(const struct pdf_value *value)
{
    return !value || value->type == PDF_NULL;
}

static const struct pdf_value *entry_of(const struct pdf_value *dictionary, struct slice key)
{
    for (size_t i = 0; i < dictionary->dictionary.count; i++)
        if (slice_equal(dictionary->dictionary.entries[i].key, key))
            return dictionary->dictionary.entries[i].value;
    return NULL;
}

void compare_dictionaries(struct comparison *c, const struct rule *rules, const struct place *place,
                          const struct pdf_value *before, const struct pdf_value *now)
{
    static const struct pdf_value empty = {.type = PDF_DICTIONARY};

    before = is_null(before) ? &empty : before;
    now = is_null(now) ? &empty : now;
    if (before->type != PDF_DICTIONARY || now->type != PDF_DICTIONARY ||
        before->dictionary.count > PDF_KEYS_MAX || now->dictionary.count > PDF_KEYS_MAX) {
        compare_values(c, place, before, now);
        return;
    }
    for (size_t i = 0; i < now->dictionary.count; i++) {
        const struct pdf_entry *entry = &now->dictionary.entries[i];

        compare_entry(c, rule_for(rules, entry->key), place, entry_of(before, entry->key),
                      entry->value);
    }
    for (size_t i = 0; i < before->dictionary.count; i++) {
        const struct pdf_entry *entry = &before->dictionary.entries[i];

        if (!entry_of(now, entry->key))
            compare_entry(c, rule_for(rules, entry->key), place, entry->value, NULL);
    }
}

/* ---- Lists --------------------------------------------------------------------------------- */

/* Where in `before`, from `at` on, the item is found again; `count` if it is not near. */
static size_t find_again(const struct pdf_value *before, size_t at, const struct pdf_value *item)
{
    size_t count = before->array.count;

    for (size_t i = at; i < count && i - at < LOOK_AHEAD; i++)
        if (pdf_values_equal(before->array.items[i], item))
            return i;
    return count;
}

void compare_lists(struct comparison *c, const struct list_rules *rules, const struct place *place,
                   const struct pdf_value *before, const struct pdf_value *now)
{
    static const struct pdf_value empty = {.type = PDF_ARRAY};
    size_t at = 0, count;

    before = is_null(before) ? &empty : before;
    now = is_null(now) ? &empty : now;
    if (before->type != PDF_ARRAY || now->type != PDF_ARRAY) {
        compare_values(c, place, before, now);
        return;
    }
    count = before->array.count;
    for (size_t i = 0; i < now->array.count; i++) {
        const struct pdf_value *item = now->array.items[i];
        size_t again = find_again(before, at, item);

        if (again == count) {
            rules->added(c, place, item);
            continue;
        }
        for (; at < again; at++)
            rules->removed(c, place, before->array.items[at]);
        rules->common(c, place, item);
        at++;
    }
    for (; at < count; at++)
        rules->removed(c, place, before->array.items[at]);
}
