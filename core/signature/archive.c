#include "signature/archive.h"

#include "base/error.h"
#include "signature/signature.h"

/* What cannot be read is left out: nobody vouches for any of it. */
static int add_all(struct arena *arena, struct revocation_items *items, const struct slice *ders,
                   size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (revocation_add(arena, items, ders[i], REVOCATION_IN_STORE) == ERR_NOMEM)
            return ERR_NOMEM;
    return 0;
}

int signature_archive_read(struct arena *arena, const struct signature_material *material,
                           struct signature_archive **ret_archive)
{
    struct signature_archive *archive = arena_new_of(arena, struct signature_archive);
    int r;

    if (!archive)
        return ERR_NOMEM;
    archive->certificates =
        (struct slice_list){material->certificates, material->certificate_count};
    r = add_all(arena, &archive->revocation, material->crls, material->crl_count);
    if (r == 0)
        r = add_all(arena, &archive->revocation, material->ocsps, material->ocsp_count);
    if (r == 0)
        *ret_archive = archive;
    return r;
}
