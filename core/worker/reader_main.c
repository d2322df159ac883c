/*
 * vouch-reader: the process that vouchd starts when a document of pictures has come (reader.h).
 */
#include "worker/reader.h"

int main(int argc, char **argv)
{
    return zygote_main(argc, argv, &reader_kind);
}
