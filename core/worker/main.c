/*
 * vouch-zygote: the process that vouchd starts to examine documents (zygote.h).
 */
#include "worker/zygote.h"

int main(int argc, char **argv)
{
    static const struct zygote_kind kind = {.name = "vouch-zygote"};

    return zygote_main(argc, argv, &kind);
}
