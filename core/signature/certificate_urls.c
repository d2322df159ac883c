#include "signature/certificate_urls.h"

#include "base/error.h"
#include "signature/certificate.h"
#include "signature/oid.h"

#define GENERAL_NAME_URI DER_CONTEXT(6) /* uniformResourceIdentifier [6] IA5String */

/* A GeneralName, if it is a URI. */
static int add_name(const struct der *name, struct certificate_urls *urls)
{
    if (name->tag != GENERAL_NAME_URI)
        return 0;
    if (urls->count >= CERTIFICATE_URLS_MAX)
        return ERR_LIMIT;
    urls->items[urls->count++] = name->body;
    return 0;
}

/* distributionPoint [0] { fullName [0] GeneralNames | nameRelativeToCRLIssuer [1] } */
static int add_point(struct slice point, struct certificate_urls *urls)
{
    struct slice choice, names;
    struct der name;
    int r = 0;

    if (!der_at(point, DER_CONTEXT_CONSTRUCTED(0)))
        return 0;
    if (der_body(&point, DER_CONTEXT_CONSTRUCTED(0), &choice) < 0)
        return ERR_SYNTAX;
    if (!der_at(choice, DER_CONTEXT_CONSTRUCTED(0)))
        return 0;
    if (der_only(choice, DER_CONTEXT_CONSTRUCTED(0), &names) < 0)
        return ERR_SYNTAX;
    while (names.size > 0 && r == 0)
        r = der_next(&names, &name) < 0 ? ERR_SYNTAX : add_name(&name, urls);
    return r;
}

int certificate_crl_urls(const struct certificate *certificate, struct certificate_urls *ret)
{
    struct certificate_urls urls = {.count = 0};
    struct slice points = certificate->crl_points, point;
    int r = 0;

    while (r == 0 && points.size > 0)
        r = der_body(&points, DER_SEQUENCE, &point) < 0 ? ERR_SYNTAX : add_point(point, &urls);
    if (r == 0)
        *ret = urls;
    return r;
}

/* AccessDescription ::= SEQUENCE { accessMethod OBJECT IDENTIFIER, accessLocation GeneralName } */
static int add_access(struct slice description, struct certificate_urls *urls)
{
    struct slice method;
    struct der location;

    if (der_oid(&description, &method) < 0 || der_next(&description, &location) < 0 ||
        der_end(description) < 0)
        return ERR_SYNTAX;
    return oid_is(method, OID_ACCESS_OCSP) ? add_name(&location, urls) : 0;
}

int certificate_ocsp_urls(const struct certificate *certificate, struct certificate_urls *ret)
{
    struct certificate_urls urls = {.count = 0};
    struct slice list = certificate->authority_info, description;
    int r = 0;

    while (r == 0 && list.size > 0)
        r = der_body(&list, DER_SEQUENCE, &description) < 0 ? ERR_SYNTAX
                                                            : add_access(description, &urls);
    if (r == 0)
        *ret = urls;
    return r;
}
