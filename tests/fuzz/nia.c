/*
 * Any text as a record: the plugin always ends well, leaves each of its checks once, and
 * passes none of them on an empty table. The first byte chooses what the host says beside
 * the text.
 */
#include "fake_host.h"

#include <stdlib.h>

#define TEXT_MAX 8192u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

extern const struct vouch_plugin vouch_plugin_nia;

static void require(bool condition)
{
    if (!condition)
        abort();
}

/* Read once: reachable to the end of the process. */
static const struct config_node *settings(void)
{
    static const struct config_node *root;
    static struct arena *arena;

    if (!root) {
        arena = arena_new(0);
        root = fake_settings(arena, "", TABLES_DIR);
    }
    return root;
}

static void check_report(const struct fake_report *report)
{
    uint32_t declared = 0;

    for (uint32_t i = 0; i < vouch_plugin_nia.code_count; i++)
        declared += vouch_plugin_nia.codes[i].kind == VOUCH_CODE_CHECK;
    require(report->check_count == declared);
    for (uint32_t i = 0; i < report->check_count; i++)
        for (uint32_t j = 0; j < report->checks[i].param_count; j++)
            require(report->checks[i].params[j].value[0] != '\0');
    require(fake_check(report, "nia.table_not_empty")->outcome == VOUCH_PASS ||
            fake_check(report, "nia.rows_in_period")->outcome == VOUCH_UNKNOWN);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fake_document document = {.text = NULL};
    struct fake_report report;
    char *text;

    if (size < 1 || size > TEXT_MAX)
        return 0;
    text = strndup((const char *)data + 1, size - 1);
    require(text != NULL);
    document.text = text;
    document.incomplete = data[0] & 1;
    document.loose_words = data[0] & 2;
    document.has_signature = data[0] & 4;
    document.has_claimed_time = data[0] & 8;
    document.claimed_time = INT64_C(1775306851);
    require(fake_examine(&vouch_plugin_nia, settings(), &document, &report, NULL) == 0);
    check_report(&report);
    fake_report_done(&report);
    free(text);
    return 0;
}
