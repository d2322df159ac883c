/*
 * What a signed document grants to later revisions, by the transforms of its signatures
 * (ISO 32000-2 12.8.2): DocMDP of a certification, the signature that /Perms /DocMDP of the
 * catalogue names, says how much; FieldMDP and the /Lock of a signed field, which fields
 * stay as they are. All is read from the revision that was signed. What is not understood
 * grants nothing.
 */
#include "pdf/change_impl.h"

#include "base/error.h"

#define LOCKS_MAX       64   /* locks of all signatures together; more grant nothing */
#define LOCKED_MAX      4096 /* fields that they name together; more grant nothing */
#define TRANSFORMS_MAX  16   /* of one signature; more grant nothing */
#define LEVEL_STRICTEST 1

/* Table 236: All, Include, Exclude. */
struct field_lock {
    const struct pdf_value *action;
    const char **names; /* NULL for All, and for what is not understood */
    size_t count;
};

/* Permissions in the making. */
struct reading {
    struct pdf_file *file;
    struct field_lock *locks;
    size_t count, capacity;
    size_t named; /* fields */
    unsigned level;
    bool has_certification;
    bool has_fields; /* the signature itself says by FieldMDP which fields it locks */
    bool obscure;    /* something could not be understood */
    int error;
};

static void be_stricter(struct reading *reading, unsigned level)
{
    if (reading->level == 0 || level < reading->level)
        reading->level = level;
}

/* The names of a lock; those that are no strings lock nothing by name. */
static void read_names(struct reading *reading, const struct pdf_value *fields,
                       struct field_lock *lock)
{
    struct pdf_file *file = reading->file;

    reading->named += fields->array.count;
    reading->obscure |= reading->named > LOCKED_MAX;
    if (reading->obscure)
        return;
    lock->names = arena_array(file->arena, const char *, fields->array.count);
    if (!lock->names)
        reading->error = ERR_NOMEM;
    for (size_t i = 0; lock->names && i < fields->array.count; i++) {
        const char *name = pdf_text_string(file, pdf_item(file, fields, i));

        if (name && *name)
            lock->names[lock->count++] = name;
    }
}

static void add_lock(struct reading *reading, const struct pdf_value *lock)
{
    const struct pdf_value *fields = pdf_get_typed(reading->file, lock, "Fields", PDF_ARRAY);
    struct field_lock *locks;

    reading->obscure |= !lock || lock->type != PDF_DICTIONARY || reading->count >= LOCKS_MAX;
    if (reading->obscure)
        return;
    locks = arena_grow(reading->file->arena, reading->locks, reading->count, &reading->capacity,
                       sizeof *locks);
    if (!locks) {
        reading->error = ERR_NOMEM;
        return;
    }
    reading->locks = locks;
    locks[reading->count] = (struct field_lock){.action = pdf_get(reading->file, lock, "Action")};
    if (fields)
        read_names(reading, fields, &locks[reading->count]);
    reading->count++;
}

/* /P of transform parameters or a lock; `fallback` where it is left out. */
static void read_level(struct reading *reading, const struct pdf_value *dictionary,
                       int64_t fallback)
{
    const struct pdf_value *stated = pdf_get(reading->file, dictionary, "P");
    int64_t level = pdf_get_integer(reading->file, dictionary, "P", stated ? 0 : fallback);

    if (level >= 1 && level <= 3)
        be_stricter(reading, (unsigned)level);
    else if (stated)
        reading->obscure = true;
}

/* One signature reference dictionary (table 256). */
static void read_transform(struct reading *reading, const struct pdf_value *transform, bool own)
{
    const struct pdf_value *method = pdf_get(reading->file, transform, "TransformMethod");
    const struct pdf_value *parameters = pdf_get(reading->file, transform, "TransformParams");

    if (pdf_is_name(method, "DocMDP")) {
        read_level(reading, parameters, 2);
    } else if (pdf_is_name(method, "FieldMDP")) {
        add_lock(reading, parameters);
        read_level(reading, parameters, 0);
        reading->has_fields |= own;
    } else {
        reading->obscure |= own;
    }
}

static bool has_docmdp(struct pdf_file *file, const struct pdf_value *signature)
{
    const struct pdf_value *references = pdf_get_typed(file, signature, "Reference", PDF_ARRAY);

    for (size_t i = 0; references && i < references->array.count && i < TRANSFORMS_MAX; i++)
        if (pdf_is_name(pdf_get(file, pdf_item(file, references, i), "TransformMethod"), "DocMDP"))
            return true;
    return false;
}

/* The dictionary of object `number` as it was signed; NULL for none. */
static const struct pdf_value *dictionary_of(struct pdf_file *file, uint32_t number)
{
    const struct pdf_slot *slot = number ? pdf_slot_find(file, number) : NULL;
    const struct pdf_value *value;

    if (!slot || pdf_object(file, number, slot->place == PDF_PLACE_STREAM ? 0 : slot->generation,
                            &value) < 0)
        return NULL;
    return value->type == PDF_DICTIONARY ? value : NULL;
}

/* Table 263: catalogue, /Perms, /DocMDP; 0 where there is no certification. */
static uint32_t certification_of(struct pdf_file *file)
{
    const struct pdf_value *permissions = pdf_get(file, file->catalogue, "Perms");

    return change_number(pdf_peek(permissions, "DocMDP"));
}

/* What one signature of the revision says; `own` for the one that is judged. */
static void read_signature(struct reading *reading, const struct pdf_signature *signature, bool own)
{
    struct pdf_file *file = reading->file;
    const struct pdf_value *dictionary = dictionary_of(file, signature->object);
    const struct pdf_value *references = pdf_get(file, dictionary, "Reference");
    const struct pdf_value *lock =
        pdf_get(file, dictionary_of(file, signature->field_object), "Lock");

    reading->obscure |= !dictionary;
    if (references && (references->type != PDF_ARRAY || references->array.count > TRANSFORMS_MAX))
        reading->obscure = true;
    for (size_t i = 0; references && !reading->obscure && i < references->array.count; i++)
        read_transform(reading, pdf_item(file, references, i), own);
    if (lock) {
        add_lock(reading, lock);
        read_level(reading, lock, 0);
    }
    if (signature->object && signature->object == certification_of(file) &&
        signature->field_object && has_docmdp(file, dictionary))
        reading->has_certification = true;
}

/* Nothing is granted by documents that say nothing, and most do. */
static bool says_anything(struct pdf_file *before, const struct pdf_signature *signature)
{
    return certification_of(before) ||
           pdf_get(before, dictionary_of(before, signature->object), "Reference") ||
           pdf_get(before, dictionary_of(before, signature->field_object), "Lock");
}

int permissions_read(struct pdf_file *before, const struct pdf_signature *signature,
                     struct permissions *ret)
{
    struct reading reading = {.file = before};
    const struct pdf_signature *items;
    bool has_own = false;
    size_t count;
    int r;

    *ret = (struct permissions){0};
    if (!before->readable || !signature->field_object || !says_anything(before, signature))
        return 0;
    r = pdf_signatures(before, &items, &count);
    for (size_t i = 0; r == 0 && i < count; i++) {
        bool own = items[i].object == signature->object && items[i].field_object;

        read_signature(&reading, &items[i], own);
        has_own |= own;
        r = reading.error;
    }
    if (r < 0)
        return r;
    ret->level = reading.level;
    ret->locks = reading.locks;
    ret->lock_count = reading.count;
    if (reading.obscure || !has_own || reading.level == LEVEL_STRICTEST)
        return 0;
    ret->fill = reading.has_certification || (reading.level == 0 && reading.has_fields);
    ret->annotate = reading.has_certification && reading.level == 3;
    return 0;
}

/* ---- Names and locks ----------------------------------------------------------------------- */

const char *field_level_name(struct pdf_file *file, const struct field_level *level)
{
    const char *above, *own;

    if (!level || level->depth > PDF_LEVELS_MAX)
        return NULL;
    above = field_level_name(file, level->above);
    own = pdf_text_string(file, pdf_get(file, level->dictionary, "T"));
    if (!own || !*own)
        return above;
    return above ? arena_printf(file->arena, "%s.%s", above, own) : own;
}

/* A lock names a field, or one above it (12.7.5.5). */
static bool is_named(const struct field_lock *lock, const char *name)
{
    for (size_t i = 0; i < lock->count; i++) {
        size_t size = strlen(lock->names[i]);

        if (strncmp(name, lock->names[i], size) == 0 && (name[size] == '\0' || name[size] == '.'))
            return true;
    }
    return false;
}

static bool locks(const struct field_lock *lock, const char *name)
{
    if (lock->names && pdf_is_name(lock->action, "Include"))
        return is_named(lock, name);
    return !lock->names || !pdf_is_name(lock->action, "Exclude") || !is_named(lock, name);
}

bool permissions_lock(struct pdf_file *before, const struct permissions *permissions,
                      const struct field_level *level)
{
    const char *name = field_level_name(before, level);

    for (size_t i = 0; i < permissions->lock_count; i++)
        if (!name || locks(&permissions->locks[i], name))
            return true;
    return false;
}
