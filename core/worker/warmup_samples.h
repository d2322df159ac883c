/* The built-in samples; the bytes are generated from tests/samples/demo (CMakeLists.txt). */
#ifndef VOUCH_WORKER_WARMUP_SAMPLES_H
#define VOUCH_WORKER_WARMUP_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

extern const uint8_t warmup_good_pdf[], warmup_bad_pdf[], warmup_good_zip[], warmup_issuer_pem[];
extern const size_t warmup_good_pdf_size, warmup_bad_pdf_size, warmup_good_zip_size,
    warmup_issuer_pem_size;

#endif
