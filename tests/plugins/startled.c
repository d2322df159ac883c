/* Crashes over whatever it sees, the built-in samples too. */
#include <vouch/plugin.h>

static int32_t probe(const struct vouch_host *host, const struct vouch_setting *settings,
                     const struct vouch_document *document)
{
    (void)host;
    (void)settings;
    (void)document;
    *(volatile int *)16 = 1;
    return 0;
}

static int32_t examine(const struct vouch_host *host, const struct vouch_setting *settings,
                       const struct vouch_document *document, struct vouch_report *report)
{
    (void)report;
    return probe(host, settings, document);
}

VOUCH_PLUGIN(startled, .version = "1.0.0", .summary = "crashes", .probe = probe,
             .examine = examine);
