/*
 * What durability costs: `bench_ledger FOLDER` appends rows to a ledger in that folder, one a
 * transaction and many, and beside it writes as many bytes to a plain file with fdatasync() after
 * each write. One line of JSON: transactions and rows a second, and bytes of the file a row.
 */
#include "daemon/ledger.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ROWS      3000
#define BATCH     32
#define SYNC_SIZE 4096 /* a page, as SQLite's log writes at least two */

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void fill(struct ledger_row *row, char id[40], long number)
{
    snprintf(id, 40, "row-%ld", number);
    *row = (struct ledger_row){
        .kind = "verdict",
        .indication = "total_passed",
        .codes = "",
        .id = id,
        .source = "nia",
        .build = "0.1.0",
        .inputs = "{\"at\":\"2026-11-22T09:00:00Z\"}",
        .has_document = true,
        .has_serial = true,
        .has_person = true,
        .document_number_count = 3,
    };
    if (getrandom(row->salt, sizeof row->salt, 0) != sizeof row->salt)
        abort();
    memcpy(row->document_sha256.bytes, row->salt, DIGEST_SIZE);
}

/* Transactions a second. */
static double append(struct ledger *ledger, long *number, size_t batch)
{
    static struct ledger_row rows[BATCH];
    static char ids[BATCH][40];
    struct ledger_row *pointers[BATCH];
    double start = now();
    long transactions = 0;

    for (long done = 0; done < ROWS; done += (long)batch, transactions++) {
        for (size_t i = 0; i < batch; i++) {
            fill(&rows[i], ids[i], (*number)++);
            pointers[i] = &rows[i];
        }
        if (ledger_append(ledger, pointers, batch) < 0)
            abort();
    }
    return (double)transactions / (now() - start);
}

static double sync_alone(const char *path)
{
    static const char page[SYNC_SIZE];
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    double start = now();

    for (int i = 0; i < ROWS; i++)
        if (write(fd, page, sizeof page) != sizeof page || fdatasync(fd) < 0)
            abort();
    start = now() - start;
    close(fd);
    unlink(path);
    return ROWS / start;
}

int main(int argc, char **argv)
{
    char path[4096], plain[4096];
    struct ledger_place place = {.path = path};
    struct ledger *ledger;
    struct buffer why;
    struct stat info;
    double one, many, sync;
    long number = 0;

    if (argc != 2)
        return 64;
    snprintf(path, sizeof path, "%s/bench.db", argv[1]);
    snprintf(plain, sizeof plain, "%s/plain", argv[1]);
    buffer_init(&why, 0);
    if (ledger_open(&place, &ledger, &why) < 0) {
        fprintf(stderr, "%.*s\n", (int)why.size, (const char *)why.data);
        return 1;
    }
    sync = sync_alone(plain);
    one = append(ledger, &number, 1);
    many = append(ledger, &number, BATCH);
    ledger_close(ledger); /* its log goes into the file */
    if (stat(path, &info) < 0)
        return 1;
    printf("{\"fdatasync_per_s\":%.0f,\"single_rows_per_s\":%.0f,\"batches_per_s\":%.0f,"
           "\"batched_rows_per_s\":%.0f,\"bytes_per_row\":%ld}\n",
           sync, one, many, many * BATCH, (long)info.st_size / number);
    return 0;
}
