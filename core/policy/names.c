#include "base/error.h"
#include "base/unicode.h"
#include "policy/names_impl.h"

#define PARTS_MAX 32 /* of a Latin name */
#define SHOWN_MIN 4  /* signs that must be shown and agree: fewer are shared by too many */

/* ---- Names ---- */

static bool codes_equal(const struct name_codes *a, const struct name_codes *b)
{
    return a->count == b->count && memcmp(a->items, b->items, a->count * sizeof *a->items) == 0;
}

/* Whoever passed the document on may have masked the name. */
static bool hides_signs(const struct name_codes *codes)
{
    for (size_t i = 0; i < codes->count; i++)
        if (codes->items[i] == '*')
            return true;
    return false;
}

static bool equal_after(struct slice a, struct slice b, uint32_t steps)
{
    struct name_codes left, right;

    return name_normalise(a, steps, &left) == 0 && name_normalise(b, steps, &right) == 0 &&
           codes_equal(&left, &right);
}

/* Of the steps that make two names equal, those without which they are not. */
static uint32_t needed_steps(struct slice a, struct slice b)
{
    uint32_t kept = NAME_STEPS_ALL;

    for (unsigned i = 0; i < NAME_STEPS; i++) {
        uint32_t less = kept & ~(1u << i);

        if (less != kept && equal_after(a, b, less))
            kept = less;
    }
    return kept;
}

/* A part of a Latin name, without what stands between parts and within them. */
struct name_part {
    size_t start;
    size_t size;
};

static size_t split_parts(struct name_codes *codes, struct name_part parts[PARTS_MAX])
{
    size_t count = 0, used = 0;
    bool inside = false;

    for (size_t i = 0; i < codes->count; i++) {
        if (name_is_separator(codes->items[i])) {
            inside = false;
            continue;
        }
        if (!inside && count == PARTS_MAX)
            return 0;
        if (!inside)
            parts[count++] = (struct name_part){.start = used};
        inside = true;
        codes->items[used++] = codes->items[i];
        parts[count - 1].size++;
    }
    codes->count = used;
    return count;
}

/* The same parts, in whatever order. */
static bool same_parts(const struct name_codes *a, const struct name_part *left, size_t count,
                       const struct name_codes *b, const struct name_part *right)
{
    bool taken[PARTS_MAX] = {false};

    for (size_t i = 0; i < count; i++) {
        size_t j = 0;

        while (j < count && (taken[j] || left[i].size != right[j].size ||
                             memcmp(a->items + left[i].start, b->items + right[j].start,
                                    left[i].size * sizeof *a->items) != 0))
            j++;
        if (j == count)
            return false;
        taken[j] = true;
    }
    return true;
}

/* An asterisk stands for one sign or for several, but all that is shown agrees at both ends. */
static bool masked_agree(const struct name_codes *masked, const struct name_codes *other)
{
    size_t head = 0, tail = 0;

    while (head < masked->count && masked->items[head] != '*') {
        if (head >= other->count ||
            (other->items[head] != '*' && other->items[head] != masked->items[head]))
            return false;
        head++;
    }
    while (tail < masked->count - head && masked->items[masked->count - 1 - tail] != '*') {
        uint32_t code = masked->items[masked->count - 1 - tail];

        if (head + tail >= other->count || (other->items[other->count - 1 - tail] != '*' &&
                                            other->items[other->count - 1 - tail] != code))
            return false;
        tail++;
    }
    return head < masked->count;
}

/* What may be the same name, and a person must say whether it is. */
static bool are_near(struct slice a, struct slice b)
{
    uint32_t steps = NAME_STEPS_ALL | NAME_NEAR_FAMILIES | NAME_NEAR_ACCENTS;
    struct name_part left[PARTS_MAX], right[PARTS_MAX];
    struct name_codes x, y;
    size_t count;

    if (name_normalise(a, steps, &x) < 0 || name_normalise(b, steps, &y) < 0)
        return false;
    if (masked_agree(&x, &y) || masked_agree(&y, &x))
        return true;
    count = split_parts(&x, left);
    if (count > 0 && split_parts(&y, right) == count && same_parts(&x, left, count, &y, right))
        return true;
    return x.count > 0 && codes_equal(&x, &y); /* joined or parted in another way */
}

enum agreement name_compare(struct slice a, struct slice b, uint32_t *ret_steps)
{
    struct name_codes left, right;
    uint32_t steps = 0;
    enum agreement agreement;

    if (name_normalise(a, NAME_STEPS_ALL, &left) < 0 ||
        name_normalise(b, NAME_STEPS_ALL, &right) < 0 || left.count == 0 || right.count == 0)
        agreement = AGREEMENT_UNKNOWN;
    else if (hides_signs(&left) || hides_signs(&right))
        agreement = are_near(a, b) ? AGREEMENT_NEAR : AGREEMENT_DIFFERENT;
    else if (slice_equal(a, b))
        agreement = AGREEMENT_EXACT;
    else if (codes_equal(&left, &right))
        agreement = AGREEMENT_EQUIVALENT;
    else
        agreement = are_near(a, b) ? AGREEMENT_NEAR : AGREEMENT_DIFFERENT;
    if (agreement == AGREEMENT_EQUIVALENT)
        steps = needed_steps(a, b);
    if (ret_steps)
        *ret_steps = steps;
    return agreement;
}

/* ---- Numbers ---- */

struct number {
    char text[NUMBER_SIZE_MAX];
    size_t size;
};

/* Full width folded, capitals, no marks. ERR_UNSUPPORTED for signs that no number has. */
static int number_fold(struct slice text, struct number *ret, uint32_t *taken)
{
    ret->size = 0;
    while (text.size > 0) {
        uint32_t code, folds = 0;

        if (utf8_next(&text, &code) < 0)
            return ERR_SYNTAX;
        code = unicode_fold_code(code, UNICODE_FOLD_WIDTH, &folds);
        *taken |= folds ? NAME_STEP_WIDTH : 0;
        if (code == ' ' || code == '-' || code == '(' || code == ')') {
            *taken |= NAME_STEP_MARKS;
            continue;
        }
        if (code >= 'a' && code <= 'z') {
            code -= 'a' - 'A';
            *taken |= NAME_STEP_CASE;
        }
        if ((code < '0' || code > '9') && (code < 'A' || code > 'Z') && code != '*')
            return ERR_UNSUPPORTED;
        if (ret->size == NUMBER_SIZE_MAX)
            return ERR_LIMIT;
        ret->text[ret->size++] = (char)code;
    }
    return ret->size > 0 ? 0 : ERR_UNSUPPORTED;
}

static bool is_masked(const struct number *number)
{
    return memchr(number->text, '*', number->size) != NULL;
}

/* How many signs agree before the first asterisk of either, from one end or the other; below 0
 * where two differ. */
static int agreeing(const struct number *a, const struct number *b, bool from_end)
{
    size_t size = a->size < b->size ? a->size : b->size;
    int count = 0;

    for (size_t i = 0; i < size; i++, count++) {
        char left = a->text[from_end ? a->size - 1 - i : i];
        char right = b->text[from_end ? b->size - 1 - i : i];

        if (left == '*' || right == '*')
            return count;
        if (left != right)
            return -1;
    }
    return count;
}

/* Sign by sign where both are as long, else from both ends up to what is hidden. */
static enum agreement compare_masked(const struct number *a, const struct number *b)
{
    int head = agreeing(a, b, false), tail = agreeing(a, b, true), shown = 0;

    /* what is shown of the one is longer than all of the other */
    if (a->size != b->size && head + tail > (int)(a->size < b->size ? a->size : b->size))
        return AGREEMENT_DIFFERENT;
    if (a->size != b->size)
        return head < 0 || tail < 0       ? AGREEMENT_DIFFERENT
               : head + tail >= SHOWN_MIN ? AGREEMENT_COMPATIBLE
                                          : AGREEMENT_UNKNOWN;
    for (size_t i = 0; i < a->size; i++) {
        if (a->text[i] == '*' || b->text[i] == '*')
            continue;
        if (a->text[i] != b->text[i])
            return AGREEMENT_DIFFERENT;
        shown++;
    }
    return shown >= SHOWN_MIN ? AGREEMENT_COMPATIBLE : AGREEMENT_UNKNOWN;
}

enum agreement number_compare(struct slice a, struct slice b, uint32_t *ret_steps)
{
    enum agreement agreement = AGREEMENT_UNKNOWN;
    uint32_t left = 0, right = 0;
    struct number x, y;

    if (number_fold(a, &x, &left) == 0 && number_fold(b, &y, &right) == 0) {
        if (is_masked(&x) || is_masked(&y))
            agreement = compare_masked(&x, &y);
        else if (slice_equal(a, b))
            agreement = AGREEMENT_EXACT;
        else if (x.size == y.size && memcmp(x.text, y.text, x.size) == 0)
            agreement = AGREEMENT_EQUIVALENT;
        else
            agreement = AGREEMENT_DIFFERENT;
    }
    if (ret_steps)
        *ret_steps = agreement == AGREEMENT_EQUIVALENT ? left | right : 0;
    return agreement;
}

/* ---- Words ---- */

const char *agreement_name(enum agreement agreement)
{
    static const char *const names[] = {"absent",     "different",  "near",
                                        "compatible", "equivalent", "exact"};

    return names[agreement];
}

const char *name_step_name(unsigned index)
{
    static const char *const names[NAME_STEPS] = {"nfc",  "radicals", "compatibility", "width",
                                                  "dots", "spaces",   "case",          "marks"};

    return names[index];
}
