/* A request as libcurl wants it: address, headers, body or form. Private to client*.c. */
#ifndef VOUCH_CTL_CLIENT_REQUEST_H
#define VOUCH_CTL_CLIENT_REQUEST_H

#include "ctl/client.h"

#include <curl/curl.h>

/* Appends the address with its query, and a NUL; errors stick to the buffer. */
void request_build_url(CURL *curl, const struct client_request *request, struct buffer *url);

/* False without memory; what is in `list` stays the caller's to free. */
bool request_build_headers(const struct client_request *request, struct curl_slist **list);

/* The body of a POST, read from the request's file while it is sent. */
void request_set_body(CURL *curl, const struct client_request *request);

/* Its parts, for curl_mime_free(). NULL without memory, or where a file cannot be read. */
curl_mime *request_build_form(CURL *curl, const struct client_request *request);

#endif
