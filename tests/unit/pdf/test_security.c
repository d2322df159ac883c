#include "pdf/security.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/*
 * One content stream (object 4) as qpdf encrypted it, for every revision, with the figures
 * of the encryption dictionary in hexadecimal.
 */
#define PLAIN  "BT (what was encrypted) Tj ET %end1"
#define OBJECT 4
#define ID     "31415926535897932384626433832795"

struct vector {
    const char *name;
    const char *user_password, *owner_password;
    int64_t version, revision, length, permissions;
    bool encrypt_metadata;
    enum pdf_cipher cipher;
    const char *o, *u, *oe, *ue, *data;
};

static const struct vector vectors[] = {
    {
        .name = "r2",
        .user_password = "user",
        .owner_password = "owner",
        .version = 1,
        .revision = 2,
        .length = 40,
        .permissions = -4,
        .encrypt_metadata = true,
        .cipher = PDF_CIPHER_RC4,
        .o = "94e8094419662a774442fb072e3d9f19e9d130ec09a4d0061e78fe920f7ab62f",
        .u = "2aa12f26bcf1a217c0f1ee491745f646671475ae85bddf3e3c1a45a8457391cb",
        .data = "2a955e60ac53621421acec0745cc73190ae5a680961b0ba978012d8849ac38c22acd0f",
    },
    {
        .name = "r3",
        .user_password = "user",
        .owner_password = "owner",
        .version = 2,
        .revision = 3,
        .length = 128,
        .permissions = -4,
        .encrypt_metadata = true,
        .cipher = PDF_CIPHER_RC4,
        .o = "0ba3835f88f90388e74e54584125ce142be0de24c6b0d37746e075b891756671",
        .u = "763f954d16622015ee88b60b3eb8f7590122456a91bae5134273a6db134c87c4",
        .data = "f8a0c2fbd3633f845789506aa7ae7f1471f35f75ead488232cffcc99323ba8386e130c",
    },
    {
        .name = "r3empty",
        .user_password = "",
        .owner_password = "owner",
        .version = 2,
        .revision = 3,
        .length = 128,
        .permissions = -4,
        .encrypt_metadata = true,
        .cipher = PDF_CIPHER_RC4,
        .o = "566fa873ee33c797cd3b904fdadf814afa34df9a38f6ed41b984e2c6da2aa6f5",
        .u = "e21cc3d13b0faa9934db7d20f11e333e0122456a91bae5134273a6db134c87c4",
        .data = "81334585c4acf12e7000d2a74af15797139cf184c476337c6f474eb5be0f8f75be2421",
    },
    {
        .name = "r4aes",
        .user_password = "user",
        .owner_password = "owner",
        .version = 4,
        .revision = 4,
        .length = 128,
        .permissions = -4,
        .encrypt_metadata = true,
        .cipher = PDF_CIPHER_AES_128,
        .o = "0ba3835f88f90388e74e54584125ce142be0de24c6b0d37746e075b891756671",
        .u = "763f954d16622015ee88b60b3eb8f7590122456a91bae5134273a6db134c87c4",
        .data = "e1ba2568eeada51a8f288c8f4cbc0b8f25ddad59b207c19b407d3500de93c3e62d661c39ace98956b4"
                "1e6e1b5193b11cbfcb1247db09505b313139f2429b3b0d",
    },
    {
        .name = "r4clear",
        .user_password = "",
        .owner_password = "owner",
        .version = 4,
        .revision = 4,
        .length = 128,
        .permissions = -4,
        .encrypt_metadata = false,
        .cipher = PDF_CIPHER_AES_128,
        .o = "566fa873ee33c797cd3b904fdadf814afa34df9a38f6ed41b984e2c6da2aa6f5",
        .u = "b7ae61ae5fe831ccd7979c155d4f926c0122456a91bae5134273a6db134c87c4",
        .data = "a91df42502b3c8c49658a5d2728e1e6cd2874908f43485756048a02e0b7b2bd4bf37d3f994035124a9"
                "671d66778daf991aac22ce033e03f02b8c56b4b5391d77",
    },
    {
        .name = "r5",
        .user_password = "user",
        .owner_password = "owner",
        .version = 5,
        .revision = 5,
        .length = 256,
        .permissions = -4,
        .encrypt_metadata = true,
        .cipher = PDF_CIPHER_AES_256,
        .o = "8bbaf5a1225d806c469b7f7e3319e4d108f05bc45c24c92892d16c2697f585bc8e92485703c180ae96aaa"
             "1e891a8c9e1",
        .u = "47b53c07d20ea1710ea4763cc4be65c0aacec8d75cdf73bc65a4feb012af335ed7b80c77de7f9eb1fa1fd"
             "bb08ddf10d6",
        .oe = "54c7382850bf93c7ccef7f85d03fe942207cae05674a16fc97351249b5567fb4",
        .ue = "255b25fb5411facf248defdde1ddeca56d9a7ca5227896a43bda186a987b7f82",
        .data = "f37d9bc71e7009defe19f48c61f85a3657fe28acdc5484bd01cdad943baab378622b25dc28c5f5d0a2"
                "df7b7a4a3aa90aff96d3d57e89316425d393f16777fbd5",
    },
    {
        .name = "r6",
        .user_password = "user",
        .owner_password = "owner",
        .version = 5,
        .revision = 6,
        .length = 256,
        .permissions = -4,
        .encrypt_metadata = true,
        .cipher = PDF_CIPHER_AES_256,
        .o = "418a5260babf1014ca70e8c43d6141d14caa7f35095da4ab83542f8febd2f04ac699c627df6c2e039309f"
             "7e7d889f1f4",
        .u = "13ace02f619761ea8b9e786122abeb76dccd9adff4972bd5a64787f5e1769ba351f96d421cfbdf0f9e82c"
             "68daeb81072",
        .oe = "e4233b941f1c7ab8aec8f4589f8d3eb9c2cc894a4d0b46e346b865fd4528783d",
        .ue = "9f3001b736199b80a8b9c2e2370f1c3f8ab1d2a27ca98c6f52cae06870e9720f",
        .data = "4e74311c28d3bdda4409ece5e5c1182e4ee50e28a1a70ec3c8ddc4c6c6171054ebcefb1a89eb6ad00f"
                "705c61f27bbb0169a82909041f0fb931a7f794a27f8564",
    },
    {
        .name = "r6empty",
        .user_password = "",
        .owner_password = "owner",
        .version = 5,
        .revision = 6,
        .length = 256,
        .permissions = -4,
        .encrypt_metadata = true,
        .cipher = PDF_CIPHER_AES_256,
        .o = "6525f2fe504daee52f8bc7c92b08b123afc7b5da4e0986136f53fa481d70806b9b52019b840173f3b3997"
             "7da6ebcd605",
        .u = "6efee7f8caa87d5d484a2729a72d00686bbcf68a08ee0810679d05fafc87974cc741a49ca9a3b1f09d143"
             "1723c238a61",
        .oe = "bb696f3538c5c4a5361c3547158d0914f56de61aa072b92558846e4298922c3f",
        .ue = "96bc74e59528b41e4324ac8b0efe564f20e27ed96d68b48494a1c04592052859",
        .data = "bfce1d90745195f4c5349674abc9048ae0280bca7bdda066c9c752098ab509252a4788baca38ce0a7e"
                "8e2639d27878ad67e86e5dc16ce45c8361139ba653fead",
    },
    {
        .name = "r6utf8",
        .user_password = "pässwörd€密码",
        .owner_password = "owner",
        .version = 5,
        .revision = 6,
        .length = 256,
        .permissions = -4,
        .encrypt_metadata = true,
        .cipher = PDF_CIPHER_AES_256,
        .o = "fa5f0233412351593bb952e611525aba9ddc7f5a3622ef444cb0996cd1cefe0ce6c835f4db70a65e23aa9"
             "b9b81fed307",
        .u = "b62efac15d763b461b1fa6cd7b4a93a900236e72085e207bb7ce02bb4b503ec4ff0237292463a1beb36fa"
             "b6ae4b3995f",
        .oe = "5fea3860bfbfd5cef586b4b9535878ab00f90ccf7e837e82ab90d4d1e463c9a8",
        .ue = "6242720706ff4dc6c048a81424fd60c6de9304ec0679452113730562a887e119",
        .data = "b4f2c66542635e107c038eb03dd997c0d03ff07b0674560acf3be8ec96aec89e4908bd484cc566f0ed"
                "4ddf63a54a3be920d355ec6bb76891e4872843ed49e7d2",
    },
    {
        .name = "r3latin",
        .user_password = "päss€",
        .owner_password = "owner",
        .version = 2,
        .revision = 3,
        .length = 128,
        .permissions = -4,
        .encrypt_metadata = true,
        .cipher = PDF_CIPHER_RC4,
        .o = "0e34955e006ef298f775ab936441800c82e5252de0b0fdc1205823063e56c326",
        .u = "2e43ccabb1a1b22aaa1cdb1d739b6b910122456a91bae5134273a6db134c87c4",
        .data = "4ec24ab10e254a384e41c761927b46bec5c5a61ae4d30a61eca7e4166a4624ffe541ca",
    },

};

struct fixture {
    struct arena *arena;
    struct pdf_encryption encryption;
    struct pdf_security *security;
    enum pdf_password used;
};

static struct slice from_hex(struct arena *arena, const char *hex)
{
    size_t size = hex ? strlen(hex) / 2 : 0;
    uint8_t *bytes = arena_alloc(arena, size);
    unsigned byte;

    for (size_t i = 0; i < size; i++) {
        assert_int_equal(sscanf(hex + 2 * i, "%2x", &byte), 1);
        bytes[i] = (uint8_t)byte;
    }
    return slice_of(bytes, size);
}

static void fixture_init(struct fixture *f, const struct vector *v)
{
    f->arena = arena_new(0);
    assert_non_null(f->arena);
    f->encryption = (struct pdf_encryption){
        .version = v->version,
        .revision = v->revision,
        .length = v->length,
        .permissions = v->permissions,
        .encrypt_metadata = v->encrypt_metadata,
        .owner = from_hex(f->arena, v->o),
        .user = from_hex(f->arena, v->u),
        .owner_key = from_hex(f->arena, v->oe),
        .user_key = from_hex(f->arena, v->ue),
        .id = from_hex(f->arena, ID),
        .strings = v->cipher,
        .streams = v->cipher,
    };
}

static void fixture_done(struct fixture *f)
{
    arena_free(f->arena);
}

static int fixture_open(struct fixture *f, const char *password)
{
    return pdf_security_open(f->arena, &f->encryption, password, &f->security, &f->used);
}

static void expect_plain(struct fixture *f, const struct vector *v)
{
    struct buffer out;

    buffer_init(&out, 0);
    assert_int_equal(
        pdf_security_decrypt(f->security, v->cipher, OBJECT, 0, from_hex(f->arena, v->data), &out),
        0);
    assert_true(slice_equal(buffer_slice(&out), slice_str(PLAIN)));
    buffer_done(&out);
}

static const struct vector *find(const char *name)
{
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++)
        if (strcmp(vectors[i].name, name) == 0)
            return &vectors[i];
    fail_msg("no vector %s", name);
    return NULL;
}

static void test_passwords(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        const struct vector *v = &vectors[i];
        bool empty = v->user_password[0] == '\0';
        struct fixture f;

        fixture_init(&f, v);
        assert_int_equal(fixture_open(&f, v->user_password), 0);
        assert_int_equal(f.used, empty ? PDF_PASSWORD_NONE : PDF_PASSWORD_USER);
        expect_plain(&f, v);
        assert_int_equal(fixture_open(&f, v->owner_password), 0);
        assert_int_equal(f.used, PDF_PASSWORD_OWNER);
        expect_plain(&f, v);
        assert_int_equal(fixture_open(&f, NULL), empty ? 0 : ERR_PASSWORD);
        assert_int_equal(fixture_open(&f, "wrong"), ERR_PASSWORD);
        fixture_done(&f);
    }
}

/* What the standard leaves out of the key must matter, or else the test would not see it used. */
static void test_key_inputs(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f, find("r4clear"));
    f.encryption.permissions ^= 4;
    assert_int_equal(fixture_open(&f, ""), ERR_PASSWORD);
    f.encryption.permissions ^= 4;
    f.encryption.encrypt_metadata = true;
    assert_int_equal(fixture_open(&f, ""), ERR_PASSWORD);
    f.encryption.encrypt_metadata = false;
    f.encryption.id = slice_of(NULL, 0);
    assert_int_equal(fixture_open(&f, ""), ERR_PASSWORD);
    fixture_done(&f);
}

/* Unsigned /P is the same 32 bits; the length of /V 4 is 128 whatever the file says. */
static void test_lenient_figures(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f, find("r4clear"));
    f.encryption.permissions = 4294967292;
    f.encryption.length = 40;
    assert_int_equal(fixture_open(&f, ""), 0);
    expect_plain(&f, find("r4clear"));
    fixture_done(&f);
}

static void test_impossible_figures(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f, find("r3empty"));
    f.encryption.length = 41;
    assert_int_equal(fixture_open(&f, ""), ERR_SYNTAX);
    f.encryption.length = 256;
    assert_int_equal(fixture_open(&f, ""), ERR_SYNTAX);
    f.encryption.length = 128;
    f.encryption.owner.size = 31;
    assert_int_equal(fixture_open(&f, ""), ERR_SYNTAX);
    f.encryption.owner.size = 32;
    f.encryption.streams = PDF_CIPHER_AES_256;
    assert_int_equal(fixture_open(&f, ""), ERR_SYNTAX);
    f.encryption.streams = PDF_CIPHER_IDENTITY;
    assert_int_equal(fixture_open(&f, ""), 0);
    f.encryption.revision = 6;
    assert_int_equal(fixture_open(&f, ""), ERR_SYNTAX);
    f.encryption.revision = 7;
    assert_int_equal(fixture_open(&f, ""), ERR_UNSUPPORTED);
    f.encryption.revision = 3;
    f.encryption.version = 3;
    assert_int_equal(fixture_open(&f, ""), ERR_UNSUPPORTED);
    fixture_done(&f);
    fixture_init(&f, find("r6empty"));
    f.encryption.user_key.size = 16;
    assert_int_equal(fixture_open(&f, ""), ERR_SYNTAX);
    fixture_done(&f);
}

static int decrypt(struct fixture *f, enum pdf_cipher cipher, uint32_t number, struct slice in)
{
    struct buffer out;
    int r;

    buffer_init(&out, 0);
    r = pdf_security_decrypt(f->security, cipher, number, 0, in, &out);
    if (r)
        assert_int_equal(out.size, 0);
    buffer_done(&out);
    return r;
}

static void test_aes_data(void **state)
{
    const struct vector *v = find("r6empty");
    struct fixture f;
    struct slice data;

    (void)state;
    fixture_init(&f, v);
    assert_int_equal(fixture_open(&f, ""), 0);
    data = from_hex(f.arena, v->data);
    assert_int_equal(decrypt(&f, v->cipher, OBJECT, data), 0);
    assert_int_equal(decrypt(&f, v->cipher, OBJECT, slice_of(NULL, 0)), 0);
    assert_int_equal(decrypt(&f, v->cipher, OBJECT, slice_sub(data, 0, 16)), ERR_SYNTAX);
    assert_int_equal(decrypt(&f, v->cipher, OBJECT, slice_sub(data, 0, 33)), ERR_SYNTAX);
    assert_int_equal(decrypt(&f, v->cipher, OBJECT, slice_sub(data, 0, 48)), ERR_SYNTAX);
    assert_int_equal(decrypt(&f, PDF_CIPHER_AES_128, OBJECT, data), ERR_SYNTAX);
    assert_int_equal(decrypt(&f, PDF_CIPHER_IDENTITY, OBJECT, data), 0);
    fixture_done(&f);
    v = find("r4clear");
    fixture_init(&f, v);
    assert_int_equal(fixture_open(&f, ""), 0);
    data = from_hex(f.arena, v->data);
    assert_int_equal(decrypt(&f, v->cipher, OBJECT + 1, data), ERR_SYNTAX); /* another's key */
    assert_int_equal(decrypt(&f, PDF_CIPHER_AES_256, OBJECT, data), ERR_SYNTAX);
    fixture_done(&f);
}

static void test_limit(void **state)
{
    const struct vector *v = find("r3empty");
    struct fixture f;
    struct buffer out;

    (void)state;
    fixture_init(&f, v);
    assert_int_equal(fixture_open(&f, ""), 0);
    buffer_init(&out, sizeof PLAIN - 2);
    assert_int_equal(
        pdf_security_decrypt(f.security, v->cipher, OBJECT, 0, from_hex(f.arena, v->data), &out),
        ERR_LIMIT);
    buffer_done(&out);
    fixture_done(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_passwords),       cmocka_unit_test(test_key_inputs),
        cmocka_unit_test(test_lenient_figures), cmocka_unit_test(test_impossible_figures),
        cmocka_unit_test(test_aes_data),        cmocka_unit_test(test_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
