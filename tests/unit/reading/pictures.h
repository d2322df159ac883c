/* The pictures that draw.py made. */
#ifndef VOUCH_TESTS_READING_PICTURES_H
#define VOUCH_TESTS_READING_PICTURES_H

#include "base/arena.h"
#include "reading/reading.h"

#define PICTURE_WIDTH  900
#define PICTURE_HEIGHT 320

/* The bytes of a picture; they live in the arena. */
struct slice picture_bytes(struct arena *arena, const char *name);

#endif
