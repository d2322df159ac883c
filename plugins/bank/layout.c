#include "layout_impl.h"

#include <stdarg.h>
#include <stdio.h>

void __attribute__((format(printf, 3, 4)))
layout_blame(struct layout_reader *reader, const struct vouch_setting *where, const char *format,
             ...)
{
    va_list args;

    if (reader->result < 0)
        return;
    reader->result = -1;
    if (!reader->mistake)
        return;
    reader->mistake->where = where;
    va_start(args, format);
    vsnprintf(reader->mistake->message, sizeof reader->mistake->message, format, args);
    va_end(args);
}

const struct vouch_setting *layout_member(const struct layout_reader *reader,
                                          const struct vouch_setting *map, const char *name)
{
    return map ? vouch_setting(reader->host, map, name) : NULL;
}

const char *layout_text(const struct layout_reader *reader, const struct vouch_setting *map,
                        const char *name)
{
    return vouch_setting_text(reader->host, layout_member(reader, map, name));
}

bool layout_is_set(const struct layout_reader *reader, const struct vouch_setting *map,
                   const char *name)
{
    int64_t value = 0;

    return vouch_setting_integer(reader->host, layout_member(reader, map, name), &value) >= 0 &&
           value;
}

/* The index of a word in a list; 0 with a mistake where it is none of them. */
uint32_t layout_one_of(struct layout_reader *reader, const struct vouch_setting *setting,
                       const char *const *words, uint32_t count)
{
    const char *text = vouch_setting_text(reader->host, setting);
    char list[160] = "";
    size_t used = 0;

    for (uint32_t i = 0; i < count; i++)
        if (words[i] && text && strcmp(words[i], text) == 0)
            return i;
    for (uint32_t i = 0; i < count && used < sizeof list - 1; i++)
        if (words[i])
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", used ? ", " : "",
                                     words[i]);
    layout_blame(reader, setting, "'%.40s' is none of: %s%s", text ? text : "", list,
                 used >= sizeof list ? " ..." : "");
    return 0;
}

void layout_words(struct layout_reader *reader, const struct vouch_setting *list,
                  struct layout_words *ret)
{
    uint32_t count = vouch_setting_count(reader->host, list);

    if (count > LAYOUT_TEXTS_MAX)
        layout_blame(reader, list, "more than %d of them", LAYOUT_TEXTS_MAX);
    for (uint32_t i = 0; i < count && i < LAYOUT_TEXTS_MAX; i++) {
        const char *text =
            vouch_setting_text(reader->host, vouch_setting_at(reader->host, list, i));

        if (text)
            ret->items[ret->count++] = text;
    }
}

/* The items of a list of maps, up to `max`. */
uint32_t layout_count(struct layout_reader *reader, const struct vouch_setting *list, uint32_t max)
{
    uint32_t count = vouch_setting_count(reader->host, list);

    if (count > max)
        layout_blame(reader, list, "more than %u of them", max);
    return count < max ? count : max;
}

void layout_check_currency(struct layout_reader *reader, const struct vouch_setting *setting)
{
    const char *code = vouch_setting_text(reader->host, setting);

    if (code && !vouch_is_currency(reader->host, code))
        layout_blame(reader, setting, "'%.20s' is no currency of ISO 4217", code);
}

/* What reports call a code; the host refuses any other. */
void layout_check_code(struct layout_reader *reader, const struct vouch_setting *setting)
{
    const char *text = vouch_setting_text(reader->host, setting);

    if (text && (text[0] == '\0' || strlen(text) > 64 ||
                 text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "0123456789_-")] != '\0'))
        layout_blame(reader, setting, "letters, digits, - and _ are wanted, at most 64");
}

/* ---- What else is on the paper ---- */

static void read_verification(struct layout_reader *reader, const struct vouch_setting *map)
{
    static const char *const kinds[] = {"web", "app", "qr"};
    struct layout_verification *verification = &reader->layout->verification;
    const struct vouch_setting *kind = layout_member(reader, map, "kind");

    if (!map)
        return;
    verification->kind = kinds[layout_one_of(reader, kind, kinds, VOUCH_COUNT(kinds))];
    verification->pattern = layout_text(reader, map, "pattern");
    verification->shape = layout_text(reader, map, "shape");
    verification->where = layout_text(reader, map, "where");
    verification->redeem = layout_text(reader, map, "redeem");
    if (verification->pattern && layout_groups(verification->pattern) == 0)
        layout_blame(reader, layout_member(reader, map, "pattern"),
                     "a pattern with a group for the code is wanted");
}

static void read_mark(struct layout_reader *reader, const struct vouch_setting *map)
{
    struct layout *layout = reader->layout;
    int64_t least = 0;

    if (!map)
        return;
    vouch_setting_integer(reader->host, layout_member(reader, map, "least"), &least);
    if (least < 4 || least > 1000)
        layout_blame(reader, layout_member(reader, map, "least"),
                     "a number from 4 to 1000 is wanted");
    layout->mark = (struct vouch_mark){
        .size = sizeof layout->mark,
        .least = (uint32_t)(least < 4 ? 4 : least),
        .character = layout_text(reader, map, "character"),
    };
    layout->mark_text = layout_text(reader, map, "text");
}

static void read_signs(struct layout_reader *reader, const struct vouch_setting *root)
{
    const struct vouch_setting *list = layout_member(reader, root, "recognise");
    int64_t sum = 0;

    reader->layout->recognise = list;
    for (uint32_t i = 0; i < vouch_setting_count(reader->host, list); i++) {
        const struct vouch_setting *worth =
            layout_member(reader, vouch_setting_at(reader->host, list, i), "worth");
        int64_t value = 0;

        vouch_setting_integer(reader->host, worth, &value);
        if (value < -100 || value == 0 || value > 100)
            layout_blame(reader, worth, "a worth from -100 to 100, but not 0, is wanted");
        else
            sum += value > 0 ? value : 0;
    }
    if (sum < 50)
        layout_blame(reader, list,
                     "all signs together must be worth 50 or more: less recognises nothing");
}

int32_t layout_read(const struct vouch_host *host, const struct vouch_setting *setting,
                    struct layout *ret, struct vouch_mistake *mistake)
{
    struct layout_reader reader = {.host = host, .layout = ret, .mistake = mistake};
    const struct vouch_setting *numbers = layout_member(&reader, setting, "account_number");

    *ret = (struct layout){
        .name = vouch_setting_text(host, setting),
        .bank = layout_text(&reader, setting, "bank"),
        .language = layout_text(&reader, setting, "language"),
        .number_shape = layout_text(&reader, numbers, "shape"),
        .number_luhn = layout_text(&reader, numbers, "luhn"),
        .pages = layout_text(&reader, setting, "pages"),
    };
    if (ret->pages && layout_groups(ret->pages) < 2)
        layout_blame(&reader, layout_member(&reader, setting, "pages"),
                     "a pattern with two groups is wanted: which page, of how many");
    layout_check_code(&reader, layout_member(&reader, setting, "language"));
    read_signs(&reader, setting);
    layout_read_values(&reader, setting);
    layout_read_labels(&reader, setting);
    layout_read_table(&reader, layout_member(&reader, setting, "table"));
    read_verification(&reader, layout_member(&reader, setting, "verification"));
    read_mark(&reader, layout_member(&reader, setting, "watermark"));
    layout_words(&reader, layout_member(&reader, setting, "producers"), &ret->producers);
    layout_words(&reader, layout_member(&reader, setting, "reprinted"), &ret->reprinted);
    return reader.result;
}
