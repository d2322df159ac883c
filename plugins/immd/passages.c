/*
 * Passages. Whether they stand in a table, and with what heading, is not known; what a
 * passage says is: arrival or departure, a day, a control point. So a line with a day and a word
 * for one of the two directions is a passage, in whatever order they stand. What is
 * left of such a line is the control point; where that is none of the table, perhaps its
 * name goes on in the next line. A line that says both directions is prose or a heading.
 *
 * Of a line that was read from a picture and not all of it surely, what a passage rests on
 * must be sure: it is taken apart again with the unsure words made unreadable, and has to say
 * the same.
 */
#include "immd.h"

#include <stdlib.h>

#define ARRIVES "(?i:\\bArriv(?:al|ed|es)\\b|\\bEntry\\b)|抵\\s*港|入\\s*境|到\\s*達"
#define DEPARTS "(?i:\\bDepart(?:ure|ed|s)\\b|\\bExit\\b)|離\\s*[港境]|出\\s*境|離\\s*開"
#define NUMBER  "^[| ]*(\\d{1,5})[.)]?[| ]+(?=\\S)"
#define UNSURE  "?" /* stands for a word that is not sure: neither number, name nor direction */
#define TIME    "(?<![\\d:])([01]?\\d|2[0-3]):([0-5]\\d)(?![\\d:])"

/* A line taken apart. */
struct parts {
    uint32_t index; /* of the line */
    struct vouch_line line;
    struct vouch_match number, date, time;
    bool has_number, has_time, arrives, departs;
    char room[IMMD_TEXT_MAX];
    struct vouch_text rest; /* what none of these is */
};

static bool matches(const struct immd_paper *paper, const char *pattern, struct vouch_text text,
                    struct vouch_match *match)
{
    return vouch_match(paper->host, paper->document, pattern, text, match) > 0;
}

/* Takes what `part` is out of the copy of the line at `room`. */
static void blank(const struct parts *parts, char *room, struct vouch_text part)
{
    size_t at = (size_t)(part.data - parts->line.span.text.data);

    memset(room + at, ' ', part.length);
}

static void blank_words(const struct immd_paper *paper, struct parts *parts, char *room,
                        const char *pattern)
{
    struct vouch_match match;

    if (matches(paper, pattern, parts->line.span.text, &match))
        blank(parts, room, match.groups[0].text);
}

/* What is left when all that was understood is taken out. False where the line is too long. */
static bool find_rest(const struct immd_paper *paper, struct parts *parts)
{
    struct vouch_text text = parts->line.span.text;
    char copy[IMMD_TEXT_MAX];

    if (text.length >= sizeof copy)
        return false;
    memcpy(copy, text.data, text.length);
    blank(parts, copy, parts->date.groups[1].text);
    if (parts->has_number)
        blank(parts, copy, parts->number.groups[0].text);
    if (parts->has_time)
        blank(parts, copy, parts->time.groups[0].text);
    blank_words(paper, parts, copy, ARRIVES);
    blank_words(paper, parts, copy, DEPARTS);
    text.data = copy;
    return immd_tidy(text, parts->room, &parts->rest);
}

/*
 * A day at a control point, and no word for the way: a passage that could not be read whole. In
 * a picture two rows may have run together, or one apart: any two of day, way and control
 * point are a passage's there.
 */
static bool is_half_read(const struct immd_paper *paper, const struct parts *parts)
{
    struct vouch_text name, text = parts->line.span.text;
    bool is_day = matches(paper, IMMD_DATE, text, NULL);
    bool is_point = immd_find_point(paper, text, &name) != NULL;
    bool is_way = parts->arrives || parts->departs;

    if (text.confidence != 0)
        return is_day + is_point + is_way >= 2;
    return is_day && is_point && !is_way;
}

/* True for a text of a line that is a passage. */
static bool take_text_apart(const struct immd_paper *paper, struct parts *parts)
{
    struct vouch_text text = parts->line.span.text;

    parts->arrives = matches(paper, ARRIVES, text, NULL);
    parts->departs = matches(paper, DEPARTS, text, NULL);
    if (parts->arrives == parts->departs || !matches(paper, IMMD_DATE, text, &parts->date))
        return false;
    parts->has_number = matches(paper, NUMBER, text, &parts->number) &&
                        parts->number.groups[1].text.data != parts->date.groups[1].text.data;
    parts->has_time = matches(paper, TIME, text, &parts->time);
    return find_rest(paper, parts);
}

/* True for a line that is a passage. */
static bool take_apart(const struct immd_paper *paper, uint32_t index, struct parts *parts)
{
    *parts = (struct parts){.line = VOUCH_INIT(struct vouch_line), .index = index};
    return vouch_line(paper->host, paper->document, index, &parts->line) == 0 &&
           !(parts->line.flags & VOUCH_LINE_HIDDEN) && take_text_apart(paper, parts);
}

/* The name that goes on in the next line, where that line is no passage itself. */
static const struct vouch_setting *find_wrapped(const struct immd_paper *paper, struct parts *parts,
                                                struct vouch_text *ret_name)
{
    struct vouch_line next = VOUCH_INIT(struct vouch_line);
    struct vouch_text text;
    uint32_t used = parts->rest.length;

    if (vouch_line(paper->host, paper->document, parts->index + 1, &next) < 0 ||
        next.span.page != parts->line.span.page || matches(paper, IMMD_DATE, next.span.text, NULL))
        return NULL;
    text = next.span.text;
    if (used + 1 + text.length >= sizeof parts->room)
        return NULL;
    if (used > 0 && (unsigned char)parts->room[used - 1] < 0x80 && parts->room[used - 1] != '-')
        parts->room[used++] = ' ';
    memcpy(parts->room + used, text.data, text.length);
    text.data = parts->room;
    text.length += used;
    return immd_find_point(paper, text, ret_name);
}

static int32_t minute_of(const struct parts *parts)
{
    if (!parts->has_time)
        return -1;
    return vouch_number(parts->time.groups[1].text) * 60 + vouch_number(parts->time.groups[2].text);
}

static void claim(struct immd_paper *paper, const struct parts *parts,
                  const struct immd_passage *passage, struct vouch_text port)
{
    const struct vouch_host *host = paper->host;
    struct vouch_crossing crossing = VOUCH_INIT(struct vouch_crossing);

    crossing.exit = passage->departs;
    crossing.row = passage->number;
    crossing.date = passage->date;
    crossing.whole = parts->line.span;
    crossing.port = port;
    crossing.port_code = vouch_setting_text(host, vouch_setting(host, passage->point, "code"));
    crossing.region = vouch_setting_text(host, vouch_setting(host, passage->point, "region"));
    vouch_claim_crossing(host, paper->report, &crossing);
}

static void lose(struct immd_paper *paper, const struct parts *parts)
{
    paper->passages_lost = true;
    immd_leave_unread(paper, "/claims/crossings/-", &parts->line.span);
}

/* The line's words, the unsure ones made unreadable. False where it is too long. */
static bool mask_unsure(const struct immd_paper *paper, const struct parts *parts,
                        char room[IMMD_TEXT_MAX], struct vouch_text *ret)
{
    struct vouch_span word;
    uint32_t used = 0;

    *ret = (struct vouch_text){.data = room, .confidence = 0};
    for (uint32_t i = 0; i < parts->line.word_count; i++) {
        struct vouch_text text;

        if (vouch_word(paper->host, paper->document, parts->index, i, &word) < 0)
            return false;
        text = word.text;
        if (!vouch_is_sure(paper->host, paper->document, text))
            text = (struct vouch_text){.data = UNSURE, .length = strlen(UNSURE)};
        else if (text.confidence > 0 && (ret->confidence == 0 || text.confidence < ret->confidence))
            ret->confidence = text.confidence;
        if (used + 1 + text.length >= IMMD_TEXT_MAX)
            return false;
        memcpy(room + used, text.data, text.length);
        used += text.length;
        room[used++] = ' ';
    }
    ret->length = used;
    return used > 0;
}

/* Takes the same passage from the sure words alone; false where they do not say it. */
static bool rests_on_sure_words(const struct immd_paper *paper, const struct immd_passage *passage,
                                struct parts *parts)
{
    struct parts sure = {.index = parts->index, .line = parts->line};
    struct vouch_text port;
    char room[IMMD_TEXT_MAX];

    if (!mask_unsure(paper, parts, room, &sure.line.span.text) || !take_text_apart(paper, &sure) ||
        sure.departs != passage->departs ||
        immd_day(paper, sure.date.groups[1].text) != passage->date ||
        immd_find_point(paper, sure.rest, &port) != passage->point)
        return false;
    parts->line.span.confidence = parts->line.span.text.confidence = sure.line.span.text.confidence;
    parts->has_number =
        parts->has_number && sure.has_number &&
        vouch_number(sure.number.groups[1].text) == vouch_number(parts->number.groups[1].text);
    parts->has_time = parts->has_time && sure.has_time;
    return true;
}

/*
 * What was read from a picture is a control point only where the table has it: any other
 * name is as likely to be misread.
 */
static bool is_sure(const struct immd_paper *paper, const struct immd_passage *passage,
                    struct parts *parts)
{
    struct vouch_text text = parts->line.span.text;

    if (text.confidence != 0 && !passage->point)
        return false;
    return vouch_is_sure(paper->host, paper->document, text) ||
           rests_on_sure_words(paper, passage, parts);
}

static void add(struct immd_paper *paper, struct parts *parts)
{
    struct immd_passage *passage = &paper->passages[paper->passage_count];
    struct vouch_text port;

    paper->passage_lines++;
    *passage = (struct immd_passage){
        .date = immd_day(paper, parts->date.groups[1].text),
        .departs = parts->departs,
        .point = immd_find_point(paper, parts->rest, &port),
    };
    if (!passage->point)
        passage->point = find_wrapped(paper, parts, &port);
    if (!passage->point)
        port = parts->rest;
    if (passage->date == VOUCH_NO_DAY || port.length == 0 || !is_sure(paper, passage, parts)) {
        lose(paper, parts);
        return;
    }
    passage->minute = minute_of(parts);
    passage->number = parts->has_number ? (uint32_t)vouch_number(parts->number.groups[1].text)
                                        : paper->passage_lines;
    claim(paper, parts, passage, port);
    paper->passage_count++;
}

void immd_read_passages(struct immd_paper *paper)
{
    uint32_t lines = vouch_line_count(paper->host, paper->document);
    uint32_t room = lines < IMMD_ROWS_MAX ? lines : IMMD_ROWS_MAX;
    struct parts parts;

    vouch_claim_crossings(paper->host, paper->report);
    paper->passages = calloc(room ? room : 1, sizeof *paper->passages);
    for (uint32_t i = 0; paper->passages && i < lines; i++) {
        if (!take_apart(paper, i, &parts)) {
            if (is_half_read(paper, &parts))
                lose(paper, &parts);
            continue;
        }
        if (paper->passage_count < room)
            add(paper, &parts);
        else
            lose(paper, &parts);
    }
    paper->passages_lost |= !paper->passages;
    paper->incomplete |= paper->passages_lost;
}
