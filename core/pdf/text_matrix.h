/*
 * Matrices and coordinates in fixed point, so that a page reads the same on every machine:
 * numbers are int64 with 32 bits after the point (`fixed`), results thousandths of a point.
 * Whatever grows too large stays at the limit.
 */
#ifndef VOUCH_PDF_TEXT_MATRIX_H
#define VOUCH_PDF_TEXT_MATRIX_H

#include "pdf/object.h"

#define FIXED_ONE ((int64_t)1 << 32)
#define FIXED_MAX ((int64_t)1 << 60) /* sums of a few products of it do not overflow */

/* [a b c d e f] of ISO 32000-1 8.3.3. */
struct text_matrix {
    int64_t a, b, c, d, e, f;
};

struct text_point {
    int64_t x, y;
};

static const struct text_matrix text_identity = {.a = FIXED_ONE, .d = FIXED_ONE};

static inline int64_t fixed_clamp(int64_t value)
{
    return value > FIXED_MAX ? FIXED_MAX : value < -FIXED_MAX ? -FIXED_MAX : value;
}

static inline int64_t fixed_mul(int64_t a, int64_t b)
{
    __int128 product = ((__int128)a * b + ((int64_t)1 << 31)) >> 32;

    return product > FIXED_MAX ? FIXED_MAX : product < -FIXED_MAX ? -FIXED_MAX : (int64_t)product;
}

/* From thousandths. */
static inline int64_t fixed_of_milli(int64_t milli)
{
    __int128 value = (__int128)milli * FIXED_ONE / 1000;

    return value > FIXED_MAX ? FIXED_MAX : value < -FIXED_MAX ? -FIXED_MAX : (int64_t)value;
}

/* To thousandths, rounded, within what boxes can add. */
static inline int32_t fixed_to_milli(int64_t value)
{
    const int64_t limit = (INT32_MAX / 4000) * FIXED_ONE;

    value = value > limit ? limit : value < -limit ? -limit : value;
    return (int32_t)((value * 1000 + FIXED_ONE / 2) >> 32);
}

/* First `m`, then `n`: m x n of 8.3.4. */
static inline struct text_matrix matrix_mul(const struct text_matrix *m,
                                            const struct text_matrix *n)
{
    return (struct text_matrix){
        .a = fixed_clamp(fixed_mul(m->a, n->a) + fixed_mul(m->b, n->c)),
        .b = fixed_clamp(fixed_mul(m->a, n->b) + fixed_mul(m->b, n->d)),
        .c = fixed_clamp(fixed_mul(m->c, n->a) + fixed_mul(m->d, n->c)),
        .d = fixed_clamp(fixed_mul(m->c, n->b) + fixed_mul(m->d, n->d)),
        .e = fixed_clamp(fixed_mul(m->e, n->a) + fixed_mul(m->f, n->c) + n->e),
        .f = fixed_clamp(fixed_mul(m->e, n->b) + fixed_mul(m->f, n->d) + n->f),
    };
}

static inline struct text_point point_add(struct text_point a, struct text_point b)
{
    return (struct text_point){fixed_clamp(a.x + b.x), fixed_clamp(a.y + b.y)};
}

static inline struct text_point point_scale(struct text_point point, int64_t by)
{
    return (struct text_point){fixed_mul(point.x, by), fixed_mul(point.y, by)};
}

/* The point (x, y) of the matrix's space. */
static inline struct text_point matrix_apply(const struct text_matrix *m, int64_t x, int64_t y)
{
    return (struct text_point){
        .x = fixed_clamp(fixed_mul(x, m->a) + fixed_mul(y, m->c) + m->e),
        .y = fixed_clamp(fixed_mul(x, m->b) + fixed_mul(y, m->d) + m->f),
    };
}

#endif
