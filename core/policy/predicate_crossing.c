/* crossing: whether a row of some kind is there, is the last one, or is nowhere. */
#include "base/datetime.h"
#include "base/error.h"
#include "policy/load.h"
#include "policy/movements.h"

#include <inttypes.h>

enum which { LAST, FIRST, ANY, NONE, EVERY, COUNT };
static const char *const which_names[] = {"last", "first", "any", "none", "every", NULL};
static const char *const directions[] = {"entry", "exit", NULL};
static const char *const regions[] = {"HK", "MO", "TW", "abroad", NULL};

#define COUNT_MAX DAYS_ROWS_MAX

struct crossing {
    struct movements_scope scope; /* of one role */
    size_t role;
    enum which which;
    bool has_least, has_most; /* of COUNT */
    int64_t least, most;
    const char *direction;
    bool wants_entry;
    const char *const *kinds;
    const char *const *ports;
    bool has_port_term;
    struct term port_term;
    const char *const *towards;
    const char *flight;
    bool has_between;
    struct term from, to;
    bool has_before;
    struct term before;
};

static const struct config_field count_fields[] = {
    {.name = "at_least", .type = CONFIG_TYPE_INTEGER, .min = 0, .max = COUNT_MAX},
    {.name = "at_most", .type = CONFIG_TYPE_INTEGER, .min = 0, .max = COUNT_MAX},
    {.name = "exactly", .type = CONFIG_TYPE_INTEGER, .min = 0, .max = COUNT_MAX},
    {0},
};

static const struct config_field fields[] = {
    {.name = "document", .type = CONFIG_TYPE_STRING, .flags = CONFIG_REQUIRED},
    {.name = "which", .type = CONFIG_TYPE_CHOICE, .names = which_names},
    {.name = "count", .type = CONFIG_TYPE_MAP, .fields = count_fields},
    {.name = "direction", .type = CONFIG_TYPE_CHOICE, .names = directions},
    {.name = "document_kind", .type = CONFIG_TYPE_STRING, .flags = CONFIG_ONE_OR_LIST},
    {.name = "port", .type = CONFIG_TYPE_STRING, .flags = CONFIG_ONE_OR_LIST},
    {.name = "towards", .type = CONFIG_TYPE_CHOICE, .names = regions, .flags = CONFIG_ONE_OR_LIST},
    {.name = "flight", .type = CONFIG_TYPE_STRING, .min = 3, .max = 8},
    {.name = "between", .type = CONFIG_TYPE_STRING},
    {.name = "on_or_before", .type = CONFIG_TYPE_STRING},
    {0},
};

/* ---- Parsing ---- */

static int parse_count(struct loader *loader, const struct config_node *node, struct crossing *data)
{
    const struct config_node *exactly = config_get(node, "exactly");
    int r;

    data->which = COUNT;
    data->has_least = config_get(node, "at_least") || exactly;
    data->has_most = config_get(node, "at_most") || exactly;
    if (!data->has_least && !data->has_most)
        return config_fail(node, loader->error, "how many: at_least, at_most or exactly");
    if (exactly && node->count > 1)
        return config_fail(exactly, loader->error, "'exactly' stands alone");
    r = config_integer(config_get(node, exactly ? "exactly" : "at_least"), 0, COUNT_MAX,
                       &data->least, loader->error);
    if (r == 0)
        r = config_integer(config_get(node, exactly ? "exactly" : "at_most"), 0, COUNT_MAX,
                           &data->most, loader->error);
    return r;
}

static int parse_which(struct loader *loader, const struct config_node *node, struct crossing *data)
{
    const struct config_node *which = config_get(node, "which"), *count = config_get(node, "count");
    size_t index = 0;
    int r;

    if (!which == !count)
        return config_fail(node, loader->error, "either 'which' or 'count'");
    if (count)
        return parse_count(loader, count, data);
    r = config_choice(which, which_names, &index, loader->error);
    data->which = (enum which)index;
    return r;
}

/* A list of codes, or one: a code, or a fact that holds one. */
static int parse_ports(struct loader *loader, const struct config_node *node, struct crossing *data)
{
    if (!node || node->kind == CONFIG_LIST)
        return loader_names(loader, node, &data->ports);
    data->has_port_term = true;
    return loader_term(loader, node, VALUE_BIT(VALUE_CODE), &data->port_term);
}

static int parse_between(struct loader *loader, const struct config_node *node,
                         struct crossing *data)
{
    struct slice text;
    size_t at = 0;
    int r;

    if (!node)
        return 0;
    text = node->text;
    while (at < text.size && !slice_is(slice_sub(text, at, strlen(" to ")), " to "))
        at++;
    if (at == text.size)
        return config_fail(node, loader->error, "expected 'DAY to DAY'");
    data->has_between = true;
    r = loader_term_text(loader, node, slice_sub(text, 0, at), VALUE_MOMENT, &data->from);
    if (r == 0)
        r = loader_term_text(loader, node, slice_sub(text, at + strlen(" to "), SIZE_MAX),
                             VALUE_MOMENT, &data->to);
    return r;
}

static int parse_rest(struct loader *loader, const struct config_node *node, struct crossing *data)
{
    const struct config_node *before = config_get(node, "on_or_before");
    int r = config_string(config_get(node, "direction"), &data->direction, loader->error);

    data->wants_entry = data->direction && strcmp(data->direction, "entry") == 0;
    if (r == 0)
        r = loader_names(loader, config_get(node, "document_kind"), &data->kinds);
    if (r == 0)
        r = parse_ports(loader, config_get(node, "port"), data);
    if (r == 0)
        r = loader_names(loader, config_get(node, "towards"), &data->towards);
    if (r == 0)
        r = config_string(config_get(node, "flight"), &data->flight, loader->error);
    if (r == 0)
        r = parse_between(loader, config_get(node, "between"), data);
    if (r == 0 && before) {
        data->has_before = true;
        r = loader_term(loader, before, VALUE_MOMENT, &data->before);
    }
    return r;
}

static int parse(struct loader *loader, const struct config_node *node, const void **ret_data)
{
    struct crossing *data = arena_new_of(loader->arena, struct crossing);
    int r;

    if (!data)
        return loader_no_memory(loader);
    r = loader_check(loader, node, fields);
    if (r == 0)
        r = loader_role(loader, config_get(node, "document"), &data->role);
    data->scope.roles = &data->role;
    data->scope.role_count = 1;
    if (r == 0)
        r = parse_which(loader, node, data);
    if (r == 0)
        r = parse_rest(loader, node, data);
    *ret_data = data;
    return r;
}

/* ---- One row ---- */

struct looking {
    struct evaluation *evaluation;
    const struct crossing *data;
    struct result *result;
    const struct movements *movements;
    const char *port; /* of the port's term */
    struct days_window window;
};

/* What a row says, and why; a member that the row leaves open decides nothing. */
struct row_verdict {
    enum decision_outcome outcome;
    const char *why;
};

static bool holds(const char *const *names, const char *name)
{
    for (; *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

static void weigh(struct row_verdict *verdict, enum decision_outcome outcome, const char *why)
{
    bool worse = outcome == OUTCOME_FAIL
                     ? verdict->outcome != OUTCOME_FAIL
                     : outcome == OUTCOME_UNKNOWN && verdict->outcome == OUTCOME_PASS;

    if (worse)
        *verdict = (struct row_verdict){outcome, why};
}

static enum decision_outcome is_among(const char *value, const char *const *names)
{
    if (!value)
        return OUTCOME_UNKNOWN;
    return holds(names, value) ? OUTCOME_PASS : OUTCOME_FAIL;
}

/* Over a bridge, or by air, a row does not tell where one comes out. */
static enum decision_outcome leads_to(const struct report_crossing *row, const char *const *towards)
{
    if (!row->region || strcmp(row->region, "ambiguous") == 0 ||
        strcmp(row->region, "unknown") == 0)
        return OUTCOME_UNKNOWN;
    return holds(towards, row->region) ? OUTCOME_PASS : OUTCOME_FAIL;
}

static struct row_verdict judge_row(const struct looking *looking, const struct merged_row *row)
{
    const struct crossing *data = looking->data;
    const struct report_crossing *shown = movements_row(looking->movements, row)->crossing;
    struct row_verdict verdict = {OUTCOME_PASS, NULL};

    if (data->direction && row->is_entry != data->wants_entry)
        return (struct row_verdict){OUTCOME_FAIL, "direction"};
    if (data->kinds)
        weigh(&verdict, is_among(shown->document_kind, data->kinds), "kind");
    if (data->ports)
        weigh(&verdict, is_among(crossing_port(shown), data->ports), "port");
    if (looking->port) {
        const char *const port[] = {looking->port, NULL};

        weigh(&verdict, is_among(crossing_port(shown), port), "port");
    }
    if (data->flight && (!shown->flight || strcmp(shown->flight, data->flight) != 0))
        weigh(&verdict, OUTCOME_FAIL, "port");
    if (data->towards) {
        enum decision_outcome leads = leads_to(shown, data->towards);

        weigh(&verdict, leads, leads == OUTCOME_UNKNOWN ? "ambiguous" : "towards");
    }
    return verdict;
}

/* ---- Rows in time ---- */

static bool in_window(const struct looking *looking, const struct merged_row *row)
{
    return row->day >= looking->window.from && row->day <= looking->window.to;
}

/* The first row in the window, or after it. */
static size_t first_row(const struct looking *looking)
{
    const struct merged *merged = &looking->movements->merged;
    size_t low = 0, high = merged->row_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (merged->rows[middle].day < looking->window.from)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Whether some record's word is that no row is missing in all of that time. */
static bool is_covered(const struct looking *looking)
{
    const struct merged *merged = &looking->movements->merged;
    struct days_window window = looking->window;
    int32_t reach = window.from; /* covered up to here, without this day */
    bool grown = true;

    while (grown && reach <= window.to) {
        grown = false;
        for (size_t r = 0; r < merged->record_count; r++) {
            const struct record *record = &merged->records[r];
            int32_t end = record->cover.to_partly ? record->cover.to : record->cover.to + 1;
            bool broken = record->gap_after;

            for (size_t i = 0; i < record->row_count; i++)
                broken |= record->rows[i].gap;
            if (record->has_cover && !broken && record->cover.from <= reach && end > reach) {
                reach = end;
                grown = true;
            }
        }
    }
    return reach > window.to;
}

struct tally {
    size_t passed, failed, unknown;
    const struct merged_row *row; /* the first that passed, else that is unknown, else that fails */
    struct row_verdict verdict;
};

static int rank(enum decision_outcome outcome)
{
    return outcome == OUTCOME_PASS ? 2 : outcome == OUTCOME_UNKNOWN ? 1 : 0;
}

/* How to go over the rows: until one passes, or over all; and which one to remember. */
enum manner { UNTIL_ONE, ALL_BEST, ALL_WORST };

static struct tally tally_rows(const struct looking *looking, enum manner manner)
{
    const struct merged *merged = &looking->movements->merged;
    struct tally tally = {0};

    for (size_t i = first_row(looking); i < merged->row_count; i++) {
        const struct merged_row *row = &merged->rows[i];
        struct row_verdict verdict;

        if (!in_window(looking, row))
            break;
        verdict = judge_row(looking, row);
        tally.passed += verdict.outcome == OUTCOME_PASS;
        tally.failed += verdict.outcome == OUTCOME_FAIL;
        tally.unknown += verdict.outcome == OUTCOME_UNKNOWN;
        if (!tally.row ||
            (manner == ALL_WORST ? rank(verdict.outcome) < rank(tally.verdict.outcome)
                                 : rank(verdict.outcome) > rank(tally.verdict.outcome))) {
            tally.row = row;
            tally.verdict = verdict;
        }
        if (manner == UNTIL_ONE && tally.passed > 0)
            break;
    }
    return tally;
}

/* ---- Results ---- */

static void set(struct looking *looking, enum decision_outcome outcome, const char *why)
{
    looking->result->outcome = outcome;
    looking->result->why = why;
    if (why && strcmp(why, "uncovered") == 0)
        movements_ask(looking->evaluation, looking->result, &looking->data->scope, "ask.uncovered");
}

static void show_row(struct looking *looking, const struct merged_row *row)
{
    struct evaluation *evaluation = looking->evaluation;
    const struct report_crossing *shown = movements_row(looking->movements, row)->crossing;
    char date[DAY_TEXT_SIZE];

    day_format(row->day, date);
    result_param(evaluation, looking->result, "row", "%" PRId64, shown->row);
    result_param(evaluation, looking->result, "date", "%s", date);
    movements_evidence(evaluation, looking->result, looking->movements, row);
    if (shown->row > 0)
        result_figure(
            evaluation, looking->result,
            &(struct decision_figure){
                .name = "row", .value = arena_printf(evaluation->arena, "%" PRId64, shown->row)});
}

/* "2026-11-22T07:14+08:00": a record says nothing of what came after. */
static const char *moment_text(struct evaluation *evaluation, int64_t time)
{
    char text[TIME_TEXT_SIZE];
    const char *zone;

    time_format(time, evaluation->policy->offset, text);
    zone = text + strlen("YYYY-MM-DDThh:mm:ss");
    return arena_printf(evaluation->arena, "%.16s%s", text, zone);
}

/* From when on the record that shows the last row is silent. */
static void show_silence(struct looking *looking, const struct merged_row *row)
{
    struct evaluation *evaluation = looking->evaluation;
    const struct record *record = &looking->movements->merged.records[row->record];
    const struct policy_report *report = looking->movements->reports[row->record];
    struct decision_figure figure = {.name = "silent_from"};
    char day[DAY_TEXT_SIZE];

    if (report && report->report->claims->has_issued_at) {
        figure.value = moment_text(evaluation, report->report->claims->issued_at - report->lag_s);
    } else if (record->has_cover) {
        day_format(record->cover.to_partly ? record->cover.to : record->cover.to + 1, day);
        figure.value = arena_strdup(evaluation->arena, day);
    } else {
        return;
    }
    if (figure.value)
        result_figure(evaluation, looking->result, &figure);
    else
        evaluation->error = ERR_NOMEM;
}

/* The last row of all in the window, or the first; it alone decides. */
static void judge_end(struct looking *looking)
{
    const struct merged *merged = &looking->movements->merged;
    bool first = looking->data->which == FIRST;
    const struct merged_row *row = NULL;
    struct row_verdict verdict;
    uint64_t missing;

    for (size_t i = 0; i < merged->row_count && !row; i++) {
        const struct merged_row *next = &merged->rows[first ? i : merged->row_count - 1 - i];

        if (in_window(looking, next))
            row = next;
    }
    if (!row) {
        set(looking, is_covered(looking) ? OUTCOME_FAIL : OUTCOME_UNKNOWN, "absent");
        return;
    }
    verdict = judge_row(looking, row);
    /* where rows are missing after it (or before the first), it may not be the last */
    missing = first                                         ? row->broken
              : row == &merged->rows[merged->row_count - 1] ? merged->broken_after
                                                            : row[1].broken;
    set(looking, verdict.outcome, verdict.why);
    if (missing & row->seen)
        set(looking, OUTCOME_UNKNOWN, "uncovered");
    show_row(looking, row);
    if (!first)
        show_silence(looking, row);
}

static void judge_any(struct looking *looking)
{
    struct tally tally = tally_rows(looking, UNTIL_ONE);

    if (tally.passed > 0)
        set(looking, OUTCOME_PASS, NULL);
    else if (tally.unknown > 0)
        set(looking, OUTCOME_UNKNOWN, tally.verdict.why);
    else if (!is_covered(looking))
        set(looking, OUTCOME_UNKNOWN, "uncovered");
    else
        set(looking, OUTCOME_FAIL, tally.row ? NULL : "absent");
    if (tally.row && tally.passed + tally.unknown > 0)
        show_row(looking, tally.row);
}

static void judge_none(struct looking *looking)
{
    struct tally tally = tally_rows(looking, UNTIL_ONE);

    if (tally.passed > 0)
        set(looking, OUTCOME_FAIL, "none");
    else if (tally.unknown > 0)
        set(looking, OUTCOME_UNKNOWN, tally.verdict.why);
    else if (!is_covered(looking))
        set(looking, OUTCOME_UNKNOWN, "uncovered");
    else
        set(looking, OUTCOME_PASS, "none");
    if (tally.row && tally.passed + tally.unknown > 0)
        show_row(looking, tally.row);
}

static void judge_every(struct looking *looking)
{
    struct tally tally = tally_rows(looking, ALL_WORST);

    if (!tally.row)
        set(looking, OUTCOME_UNKNOWN, "absent");
    else if (tally.failed > 0 || tally.unknown > 0)
        set(looking, tally.failed > 0 ? OUTCOME_FAIL : OUTCOME_UNKNOWN, tally.verdict.why);
    else if (!is_covered(looking))
        set(looking, OUTCOME_UNKNOWN, "uncovered");
    else
        set(looking, OUTCOME_PASS, NULL);
    if (tally.row)
        show_row(looking, tally.row);
}

/* Rows that nobody has seen can only be more. */
static void judge_count(struct looking *looking)
{
    struct evaluation *evaluation = looking->evaluation;
    const struct crossing *data = looking->data;
    struct tally tally = tally_rows(looking, ALL_BEST);
    int64_t lower = (int64_t)tally.passed;
    int64_t upper = is_covered(looking) ? lower + (int64_t)tally.unknown : INT64_MAX;
    struct decision_figure figure = {.name = "crossings"};

    if ((data->has_least && upper < data->least) || (data->has_most && lower > data->most))
        set(looking, OUTCOME_FAIL, "count");
    else if ((!data->has_least || lower >= data->least) && (!data->has_most || upper <= data->most))
        set(looking, OUTCOME_PASS, NULL);
    else
        set(looking, OUTCOME_UNKNOWN, upper == INT64_MAX ? "uncovered" : "count");
    figure.lower = arena_printf(evaluation->arena, "%" PRId64, lower);
    if (upper != INT64_MAX)
        figure.upper = arena_printf(evaluation->arena, "%" PRId64, upper);
    if (upper == lower) {
        figure.value = figure.lower;
        figure.lower = figure.upper = NULL;
    }
    result_figure(evaluation, looking->result, &figure);
}

/* ---- The whole ---- */

/* A bound of the window; false where its term is not known. When is asked, on what it rests not. */
static bool take_day(struct looking *looking, const struct term *term, bool last, int32_t *ret_day)
{
    struct value value = term_value(looking->evaluation, term);
    int32_t days[2];

    if (!value.is_known) {
        result_missing(looking->evaluation, looking->result, term);
        return false;
    }
    value_days(looking->evaluation, &value, &days[0], &days[1]);
    *ret_day = days[last];
    return true;
}

static bool take_window(struct looking *looking)
{
    const struct crossing *data = looking->data;
    const struct merged *merged = &looking->movements->merged;
    int32_t before;

    /* without bounds: all that the records speak of */
    looking->window = (struct days_window){DAY_MAX, DAY_MIN};
    for (size_t i = 0; i < merged->row_count; i++) {
        int32_t day = merged->rows[i].day;

        looking->window.from = day < looking->window.from ? day : looking->window.from;
        looking->window.to = day > looking->window.to ? day : looking->window.to;
    }
    if (data->has_between && (!take_day(looking, &data->from, false, &looking->window.from) ||
                              !take_day(looking, &data->to, true, &looking->window.to)))
        return false;
    if (!data->has_before)
        return true;
    if (!take_day(looking, &data->before, true, &before))
        return false;
    looking->window.to = before < looking->window.to ? before : looking->window.to;
    return true;
}

static void say_asked(struct looking *looking)
{
    struct evaluation *evaluation = looking->evaluation;
    const struct crossing *data = looking->data;
    char from[DAY_TEXT_SIZE], to[DAY_TEXT_SIZE];

    if (data->has_between) {
        day_format(looking->window.from, from);
        day_format(looking->window.to, to);
        result_param(evaluation, looking->result, "from", "%s", from);
        result_param(evaluation, looking->result, "to", "%s", to);
    }
}

static const char *names_text(struct arena *arena, const char *const *names)
{
    const char *text = "";

    for (; text && *names; names++)
        text = arena_printf(arena, "%s%s%s", text, *text ? "," : "", *names);
    return text ? text : "";
}

static void say_wanted(struct looking *looking)
{
    struct evaluation *evaluation = looking->evaluation;
    const struct crossing *data = looking->data;
    struct result *result = looking->result;

    result_param(evaluation, result, "document", "%s", evaluation->policy->roles[data->role].name);
    result_param(evaluation, result, "which", "%s",
                 data->which == COUNT ? "count" : which_names[data->which]);
    if (data->direction)
        result_param(evaluation, result, "direction", "%s", data->direction);
    if (data->kinds)
        result_param(evaluation, result, "document_kind", "%s",
                     names_text(evaluation->arena, data->kinds));
    if (data->ports || looking->port)
        result_param(evaluation, result, "port", "%s",
                     data->ports ? names_text(evaluation->arena, data->ports) : looking->port);
    if (data->towards)
        result_param(evaluation, result, "towards", "%s",
                     names_text(evaluation->arena, data->towards));
}

static bool take_port(struct looking *looking)
{
    struct value value;

    if (!looking->data->has_port_term)
        return true;
    value = term_value(looking->evaluation, &looking->data->port_term);
    looking->result->basis |= value.basis;
    if (!value.is_known) {
        result_missing(looking->evaluation, looking->result, &looking->data->port_term);
        return false;
    }
    looking->port = value.text;
    return true;
}

static void evaluate(struct evaluation *evaluation, const void *data, struct result *result)
{
    static void (*const judges[])(struct looking *) = {
        [LAST] = judge_end,  [FIRST] = judge_end,   [ANY] = judge_any,
        [NONE] = judge_none, [EVERY] = judge_every, [COUNT] = judge_count,
    };
    struct looking looking = {.evaluation = evaluation, .data = data, .result = result};

    looking.movements = movements_of(evaluation, &looking.data->scope);
    if (!looking.movements)
        return;
    result->basis |= looking.movements->basis;
    if (!take_port(&looking))
        return;
    say_wanted(&looking);
    if (looking.movements->merged.record_count == 0) {
        movements_absent(evaluation, result, &looking.data->scope);
        return;
    }
    if (!take_window(&looking))
        return;
    say_asked(&looking);
    judges[looking.data->which](&looking);
}

/* ---- Explaining ---- */

static const char *sentence_of(const struct crossing *crossing)
{
    static const char *const ids[] = {
        [LAST] = "policy.crossing.last",   [FIRST] = "policy.crossing.first",
        [ANY] = "policy.crossing.any",     [NONE] = "policy.crossing.none",
        [EVERY] = "policy.crossing.every", [COUNT] = "policy.crossing.count",
    };

    if (crossing->which == COUNT && !crossing->has_most)
        return "policy.crossing.count.least";
    if (crossing->which == COUNT && !crossing->has_least)
        return "policy.crossing.count.most";
    return ids[crossing->which];
}

static void add_wanted(struct arena *arena, const char **wanted, const char *more)
{
    if (*wanted && more)
        *wanted = arena_printf(arena, "%s%s%s", *wanted, **wanted ? "; " : "", more);
}

/* Direction, kinds of documents, ports, where to, flight; "-" for any crossing. */
static const char *wanted_text(struct arena *arena, const struct crossing *crossing)
{
    const char *wanted = "";

    add_wanted(arena, &wanted, crossing->direction);
    add_wanted(arena, &wanted, crossing->kinds ? names_text(arena, crossing->kinds) : NULL);
    add_wanted(arena, &wanted, crossing->ports ? names_text(arena, crossing->ports) : NULL);
    add_wanted(arena, &wanted, crossing->has_port_term ? crossing->port_term.text : NULL);
    add_wanted(arena, &wanted, crossing->towards ? names_text(arena, crossing->towards) : NULL);
    add_wanted(arena, &wanted, crossing->flight);
    return wanted && *wanted ? wanted : "-";
}

static void explain(struct explanation *explanation, const void *data)
{
    const struct crossing *crossing = data;

    explain_say(explanation, sentence_of(crossing));
    explain_param(explanation, "document", "%s",
                  explain_policy(explanation)->roles[crossing->role].name);
    explain_param(explanation, "wanted", "%s", wanted_text(explain_arena(explanation), crossing));
    if (crossing->has_least)
        explain_param(explanation, "least", "%" PRId64, crossing->least);
    if (crossing->has_most)
        explain_param(explanation, "most", "%" PRId64, crossing->most);
    explain_deeper(explanation, 1);
    if (crossing->has_between) {
        explain_say(explanation, "policy.crossing.between");
        explain_param(explanation, "from", "%s", crossing->from.text);
        explain_param(explanation, "to", "%s", crossing->to.text);
    }
    if (crossing->has_before) {
        explain_say(explanation, "policy.crossing.before");
        explain_param(explanation, "before", "%s", crossing->before.text);
    }
    explain_deeper(explanation, -1);
}

const struct predicate predicate_crossing = {"crossing", parse, evaluate, explain};
