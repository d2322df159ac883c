/*
 * The floor under an examination: `floor FILE COUNT` does, COUNT times, what nobody can
 * leave out: SHA-256 over the file, inflating every Flate stream, two RSA-2048
 * verifications. It prints microseconds of CPU a round. Streams are found by their
 * keywords, which is good enough for a file that we made ourselves.
 */
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

#define STREAMS_MAX  256
#define INFLATED_MAX (16u * 1024 * 1024)

struct document {
    unsigned char *data;
    size_t size;
    const unsigned char *streams[STREAMS_MAX];
    size_t sizes[STREAMS_MAX];
    size_t count;
};

static double cpu_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int load(struct document *document, const char *path)
{
    FILE *file = fopen(path, "rb");

    if (!file)
        return -1;
    document->data = malloc(INFLATED_MAX);
    document->size = document->data ? fread(document->data, 1, INFLATED_MAX, file) : 0;
    fclose(file);
    return document->size > 0 ? 0 : -1;
}

static void find_streams(struct document *document)
{
    const unsigned char *at = document->data, *end = document->data + document->size;

    while (document->count < STREAMS_MAX && (at = memmem(at, (size_t)(end - at), "stream", 6))) {
        const unsigned char *start = at + 6, *stop;

        start += *start == '\r';
        start += *start == '\n';
        stop = memmem(start, (size_t)(end - start), "endstream", 9);
        if (!stop)
            return;
        document->streams[document->count] = start;
        document->sizes[document->count++] = (size_t)(stop - start);
        at = stop + 9;
    }
}

static size_t inflate_one(const struct document *document, size_t index, unsigned char *room)
{
    z_stream z = {.next_in = (unsigned char *)document->streams[index],
                  .avail_in = (unsigned)document->sizes[index],
                  .next_out = room,
                  .avail_out = INFLATED_MAX};
    size_t size;

    if (inflateInit(&z) != Z_OK)
        return 0;
    (void)inflate(&z, Z_FINISH);
    size = z.total_out;
    inflateEnd(&z);
    return size;
}

static EVP_PKEY *make_key(unsigned char *signature, size_t *size, const unsigned char *digest)
{
    EVP_PKEY *key = EVP_RSA_gen(2048);
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);

    EVP_PKEY_sign_init(context);
    EVP_PKEY_CTX_set_signature_md(context, EVP_sha256());
    EVP_PKEY_sign(context, signature, size, digest, 32);
    EVP_PKEY_CTX_free(context);
    return key;
}

static int verify(EVP_PKEY *key, const unsigned char *signature, size_t size,
                  const unsigned char *digest)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
    int good;

    EVP_PKEY_verify_init(context);
    EVP_PKEY_CTX_set_signature_md(context, EVP_sha256());
    good = EVP_PKEY_verify(context, signature, size, digest, 32) == 1;
    EVP_PKEY_CTX_free(context);
    return good;
}

int main(int argc, char **argv)
{
    static unsigned char room[INFLATED_MAX];
    unsigned char signature[256], digest[32] = {0};
    size_t signature_size = sizeof signature, inflated = 0;
    struct document document = {0};
    double start, hashed, unpacked, verified;
    EVP_PKEY *key;
    long count;

    if (argc != 3 || load(&document, argv[1]) != 0 || (count = strtol(argv[2], NULL, 10)) < 1) {
        fprintf(stderr, "usage: floor FILE COUNT\n");
        return 64;
    }
    find_streams(&document);
    key = make_key(signature, &signature_size, digest);
    start = cpu_us();
    for (long i = 0; i < count; i++)
        EVP_Digest(document.data, document.size, room, NULL, EVP_sha256(), NULL);
    hashed = cpu_us();
    for (long i = 0; i < count; i++)
        for (size_t s = 0; s < document.count; s++)
            inflated += inflate_one(&document, s, room);
    unpacked = cpu_us();
    for (long i = 0; i < count * 2; i++)
        if (!verify(key, signature, signature_size, digest))
            return EXIT_FAILURE;
    verified = cpu_us();
    printf("{\"sha256_us\": %.1f, \"inflate_us\": %.1f, \"rsa_us\": %.1f, \"floor_us\": %.1f, "
           "\"inflated_bytes\": %zu, \"streams\": %zu}\n",
           (hashed - start) / count, (unpacked - hashed) / count, (verified - unpacked) / count,
           (verified - start) / count, inflated / (size_t)count, document.count);
    EVP_PKEY_free(key);
    free(document.data);
    return EXIT_SUCCESS;
}
