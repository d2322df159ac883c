/*
 * Any bytes as stated facts, before a policy that declares a fact of every type: refused with a
 * message that holds no value, or read; what was read is decided about, twice the same.
 */
#include "policy/policy.h"

#include <stdio.h>
#include <stdlib.h>

#define ARENA_MAX (256u * 1024 * 1024)
#define AS_OF     INT64_C(1795314600) /* 2026-11-22T02:30:00Z */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char yaml[] =
    "policy: fuzz\nversion: 1\ntitle: {en: Fuzz}\n"
    "source: {kind: own, read: 2026-11-22, text: invented}\nin_force: {}\n"
    "time_zone: Asia/Shanghai\n"
    "facts:\n  on: {type: day}\n  at: {type: time}\n  count: {type: integer}\n"
    "  sum: {type: amount, currency: CNY}\n  status: {type: code, one_of: [yes, no]}\n"
    "  note: {type: text}\n  called: {type: name}\n  who: {type: person}\n"
    "  where: {type: territory}\n  rows: {type: crossings}\n  paid: {type: years}\n"
    "  held: {type: documents}\n"
    "documents:\n  papers: {kind: lease}\n  record: {source: [nia, stated], optional: yes}\n"
    "rules:\n"
    "- {id: a, that: {interval: {from: on, to: at, at_least: 5 years}}, otherwise: reject}\n"
    "- {id: b, that: {interval: {from: on, to: at, at_most: 24 hours}}, otherwise: reject}\n"
    "- {id: c, that: {compare: [sum, at_least, 5 CNY]}, otherwise: reject}\n"
    "- {id: d, that: {compare: [called, is, who.name]}, when: {compare: [status, is, yes]},"
    " otherwise: note}\n"
    "- {id: e, that: {presented: {kind: lease, if_foreign: legalised, valid_on: on,"
    " issued_within: 3 months, before: at}}, otherwise: refer}\n"
    "- {id: f, that: {judged: {question: q, by: b}}, otherwise: refer}\n"
    "- {id: g, that: {compare: [record.time of last_exit, before, as_of]}, otherwise: refer}\n"
    "- {id: h, that: {compare: [held.valid_until of cn_eep, is, on]}, otherwise: refer}\n"
    "- {id: i, that: {compare: [paid, includes, count]}, otherwise: refer}\n"
    "- {id: j, that: {same_person: {documents: [record], fact: who, fields: [name]}},"
    " otherwise: refer}\n"
    "- {id: k, that: {days: {state: inside, territory: CN, window: 5 years before on, each: year,"
    " years_from: unsettled, at_least: 9 months, count: unsettled, month: unsettled}},"
    " otherwise: refer}\n"
    "- {id: l, that: {crossing: {document: record, which: last, direction: exit,"
    " towards: [HK], on_or_before: at}}, otherwise: refer}\n"
    "- {id: m, that: {covers: {documents: [record], from: on, to: at, gaps: none}},"
    " otherwise: refer}\n";

static void require(bool condition)
{
    if (!condition)
        abort();
}

/* Read once, and kept until the program ends. */
static const struct policy *policy_of_all_types(void)
{
    static const struct policy *policy;
    static struct arena *arena;
    struct config_error error;

    if (policy)
        return policy;
    arena = arena_new(0);
    if (policy_parse(arena, slice_str(yaml), "fuzz.yaml", NULL, &policy, &error) < 0) {
        (void)fprintf(stderr, "%u:%u: %s\n", error.line, error.column, error.message);
        abort();
    }
    return policy;
}

static void decide(struct arena *arena, const struct policy *policy, const struct facts *facts,
                   struct decision *ret_decision)
{
    const struct policy_input input = {.facts = facts, .as_of = AS_OF};

    require(policy_evaluate(arena, policy, &input, ret_decision) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(ARENA_MAX);
    const struct policy *policy = policy_of_all_types();
    struct facts_source source = {slice_of(data, size), &policy, 1};
    struct facts_error error = {0};
    const struct facts *facts;
    struct decision once, twice;
    int r;

    if (!arena)
        return 0;
    r = facts_parse(arena, NULL, &source, &facts, &error);
    if (r < 0) {
        require(error.message[0] != '\0');
    } else {
        decide(arena, policy, facts, &once);
        decide(arena, policy, facts, &twice);
        require(once.verdict == twice.verdict && once.ask_count == twice.ask_count);
        for (size_t i = 0; i < once.finding_count; i++)
            require(once.findings[i].test.outcome == twice.findings[i].test.outcome);
    }
    arena_free(arena);
    return 0;
}
