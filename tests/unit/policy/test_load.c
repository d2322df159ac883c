/* What is refused when a policy is loaded, and where the error points. */
#include "support.h"

#include "policy/policy_impl.h"

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define TOP                                                                                        \
    "policy: trial\nversion: 1\ntitle: {en: Trial}\n"                                              \
    "source: {kind: own, read: 2026-11-22, text: invented}\n"                                      \
    "in_force: {from: null}\ntime_zone: Asia/Shanghai\n" /* six lines */
#define HEAD                                                                                       \
    TOP "facts:\n  on: {type: day}\n  at: {type: time}\n  status: {type: code, one_of: [yes, "     \
        "no]}\n"                                                                                   \
        "  who: {type: person}\n  sum: {type: amount}\n  rows: {type: crossings}\n"                \
        "  held: {type: documents}\n  paid: {type: years}\n" /* fifteen lines */                   \
        "documents:\n  record: {source: nia, extra: {queried_on: day}}\n  papers: {kind: "         \
        "[lease]}\n"
#define RULE(condition)                                                                            \
    HEAD "rules:\n- id: r\n  that: " condition "\n  otherwise: reject\n" /* that: line 21 */
#define ANY "{compare: [status, is, yes]}"

struct refused {
    const char *yaml;
    uint32_t line;
    uint32_t column;
    const char *message;
};

static void expect(const struct refused *refused, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct arena *arena = arena_new(0);
        const struct policy *policy;
        struct config_error error = {0};
        int r = policy_parse(arena, slice_str(refused[i].yaml), "p.yaml", NULL, &policy, &error);

        if (r == 0)
            fail_msg("%zu: loaded\n%s", i, refused[i].yaml);
        if (error.line != refused[i].line || error.column != refused[i].column ||
            !strstr(error.message, refused[i].message) || strcmp(error.file, "p.yaml") != 0)
            fail_msg("%zu: %s:%u:%u: %s (expected %u:%u: %s)", i, error.file, error.line,
                     error.column, error.message, refused[i].line, refused[i].column,
                     refused[i].message);
        arena_free(arena);
    }
}

#define EXPECT(table) expect(table, sizeof(table) / sizeof *(table))

static void test_header(void **state)
{
    static const struct refused table[] = {
        {"policy: [", 2, 1, "not YAML"},
        {"version: 1\n", 1, 1, "required key 'policy' is missing"},
        {TOP "rules: []\n", 7, 8, "no rules"},
        {TOP "rulez: []\n", 7, 1, "unknown key 'rulez'; did you mean 'rules'?"},
        {TOP "version: 2\nrules: []\n", 7, 1,
         "key 'version' is given twice; the first is on line 2"},
        {TOP "fees: {apply: 1500}\nrules: [{}]\n", 7, 15, "expected an amount such as '1500 CNY'"},
        {TOP "fees: {Apply: 1500 CNY}\nrules: [{}]\n", 7, 8, "'Apply': names are lower-case"},
        {TOP "terms: {review: soon}\nrules: [{}]\n", 7, 17, "expected a number and minutes"},
        {"policy: Trial\n" /* and the rest as it is */
         "version: 1\ntitle: {en: T}\nsource: {kind: own, read: 2026-11-22, text: x}\n"
         "in_force: {}\ntime_zone: UTC\nrules: [{}]\n",
         1, 9, "lower-case letters, digits and - only"},
        {"policy: t\nversion: 0\ntitle: {en: T}\nsource: {kind: own, read: 2026-11-22, text: x}\n"
         "in_force: {}\ntime_zone: UTC\nrules: [{}]\n",
         2, 10, "0 is not between 1 and"},
        {"policy: t\nversion: 1\ntitle: {zh-Hans: T}\nsource: {kind: own, read: 2026-11-22, text: "
         "x}\n"
         "in_force: {}\ntime_zone: UTC\nrules: [{}]\n",
         3, 8, "required key 'en' is missing"},
        {"policy: t\nversion: 1\ntitle: {en: T, '!': x}\nsource: {kind: own, read: 2026-11-22, "
         "text: x}\n"
         "in_force: {}\ntime_zone: UTC\nrules: [{}]\n",
         3, 16, "'!' is no language"},
        {"policy: t\nversion: 1\ntitle: {en: T}\nsource: {kind: rumour, read: 2026-11-22, text: "
         "x}\n"
         "in_force: {}\ntime_zone: UTC\nrules: [{}]\n",
         4, 16, "expected law, regulator, official, source_code, own or hearsay, found 'rumour'"},
        {"policy: t\nversion: 1\ntitle: {en: T}\nsource: {kind: own, text: x}\n"
         "in_force: {}\ntime_zone: UTC\nrules: [{}]\n",
         4, 9, "required key 'read' is missing"},
        {"policy: t\nversion: 1\ntitle: {en: T}\nsource: {kind: own, read: 2026-11-22}\n"
         "in_force: {}\ntime_zone: UTC\nrules: [{}]\n",
         4, 9, "where is it from: 'url' or 'text'"},
        {"policy: t\nversion: 1\ntitle: {en: T}\nsource: {kind: own, read: 2026-02-30, text: x}\n"
         "in_force: {}\ntime_zone: UTC\nrules: [{}]\n",
         4, 27, "expected a day such as 2026-11-22, found '2026-02-30'"},
        {"policy: t\nversion: 1\ntitle: {en: T}\nsource: {kind: own, read: 2026-11-22, text: x}\n"
         "in_force: {from: 2026-01-02, until: 2026-01-01}\ntime_zone: UTC\nrules: [{}]\n",
         5, 37, "before 'from'"},
        {"policy: t\nversion: 1\ntitle: {en: T}\nsource: {kind: own, read: 2026-11-22, text: x}\n"
         "in_force: {}\ntime_zone: Europe/Vienna\nrules: [{}]\n",
         6, 12, "expected Asia/Shanghai, Asia/Hong_Kong, Asia/Macau, Asia/Taipei or UTC"},
    };

    (void)state;
    EXPECT(table);
}

static void test_facts(void **state)
{
    static const struct refused table[] = {
        {TOP "facts: {On: {type: day}}\nrules: [{}]\n", 7, 9,
         "'On': names of facts are lower-case"},
        {TOP "facts: {on: day}\nrules: [{}]\n", 7, 13, "expected a map"},
        {TOP "facts: {on: {type: date}}\nrules: [{}]\n", 7, 20, "found 'date'"},
        {TOP "facts: {on: {}}\nrules: [{}]\n", 7, 13, "required key 'type' is missing"},
        {TOP "facts: {on: {type: day, requried: yes}}\nrules: [{}]\n", 7, 25,
         "did you mean 'required'"},
        {TOP "facts: {on: {type: day, required: maybe}}\nrules: [{}]\n", 7, 35,
         "expected yes or no"},
        {TOP "facts: {on: {type: day, one_of: [a]}}\nrules: [{}]\n", 7, 33,
         "only a code is one of a list"},
        {TOP "facts: {on: {type: code}}\nrules: [{}]\n", 7, 13, "a code needs 'one_of'"},
        {TOP "facts: {on: {type: code, one_of: [a, b, a]}}\nrules: [{}]\n", 7, 41,
         "'a' is given twice"},
        {TOP "facts: {on: {type: code, one_of: [a b]}}\nrules: [{}]\n", 7, 35, "'a b' is no code"},
        {TOP "facts: {on: {type: code, one_of: [on]}}\nrules: [{}]\n", 7, 35,
         "'on' is the name of a fact too"},
        {TOP "facts: {on: {type: code, one_of: []}}\nrules: [{}]\n", 7, 34,
         "expected at least one"},
        {TOP "facts: {on: {type: day, currency: CNY}}\nrules: [{}]\n", 7, 35,
         "only an amount has a currency"},
        {TOP "facts: {as_of: {type: time}}\nrules: [{}]\n", 7, 9,
         "'as_of' has a meaning of its own"},
        {TOP "facts: {presented: {type: text}}\nrules: [{}]\n", 7, 9, "'presented' has a meaning"},
        {TOP "documents: {record: {}}\nrules: [{}]\n", 7, 21, "needs a source or a kind"},
        {TOP "documents: {record: {source: []}}\nrules: [{}]\n", 7, 30, "expected at least one"},
        {TOP "documents: {record: {source: {a: b}}}\nrules: [{}]\n", 7, 30,
         "expected text, found a map"},
        {TOP "facts: {record: {type: day}}\ndocuments: {record: {source: nia}}\nrules: [{}]\n", 8,
         13, "'record' is the name of a fact too"},
        {TOP "documents: {record: {source: nia, extra: {serial: text}}}\nrules: [{}]\n", 7, 43,
         "every document has 'serial'"},
        {TOP "documents: {record: {source: nia, extra: {thing: person}}}\nrules: [{}]\n", 7, 50,
         "found 'person'"},
    };

    (void)state;
    EXPECT(table);
}

static void test_rules(void **state)
{
    static const struct refused table[] = {
        {HEAD "rules:\n- id: r\n  that: " ANY "\n", 20, 3, "required key 'otherwise' is missing"},
        {HEAD "rules:\n- id: r\n  otherwise: reject\n", 20, 3, "required key 'that' is missing"},
        {HEAD "rules:\n- id: R\n  that: " ANY "\n  otherwise: note\n", 20, 7, "lower-case letters"},
        {HEAD "rules:\n- id: policy.facts\n  that: " ANY "\n  otherwise: note\n", 20, 7,
         "lower-case letters"},
        {HEAD "rules:\n- id: r\n  that: " ANY "\n  otherwise: accept\n", 22, 14,
         "expected reject, refer or note, found 'accept'"},
        {HEAD "rules:\n- {id: r, that: " ANY ", otherwise: note}\n- {id: r, that: " ANY
              ", otherwise: note}\n",
         21, 8, "'r' is the id of an earlier rule"},
        {RULE("{}"), 21, 9, "expected a condition"},
        {RULE("{magic: {}}"), 21, 10, "unknown condition 'magic'; there are all_of"},
        {RULE("{judged: {question: q, by: b}, compare: [status, is, yes]}"), 21, 40,
         "a second condition beside 'judged'"},
        {RULE("{all_of: []}"), 21, 18, "expected a list of conditions"},
        {RULE("{any_of: {compare: [status, is, yes]}}"), 21, 18, "expected a list of conditions"},
        {RULE("{all_of: [{all_of: [{all_of: [{all_of: [{all_of: [{all_of: [{all_of: [{all_of: "
              "[{all_of: [" ANY "]}]}]}]}]}]}]}]}]}"),
         21, 98, "more than 8 joins inside each other"},
        {HEAD "rules:\n- id: r\n  source: {kind: hearsay}\n  that: " ANY "\n  otherwise: reject\n",
         23, 14, "a rule from hearsay may not reject"},
        {HEAD "rules:\n- id: r\n  source: {kind: hearsay}\n  that: " ANY
              "\n  otherwise: refer\n  if_unknown: reject\n",
         24, 15, "a rule from hearsay may not reject"},
        {HEAD "rules:\n- id: r\n  that: " ANY
              "\n  otherwise: note\n  consequence: {fine: {per_day: much, currency: CNY}}\n",
         23, 33, "expected an amount such as '500'"},
        {HEAD "rules:\n- id: r\n  that: " ANY
              "\n  otherwise: note\n  consequence: {fine: {cap: 5}}\n",
         23, 23, "required key 'currency' is missing"},
        {HEAD "rules:\n- id: r\n  that: " ANY "\n  otherwise: note\n  whn: " ANY "\n", 23, 3,
         "did you mean 'when'"},
        {HEAD "rules:\n- id: r\n  that: " ANY
              "\n  otherwise: note\n  in_force: {from: 2026-01-02, until: 2026-01-01}\n",
         23, 39, "before 'from'"},
    };

    (void)state;
    EXPECT(table);
}

static void test_terms(void **state)
{
    static const struct refused table[] = {
        {RULE("{compare: [stauts, is, yes]}"), 21, 20, "'stauts' is neither as_of, a fact"},
        {RULE("{compare: [status, is, maybe]}"), 21, 32,
         "'maybe' is not among the codes of 'status'"},
        {RULE("{compare: [maybe, is, status]}"), 21, 31,
         "'maybe' is not among the codes of 'status'"},
        {RULE("{compare: [status, equals, yes]}"), 21, 28, "expected is, is_not"},
        {RULE("{compare: [status, is]}"), 21, 19, "expected [left, relation, right]"},
        {RULE("{compare: status}"), 21, 19, "expected [left, relation, right]"},
        {RULE("{compare: [on, is, at]}"), 21, 28, "'at' is of type time; expected day"},
        {RULE("{compare: [as_of, before, on]}"), 21, 35, "'on' is of type day; expected time"},
        {RULE("{compare: [on, is, 2026-02-30]}"), 21, 28, "'2026-02-30' is no day"},
        {RULE("{compare: [on, at_least, 2026-02-03]}"), 21, 20,
         "which 'at_least' does not compare"},
        {RULE("{compare: [who, is, who]}"), 21, 20, "of type person, which 'is' does not compare"},
        {RULE("{compare: [rows, is, rows]}"), 21, 20, "of type crossings, which 'is' does not"},
        {RULE("{compare: [2026-02-03, at_least, on]}"), 21, 42,
         "which 'at_least' does not compare"},
        {RULE("{compare: [sum, at_least, 50000]}"), 21, 35, "an amount needs a currency"},
        {RULE("{compare: [sum, at_least, lots]}"), 21, 35, "'lots' is no amount"},
        {RULE("{compare: [paid, includes, on]}"), 21, 36, "'on' is of type day; expected integer"},
        {RULE("{compare: [status, is_one_of, yes]}"), 21, 39, "expected a list"},
        {RULE("{compare: [status, is_one_of, [yes, often]]}"), 21, 45, "'often' is not among"},
        {RULE("{compare: [record, is, yes]}"), 21, 20, "'record' is a document; write which claim"},
        {RULE("{compare: [record.sereal, is, x]}"), 21, 20, "'record' has no 'sereal'"},
        {RULE("{compare: [record.date of last_trip, is, on]}"), 21, 20,
         "after 'of': last_crossing"},
        {RULE("{compare: [record.serial of last_exit, is, on]}"), 21, 20,
         "'record' has no 'serial'"},
        {RULE("{compare: [who.height, is, on]}"), 21, 20, "'who' has no 'height'"},
        {RULE("{compare: [held.valid_until, is, on]}"), 21, 20, "which document? write"},
        {RULE("{compare: [on.year, is, on]}"), 21, 20, "'on' has no 'year'"},
        {RULE("{compare: [record.queried_on, is, yes]}"), 21, 43, "'yes' is no day"},
        {RULE("{interval: {from: on, at_least: 5 years}}"), 21, 20, "required key 'to' is missing"},
        {RULE("{interval: {from: status, to: on, at_least: 5 years}}"), 21, 27,
         "'status' is of type code; expected day or time"},
        {RULE("{interval: {from: on, to: as_of}}"), 21, 20, "how long: at_least, at_most"},
        {RULE("{interval: {from: on, to: as_of, at_least: 5}}"), 21, 52, "expected a number and"},
        {RULE("{interval: {from: on, to: as_of, at_least: 1 day, at_most: 2 days}}"), 21, 59,
         "'at_most' beside 'at_least'; write two rules"},
        {RULE("{interval: {from: on, to: as_of, at_least: 5 hours, clock: calendar}}"), 21, 68,
         "the calendar has whole days"},
        {RULE("{interval: {from: on, to: as_of, at_least: 5 years, clock: elapsed}}"), 21, 68,
         "months and years are not equally long"},
        {RULE("{interval: {from: on, to: as_of, at_least: 5 days, clock: working}}"), 21, 67,
         "go together"},
        {RULE("{interval: {from: 2026-01-01, to: 2026-01-02, at_least: 5 days}}"), 21, 43,
         "between two literals"},
        {RULE("{interval: {from: on, to: tomorrow, at_least: 5 days}}"), 21, 35,
         "'tomorrow' is no day or time"},
    };

    (void)state;
    EXPECT(table);
}

static void test_parameters(void **state)
{
    static const struct refused table[] = {
        {RULE("{authentic: {document: papier}}"), 21, 32,
         "'papier' is not among this policy's documents"},
        {RULE("{authentic: {}}"), 21, 21, "required key 'document' is missing"},
        {RULE("{authentic: record}"), 21, 21, "expected a map"},
        {RULE("{authentic: {document: record, at_least: indeterminate}}"), 21, 50,
         "expected total_passed"},
        {RULE("{authentic: {document: record, signer: AB}}"), 21, 48, "expected SHA-256"},
        {RULE("{plausible: {document: record, only: [sequence]}}"), 21, 46, "is no id of a check"},
        {RULE("{plausible: {document: record, only: nia.a, except: nia.b}}"), 21, 61,
         "either 'only' or 'except'"},
        {RULE("{presented: {kind: lease, document: record}}"), 21, 21,
         "either 'kind' or 'document'"},
        {RULE("{presented: {form: copy}}"), 21, 21, "either 'kind' or 'document'"},
        {RULE("{presented: {kind: leese}}"), 21, 28,
         "'leese' is no kind of this policy's documents"},
        {RULE("{presented: {kind: lease, form: scanned}}"), 21, 41, "found 'scanned'"},
        {RULE("{presented: {kind: lease, channel: pigeon}}"), 21, 44, "found 'pigeon'"},
        {RULE("{presented: {kind: lease, if_foreign: stamped}}"), 21, 47, "found 'stamped'"},
        {RULE("{presented: {kind: lease, valid_on: status}}"), 21, 45, "'status' is of type code"},
        {RULE("{presented: {kind: lease, issued_within: 3 months}}"), 21, 50,
         "'issued_within' and 'before' go together"},
        {RULE("{presented: {kind: lease, issued_within: 5 hours, before: on}}"), 21, 50,
         "expected whole days"},
        {RULE("{judged: {question: Is he good?, by: somebody}}"), 21, 29, "lower-case letters"},
        {RULE("{judged: {question: q}}"), 21, 18, "required key 'by' is missing"},
    };

    (void)state;
    EXPECT(table);
}

/* YAML 1.1 would read yes, no, on and off as booleans, and 010 as eight. */
static void test_plain_words(void **state)
{
    struct trial *trial = *state;

    trial_rule(
        trial,
        "facts:\n  married: {type: code, one_of: [yes, no, on, off, null_is_no_code, 010]}\n",
        "{compare: [married, is_one_of, [yes, on, 010]]}");
    assert_string_equal(policy_fact(trial->policy, 0).one_of[1], "no");
    trial_facts(trial, "{\"married\": \"no\"}");
    trial_expect(trial, OUTCOME_FAIL, NULL);
    trial_facts(trial, "{\"married\": \"010\"}");
    trial_expect(trial, OUTCOME_PASS, NULL);
}

static void test_accessors(void **state)
{
    struct trial *trial = *state;
    int32_t day = 0;

    trial_whole(trial,
                "policy: t-1\nversion: 3\n"
                "title: {en: English, zh-Hant: 繁體, zh: 中文}\n"
                "source: {kind: law, read: 2026-11-22, url: 'https://example.org/'}\n"
                "in_force: {from: 2004-08-15, until: null}\ntime_zone: Asia/Hong_Kong\n"
                "facts:\n  on: {type: day, required: yes}\n"
                "documents:\n  record: {source: [nia, stated], optional: yes}\n"
                "fees: {apply: 1500 CNY}\nterms: {review: 2 months}\n"
                "rules:\n- {id: r, that: {judged: {question: q, by: b}}, otherwise: note}\n");
    assert_string_equal(policy_name(trial->policy), "t-1");
    assert_int_equal(policy_version(trial->policy), 3);
    assert_int_equal(strlen(policy_sha256(trial->policy)), 64);
    assert_memory_equal(policy_text(trial->policy).data, "policy: t-1\n", 12);
    assert_string_equal(policy_title(trial->policy, "zh-Hant-HK"), "繁體");
    assert_string_equal(policy_title(trial->policy, "zh-Hans"), "中文");
    assert_string_equal(policy_title(trial->policy, "zhx"), "English");
    assert_string_equal(policy_title(trial->policy, "ar"), "English");
    assert_true(policy_in_force_from(trial->policy, &day));
    assert_int_equal(day, day_of("2004-08-15"));
    assert_false(policy_in_force_until(trial->policy, &day));
    assert_string_equal(policy_source_kind(trial->policy), "law");
    assert_string_equal(policy_fact(trial->policy, 0).type, "day");
    assert_true(policy_fact(trial->policy, 0).required);
    assert_string_equal(policy_document(trial->policy, 0).sources[1], "stated");
    assert_true(policy_document(trial->policy, 0).optional);
}

/* However little memory there is: loaded, or refused with a message. */
static void test_without_memory(void **state)
{
    static const char yaml[] = HEAD
        "fees: {apply: 1500 CNY}\nrules:\n- id: r\n  when: {compare: [status, is_one_of, [yes, "
        "no]]}\n"
        "  source: {kind: hearsay}\n  in_force: {from: 2020-01-01}\n"
        "  that: {any_of: [{presented: {kind: lease, valid_on: on}}, {plausible: {document: "
        "record, only: nia.sequence}},\n    {interval: {from: record.date of last_exit, to: at, "
        "at_most: 5 days}}, {judged: {question: q, by: b}}]}\n"
        "  otherwise: note\n  consequence: {warn: yes}\n";
    const struct policy *policy;
    int r = ERR_NOMEM;

    (void)state;
    for (size_t limit = 256; r < 0 && limit < 1u << 20; limit += 64) {
        struct arena *small = arena_new(limit);
        struct config_error error = {0};

        r = small ? policy_parse(small, slice_str(yaml), "p.yaml", NULL, &policy, &error)
                  : ERR_NOMEM;
        if (small && r < 0) {
            assert_int_equal(r, ERR_NOMEM);
            assert_true(error.message[0] != '\0');
        }
        arena_free(small);
    }
    assert_int_equal(r, 0);
}

/* ---- Folders ---- */

static void put(struct trial *trial, const char *folder, const char *name, const char *policy)
{
    FILE *file = fopen(arena_printf(trial->arena, "%s/%s", folder, name), "w");

    assert_non_null(file);
    (void)fprintf(file,
                  "policy: %s\nversion: 1\ntitle: {en: T}\n"
                  "source: {kind: own, read: 2026-11-22, text: x}\nin_force: {}\ntime_zone: UTC\n"
                  "rules:\n- {id: r, that: {judged: {question: q, by: b}}, otherwise: note}\n",
                  policy);
    assert_int_equal(fclose(file), 0);
}

static const char *sub_folder(struct trial *trial, const char *folder, const char *name)
{
    const char *path = arena_printf(trial->arena, "%s/%s", folder, name);

    assert_int_equal(mkdir(path, 0700), 0);
    return path;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    (void)info;
    (void)kind;
    (void)place;
    return remove(path);
}

static void remove_folder(const char *folder)
{
    assert_int_equal(nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static int load(struct trial *trial, const char *folder, const struct policies **ret_policies,
                struct config_error *error)
{
    return policies_load(trial->arena, &(struct policies_source){.folder = folder}, ret_policies,
                         error);
}

/* Files by their suffix, in folders inside each other, in the order of their names. */
static void test_folder(void **state)
{
    struct trial *trial = *state;
    char folder[] = "/tmp/vouch-policies-XXXXXX";
    const struct policies *policies;
    struct config_error error;
    const char *inner;

    assert_non_null(mkdtemp(folder));
    inner = sub_folder(trial, folder, "residence");
    put(trial, folder, "z.yaml", "alpha");
    put(trial, inner, "a.yaml", "beta");
    put(trial, sub_folder(trial, inner, "deep"), "a.yaml", "gamma");
    put(trial, inner, ".hidden.yaml", "Not A Name");
    put(trial, inner, "notes.txt", "Not A Name");
    assert_int_equal(load(trial, folder, &policies, &error), 0);
    assert_int_equal(policies_count(policies), 3);
    assert_string_equal(policy_name(policies_at(policies, 0)), "alpha");
    assert_string_equal(policy_name(policies_find(policies, "gamma")), "gamma");
    assert_null(policies_find(policies, "delta"));
    put(trial, inner, "b.yaml", "alpha");
    assert_int_equal(load(trial, folder, &policies, &error), ERR_INVALID);
    assert_non_null(strstr(error.message, "policy 'alpha' stands in"));
    put(trial, inner, "b.yaml", "Delta");
    assert_int_equal(load(trial, folder, &policies, &error), ERR_INVALID);
    assert_non_null(strstr(error.file, "residence/b.yaml"));
    assert_int_equal(error.line, 1);
    remove_folder(folder);
}

static void test_no_folder(void **state)
{
    struct trial *trial = *state;
    const struct policies *policies;
    struct config_error error;

    assert_int_equal(load(trial, NULL, &policies, &error), 0);
    assert_int_equal(policies_count(policies), 0);
    assert_int_equal(load(trial, "/nonexistent/policies", &policies, &error), ERR_IO);
    assert_string_equal(error.file, "/nonexistent/policies");
}

/* Folders that never end are refused, and so is what is no file. */
static void test_deep_folders(void **state)
{
    struct trial *trial = *state;
    char folder[] = "/tmp/vouch-policies-XXXXXX";
    const struct policies *policies;
    struct config_error error;
    const char *inner;

    assert_non_null(mkdtemp(folder));
    inner = folder;
    for (unsigned i = 1; i < POLICY_FOLDER_MAX; i++)
        inner = sub_folder(trial, inner, "in");
    put(trial, inner, "a.yaml", "alpha");
    assert_int_equal(load(trial, folder, &policies, &error), 0);
    assert_int_equal(policies_count(policies), 1);
    assert_int_equal(mkfifo(arena_printf(trial->arena, "%s/b.yaml", inner), 0600), 0);
    assert_int_equal(load(trial, folder, &policies, &error), ERR_IO);
    (void)sub_folder(trial, inner, "in");
    assert_int_equal(load(trial, folder, &policies, &error), ERR_LIMIT);
    remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_header),
        cmocka_unit_test(test_facts),
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_terms),
        cmocka_unit_test(test_parameters),
        cmocka_unit_test(test_without_memory),
        cmocka_unit_test_setup_teardown(test_plain_words, trial_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_accessors, trial_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_folder, trial_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_no_folder, trial_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_deep_folders, trial_setup, trial_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
