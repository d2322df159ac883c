#include "ctl/file.h"
#include "ctl/ledger.h"
#include "ctl/replay.h"

#include "base/digest.h"
#include "base/error.h"
#include "daemon/ledger_find.h"

#define DOCUMENTS_MAX LEDGER_CALL_MAX

/* A document of a call, as its own row has it. */
struct document {
    bool has_digest;
    struct digest sha256;
    const char *existed_by, *source, *role;
};

/* The row that was asked for, and of a decision the documents that it rests on. */
struct found {
    struct arena *arena;
    struct replayed *replayed;
    bool is_there, is_verdict, is_decision, has_inputs, had_facts;
    const char *call;
    const char *report_call; /* the id of the only report of a call: it names it */
    struct document documents[DOCUMENTS_MAX];
    size_t count;
};

/* ---- Rows ---- */

static void add_lines(struct outcome *outcome, const char *text)
{
    while (*text) {
        size_t length = strcspn(text, "\n");

        json_array_append_new(outcome->codes, json_stringn(text, length));
        text += length + (text[length] == '\n');
    }
}

static const char *copy(const struct found *found, const json_t *inputs, const char *name)
{
    const char *text = json_string_value(json_object_get(inputs, name));

    return text ? arena_strdup(found->arena, text) : NULL;
}

static void take_document(struct found *found, const struct ledger_entry *entry,
                          const json_t *inputs)
{
    struct document *document = &found->documents[found->count];

    if (found->count == DOCUMENTS_MAX)
        return;
    found->count++;
    *document = (struct document){
        .has_digest = entry->has_document,
        .sha256 = entry->document_sha256,
        .existed_by = copy(found, inputs, "existed_by"),
        .source = copy(found, inputs, "source"),
        .role = copy(found, inputs, "role"),
    };
    if (entry->call && entry->id && strcmp(entry->call, entry->id) == 0)
        found->report_call = arena_strdup(found->arena, entry->id);
}

static void take_judge(struct outcome *before, const struct ledger_entry *entry,
                       const json_t *inputs)
{
    static const char *const names[] = {"trust", "configuration", "plugin", "layout", "policy"};

    if (entry->build)
        json_object_set_new(before->judge, "build", json_string(entry->build));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        outcome_take(before->judge, names[i], inputs, names[i]);
}

static int take_row(void *context, const struct ledger_entry *entry)
{
    struct found *found = context;
    struct replayed *replayed = found->replayed;
    struct question *question = &replayed->question;
    json_t *inputs = entry->inputs ? json_loads(entry->inputs, 0, NULL) : NULL;

    outcome_done(&replayed->before);
    outcome_init(&replayed->before);
    found->is_there = true;
    found->is_verdict = strcmp(entry->kind, "verdict") == 0;
    found->is_decision = strcmp(entry->kind, "decision") == 0;
    found->has_inputs = inputs != NULL;
    found->call = entry->call ? arena_strdup(found->arena, entry->call) : NULL;
    found->had_facts = json_object_get(inputs, "facts") != NULL;
    replayed->position = entry->position;
    outcome_add_code(&replayed->before, entry->indication);
    add_lines(&replayed->before, entry->codes);
    take_judge(&replayed->before, entry, inputs);
    question->at = copy(found, inputs, "at");
    question->as_of = copy(found, inputs, "as_of");
    if (found->is_decision)
        question->policy = arena_strndup(found->arena, entry->codes, strcspn(entry->codes, "\n"));
    if (found->is_verdict)
        take_document(found, entry, inputs);
    json_decref(inputs);
    return 0;
}

static int take_call(void *context, const struct ledger_entry *entry)
{
    json_t *inputs = entry->inputs ? json_loads(entry->inputs, 0, NULL) : NULL;

    if (strcmp(entry->kind, "verdict") == 0)
        take_document(context, entry, inputs);
    json_decref(inputs);
    return 0;
}

static bool search(struct found *found, const struct ledger_query *query,
                   int (*take)(void *context, const struct ledger_entry *entry))
{
    const struct ledger_reader reader = {.row = take, .context = found};
    struct buffer why;
    int r;

    buffer_init(&why, 0);
    r = ledger_find(found->replayed->ledger, query, NULL, &reader, &why);
    if (r < 0)
        ledger_refused(found->replayed->ledger, &why);
    buffer_done(&why);
    return r == 0;
}

static bool find_rows(struct found *found, const char *what)
{
    const struct ledger_query query = {.row = what};
    struct ledger_query call = {0};

    if (!search(found, &query, take_row))
        return false;
    call.call = found->call;
    call.near = found->replayed->position;
    if (!found->is_there)
        ctl_say("%s: has no row %s", found->replayed->ledger, what);
    else if (!found->is_verdict && !found->is_decision)
        ctl_say("this row is no verdict and no decision");
    else if (!found->has_inputs)
        ctl_say("this row was written by a version that did not note at which time it judged");
    else if (found->is_verdict)
        return true;
    else
        return found->call && search(found, &call, take_call);
    return false;
}

/* ---- Files ---- */

static const char *file_of(const struct replay_given *given, const struct document *document)
{
    struct digest digest;

    for (size_t i = 0; i < given->count; i++)
        if (file_digest(given->files[i], &digest) == 0 && digest_equal(&digest, &document->sha256))
            return given->files[i];
    return NULL;
}

static bool match_files(const struct found *found, const struct replay_given *given,
                        struct question_document *ret)
{
    for (size_t i = 0; i < found->count; i++) {
        const struct document *document = &found->documents[i];

        ret[i] = (struct question_document){.source = document->source, .role = document->role};
        if (!document->has_digest) {
            ctl_say("this row was erased: it does not say any more of which document it is");
            return false;
        }
        ret[i].path = file_of(given, document);
        if (!ret[i].path && given->count == 1 && found->count == 1) {
            ctl_say("%s: is not the document of this row", given->files[0]);
            return false;
        }
        if (!ret[i].path) {
            ctl_say("number %zu of the %zu documents that this row is about is not among the files "
                    "given",
                    i + 1, found->count);
            return false;
        }
    }
    return true;
}

/* One moment for all, as the call has it. */
static bool take_existed_by(const struct found *found, struct question *question)
{
    const char *first = found->count ? found->documents[0].existed_by : NULL;

    for (size_t i = 1; i < found->count; i++) {
        const char *other = found->documents[i].existed_by;

        if ((first || other) && (!first || !other || strcmp(first, other) != 0)) {
            ctl_say("the documents of this decision were received at different times, which one "
                    "question cannot say; replay their reports");
            return false;
        }
    }
    question->existed_by = first;
    return true;
}

bool replay_find(struct ctl *ctl, const struct replay_given *given, struct replayed *ret)
{
    struct found *found = arena_new_of(ctl->arena, struct found);
    struct question_document *documents;

    if (!found)
        return false;
    *found = (struct found){.arena = ctl->arena, .replayed = ret};
    ret->ledger = given->ledger;
    if (!find_rows(found, given->row))
        return false;
    if (found->had_facts && !given->facts.size) {
        ctl_say("facts were stated then, and are not kept: give them with --facts");
        return false;
    }
    documents = arena_array(ctl->arena, struct question_document, found->count + 1);
    if (!documents || !match_files(found, given, documents) ||
        !take_existed_by(found, &ret->question))
        return false;
    ret->question.is_dossier = found->is_decision && !found->report_call;
    ret->question.documents = documents;
    ret->question.count = found->count;
    ret->question.facts = given->facts;
    ret->question.password = given->password;
    return true;
}
