/*
 * What `layout` does in a process of its own (confined.c): layout.c makes that process,
 * layout_read.c tries a layout on a document in it, layout_new.c writes a skeleton, and
 * layout_test.c compares what came out with what a test file says. Lines of text go from one to
 * the other; for tests, each is a report's JSON.
 */
#ifndef VOUCH_CTL_LAYOUT_H
#define VOUCH_CTL_LAYOUT_H

#include "ctl/ctl.h"
#include "worker/rehearsal.h"

struct layout_work {
    const struct settings *settings;
    const struct paths *paths;
    const char *layout;   /* a name or a path */
    const char *password; /* or NULL */
    struct slice bytes;   /* a PDF, or text: mapped before lock-down */
    const struct layout_case *cases;
    size_t case_count;

    struct arena *arena; /* of the process that reads */
    struct rehearsal rehearsal;
};

/* A test: the pages as they are typed, and what they must give. */
struct layout_case {
    const char *name;
    const char *const *pages;
    size_t page_count;
    const struct config_node *claims, *checks; /* or NULL */
};

/* For struct confined; the context is a struct layout_work. */
int layout_prepare(void *work, struct buffer *out);
int layout_try(void *work, struct buffer *out);
int layout_rehearse(void *work, struct buffer *out);
int layout_new(void *work, struct buffer *out);

/* Opens the document of a work: a PDF, or text whose pages a form feed divides. */
int layout_open(struct layout_work *work, const struct vouch_document **ret);

/*
 * The tests of a layout's file (NAME.test.yaml, at `path`) into `work`, whose strings live in the
 * arena. Errors as config_load().
 */
int layout_test_load(struct arena *arena, const char *path, struct layout_work *work,
                     struct config_error *error);

/* Compares a line that layout_rehearse() wrote with the case; says what differs. */
bool layout_test_compare(const struct layout_case *one, const char *json);

#endif
