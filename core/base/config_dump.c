#include "base/config.h"

/* RFC 8785 3.2.2.2: the short escapes, \u00xx for other controls, all else as it is. */
static void dump_text(struct slice text, struct buffer *out)
{
    static const char named[] = "\"\\\b\f\n\r\t", escapes[] = "\"\\bfnrt";

    buffer_append_byte(out, '"');
    for (size_t i = 0; i < text.size; i++) {
        const char *at = memchr(named, text.data[i], sizeof named - 1);

        if (at)
            buffer_printf(out, "\\%c", escapes[at - named]);
        else if (text.data[i] < 0x20)
            buffer_printf(out, "\\u%04x", text.data[i]);
        else
            buffer_append_byte(out, text.data[i]);
    }
    buffer_append_byte(out, '"');
}

static void dump_list(const struct config_node *list, struct buffer *out)
{
    buffer_append_byte(out, '[');
    for (const struct config_node *item = list->first; item; item = item->next) {
        if (item != list->first)
            buffer_append_byte(out, ',');
        config_dump(item, out);
    }
    buffer_append_byte(out, ']');
}

static void dump_map(const struct config_node *map, struct buffer *out)
{
    buffer_append_byte(out, '{');
    for (size_t i = 0; i < map->count; i++) {
        if (i > 0)
            buffer_append_byte(out, ',');
        dump_text(slice_str(map->sorted[i]->key), out);
        buffer_append_byte(out, ':');
        config_dump(map->sorted[i], out);
    }
    buffer_append_byte(out, '}');
}

/* The recursion is bounded by CONFIG_DEPTH_MAX, which the reader kept. */
void config_dump(const struct config_node *node, struct buffer *out)
{
    if (node->kind == CONFIG_MAP)
        dump_map(node, out);
    else if (node->kind == CONFIG_LIST)
        dump_list(node, out);
    else if (node->is_null)
        buffer_append_str(out, "null");
    else
        dump_text(node->text, out);
}
