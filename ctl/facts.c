#include "ctl/facts.h"

#include "base/datetime.h"
#include "base/error.h"
#include "ctl/crossings.h"
#include "ctl/ctl.h"
#include "ctl/file.h"

#include <stdlib.h>
#include <time.h>

static int load(struct arena *arena, const char *path, json_t **ret)
{
    struct slice bytes;
    json_error_t error;
    int r = file_read(arena, path, FACTS_FILE_MAX, &bytes);

    if (r < 0)
        return r;
    *ret = json_loadb((const char *)bytes.data, bytes.size, JSON_REJECT_DUPLICATES, &error);
    if (json_is_object(*ret))
        return 0;
    if (*ret)
        ctl_say("%s: facts are a JSON object", path);
    else
        ctl_say("%s:%d:%d: %s", path, error.line, error.column, error.text);
    json_decref(*ret);
    *ret = NULL;
    return ERR_SYNTAX;
}

/* The facts' own list, or a new one. */
static json_t *list_of(json_t *facts)
{
    json_t *list = json_object_get(facts, "crossings");

    if (!json_is_array(list)) {
        list = json_array();
        json_object_set_new(facts, "crossings", list);
    }
    return list;
}

static int add_table(struct arena *arena, const char *path, json_t *facts)
{
    struct slice bytes;
    int r;

    if (json_object_get(facts, "crossings")) {
        ctl_say("%s: the facts have crossings already; give them in one place", path);
        return ERR_INVALID;
    }
    r = file_read(arena, path, CROSSINGS_FILE_MAX, &bytes);
    return r < 0 ? r : crossings_from_csv(arena, path, bytes, list_of(facts));
}

static int add_cover(const char *text, json_t *facts)
{
    json_t *cover = crossings_cover(text);

    if (!cover)
        return ERR_SYNTAX;
    json_object_set_new(facts, "crossings_cover", cover);
    return 0;
}

static int32_t today(void)
{
    return day_of_time(time(NULL), OFFSET_CHINA);
}

/* The last day that a plan speaks of: that of the moment asked about, if it is later. */
static int32_t end_of_plan(const char *as_of, int32_t last)
{
    int64_t moment;
    int32_t day = last;

    if (as_of && time_parse(slice_str(as_of), &moment, NULL) == 0)
        day = day_of_time(moment, OFFSET_CHINA);
    return day > last ? day : last;
}

static void set_day(json_t *object, const char *name, int32_t day)
{
    char text[DAY_TEXT_SIZE];

    day_format(day, text);
    json_object_set_new(object, name, json_string(text));
}

/*
 * Whoever plans says that nothing else will happen: the crossings cover all days up to the end
 * of the plan; those before it from today on, or as long as they were said to.
 */
static int add_plan(const struct stated *stated, json_t *facts)
{
    json_t *cover = json_object_get(facts, "crossings_cover");
    int32_t first, last;
    int r = crossings_from_plan(stated->assume, list_of(facts), &first, &last);

    if (r < 0)
        return r;
    if (!json_is_object(cover)) {
        cover = json_object();
        json_object_set_new(facts, "crossings_cover", cover);
        set_day(cover, "from", first < today() ? first : today());
    }
    set_day(cover, "to", end_of_plan(stated->as_of, last));
    return 0;
}

static int collect(struct arena *arena, const struct stated *stated, json_t **facts)
{
    int r = stated->facts ? load(arena, stated->facts, facts) : 0;

    if (r == 0 && !*facts)
        *facts = json_object();
    if (r == 0 && stated->crossings)
        r = add_table(arena, stated->crossings, *facts);
    if (r == 0 && stated->covers)
        r = add_cover(stated->covers, *facts);
    return r == 0 && stated->assume ? add_plan(stated, *facts) : r;
}

int facts_collect(struct arena *arena, const struct stated *stated, struct slice *ret_json)
{
    json_t *facts = NULL;
    char *text = NULL;
    int r = 0;

    *ret_json = slice_of(NULL, 0);
    if (!stated->facts && !stated->crossings && !stated->covers && !stated->assume)
        return 0;
    r = collect(arena, stated, &facts);
    if (r == 0) {
        text = json_dumps(facts, JSON_COMPACT | JSON_SORT_KEYS);
        *ret_json = slice_str(text ? arena_strdup(arena, text) : NULL);
        r = ret_json->data ? 0 : ERR_NOMEM;
    }
    free(text);
    json_decref(facts);
    return r;
}

int facts_status(int error)
{
    return error == 0                                                          ? CTL_OK
           : error == ERR_SYNTAX || error == ERR_INVALID || error == ERR_LIMIT ? CTL_USAGE
                                                                               : CTL_NOT_EXAMINED;
}
