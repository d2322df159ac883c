#include "signature/extension.h"

#include "base/error.h"

int extension_next(struct slice *rest, struct extension *ret)
{
    struct extension extension = {0};
    struct slice body;

    if (der_body(rest, DER_SEQUENCE, &body) < 0 || der_oid(&body, &extension.oid) < 0)
        return ERR_SYNTAX;
    if (der_at(body, DER_BOOLEAN) && der_boolean(&body, &extension.critical) < 0)
        return ERR_SYNTAX;
    if (der_body(&body, DER_OCTET_STRING, &extension.value) < 0)
        return ERR_SYNTAX;
    *ret = extension;
    return der_end(body);
}
