#include "tests.h"

#include "base/error.h"
#include "daemon/checkpoint.h"

#include <stdio.h>
#include <string.h>

static const uint8_t seed[CHECKPOINT_SEED] = {1, 2, 3};
static const struct checkpoint usual = {.size = 1024, .root = {{7, 7, 7}}};

struct written {
    struct buffer note;
    char key[256];
};

static int write_note(void **state)
{
    static struct written written;
    struct checkpoint_signer *signer = checkpoint_signer_new("vouchd-ledger/test", seed);

    assert_non_null(signer);
    buffer_init(&written.note, 0);
    assert_int_equal(checkpoint_sign(signer, &usual, &written.note), 0);
    snprintf(written.key, sizeof written.key, "%s", checkpoint_public_key(signer));
    checkpoint_signer_free(signer);
    *state = &written;
    return 0;
}

static int free_note(void **state)
{
    buffer_done(&((struct written *)*state)->note);
    return 0;
}

static int verify(struct slice note, const char *key, struct checkpoint *ret)
{
    return checkpoint_verify(note, slice_str(key), ret);
}

static void what_was_signed_is_read(void **state)
{
    struct written *written = *state;
    struct checkpoint checkpoint = {0};
    char with_line_feed[300];

    assert_int_equal(verify(buffer_slice(&written->note), written->key, &checkpoint), 0);
    assert_int_equal(checkpoint.size, 1024);
    assert_memory_equal(checkpoint.root.bytes, usual.root.bytes, 32);
    snprintf(with_line_feed, sizeof with_line_feed, "%s\n", written->key);
    assert_int_equal(verify(buffer_slice(&written->note), with_line_feed, &checkpoint), 0);
}

/* No byte of it can be another. */
static void every_byte_counts(void **state)
{
    struct written *written = *state;
    struct slice note = buffer_slice(&written->note);
    struct checkpoint checkpoint;

    for (size_t i = 0; i < note.size; i++) {
        written->note.data[i] ^= 1;
        assert_true(verify(note, written->key, &checkpoint) < 0);
        written->note.data[i] ^= 1;
        assert_true(verify(slice_of(note.data, i), written->key, &checkpoint) < 0);
    }
    assert_int_equal(verify(note, written->key, &checkpoint), 0);
}

static void witnesses_may_sign_beside(void **state)
{
    struct written *written = *state;
    struct checkpoint checkpoint;

    buffer_append_str(&written->note, "\xe2\x80\x94 witness.example AAAAAAAA\n");
    assert_int_equal(verify(buffer_slice(&written->note), written->key, &checkpoint), 0);
}

static void another_key_did_not_sign_it(void **state)
{
    static const uint8_t other_seed[CHECKPOINT_SEED] = {9};
    struct written *written = *state;
    struct slice note = buffer_slice(&written->note);
    struct checkpoint_signer *other = checkpoint_signer_new("vouchd-ledger/test", other_seed);
    struct checkpoint_signer *elsewhere = checkpoint_signer_new("vouchd-ledger/other", seed);
    struct checkpoint checkpoint;

    assert_int_equal(verify(note, checkpoint_public_key(other), &checkpoint), ERR_MISMATCH);
    assert_int_equal(verify(note, checkpoint_public_key(elsewhere), &checkpoint), ERR_MISMATCH);
    checkpoint_signer_free(other);
    checkpoint_signer_free(elsewhere);
}

static void keys_are_checked(void **state)
{
    static const char *const keys[] = {
        "", "+", "name", "name+00000000", "name+00000000+", "name+00000000+AAAA", "+12345678+AAAA"};
    struct written *written = *state;
    struct checkpoint checkpoint;

    for (size_t i = 0; i < COUNT(keys); i++)
        assert_int_equal(verify(buffer_slice(&written->note), keys[i], &checkpoint), ERR_INVALID);
    written->key[strlen("vouchd-ledger/test+")] ^= 1; /* the id is not this key's */
    assert_int_equal(verify(buffer_slice(&written->note), written->key, &checkpoint), ERR_INVALID);
}

static void sizes_are_decimal(void **state)
{
    static const char *const notes[] = {
        "vouchd-ledger/test\n01\nAAAA\n\n",
        "vouchd-ledger/test\n\nAAAA\n\n",
        "vouchd-ledger/test\n-1\nAAAA\n\n",
        "vouchd-ledger/test\n99999999999999999999\nAAAA\n\n",
        "vouchd-ledger/test\n1\nAAAA\nx\n",
        "\n",
        "no line",
    };
    struct written *written = *state;
    struct checkpoint checkpoint;

    for (size_t i = 0; i < COUNT(notes); i++)
        assert_int_equal(verify(slice_str(notes[i]), written->key, &checkpoint), ERR_SYNTAX);
}

#define NOTE_TEST(test) cmocka_unit_test_setup_teardown(test, write_note, free_note)

int run_checkpoint_tests(void)
{
    const struct CMUnitTest tests[] = {
        NOTE_TEST(what_was_signed_is_read),   NOTE_TEST(every_byte_counts),
        NOTE_TEST(witnesses_may_sign_beside), NOTE_TEST(another_key_did_not_sign_it),
        NOTE_TEST(keys_are_checked),          NOTE_TEST(sizes_are_decimal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
