#include "ctl/replay.h"

void outcome_init(struct outcome *outcome)
{
    *outcome = (struct outcome){.codes = json_array(), .judge = json_object()};
}

void outcome_done(struct outcome *outcome)
{
    json_decref(outcome->codes);
    json_decref(outcome->judge);
}

void outcome_take(json_t *to, const char *name, const json_t *from, const char *member)
{
    const char *text = json_string_value(json_object_get(from, member));

    if (text)
        json_object_set_new(to, name, json_string(text));
}

void outcome_add_code(struct outcome *outcome, const char *code)
{
    if (code)
        json_array_append_new(outcome->codes, json_string(code));
}

static void take_judge(const json_t *report, struct outcome *ret)
{
    const json_t *judged_by = json_object_get(report, "judged_by");

    outcome_take(ret->judge, "build", report, "build");
    outcome_take(ret->judge, "trust", judged_by, "trust_snapshot");
    outcome_take(ret->judge, "configuration", judged_by, "configuration_sha256");
    ret->was_read = json_is_object(json_object_get(judged_by, "reading"));
}

void outcome_of_report(const json_t *report, struct outcome *ret)
{
    const json_t *judged_by = json_object_get(report, "judged_by");
    json_t *reason;
    size_t i;

    outcome_init(ret);
    outcome_add_code(ret, json_string_value(json_object_get(report, "indication")));
    outcome_add_code(ret, json_string_value(json_object_get(report, "subindication")));
    json_array_foreach(json_object_get(report, "reasons"), i, reason)
    {
        outcome_add_code(ret, json_string_value(json_object_get(reason, "code")));
    }
    take_judge(report, ret);
    outcome_take(ret->judge, "plugin", judged_by, "plugin_version");
    outcome_take(ret->judge, "layout", judged_by, "layout");
}

static bool decides(const json_t *finding)
{
    const char *effect = json_string_value(json_object_get(finding, "effect"));

    return effect && (strcmp(effect, "refer") == 0 || strcmp(effect, "reject") == 0);
}

void outcome_of_decision(const json_t *decision, const json_t *report, struct outcome *ret)
{
    json_t *finding;
    size_t i;

    outcome_init(ret);
    outcome_add_code(ret, json_string_value(json_object_get(decision, "verdict")));
    outcome_add_code(ret, json_string_value(json_object_get(decision, "policy")));
    json_array_foreach(json_object_get(decision, "findings"), i, finding)
    {
        if (decides(finding))
            outcome_add_code(ret, json_string_value(json_object_get(finding, "rule")));
    }
    take_judge(report, ret);
    outcome_take(ret->judge, "policy", decision, "policy_sha256");
}

bool outcome_same(const struct outcome *a, const struct outcome *b)
{
    return json_equal(a->codes, b->codes);
}

bool outcome_differs(const struct outcome *before, const struct outcome *now, const char *name)
{
    const json_t *was = json_object_get(before->judge, name);

    return was && !json_equal(was, json_object_get(now->judge, name));
}

void outcome_write_codes(struct terminal *terminal, const char *label,
                         const struct outcome *outcome)
{
    json_t *code;
    size_t i;

    terminal_print(terminal, "  %-4s", label);
    json_array_foreach(outcome->codes, i, code)
    {
        terminal_print(terminal, " ");
        terminal_text(terminal, json_string_value(code));
    }
    terminal_print(terminal, "\n");
}

static void write_changed(struct terminal *terminal, const struct outcome *before,
                          const struct outcome *now)
{
    static const char *const names[] = {"build",  "trust",  "configuration",
                                        "plugin", "layout", "policy"};
    const char *comma = "";

    terminal_print(terminal, "  other now: ");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!outcome_differs(before, now, names[i]))
            continue;
        terminal_print(terminal, "%s%s", comma, names[i]);
        comma = ", ";
    }
    terminal_print(terminal, "%s\n", *comma ? "" : "nothing that was noted then");
}

bool outcome_compare(struct terminal *terminal, const char *name, const struct outcome *before,
                     const struct outcome *now, bool says_same)
{
    bool same = outcome_same(before, now);

    if (same && !says_same)
        return true;
    terminal_tone(terminal, same ? TONE_GOOD : TONE_BAD, "%s", same ? "✔ same" : "✘ DIFFERS");
    terminal_print(terminal, "  ");
    terminal_text(terminal, name);
    terminal_print(terminal, "\n");
    outcome_write_codes(terminal, same ? "" : "was", before);
    if (!same)
        outcome_write_codes(terminal, "is", now);
    write_changed(terminal, before, now);
    return same;
}
