/*
 * Pictures of pages, and the words on them.
 *
 * An engine is made once, before a process locks itself down: it holds the models. From then
 * on nothing of this room opens a file, and a child that was forked can read with it.
 *
 * A picture is a file of its own (JPEG, PNG, TIFF) or what a PDF holds in place of one. It
 * is decoded once its figures are known to be within bounds, brought upright (quarter turns,
 * then some degrees of skew) and divided into pieces of lines. Each piece is read in one
 * language, because mixed ones come out garbled, and most of them twice: what both readings
 * do not agree on is not sure.
 *
 * Words have their place on the page once it is upright, so that lines are level and columns
 * straight; `shown` of the page leads back to where a person sees them.
 *
 * The models and the network's arithmetic make words repeat on the same family of processors.
 */
#ifndef VOUCH_READING_READING_H
#define VOUCH_READING_READING_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

#define READING_SIDE_MAX   20000    /* pixels of a picture's width or height */
#define READING_PIXELS_MAX 40000000 /* A4 at 600 dpi has 35 million */
#define READING_PAGES_MAX  1000     /* pictures in one TIFF that are looked at */

/* ---- Before lock-down ---- */

struct reading_engine;

/*
 * Loads the models of `languages` ("eng+chi_tra+chi_sim": those three are known, eng is always
 * there) from the folder where Tesseract's package has them, and reads a built-in picture with
 * each, so that every lazy thing has happened. `folder` NULL: the default one. ERR_NOT_FOUND
 * where a model is missing, ERR_NOMEM.
 */
int reading_engine_new(const char *folder, const char *languages, struct reading_engine **ret);
struct reading_engine *reading_engine_free(struct reading_engine *engine);

/* "tesseract 5.3.0, leptonica 1.82.0": part of what a reading depends on. */
const char *reading_engine_version(const struct reading_engine *engine);

/* ---- A picture ---- */

enum reading_encoding {
    READING_FILE,    /* a whole JPEG, PNG or TIFF file */
    READING_SAMPLES, /* rows of samples, each row from a whole byte on */
    READING_CCITT,   /* ISO 32000-1 7.4.6 */
};

struct reading_picture {
    enum reading_encoding encoding;
    struct slice bytes;
    uint32_t frame;         /* FILE: which picture of a TIFF, from 0 */
    uint32_t width, height; /* pixels; FILE says its own */
    uint32_t bits;          /* SAMPLES: of one, 1, 2, 4 or 8 */
    uint32_t components;    /* SAMPLES: 1 gray or indexed, 3 RGB, 4 CMYK */
    struct slice palette;   /* SAMPLES: RGB triples; empty: not indexed */
    bool inverted;          /* black for white */
    int32_t k;              /* CCITT: less than 0 group 4, 0 group 3, more: mixed */
    bool byte_aligned;      /* CCITT: each row begins a byte */
    bool line_ends;         /* CCITT: each row begins with an EOL */
};

/* Where the corners of a picture lie on the page as shown, in 1/1000 point from its top left. */
struct reading_place {
    int32_t left_top[2], right_top[2], left_bottom[2];
};

/* ---- What was read ---- */

struct reading_box {
    int32_t left, top, right, bottom; /* 1/1000 point of the upright page, from its top left */
};

struct reading_word {
    struct slice text; /* UTF-8 */
    struct reading_box box;
    uint32_t confidence; /* 0 to 100 */
    bool is_spaced;      /* a space stands before it on its line */
};

/* Words that share a baseline, left to right. */
struct reading_line {
    const struct reading_word *words;
    size_t word_count;
};

/*
 * From the upright page to the page as shown: x' = (a x + c y) / 2^30 + e and
 * y' = (b x + d y) / 2^30 + f; a to d are between -1 and 1 there.
 */
#define READING_TURN_BITS 30
struct reading_turn {
    int64_t a, b, c, d, e, f;
};

enum reading_form { READING_SCAN, READING_PHOTO };

struct reading_page {
    int32_t width, height;             /* of the upright page, 1/1000 point */
    int32_t shown_width, shown_height; /* where the picture is the page: of that as shown */
    struct reading_turn shown;
    enum reading_form form;
    const struct reading_line *lines; /* top to bottom */
    size_t line_count;
};

struct reading_bounds {
    int64_t page_ms; /* CPU time of one page */
};

/* How many pictures a file holds: those of a TIFF, else 1; at most READING_PAGES_MAX. */
uint32_t reading_count(struct slice file);

/*
 * Reads one page. `place` is where the picture lies on a page; NULL: the picture is the page, of
 * the size that its own resolution gives it, or of A4 where it gives none.
 *
 * ERR_SYNTAX: no picture, or a broken one. ERR_UNSUPPORTED: of a kind that is not read.
 * ERR_LIMIT: more pixels than READING_PIXELS_MAX. ERR_TIMEOUT: bounds. ERR_NOMEM, also where
 * the models got none: the engine must then not be used again.
 */
int reading_read(struct reading_engine *engine, struct arena *arena,
                 const struct reading_picture *picture, const struct reading_place *place,
                 const struct reading_bounds *bounds, struct reading_page *ret_page);

/* A place on the upright page as it is seen on the page as shown: the box around it. */
static inline struct reading_box reading_shown(const struct reading_turn *turn,
                                               struct reading_box box)
{
    struct reading_box around = {INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN};

    for (int corner = 0; corner < 4; corner++) {
        int64_t x = corner & 1 ? box.right : box.left, y = corner & 2 ? box.bottom : box.top;
        int32_t to_x = (int32_t)(((turn->a * x + turn->c * y) >> READING_TURN_BITS) + turn->e);
        int32_t to_y = (int32_t)(((turn->b * x + turn->d * y) >> READING_TURN_BITS) + turn->f);

        around.left = to_x < around.left ? to_x : around.left;
        around.right = to_x > around.right ? to_x : around.right;
        around.top = to_y < around.top ? to_y : around.top;
        around.bottom = to_y > around.bottom ? to_y : around.bottom;
    }
    return around;
}

#endif
