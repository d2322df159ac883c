/*
 * Decisions in sentences: of each candidate sentence the first one whose every {name} is
 * known, so that a decision which knows less says less, and never "?".
 */
#include "base/datetime.h"
#include "base/error.h"
#include "render/render.h"
#include "render/words.h"

#define ISOLATE   "\xe2\x81\xa8" /* U+2068, which render_isolated() puts before a parameter */
#define DEPTH_MAX 16             /* of tests inside tests: more than a policy may nest */

/* ---- Which sentence ---- */

static bool is_given(const struct report_params *params, struct slice name)
{
    for (size_t i = 0; i < params->count; i++)
        if (slice_is(name, params->items[i].name))
            return true;
    return false;
}

/* Whether every {name} of the sentence is among the params. */
static bool can_be_filled(const char *sentence, const struct report_params *params)
{
    const char *open, *close;

    while ((open = strchr(sentence, '{')) && (close = strchr(open, '}'))) {
        if (!is_given(params, slice_of(open + 1, (size_t)(close - open - 1))))
            return false;
        sentence = close + 1;
    }
    return true;
}

/* STEM.DETAIL where there is such a sentence and all of it is known. */
static const char *try_id(struct words *words, const char *stem, const char *detail,
                          const struct report_params *params)
{
    const char *id = arena_printf(words->arena, "%s.%s", stem, detail);
    const char *sentence = id ? catalogues_find(words->catalogues, words->language, id) : NULL;

    return sentence && can_be_filled(sentence, params) ? id : NULL;
}

/* By what made it so, else by a param that has a sentence of its own, the last one first. */
static const char *best_id(struct words *words, const char *stem, const char *why,
                           const struct report_params *params)
{
    const char *id = why ? try_id(words, stem, why, params) : NULL;

    for (size_t i = params->count; i-- > 0 && !id;)
        id = try_id(words, stem, params->items[i].name, params);
    return id ? id : stem;
}

static char *fill(struct words *words, const char *id, const struct report_params *params)
{
    return (words->isolated ? render_isolated : render_message)(words->arena, words->catalogues,
                                                                words->language, id, params);
}

static void capitalise(char *message)
{
    char *first = message + (strncmp(message, ISOLATE, strlen(ISOLATE)) == 0 ? strlen(ISOLATE) : 0);

    if (*first >= 'a' && *first <= 'z')
        *first = (char)(*first - 'a' + 'A');
}

static const char *say(struct words *words, const char *id, const struct report_params *params)
{
    char *message = fill(words, id, params);

    if (!message)
        words->error = ERR_NOMEM;
    else if (strcmp(message, id) != 0)
        capitalise(message);
    return message;
}

/* ---- Findings ---- */

static const char *value_of(const struct report_params *params, const char *name)
{
    for (size_t i = 0; i < params->count; i++)
        if (strcmp(params->items[i].name, name) == 0)
            return params->items[i].value;
    return "";
}

static const char *outcome_message(struct words *words, const struct decision_test *test)
{
    struct report_params params = {
        words_params(words, test->predicate, &test->params, 0),
        test->params.count,
    };
    const char *stem = arena_printf(words->arena, "finding.%s.%s", test->predicate,
                                    decision_outcome_name(test->outcome));
    const char *why = test->why;

    if (!params.items || !stem) {
        words->error = ERR_NOMEM;
        return NULL;
    }
    if (test->outcome == OUTCOME_NOT_APPLICABLE)
        return say(words, "finding.not_applicable", &params);
    if (why && strcmp(why, "when") == 0)
        return say(words, "finding.unsettled", &params);
    if (!why && strcmp(value_of(&test->params, "which"), "none") == 0)
        why = "none";
    return say(words, best_id(words, stem, why, &params), &params);
}

/* Who reads one finding alone is told what it rests on, where nobody has proven that. */
static const char *test_message(struct words *words, const struct decision_test *test)
{
    struct report_param items[] = {{"finding", outcome_message(words, test)},
                                   {"unproven", value_of(&test->params, "unproven")}};
    const struct report_params params = {items, 2};

    if (!items[0].value || !*items[1].value || strcmp(test->predicate, "authentic") == 0)
        return items[0].value;
    return say(words, "finding.on_unproven", &params);
}

static void render_test(struct words *words, struct decision_test *test, unsigned depth)
{
    struct decision_test *parts;

    test->message = test_message(words, test);
    if (test->part_count == 0 || depth == DEPTH_MAX)
        return;
    parts = arena_dup(words->arena, test->parts, test->part_count * sizeof *parts);
    if (!parts) {
        words->error = ERR_NOMEM;
        return;
    }
    for (size_t i = 0; i < test->part_count; i++)
        render_test(words, &parts[i], depth + 1);
    test->parts = parts;
}

static const struct decision_finding *render_findings(struct words *words,
                                                      const struct decision *decision)
{
    struct decision_finding *copy =
        arena_dup(words->arena, decision->findings, decision->finding_count * sizeof *copy);

    for (size_t i = 0; copy && i < decision->finding_count; i++)
        render_test(words, &copy[i].test, 0);
    if (!copy)
        words->error = ERR_NOMEM;
    return copy;
}

/* ---- Asks and changes ---- */

static const struct report_advice *render_advice(struct words *words,
                                                 const struct report_advice *advice,
                                                 const struct report_params *params)
{
    struct report_advice *copy = arena_dup(words->arena, advice, sizeof *copy);

    if (copy)
        copy->message = say(words, copy->code, params);
    else
        words->error = ERR_NOMEM;
    return copy;
}

static void render_ask(struct words *words, struct decision_ask *ask)
{
    struct report_param *items = words_params(words, "", &ask->params, 3);
    struct report_params params = {items, ask->params.count};

    if (!items)
        return;
    if (ask->kind)
        items[params.count++] =
            (struct report_param){"kind", words_list(words, "", "kind", ask->kind)};
    if (ask->fact)
        items[params.count++] = (struct report_param){"fact", ask->fact};
    items[params.count++] = (struct report_param){"rule", ask->rule};
    ask->why = say(words, ask->code, &params);
    if (ask->advice)
        ask->advice = render_advice(words, ask->advice, &params);
}

static const struct decision_ask *render_asks(struct words *words, const struct decision *decision)
{
    struct decision_ask *copy =
        arena_dup(words->arena, decision->asks, decision->ask_count * sizeof *copy);

    for (size_t i = 0; copy && i < decision->ask_count; i++)
        render_ask(words, &copy[i]);
    if (!copy)
        words->error = ERR_NOMEM;
    return copy;
}

static void render_change(struct words *words, struct decision_change *change)
{
    const char *stay = value_of(&change->params, "stay");
    struct report_param *items = words_params(words, "", &change->params, 4);
    struct report_params params = {items, change->params.count};
    char on[DAY_TEXT_SIZE], until[DAY_TEXT_SIZE];
    const char *stem = arena_printf(words->arena, "outlook.%s", *stay ? stay : "time");

    if (!items || !stem) {
        words->error = ERR_NOMEM;
        return;
    }
    day_format(change->on, on);
    day_format(change->until, until);
    items[params.count++] = (struct report_param){"rule", change->rule};
    items[params.count++] = (struct report_param){
        "to", words_list(words, "outlook", "to", decision_outcome_name(change->to))};
    items[params.count++] = (struct report_param){"on", on};
    if (change->has_until)
        items[params.count++] = (struct report_param){"until", until};
    change->message =
        fill(words, best_id(words, stem, change->has_until ? "until" : NULL, &params), &params);
    if (!change->message)
        words->error = ERR_NOMEM;
}

static const struct decision_change *render_changes(struct words *words,
                                                    const struct decision *decision)
{
    struct decision_change *copy =
        arena_dup(words->arena, decision->changes, decision->change_count * sizeof *copy);

    for (size_t i = 0; copy && i < decision->change_count; i++)
        render_change(words, &copy[i]);
    if (!copy)
        words->error = ERR_NOMEM;
    return copy;
}

/* A sentence for each fee, or each time that something takes, behind those before. */
static const char *say_each(struct words *words, const char *before, const char *predicate,
                            const struct report_params *given)
{
    const char *id = arena_printf(words->arena, "policy.%s", predicate);

    for (size_t i = 0; id && i < given->count; i++) {
        struct report_param pair[] = {{"name", given->items[i].name},
                                      {"value", given->items[i].value}};
        struct report_params params = {pair, 2};
        const char *text;

        params.items = words_params(words, predicate, &params, 0);
        text = params.items ? say(words, id, &params) : NULL;
        before = text ? arena_printf(words->arena, "%s%s%s", before ? before : "",
                                     before ? " " : "", text)
                      : NULL;
        if (!before)
            words->error = ERR_NOMEM;
    }
    return before;
}

static int render_all(struct words *words, struct decision *decision)
{
    decision->message = say_each(words, NULL, "fee", &decision->fees);
    decision->message = say_each(words, decision->message, "term", &decision->terms);
    decision->findings = render_findings(words, decision);
    decision->asks = render_asks(words, decision);
    decision->changes = render_changes(words, decision);
    return words->error;
}

int render_decision(struct arena *arena, const struct catalogues *catalogues, const char *language,
                    struct decision *decision)
{
    struct words words = {.arena = arena, .catalogues = catalogues, .language = language};

    return render_all(&words, decision);
}

int render_decision_isolated(struct arena *arena, const struct catalogues *catalogues,
                             const char *language, struct decision *decision)
{
    struct words words = {arena, catalogues, language, .isolated = true};

    return render_all(&words, decision);
}

/* Of "policy.compare.x", "compare"; "" of another id. */
static const char *predicate_of(struct arena *arena, const char *id)
{
    static const char stem[] = "policy.";
    const char *name = id + strlen(stem);

    if (strncmp(id, stem, strlen(stem)) != 0)
        return "";
    return arena_strndup(arena, name, strcspn(name, "."));
}

const char *render_sentence(struct arena *arena, const struct catalogues *catalogues,
                            const char *language, const char *id,
                            const struct report_params *params)
{
    struct words words = {.arena = arena, .catalogues = catalogues, .language = language};
    const char *predicate = predicate_of(arena, id);
    struct report_params translated = {NULL, params->count};

    if (predicate)
        translated.items = words_params(&words, predicate, params, 0);
    if (!translated.items)
        return NULL;
    return say(&words, best_id(&words, id, NULL, &translated), &translated);
}

const char *render_quantity(struct arena *arena, const struct catalogues *catalogues,
                            const char *language, const char *quantity)
{
    struct words words = {.arena = arena, .catalogues = catalogues, .language = language};

    return words_quantity(&words, slice_str(quantity));
}
