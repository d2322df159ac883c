#include "worker/judgement_time.h"
#include "base/error.h"

bool is_document_time_stamp(const struct examined_signature *examined)
{
    return examined->evidence && signature_is_time_stamp(examined->evidence);
}

/* By its bytes and its cryptography, whoever made it. */
static bool is_sound(const struct examined_signature *examined)
{
    int64_t time;

    return is_document_time_stamp(examined) && examined->field->covered[0].size > 0 &&
           signature_made_time(examined->evidence, &time) &&
           findings_verdict(&examined->findings).indication == TOTAL_PASSED &&
           findings_verdict(signature_findings(examined->evidence)).indication == TOTAL_PASSED;
}

/* Where the bytes that a signature covers end; 0 where its range cannot be used. */
static uint64_t end_of(const struct pdf_signature *field)
{
    return field->covered[0].size > 0 ? field->byte_range[2] + field->byte_range[3] : 0;
}

int time_walk_init(struct judgement *judgement, struct time_walk *ret)
{
    size_t count = judgement->signature_count;
    struct time_walk walk = {
        .order = arena_array(judgement->arena, size_t, count),
        .stamps = arena_array(judgement->arena, struct judged_time_stamp, count),
        .covers = arena_array(judgement->arena, uint64_t, count),
    };

    if (!walk.order || !walk.stamps || !walk.covers)
        return ERR_NOMEM;
    for (size_t i = 0; i < count; i++) {
        uint64_t end = end_of(judgement->signatures[i].field);
        size_t at = i;

        for (; at > 0 && end_of(judgement->signatures[walk.order[at - 1]].field) < end; at--)
            walk.order[at] = walk.order[at - 1];
        walk.order[at] = i;
    }
    *ret = walk;
    return 0;
}

/* Everything of it lies before the gap for the time stamp itself. */
static bool covers(const struct time_walk *walk, size_t index, const struct pdf_signature *field)
{
    return field->covered[0].size > 0 && end_of(field) <= walk->covers[index];
}

void time_walk_prove(const struct time_walk *walk, const struct pdf_signature *field,
                     struct control_times *times)
{
    for (size_t i = 0; i < walk->count; i++) {
        const struct judged_time_stamp *stamp = &walk->stamps[i];

        if (!stamp->trusted || !covers(walk, i, field) ||
            (times->has_proven_time && times->proven_time <= stamp->time))
            continue;
        times->has_proven_time = true;
        times->proven_time = stamp->time;
    }
}

int time_walk_take(struct judgement *judgement, struct time_walk *walk,
                   const struct examined_signature *examined,
                   const struct signature_judgement *under)
{
    struct judged_time_stamp *stamp = &walk->stamps[walk->count];
    struct findings *findings;

    if (!is_document_time_stamp(examined) || !signature_made_time(examined->evidence, &stamp->time))
        return 0;
    findings = arena_new_of(judgement->arena, struct findings);
    if (!findings)
        return ERR_NOMEM;
    *findings = under->findings;
    stamp->kind = TIME_STAMP_DOCUMENT;
    stamp->trusted = is_sound(examined) && under->verdict.indication == TOTAL_PASSED;
    stamp->signer = signature_signer(examined->evidence);
    stamp->findings = findings;
    walk->covers[walk->count++] = examined->field->byte_range[1];
    return 0;
}

int time_walk_list(struct judgement *judgement, const struct time_walk *walk,
                   const struct pdf_signature *field, struct signature_judgement *under)
{
    size_t count = under->time_stamp_count;
    struct judged_time_stamp *stamps;

    if (walk->count == 0)
        return 0;
    stamps = arena_array(judgement->arena, struct judged_time_stamp, count + walk->count);
    if (!stamps)
        return ERR_NOMEM;
    for (size_t i = 0; i < count; i++)
        stamps[i] = under->time_stamps[i];
    for (size_t i = 0; i < walk->count; i++)
        if (covers(walk, i, field))
            stamps[count++] = walk->stamps[i];
    under->time_stamps = stamps;
    under->time_stamp_count = count;
    return 0;
}

/* Whether it was there, as it should be, when `examined` was signed. */
static bool is_earlier(const struct examined_signature *stamp,
                       const struct examined_signature *examined)
{
    return stamp->field->covered[0].size > 0 && stamp->field->findings.count == 0 &&
           end_of(stamp->field) <= end_of(examined->field);
}

bool judge_added_time_stamps(const struct judgement *judgement,
                             const struct examined_signature *examined, struct findings *findings)
{
    static const struct verdict signed_again = {INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE};
    size_t added = 0, sound = 0, unsound = 0;
    struct finding *finding;

    for (size_t i = 0; i < examined->change_count; i++)
        added += examined->changes[i].kind == PDF_CHANGE_doc_time_stamp;
    for (size_t i = 0; i < judgement->signature_count && added > 0; i++) {
        const struct examined_signature *stamp = &judgement->signatures[i];

        if (!is_document_time_stamp(stamp) || is_earlier(stamp, examined))
            continue;
        sound += is_sound(stamp);
        unsound += !is_sound(stamp);
    }
    if (added <= sound && unsound == 0)
        return true;
    finding = findings_add(findings, "pdf.signed_again", signed_again);
    finding_param(findings, finding, "kind", "%s", pdf_change_name(PDF_CHANGE_doc_time_stamp));
    finding_param(findings, finding, "detail", "a document time stamp that is not sound");
    return false;
}
