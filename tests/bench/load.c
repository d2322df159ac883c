/*
 * Load for the bench: `load SOCKET FILE CLIENTS REQUESTS` sends FILE that often to POST
 * /v1/verify over as many connections at once, each waiting for its answer before it sends
 * again, and prints one line of JSON: documents a second, latencies in microseconds, the
 * indications answered. HTTP is read just well enough for a server that we start ourselves.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define RESPONSE_MAX (8u * 1024 * 1024)

struct work {
    const char *socket;
    char *request; /* head and body */
    size_t request_size;
    long count;
    long next; /* taken by the clients, one at a time */
    long passed;
    long failed;
    unsigned *latencies; /* microseconds */
};

static unsigned long now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (unsigned long)now.tv_sec * 1000000 + (unsigned long)now.tv_nsec / 1000;
}

static int dial(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

static int send_all(int fd, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(fd, data, size, MSG_NOSIGNAL);

        if (sent <= 0)
            return -1;
        data += sent;
        size -= (size_t)sent;
    }
    return 0;
}

/* Reads one response with a Content-Length into `room`; 0 when it has arrived whole. */
static int receive(int fd, char *room)
{
    size_t size = 0, wanted = 0;

    while (size < RESPONSE_MAX - 1) {
        ssize_t got = recv(fd, room + size, RESPONSE_MAX - 1 - size, 0);
        const char *end, *length;

        if (got <= 0)
            return -1;
        size += (size_t)got;
        room[size] = '\0';
        end = strstr(room, "\r\n\r\n");
        if (!end)
            continue;
        length = strcasestr(room, "content-length:");
        if (!length || length > end)
            return -1;
        wanted = (size_t)(end + 4 - room) + strtoul(length + 15, NULL, 10);
        if (size >= wanted)
            return 0;
    }
    return -1;
}

static void *client(void *argument)
{
    struct work *work = argument;
    char *room = malloc(RESPONSE_MAX);
    int fd = dial(work->socket);
    long index;

    while (room && fd >= 0 &&
           (index = __atomic_fetch_add(&work->next, 1, __ATOMIC_RELAXED)) < work->count) {
        unsigned long start = now_us();

        if (send_all(fd, work->request, work->request_size) != 0 || receive(fd, room) != 0)
            break;
        work->latencies[index] = (unsigned)(now_us() - start);
        if (strstr(room, "\"indication\":\"total_passed\""))
            __atomic_add_fetch(&work->passed, 1, __ATOMIC_RELAXED);
        else
            __atomic_add_fetch(&work->failed, 1, __ATOMIC_RELAXED);
    }
    if (fd >= 0)
        close(fd);
    free(room);
    return NULL;
}

static int by_size(const void *a, const void *b)
{
    unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;

    return x < y ? -1 : x > y;
}

static int prepare(struct work *work, const char *path)
{
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int head;

    if (fd < 0 || fstat(fd, &info) != 0)
        return -1;
    work->request = malloc((size_t)info.st_size + 512);
    work->latencies = calloc((size_t)work->count, sizeof *work->latencies);
    if (!work->request || !work->latencies)
        return -1;
    head = snprintf(work->request, 512,
                    "POST /v1/verify HTTP/1.1\r\nHost: vouchd\r\nContent-Type: application/pdf\r\n"
                    "Content-Length: %ld\r\n\r\n",
                    (long)info.st_size);
    if (read(fd, work->request + head, (size_t)info.st_size) != info.st_size)
        return -1;
    work->request_size = (size_t)head + (size_t)info.st_size;
    close(fd);
    return 0;
}

int main(int argc, char **argv)
{
    struct work work = {0};
    pthread_t threads[64];
    unsigned long start;
    double seconds;
    long clients;

    if (argc != 5) {
        fprintf(stderr, "usage: load SOCKET FILE CLIENTS REQUESTS\n");
        return 64;
    }
    work.socket = argv[1];
    clients = strtol(argv[3], NULL, 10);
    work.count = strtol(argv[4], NULL, 10);
    if (clients < 1 || clients > 64 || work.count < 1 || prepare(&work, argv[2]) != 0) {
        fprintf(stderr, "load: cannot use these arguments\n");
        return 64;
    }
    start = now_us();
    for (long i = 0; i < clients; i++)
        pthread_create(&threads[i], NULL, client, &work);
    for (long i = 0; i < clients; i++)
        pthread_join(threads[i], NULL);
    seconds = (double)(now_us() - start) / 1e6;
    qsort(work.latencies, (size_t)work.count, sizeof *work.latencies, by_size);
    printf("{\"documents\": %ld, \"passed\": %ld, \"other\": %ld, \"seconds\": %.3f, "
           "\"per_second\": %.1f, \"median_us\": %u, \"p99_us\": %u}\n",
           work.count, work.passed, work.failed, seconds, (double)work.count / seconds,
           work.latencies[work.count / 2], work.latencies[work.count * 99 / 100]);
    free(work.request);
    free(work.latencies);
    return work.passed + work.failed == work.count ? EXIT_SUCCESS : EXIT_FAILURE;
}
