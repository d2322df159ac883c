#include "daemon/leaf.h"

static void big_endian(uint64_t number, uint8_t bytes[8])
{
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(number >> (56 - 8 * i));
}

static void add_field(struct sha256 *sha256, struct slice field)
{
    uint8_t size[8];

    big_endian(field.size, size);
    sha256_add(sha256, slice_of(size, sizeof size));
    sha256_add(sha256, field);
}

static void add_number(struct sha256 *sha256, int64_t number)
{
    uint8_t bytes[8];

    big_endian((uint64_t)number, bytes);
    add_field(sha256, slice_of(bytes, sizeof bytes));
}

int leaf_commitment(struct sha256 *sha256, const struct leaf_private *columns, struct digest *ret)
{
    sha256_begin(sha256);
    add_field(sha256, columns->salt);
    add_field(sha256, columns->document_sha256);
    add_field(sha256, columns->payload_sha256);
    add_field(sha256, columns->serial);
    add_field(sha256, columns->person);
    add_field(sha256, columns->document_numbers);
    add_field(sha256, columns->reference);
    add_field(sha256, columns->ciphertext_sha256);
    return sha256_end(sha256, ret);
}

int leaf_digest(struct sha256 *sha256, const struct leaf_public *columns, struct slice commitment,
                struct digest *ret)
{
    static const uint8_t leaf_mark[] = {0x00};

    sha256_begin(sha256);
    sha256_add(sha256, slice_of(leaf_mark, sizeof leaf_mark));
    add_number(sha256, columns->position);
    add_number(sha256, columns->recorded_at);
    add_field(sha256, columns->kind);
    add_field(sha256, columns->indication);
    add_field(sha256, columns->codes);
    add_field(sha256, commitment);
    return sha256_end(sha256, ret);
}
