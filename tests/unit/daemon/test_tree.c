/* The tree against RFC 6962's definition, written down a second time, and known roots. */
#include "tests.h"

#include "base/error.h"
#include "daemon/tree.h"

#define LEAVES 70

static struct sha256 *sha256;
static struct digest leaves[LEAVES];

/* MTH({}) = SHA-256(); MTH({d}) is d's; MTH(D[n]) = SHA-256(1 || MTH(D[0:k]) || MTH(D[k:n])). */
static struct digest naive(size_t start, size_t count)
{
    struct digest left, right, root;
    size_t split = 1;
    uint8_t both[65] = {1};

    if (count == 1)
        return leaves[start];
    if (count == 0) {
        sha256_of(sha256, slice_of(NULL, 0), &root);
        return root;
    }
    while (split * 2 < count)
        split *= 2;
    left = naive(start, split);
    right = naive(start + split, count - split);
    memcpy(both + 1, left.bytes, 32);
    memcpy(both + 33, right.bytes, 32);
    sha256_of(sha256, slice_of(both, sizeof both), &root);
    return root;
}

static int find_naively(void *context, unsigned level, int64_t number, struct digest *ret)
{
    (void)context;
    *ret = naive((size_t)(number << level), (size_t)1 << level);
    return 0;
}

static const struct tree_source source = {.find = find_naively};

static int set_up(void **state)
{
    (void)state;
    sha256 = sha256_new();
    for (size_t i = 0; i < LEAVES; i++) {
        uint8_t data[] = {0, (uint8_t)i};

        sha256_of(sha256, slice_of(data, sizeof data), &leaves[i]);
    }
    return sha256 ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    sha256_free(sha256);
    return 0;
}

static void roots_are_as_defined(void **state)
{
    struct tree tree = {0}, resumed = {0};

    (void)state;
    for (size_t i = 0; i <= LEAVES; i++) {
        struct digest expected = naive(0, i), root;

        assert_int_equal(tree_root(&tree, sha256, &root), 0);
        assert_memory_equal(root.bytes, expected.bytes, 32);
        assert_int_equal(tree_resume(&resumed, (int64_t)i, &source), 0);
        assert_int_equal(tree_root(&resumed, sha256, &root), 0);
        assert_memory_equal(root.bytes, expected.bytes, 32);
        if (i < LEAVES)
            assert_int_equal(tree_add(&tree, sha256, &leaves[i], NULL), 0);
    }
}

/* The eight leaves that implementations of RFC 6962 share, and their root. */
static void a_known_root(void **state)
{
    static const char *const inputs[] = {
        "",
        "\x00",
        "\x10",
        "\x20\x21",
        "\x30\x31",
        "\x40\x41\x42\x43",
        "\x50\x51\x52\x53\x54\x55\x56\x57",
        "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
    static const size_t sizes[] = {0, 1, 1, 2, 2, 4, 8, 16};
    struct tree tree = {0};
    struct digest leaf, root;
    char hex[DIGEST_HEX_SIZE];

    (void)state;
    for (size_t i = 0; i < COUNT(inputs); i++) {
        sha256_begin(sha256);
        sha256_add(sha256, slice_of("\0", 1));
        sha256_add(sha256, slice_of(inputs[i], sizes[i]));
        assert_int_equal(sha256_end(sha256, &leaf), 0);
        assert_int_equal(tree_add(&tree, sha256, &leaf, NULL), 0);
    }
    assert_int_equal(tree_root(&tree, sha256, &root), 0);
    digest_to_hex(&root, hex);
    assert_string_equal(hex, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
}

struct kept {
    size_t count;
};

static int keep(void *context, unsigned level, int64_t number, const struct digest *root)
{
    struct kept *kept = context;
    struct digest expected = naive((size_t)(number << level), (size_t)1 << level);

    assert_true(level > 0);
    assert_memory_equal(root->bytes, expected.bytes, 32);
    kept->count++;
    return kept->count == 60 ? ERR_FULL : 0;
}

/* 35 of 2 leaves, 17 of 4, 8 of 8: the 60th comes with the 62nd leaf or so, and is refused. */
static void subtrees_are_told_once(void **state)
{
    struct kept kept = {0};
    struct tree_sink sink = {.keep = keep, .context = &kept};
    struct tree tree = {0};
    int r = 0;

    (void)state;
    for (size_t i = 0; i < LEAVES && r == 0; i++) {
        size_t before = kept.count, digits = 0;

        for (size_t size = i; size & 1; size >>= 1)
            digits++;
        r = tree_add(&tree, sha256, &leaves[i], &sink);
        assert_int_equal(r == 0 ? kept.count - before : digits, digits);
        assert_int_equal(tree.size, r == 0 ? i + 1 : i);
    }
    assert_int_equal(r, ERR_FULL);
}

/* RFC 9162 2.1.3.2, step by step. */
static void assert_proves(const struct tree_path *path, int64_t index, int64_t size)
{
    int64_t fn = index, sn = size - 1;
    struct digest r = leaves[index], root = naive(0, (size_t)size);

    for (size_t i = 0; i < path->count; i++) {
        bool is_left = (fn & 1) || fn == sn;
        uint8_t both[65] = {1};

        assert_true(sn > 0);
        memcpy(both + (is_left ? 1 : 33), path->nodes[i].bytes, 32);
        memcpy(both + (is_left ? 33 : 1), r.bytes, 32);
        sha256_of(sha256, slice_of(both, sizeof both), &r);
        while (is_left && !(fn & 1) && fn != 0) {
            fn >>= 1;
            sn >>= 1;
        }
        fn >>= 1;
        sn >>= 1;
    }
    assert_int_equal(sn, 0);
    assert_memory_equal(r.bytes, root.bytes, 32);
}

static void every_leaf_is_proved(void **state)
{
    struct tree_path path;

    (void)state;
    for (int64_t size = 1; size <= LEAVES; size++)
        for (int64_t index = 0; index < size; index++) {
            assert_int_equal(tree_inclusion(&source, sha256, index, size, &path), 0);
            assert_proves(&path, index, size);
        }
    assert_int_equal(tree_inclusion(&source, sha256, 5, 5, &path), ERR_INVALID);
    assert_int_equal(tree_inclusion(&source, sha256, -1, 5, &path), ERR_INVALID);
    assert_int_equal(tree_inclusion(&source, sha256, 0, 0, &path), ERR_INVALID);
}

int run_tree_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots_are_as_defined),
        cmocka_unit_test(a_known_root),
        cmocka_unit_test(subtrees_are_told_once),
        cmocka_unit_test(every_leaf_is_proved),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
