/*
 * What the files of this room share. One page's way:
 *
 *   read.c            all of it, in order, within bounds
 *   decode*.c         a picture's bytes to gray pixels
 *   upright.c         quarter turns, skew, and the way back to the page as shown
 *   form.c            scan or photo
 *   pieces.c          ink to pieces of lines, without the rules of tables
 *   look.c            which languages a page is in
 *   view.c            a piece as it is put before a model
 *   language.c        which language each piece is read in, and how often
 *   marks.c           full stops, commas and dashes by their shape
 *   engine.c          the models: a piece to symbols
 *   compare.c         what two readings of one piece do not agree on
 *   words.c           symbols to words
 *   lines.c           words to lines
 */
#ifndef VOUCH_READING_READING_IMPL_H
#define VOUCH_READING_READING_IMPL_H

#include "reading/reading.h"

#include <leptonica/allheaders.h>

#define PIECES_MAX        4000 /* of a page; more is no text */
#define PIECE_SYMBOLS_MAX 512  /* of a piece */
#define GAPS_MAX          256  /* of a piece */
#define SYMBOL_BYTES      32   /* UTF-8 of a symbol, terminated */
#define POINTS_DPI        72
#define WORKING_DPI       250 /* pixels are brought to about that */

enum language { ENGLISH, TRADITIONAL, SIMPLIFIED, LANGUAGES };

/* A box in pixels. */
struct area {
    int left, top, right, bottom;
};

/* ---- engine.c ---- */

struct symbol {
    char text[SYMBOL_BYTES];
    struct area area; /* in the pixels that were read */
    int confidence;   /* 0 to 100 */
    bool begins_word;
};

/* One reading of one piece. */
struct symbols {
    struct symbol items[PIECE_SYMBOLS_MAX];
    size_t count;
    int confidence; /* mean of all; 0 where there are none */
    int lowest;     /* the same */
};

bool engine_has(const struct reading_engine *engine, enum language language);

/* Reads a picture of one line (`block`: perhaps several). ERR_NOMEM. */
int engine_read(struct reading_engine *engine, enum language language, PIX *line, bool block,
                struct symbols *ret);

/* ---- decode.c, decode_ccitt.c, decode_samples.c ---- */

struct picture {
    PIX *gray; /* 8 bits, 255 white */
    int dpi;   /* as its file says; 0 where it does not */
};

/* Errors as reading_read(). */
int decode(const struct reading_picture *picture, struct picture *ret);
int decode_samples(const struct reading_picture *picture, PIX **ret);
int decode_ccitt(const struct reading_picture *picture, PIX **ret);

/* ERR_LIMIT, or ERR_SYNTAX for no pixels at all. */
int decode_check_size(uint32_t width, uint32_t height);

/* ---- upright.c ---- */

/* A page on its way to be read: its pixels, and how they lie on the page as shown. */
struct sheet {
    PIX *gray;
    int32_t width, height; /* of all the pixels, 1/1000 point */
    int scale;             /* percent: of its pixels to those of the picture, downwards */
    struct reading_turn shown;
};

/* Takes the picture's pixels and says where they lie: on a page, or (NULL) as the page. */
int sheet_place(struct sheet *sheet, const struct picture *picture,
                const struct reading_place *place);

/* Turns the sheet by quarters, clockwise. ERR_NOMEM. */
int sheet_turn(struct sheet *sheet, int quarters);

/* Turns it so that its lines run from side to side, and level. Which end is up stays open. */
int sheet_level(struct arena *arena, struct sheet *sheet);

/* ---- form.c ---- */

enum reading_form form_of(PIX *gray);

/* ---- pieces.c ---- */

/* A part of a line: words without a wide gap. */
struct piece {
    struct area area;
    bool block; /* so tall that it may be several lines */
};

struct pieces {
    PIX *gray; /* as the sheet's, without the rules of tables */
    PIX *ink;  /* one bit */
    struct piece *items;
    size_t count;
    int height; /* of usual letters, in pixels */
};

/* The usual height of letters in one-bit ink. */
int pieces_measure(struct arena *arena, BOXA *letters);

int pieces_find(struct arena *arena, const struct sheet *sheet, struct pieces *ret);
void pieces_done(struct pieces *pieces);

/* ---- language.c, compare.c, words.c, lines.c ---- */

struct word {
    struct slice text;
    struct area area;
    uint32_t confidence;
    bool is_spaced; /* the word before it ended with a space */
};

struct words {
    struct arena *arena;
    struct word *items;
    size_t count, capacity;
};

/* What is read on one page, and how far it may go. */
struct reader {
    struct reading_engine *engine;
    struct arena *arena;
    const struct pieces *pieces;
    int scale;                              /* the sheet\'s */
    int64_t deadline_us;                    /* CPU time of this thread */
    enum language chinese;                  /* the one of the page; ENGLISH: it has none */
    bool is_chinese;                        /* most of the page is */
    struct symbols *first, *second, *third; /* readings at hand */
    struct common *common;                  /* compare.c's */
    struct words words;
};

/* ERR_TIMEOUT once the page's time is over. */
int reader_check_time(const struct reader *reader);

/* How a piece is put before a model. Where one manner misleads it another seldom does, too. */
struct manner {
    int scale;  /* percent */
    int margin; /* percent of a letter's height that is left white around it */
};

static const struct manner view_once = {100, 70}, view_again = {135, 40}, view_third = {150, 60};

/* Reads a piece once. ERR_TIMEOUT, ERR_NOMEM. */
int view(struct reader *reader, enum language language, const struct piece *piece,
         struct manner manner, struct symbols *ret);

/* Reads some pieces in every language; says how well they read, 0 to 100, and sets the page's. */
int look(struct reader *reader, int *ret_score);

/* Reads all pieces into words. */
int language_read(struct reader *reader);

/* Lowers the confidence of what `other`, a second reading of the same, has not. ERR_NOMEM. */
int compare(struct reader *reader, struct symbols *symbols, const struct symbols *other);

/* Whether both say the same; each symbol of the first is then as sure as the surer reading of it.
 */
bool symbols_agree(struct symbols *symbols, const struct symbols *other);

/* Lowers the confidence of full stops and commas that do not look it. */
void marks_check(const struct pieces *pieces, const struct piece *piece, struct symbols *symbols);

/* Whether the piece is dashes, and which. */
bool marks_dashes(const struct pieces *pieces, const struct piece *piece, struct symbols *ret);

/* Columns of a piece without ink, wider than between letters. */
struct gap {
    int left, right;
};

struct gaps {
    struct gap items[GAPS_MAX];
    size_t count;
    int height;      /* of letters */
    int left, right; /* of the ink */
};

void words_find_gaps(const struct pieces *pieces, const struct piece *piece, struct gaps *ret);

/* Where a cut between two neighbours meets no ink; false where there is no such place. */
bool words_cut(const struct gaps *gaps, const struct symbol *a, const struct symbol *b,
               int *ret_at);

struct range {
    size_t first, end;
};

/* Appends the words that some symbols of a piece make. ERR_NOMEM. */
int words_add(struct reader *reader, const struct gaps *gaps, const struct symbols *symbols,
              struct range range, const struct piece *piece);

/* Whether the ink between two words of a line leaves room for a space. */
bool words_are_apart(const struct pieces *pieces, const struct word *a, const struct word *b);

/* Puts the words into lines of the page. */
int lines_make(const struct reader *reader, const struct sheet *sheet, struct reading_page *page);

bool is_han_text(const char *text);

#endif
