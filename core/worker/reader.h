/*
 * The second kind of zygote: vouch-reader, which has the models that read scans and photos. It
 * says in READY what its eyes are, because what is read depends on them.
 */
#ifndef VOUCH_WORKER_READER_H
#define VOUCH_WORKER_READER_H

#include "worker/zygote.h"

extern const struct zygote_kind reader_kind;

#endif
