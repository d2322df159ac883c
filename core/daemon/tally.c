#include "daemon/tally.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define FIRST_US 250

static struct tally_item *find(struct tally *tally, const char *label)
{
    for (size_t i = 0; i < tally->count; i++)
        if (strcmp(tally->items[i].label, label) == 0)
            return &tally->items[i];
    return NULL;
}

static struct tally_item *add(struct tally *tally, const char *label)
{
    struct tally_item *item;

    if (tally->count == TALLY_MAX)
        return NULL;
    if (tally->count == tally->capacity) {
        size_t capacity = tally->capacity ? tally->capacity * 2 : 16;

        item = reallocarray(tally->items, capacity, sizeof *item);
        if (!item)
            return NULL;
        tally->items = item;
        tally->capacity = capacity;
    }
    item = &tally->items[tally->count++];
    *item = (struct tally_item){0};
    snprintf(item->label, sizeof item->label, "%s", label);
    return item;
}

void tally_add(struct tally *tally, uint64_t count, const char *label, ...)
{
    char text[TALLY_LABEL];
    struct tally_item *item;
    va_list args;

    va_start(args, label);
    vsnprintf(text, sizeof text, label, args);
    va_end(args);
    item = find(tally, text);
    if (!item)
        item = add(tally, text);
    *(item ? &item->count : &tally->other) += count;
}

void tally_done(struct tally *tally)
{
    free(tally->items);
    *tally = (struct tally){0};
}

void tally_write(const struct tally *tally, const char *name, struct buffer *out)
{
    for (size_t i = 0; i < tally->count; i++)
        buffer_printf(out, "%s{%s} %" PRIu64 "\n", name, tally->items[i].label,
                      tally->items[i].count);
    if (tally->other)
        buffer_printf(out, "%s{other=\"yes\"} %" PRIu64 "\n", name, tally->other);
}

/* ---- Histograms ---- */

static uint64_t bound_of(size_t bucket)
{
    return (uint64_t)FIRST_US << 2 * bucket;
}

void histogram_add(struct histogram *histogram, uint64_t us)
{
    size_t bucket = 0;

    while (bucket < HISTOGRAM_BUCKETS && us > bound_of(bucket))
        bucket++;
    if (bucket < HISTOGRAM_BUCKETS)
        histogram->buckets[bucket]++;
    histogram->count++;
    histogram->sum_us += us;
}

static void write_seconds(uint64_t us, struct buffer *out)
{
    buffer_printf(out, "%" PRIu64 ".%06" PRIu64, us / 1000000, us % 1000000);
}

void histogram_write(const struct histogram *histogram, const char *name, const char *label,
                     struct buffer *out)
{
    uint64_t total = 0;

    for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
        total += histogram->buckets[i];
        buffer_printf(out, "%s_bucket{%s,le=\"", name, label);
        write_seconds(bound_of(i), out);
        buffer_printf(out, "\"} %" PRIu64 "\n", total);
    }
    buffer_printf(out, "%s_bucket{%s,le=\"+Inf\"} %" PRIu64 "\n", name, label, histogram->count);
    buffer_printf(out, "%s_sum{%s} ", name, label);
    write_seconds(histogram->sum_us, out);
    buffer_printf(out, "\n%s_count{%s} %" PRIu64 "\n", name, label, histogram->count);
}
