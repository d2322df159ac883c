/* conf/tables/ports.yaml, documents.yaml and control_points.yaml: nothing twice, every code one
 * that may stand there. */
#include "fake_host.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static const struct config_node *load(struct arena *arena, const char *file)
{
    const struct config_node *list = NULL;
    struct config_error error;

    assert_non_null(arena);
    assert_int_equal(config_load(arena, file, &list, &error), 0);
    assert_int_equal(list->kind, CONFIG_LIST);
    assert_true(list->count > 0);
    return list;
}

static uint32_t times_named(const struct config_node *list, struct slice name)
{
    uint32_t times = 0;

    for (const struct config_node *map = list->first; map; map = map->next) {
        const struct config_node *aliases = config_get(map, "aliases");

        times += slice_equal(config_get(map, "name")->text, name);
        for (const struct config_node *alias = aliases ? aliases->first : NULL; alias;
             alias = alias->next)
            times += slice_equal(alias->text, name);
    }
    return times;
}

static uint32_t times_coded(const struct config_node *list, struct slice code)
{
    uint32_t times = 0;

    for (const struct config_node *map = list->first; map; map = map->next)
        times += slice_equal(config_get(map, "code")->text, code);
    return times;
}

static void assert_unique_names(const struct config_node *list)
{
    for (const struct config_node *map = list->first; map; map = map->next) {
        const struct config_node *aliases = config_get(map, "aliases");

        assert_int_equal(times_named(list, config_get(map, "name")->text), 1);
        for (const struct config_node *alias = aliases ? aliases->first : NULL; alias;
             alias = alias->next)
            assert_int_equal(times_named(list, alias->text), 1);
    }
}

static void ports_are_well_formed(void **state)
{
    static const char *const regions[] = {"HK", "MO", "TW", "abroad", "ambiguous", "unknown", NULL};
    struct arena *arena = arena_new(0);
    const struct config_node *list = load(arena, TABLES_DIR "/ports.yaml");
    struct config_error error;

    (void)state;
    assert_unique_names(list);
    for (const struct config_node *map = list->first; map; map = map->next) {
        struct slice code = config_get(map, "code")->text;
        size_t region;

        assert_int_equal(times_coded(list, code), 1);
        assert_memory_equal(code.data, "cn_", 3);
        for (size_t i = 0; i < code.size; i++)
            assert_true(code.data[i] == '_' || (code.data[i] >= 'a' && code.data[i] <= 'z'));
        assert_int_equal(config_choice(config_get(map, "region"), regions, &region, &error), 0);
        assert_non_null(config_get(map, "source"));
    }
    arena_free(arena);
}

static void assert_patterns(const struct config_node *list)
{
    for (const struct config_node *pattern = list ? list->first : NULL; pattern;
         pattern = pattern->next) {
        PCRE2_SIZE offset;
        int error;
        pcre2_code *code =
            pcre2_compile(pattern->text.data, pattern->text.size, PCRE2_UTF, &error, &offset, NULL);

        assert_non_null(code);
        pcre2_code_free(code);
        assert_int_equal(pattern->text.data[0], '^');
        assert_int_equal(pattern->text.data[pattern->text.size - 1], '$');
    }
}

static void documents_are_well_formed(void **state)
{
    struct arena *arena = arena_new(0);
    const struct config_node *list = load(arena, TABLES_DIR "/documents.yaml");

    (void)state;
    assert_unique_names(list);
    for (const struct config_node *map = list->first; map; map = map->next) {
        assert_non_null(config_get(map, "kind"));
        assert_non_null(config_get(map, "source"));
        assert_patterns(config_get(map, "numbers"));
        assert_patterns(config_get(map, "masked"));
        /* Nothing is settled about a kind without formats. */
        assert_true(!config_get(map, "settled") || config_get(map, "numbers"));
    }
    arena_free(arena);
}

static uint32_t times_pointed(const struct config_node *list, struct slice name)
{
    uint32_t times = 0;

    for (const struct config_node *map = list->first; map; map = map->next) {
        const struct config_node *aliases = config_get(map, "aliases");

        times += slice_equal(config_get(map, "name_en")->text, name);
        times += slice_equal(config_get(map, "name_zh")->text, name);
        for (const struct config_node *alias = aliases ? aliases->first : NULL; alias;
             alias = alias->next)
            times += slice_equal(alias->text, name);
    }
    return times;
}

/* Dossiers match an exit's counterpart with the control point of an arrival, by name. */
static void counterparts_are_control_points(void **state)
{
    struct arena *arena = arena_new(0);
    const struct config_node *points = load(arena, TABLES_DIR "/control_points.yaml");
    const struct config_node *ports = load(arena, TABLES_DIR "/ports.yaml");
    struct slice hk = slice_str("HK");

    (void)state;
    for (const struct config_node *port = ports->first; port; port = port->next) {
        const struct config_node *counterpart = config_get(port, "counterpart_en");

        if (counterpart && slice_equal(config_get(port, "region")->text, hk) &&
            times_pointed(points, counterpart->text) != 1)
            fail_msg("no control point %.*s", (int)counterpart->text.size,
                     (const char *)counterpart->text.data);
    }
    arena_free(arena);
}

static void control_points_are_well_formed(void **state)
{
    static const char *const regions[] = {"HK", "MO", "TW", "abroad", "ambiguous", "unknown", NULL};
    struct arena *arena = arena_new(0);
    const struct config_node *list = load(arena, TABLES_DIR "/control_points.yaml");
    struct config_error error;

    (void)state;
    for (const struct config_node *map = list->first; map; map = map->next) {
        struct slice code = config_get(map, "code")->text;
        size_t region;

        assert_int_equal(times_coded(list, code), 1);
        assert_memory_equal(code.data, "hk_", 3);
        assert_int_equal(times_pointed(list, config_get(map, "name_en")->text), 1);
        assert_int_equal(times_pointed(list, config_get(map, "name_zh")->text), 1);
        assert_int_equal(config_choice(config_get(map, "region"), regions, &region, &error), 0);
        assert_non_null(config_get(map, "source"));
    }
    arena_free(arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(ports_are_well_formed),
        cmocka_unit_test(documents_are_well_formed),
        cmocka_unit_test(control_points_are_well_formed),
        cmocka_unit_test(counterparts_are_control_points),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
