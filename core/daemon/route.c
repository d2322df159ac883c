#include "daemon/route.h"

#include "daemon/events.h"
#include "daemon/metrics.h"
#include "daemon/openapi.h"
#include "daemon/policies.h"
#include "daemon/problem.h"
#include "daemon/reload.h"
#include "daemon/reports.h"
#include "daemon/sources.h"
#include "daemon/status.h"
#include "daemon/trust.h"
#include "daemon/upload.h"
#include "daemon/verify.h"

static const struct route routes[] = {
    {"POST", "/v1/verify", MAY(VERIFY), verify_admit, upload_receive, upload_respond},
    {"POST", "/v1/assess", MAY(VERIFY), assess_admit, upload_receive, upload_respond},
    {"POST", "/v1/reload", MAY(ADMINISTER), .respond = reload_respond},
    {"GET", "/v1/reports/", MAY(REPORTS), .respond = report_respond},
    {"GET", "/v1/decisions/", MAY(REPORTS), .respond = decision_respond},
    {"GET", "/v1/events", MAY(REPORTS), .respond = events_respond},
    {"GET", "/v1/policies", MAY_ANY, .respond = policies_respond},
    {"GET", "/v1/policies/", MAY_ANY, .respond = policy_respond},
    {"GET", "/v1/sources", MAY_ANY, .respond = sources_respond},
    {"GET", "/v1/trust/", MAY(REPORTS), .respond = trust_respond},
    {"GET", "/v1/codes", MAY_ANY, .respond = codes_respond},
    {"GET", "/v1/status", MAY_ANY, .respond = status_respond},
    {"GET", "/healthz", MAY_PUBLIC, .respond = health_respond},
    {"GET", "/metrics", MAY_ANY, .respond = metrics_respond},
    {"GET", "/openapi.yaml", MAY_PUBLIC, .respond = openapi_respond},
};

static bool method_is(const struct route *route, const char *method)
{
    return strcmp(route->method, method) == 0 ||
           (strcmp(route->method, "GET") == 0 && strcmp(method, "HEAD") == 0);
}

static bool path_is(const struct route *route, const char *url)
{
    size_t size = strlen(route->path);

    if (strncmp(url, route->path, size) != 0)
        return false;
    if (route->path[size - 1] == '/')
        return url[size] && !strchr(url + size, '/');
    return !url[size];
}

const struct route *route_find(const char *method, const char *url, const char **ret_allow,
                               struct problem *problem)
{
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
        if (!path_is(&routes[i], url))
            continue;
        if (method_is(&routes[i], method))
            return &routes[i];
        *ret_allow = strcmp(routes[i].method, "GET") == 0 ? "GET, HEAD" : routes[i].method;
        problem_set(problem, PROBLEM_METHOD_NOT_ALLOWED, "use %s", *ret_allow);
        return NULL;
    }
    problem_set(problem, PROBLEM_NOT_FOUND, "no call has the path %s; see /openapi.yaml", url);
    return NULL;
}
