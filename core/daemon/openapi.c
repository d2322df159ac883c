#include "daemon/openapi.h"

#include "daemon/request.h"

/* OPENAPI_FILE is the path of the file, from CMake. */
__asm__(".pushsection .rodata\n"
        "openapi_begin:\n"
        ".incbin \"" OPENAPI_FILE "\"\n"
        "openapi_end:\n"
        ".byte 0\n"
        ".popsection\n");

extern const char openapi_begin[] __attribute__((visibility("hidden")));
extern const char openapi_end[] __attribute__((visibility("hidden")));

void openapi_respond(struct request *request)
{
    struct answer *answer = answer_static(
        "application/yaml", slice_of(openapi_begin, (size_t)(openapi_end - openapi_begin)));

    request_answer(request, answer);
    answer_unref(answer);
}
