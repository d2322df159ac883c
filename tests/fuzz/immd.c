/*
 * Any text as a paper of the Department: the plugin always ends well, leaves each check at most
 * once, gives every parameter a value, and passes nothing about passages that it does not have. The
 * first byte chooses what the host says beside the text.
 */
#include "fake_host.h"

#include <stdlib.h>

#define TEXT_MAX 8192u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

extern const struct vouch_plugin vouch_plugin_immd;

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

static void check_report(struct fake_report *report)
{
    const struct vouch_check *order = fake_check(report, "immd.rows_order");

    for (uint32_t i = 0; i < report->check_count; i++) {
        require(fake_check(report, report->checks[i].id) == &report->checks[i]);
        for (uint32_t j = 0; j < report->checks[i].param_count; j++)
            require(report->checks[i].params[j].value[0] != '\0');
    }
    require(report->advice != NULL);
    if (order && order->outcome == VOUCH_PASS)
        require(strstr(fake_text(report, &report->claims), "\ncrossing ") != NULL);
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
    require(fake_examine(&vouch_plugin_immd, settings(), &document, &report, NULL) == 0);
    check_report(&report);
    fake_report_done(&report);
    free(text);
    return 0;
}
