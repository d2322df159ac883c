/* Policies, facts and documents for tests of core/policy: everything in one arena. */
#ifndef VOUCH_TEST_POLICY_SUPPORT_H
#define VOUCH_TEST_POLICY_SUPPORT_H

#include "base/error.h"
#include "policy/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

/* cmocka wants the four above */
#include <cmocka.h>

struct trial {
    struct arena *arena;
    const struct policy *policy;
    const struct facts *facts;
    struct policy_report reports[4];
    size_t report_count;
    int64_t as_of; /* 2026-11-22T10:30:00+08:00 unless a test says otherwise */
    bool now_only;
    struct decision decision;
};

int trial_setup(void **state);
int trial_teardown(void **state);

/* A policy out of its facts, documents and rules; what every one begins with is added. */
void trial_policy(struct trial *trial, const char *body);
/* A whole policy, or one with another time zone and the like. */
void trial_whole(struct trial *trial, const char *yaml);
/* One rule called r around a condition, `otherwise: reject`; facts and documents in `head`. */
void trial_rule(struct trial *trial, const char *head, const char *condition);

void trial_facts(struct trial *trial, const char *json);
/* A report of the source "nia" that passed, with claims for a test to fill; in role `role`. */
struct report_claims *trial_report(struct trial *trial, const char *role);
struct report *trial_last_report(struct trial *trial);

void trial_evaluate(struct trial *trial);
const struct decision_finding *trial_finding(struct trial *trial, const char *rule);
/* Evaluates and expects rule r to come out so; `why` NULL: none. */
void trial_expect(struct trial *trial, enum decision_outcome outcome, const char *why);
const char *trial_param(const struct decision_finding *finding, const char *name);
bool trial_asks(struct trial *trial, const char *name, const char *code);

int32_t day_of(const char *text);
int64_t time_of(const char *text);

#endif
