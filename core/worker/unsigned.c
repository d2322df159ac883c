#include "worker/unsigned.h"
#include "base/error.h"

#define CHECKS_ADDED 2

/* A check with two figures, both of which its sentence may name. */
static int add_check(struct arena *arena, const char *id, const struct report_param params[2],
                     struct report_check *ret)
{
    const struct report_param *copy = arena_dup(arena, params, 2 * sizeof *params);

    if (!copy || !params[0].value || !params[1].value)
        return ERR_NOMEM;
    *ret = (struct report_check){
        .id = id,
        .outcome = CHECK_UNKNOWN,
        .params = {copy, 2},
    };
    return 0;
}

static int add_hidden_text(struct arena *arena, const struct pdf_text *text,
                           struct report_check *ret)
{
    const struct report_param params[2] = {
        {"lines", arena_printf(arena, "%zu", text->hidden_count)},
        {"page", arena_printf(arena, "%u", (unsigned)text->hidden[0].page)},
    };

    return add_check(arena, "document.hidden_text", params, ret);
}

/* Those that changed something: a word processor's second table adds no object (hybrids). */
static size_t count_later_revisions(const struct pdf_file *file)
{
    size_t count = 0;

    for (size_t i = 1; i < pdf_revision_count(file); i++)
        count += pdf_revision_at(file, i)->objects > 0;
    return count;
}

static int add_revisions(struct arena *arena, const struct pdf_file *file, size_t later,
                         struct report_check *ret)
{
    const struct report_param params[2] = {
        {"later", arena_printf(arena, "%zu", later)},
        {"revisions", arena_printf(arena, "%zu", pdf_revision_count(file))},
    };

    return add_check(arena, "document.revisions", params, ret);
}

int unsigned_checks(const struct judgement *judgement, const struct pdf_text *text,
                    struct examination *ret)
{
    size_t count = ret->check_count, later;
    struct report_check *checks;
    int r = 0;

    if (judgement->signature_count > 0 || !judgement->file)
        return 0;
    later = count_later_revisions(judgement->file);
    if (later == 0 && (!text || text->hidden_count == 0))
        return 0;
    checks = arena_array(judgement->arena, struct report_check, count + CHECKS_ADDED);
    if (!checks)
        return ERR_NOMEM;
    if (count > 0)
        memcpy(checks, ret->checks, count * sizeof *checks);
    if (text && text->hidden_count > 0)
        r = add_hidden_text(judgement->arena, text, &checks[count++]);
    if (r == 0 && later > 0)
        r = add_revisions(judgement->arena, judgement->file, later, &checks[count++]);
    ret->checks = checks;
    ret->check_count = count;
    return r;
}
