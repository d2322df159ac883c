#include "base/datetime.h"
#include "policy/claim_impl.h"
#include "policy/record.h"

static struct value crossing_date(const struct evaluation *evaluation,
                                  const struct report_crossing *crossing)
{
    (void)evaluation;
    return claim_day(true, crossing->date);
}

/* HH:MM or HH:MM:SS as printed, on the wall of the policy's time zone. */
static struct value crossing_time(const struct evaluation *evaluation,
                                  const struct report_crossing *crossing)
{
    struct wall_time wall;
    const char *text = crossing->time;
    bool seconds;
    int64_t time;

    if (!text || (strlen(text) != 5 && strlen(text) != 8) ||
        strspn(text, "0123456789:") != strlen(text) || text[2] != ':')
        return claim_unknown(VALUE_TIME);
    seconds = text[5] == ':';
    day_split(crossing->date, &wall);
    wall.offset = evaluation->policy->offset;
    wall.hour = (text[0] - '0') * 10 + text[1] - '0';
    wall.minute = (text[3] - '0') * 10 + text[4] - '0';
    wall.second = seconds ? (text[6] - '0') * 10 + text[7] - '0' : 0;
    if (time_make(&wall, &time) < 0)
        return claim_unknown(VALUE_TIME);
    return claim_span(time, time + (seconds ? 0 : 59));
}

/* Where a port leads to several places or to nobody knows where, the row does not tell. */
static struct value crossing_towards(const struct evaluation *evaluation,
                                     const struct report_crossing *crossing)
{
    bool is_place = crossing->region && value_is_territory(crossing->region);

    (void)evaluation;
    return claim_text(VALUE_TERRITORY, is_place ? crossing->region : NULL);
}

/* One's own word may be the port's code itself. */
static struct value crossing_at(const struct evaluation *evaluation,
                                const struct report_crossing *crossing)
{
    (void)evaluation;
    return claim_text(VALUE_CODE, crossing_port(crossing));
}

static struct value crossing_number(const struct evaluation *evaluation,
                                    const struct report_crossing *crossing)
{
    struct value value = claim_text(VALUE_TEXT, crossing->document_number);

    (void)evaluation;
    value.is_masked = crossing->document_masked;
    return value;
}

#define TEXT_OF_CROSSING(function, value_type, member)                                             \
    static struct value function(const struct evaluation *evaluation,                              \
                                 const struct report_crossing *crossing)                           \
    {                                                                                              \
        (void)evaluation;                                                                          \
        return claim_text(value_type, crossing->member);                                           \
    }

TEXT_OF_CROSSING(crossing_direction, VALUE_CODE, direction)
TEXT_OF_CROSSING(crossing_kind, VALUE_CODE, document_kind)
TEXT_OF_CROSSING(crossing_flight, VALUE_TEXT, flight)

static const struct claim of_crossings[] = {
    {"date", VALUE_DAY, NULL, {.of_crossing = crossing_date}},
    {"time", VALUE_TIME, NULL, {.of_crossing = crossing_time}},
    {"direction", VALUE_CODE, NULL, {.of_crossing = crossing_direction}},
    {"document_kind", VALUE_CODE, NULL, {.of_crossing = crossing_kind}},
    {"document_number", VALUE_TEXT, NULL, {.of_crossing = crossing_number}},
    {"port", VALUE_CODE, NULL, {.of_crossing = crossing_at}},
    {"towards", VALUE_TERRITORY, NULL, {.of_crossing = crossing_towards}},
    {"flight", VALUE_TEXT, NULL, {.of_crossing = crossing_flight}},
};

const struct claim *claim_of_crossing(struct slice name)
{
    return claim_find(of_crossings, COUNT(of_crossings), name);
}
