/*
 * vouchd.yaml: its whole schema as data, and what it says as a struct.
 *
 * Both the daemon and the zygote read the file, each for itself, through
 * settings_load(); so there is one schema, one set of defaults and one sentence for
 * each mistake. The zygote is exec'd as
 *
 *     vouch-zygote [--config FILE]        with the socket of message.h as descriptor 3
 *
 * and reads, beside the file, the sources, tables and plugins that it names.
 *
 * Every key may be left out. Paths in the file are relative to the file. A setting that
 * was left out is NULL where the choice is the daemon's (socket, ledger.path), else it has
 * its default here.
 */
#ifndef VOUCH_WORKER_SETTINGS_H
#define VOUCH_WORKER_SETTINGS_H

#include "base/config.h"
#include "base/paths.h"

#define SETTINGS_SOCKET "/run/vouchd/vouchd.sock"   /* the daemon's, where nothing is said */
#define SETTINGS_LEDGER "/var/lib/vouchd/ledger.db" /* the same for ledger.path */

#define SETTINGS_EXAMINATIONS_MAX 1024 /* children at once */
#define SETTINGS_ASSESS_MAX       32   /* documents of one call: its form has other parts, too */

/* What reading one document of pictures may use, beside limits.time for all the rest. */
struct reading_limits {
    int64_t page_ms; /* of one page */
    int64_t pages;
    int64_t memory;  /* bytes, the models included */
    int64_t queue;   /* documents waiting for it */
    int64_t idle_ms; /* the worker ends when it had nothing to read for so long */
};

/* Limits on the documents of one call to /v1/assess. */
struct assess_limits {
    int64_t documents;
    int64_t size; /* bytes of all together */
};

struct limits {
    int64_t document; /* bytes of one document */
    int64_t held;     /* bytes of all documents in the house */
    int64_t pages;
    int64_t objects;
    int64_t inflated;   /* bytes out of all filters of one document */
    int64_t time_ms;    /* of one examination */
    int64_t memory;     /* bytes of one examination */
    int64_t queue;      /* documents waiting */
    int64_t request_ms; /* until a request must have arrived whole */
    int64_t connections;
    int64_t per_peer;      /* documents of one peer in the house */
    int64_t event_readers; /* who follow events */
    struct assess_limits assess;
    struct reading_limits reading;
};

/* One of a permission's list: "user:NAME", "group:NAME", by name or number. */
struct settings_peer {
    bool is_group;
    const char *name;
    const struct config_node *node; /* for an error about a name that does not exist */
};

struct settings_permission {
    const struct settings_peer *peers; /* empty list: nobody but root */
    size_t count;
    bool is_set; /* false: left out: the daemon's own user and root */
};

enum settings_permission_kind {
    PERMISSION_VERIFY,
    PERMISSION_TIME, /* choose the time: at, existed_by */
    PERMISSION_REPORTS,
    PERMISSION_SIGHTINGS,
    PERMISSION_ADMINISTER,
    PERMISSION_COUNT,
};

/* "verify", "time", ... as in the file. */
const char *permission_name(enum settings_permission_kind kind);

enum settings_keep { KEEP_VERDICTS, KEEP_REPORTS };
enum settings_isolation { ISOLATION_STRICT, ISOLATION_BEST_EFFORT };

struct settings_ledger {
    const char *path; /* NULL: left out */
    enum settings_keep keep;
    const char *key;            /* file of the key for keyed hashes; NULL: left out */
    const char *checkpoint_key; /* file of the key that signs checkpoints; NULL: left out */
    const char *report_key;     /* file of the key of kept reports; NULL: left out */
    int64_t retain_ms;          /* 0: for ever */
};

/* What vouchd-fetch, the one program with network, allows itself; the daemon has no use for it. */
struct settings_fetch {
    int64_t size;      /* bytes of one list or answer */
    int64_t time_ms;   /* of one address */
    int64_t redirects; /* of one address */
    int64_t ahead_ms;  /* the next list is asked for that long before the one in hand ends */
};

/* Words read from pictures (core/reading). */
struct settings_reading {
    int64_t confidence; /* percent from which a word is sure enough to be claimed */
    const char *models; /* folder of *.traineddata; NULL: where Tesseract's packages have them */
};

struct settings {
    const char *file;               /* NULL: no file was given */
    struct slice text;              /* its bytes; empty without */
    struct inventory *inventory;    /* where files are noted that are read from now on, or NULL */
    const struct config_node *root; /* an empty map then */
    const char *socket;             /* NULL: left out */
    const char *plugins;            /* folder */
    const char *tables;             /* folder */
    const char *sources;            /* folder; NULL: none */
    const char *layouts;            /* folder; NULL: none */
    const char *policies;           /* folder; NULL: none */
    int64_t examinations;           /* children at once; 0: auto, one a core */
    int64_t readings;               /* children of vouch-reader at once; 0: auto, half the cores */
    enum settings_isolation isolation;
    struct settings_ledger ledger;
    struct settings_permission permissions[PERMISSION_COUNT];
    struct limits limits;
    struct settings_fetch fetch;
    struct settings_reading reading;
    const char *language; /* of messages where the caller names none: "en" */
    int log_priority;     /* of <syslog.h> */
};

/*
 * Reads `path` (NULL: every key is left out). Everything lives in `arena`. Errors as
 * config_load(), with `error` filled; ERR_NOMEM too.
 */
int settings_load(struct arena *arena, const char *path, const struct paths *paths,
                  struct settings *ret, struct config_error *error);

/*
 * What belongs to the machine that judges, and to no configuration from elsewhere: which programs
 * and models are loaded, how they are confined, how many run at once. Taken over from the file
 * `house` (NULL: every key is left out) into settings that are those of another time or place.
 * Errors as settings_load().
 */
int settings_house(struct arena *arena, const char *house, const struct paths *paths,
                   struct settings *settings, struct config_error *error);

/* `limits:` of a source over those of vouchd.yaml: `limits` is changed where `map` says so. */
extern const struct config_field settings_source_limits[];
int settings_limits(const struct config_node *map, struct limits *limits,
                    struct config_error *error);

#endif
