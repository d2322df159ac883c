/* Control points by the table: of the names that stand in a line the longest. */
#include "immd.h"

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool is_word(char c)
{
    return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
}

static bool begins(const char *text, const char *name, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (lower(text[i]) != lower(name[i]))
            return false;
    return true;
}

/* Where `name` stands in `text` as whole words, in any case; NULL for nowhere. */
static const char *find_name(struct vouch_text text, const char *name)
{
    size_t length = strlen(name);

    for (size_t i = 0; length > 0 && i + length <= text.length; i++) {
        bool inside = (i > 0 && is_word(text.data[i - 1]) && is_word(name[0])) ||
                      (i + length < text.length && is_word(text.data[i + length]) &&
                       is_word(name[length - 1]));

        if (!inside && begins(text.data + i, name, length))
            return text.data + i;
    }
    return NULL;
}

static bool is_latin(const char *name)
{
    return (unsigned char)name[0] < 0x80;
}

/* `latin`: which of the two scripts is looked for. */
static void prefer(const char *name, bool latin, struct vouch_text text, struct vouch_text *longest)
{
    const char *at = name && is_latin(name) == latin ? find_name(text, name) : NULL;

    if (!at || strlen(name) <= longest->length)
        return;
    *longest = text;
    longest->data = at;
    longest->length = (uint32_t)strlen(name);
}

static struct vouch_text find_names(const struct immd_paper *paper,
                                    const struct vouch_setting *point, bool latin,
                                    struct vouch_text text)
{
    const struct vouch_host *host = paper->host;
    const struct vouch_setting *aliases = vouch_setting(host, point, "aliases");
    struct vouch_text longest = {.data = text.data};

    prefer(vouch_setting_text(host, vouch_setting(host, point, "name_en")), latin, text, &longest);
    prefer(vouch_setting_text(host, vouch_setting(host, point, "name_zh")), latin, text, &longest);
    for (uint32_t i = 0; i < vouch_setting_count(host, aliases); i++)
        prefer(vouch_setting_text(host, vouch_setting_at(host, aliases, i)), latin, text, &longest);
    return longest;
}

static const struct vouch_setting *find_in(const struct immd_paper *paper, struct vouch_text text,
                                           bool latin, struct vouch_text *ret_name)
{
    const struct vouch_setting *points =
        vouch_setting(paper->host, paper->settings, "control_points");
    const struct vouch_setting *found = NULL;

    *ret_name = (struct vouch_text){.data = text.data};
    for (uint32_t i = 0; i < vouch_setting_count(paper->host, points); i++) {
        const struct vouch_setting *point = vouch_setting_at(paper->host, points, i);
        struct vouch_text name = find_names(paper, point, latin, text);

        if (name.length > ret_name->length) {
            *ret_name = name;
            found = point;
        }
    }
    return found;
}

/* Where both languages are printed, the English name, so that one paper is claimed alike. */
const struct vouch_setting *immd_find_point(const struct immd_paper *paper, struct vouch_text text,
                                            struct vouch_text *ret_name)
{
    const struct vouch_setting *found = find_in(paper, text, true, ret_name);

    return found ? found : find_in(paper, text, false, ret_name);
}
