/*
 * What a plugin can call (include/vouch/calls.h): the one host table. It has no state; all
 * of it is in the document and the report that the plugin hands back.
 */
#ifndef VOUCH_WORKER_HOST_H
#define VOUCH_WORKER_HOST_H

#include <vouch/plugin.h>

extern const struct vouch_host worker_host;

#endif
