/* What the plugins that the loader refuses have in common: callbacks that do nothing. */
#ifndef VOUCH_TESTS_REFUSED_H
#define VOUCH_TESTS_REFUSED_H

#include <vouch/plugin.h>

static inline int32_t probe(const struct vouch_host *host, const struct vouch_setting *settings,
                            const struct vouch_document *document)
{
    (void)host;
    (void)settings;
    (void)document;
    return 0;
}

static inline int32_t examine(const struct vouch_host *host, const struct vouch_setting *settings,
                              const struct vouch_document *document, struct vouch_report *report)
{
    (void)report;
    return probe(host, settings, document);
}

/* A complete plugin whose members a file overrides; the last initializer of a member counts. */
#pragma GCC diagnostic ignored "-Woverride-init"
#define REFUSED(plugin, ...)                                                                       \
    VOUCH_PLUGIN(plugin, .version = "1", .summary = "wrong", .probe = probe, .examine = examine,   \
                 __VA_ARGS__)

#endif
