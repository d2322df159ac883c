/* What a layout's file may say. What the words in it mean is read by layout.c. */
#include "layout.h"

#include "common/tables.h"

static const struct vouch_field sign_fields[] = {
    FIELD("pattern", VOUCH_FIELD_PATTERN, NEEDED),
    FIELD("worth", VOUCH_FIELD_INTEGER, NEEDED),
};

static const struct vouch_field number_fields[] = {
    FIELD("point", VOUCH_FIELD_TEXT),
    FIELD("group", VOUCH_FIELD_TEXT),
    FIELD("negative", VOUCH_FIELD_TEXTS),
    FIELD("signs", VOUCH_FIELD_TEXTS),
};

static const struct vouch_field currency_fields[] = {
    FIELD("printed", VOUCH_FIELD_TEXTS, NEEDED),
    FIELD("code", VOUCH_FIELD_TEXT, NEEDED),
};

static const struct vouch_field label_fields[] = {
    FIELD("is", VOUCH_FIELD_TEXTS, NEEDED),   FIELD("pattern", VOUCH_FIELD_PATTERN, NEEDED),
    FIELD("every_page", VOUCH_FIELD_BOOLEAN), FIELD("whole", VOUCH_FIELD_PATTERN),
    FIELD("name", VOUCH_FIELD_TEXT),          FIELD("type", VOUCH_FIELD_TEXT),
};

static const struct vouch_field account_fields[] = {
    FIELD("is", VOUCH_FIELD_TEXTS, NEEDED),
    FIELD("pattern", VOUCH_FIELD_PATTERN, NEEDED),
    FIELD("kind", VOUCH_FIELD_TEXT),
    FIELD("currency", VOUCH_FIELD_TEXT),
};

static const struct vouch_field section_fields[] = {
    FIELD("heading", VOUCH_FIELD_PATTERN, NEEDED),
    FIELD("kind", VOUCH_FIELD_TEXT),
    FIELD("currency", VOUCH_FIELD_TEXT),
};

static const struct vouch_field column_fields[] = {
    FIELD("label", VOUCH_FIELD_PATTERN, NEEDED), FIELD("is", VOUCH_FIELD_TEXT, NEEDED),
    FIELD("value", VOUCH_FIELD_PATTERN),         FIELD("key", VOUCH_FIELD_BOOLEAN),
    FIELD("optional", VOUCH_FIELD_BOOLEAN),      FIELD("carried", VOUCH_FIELD_BOOLEAN),
};

static const struct vouch_field special_fields[] = {
    FIELD("pattern", VOUCH_FIELD_PATTERN, NEEDED),
    FIELD("is", VOUCH_FIELD_TEXT, NEEDED),
};

static const struct vouch_field table_fields[] = {
    FIELD("columns", VOUCH_FIELD_MAPS, NEEDED, OF(column_fields)),
    FIELD("end", VOUCH_FIELD_PATTERN),
    FIELD("skip", VOUCH_FIELD_PATTERNS),
    FIELD("order", VOUCH_FIELD_TEXT, NEEDED),
    FIELD("debit", VOUCH_FIELD_TEXTS),
    FIELD("credit", VOUCH_FIELD_TEXTS),
    FIELD("rows", VOUCH_FIELD_MAPS, OF(special_fields)),
};

static const struct vouch_field total_fields[] = {
    FIELD("of", VOUCH_FIELD_TEXT, NEEDED),
    FIELD("is", VOUCH_FIELD_TEXT, NEEDED),
    FIELD("pattern", VOUCH_FIELD_PATTERN, NEEDED),
};

static const struct vouch_field verification_fields[] = {
    FIELD("kind", VOUCH_FIELD_TEXT, NEEDED), FIELD("pattern", VOUCH_FIELD_PATTERN),
    FIELD("shape", VOUCH_FIELD_PATTERN),     FIELD("where", VOUCH_FIELD_PATTERN),
    FIELD("redeem", VOUCH_FIELD_TEXT),
};

static const struct vouch_field mark_fields[] = {
    FIELD("character", VOUCH_FIELD_PATTERN, NEEDED),
    FIELD("least", VOUCH_FIELD_INTEGER, NEEDED),
    FIELD("text", VOUCH_FIELD_PATTERN),
};

static const struct vouch_field account_number_fields[] = {
    FIELD("shape", VOUCH_FIELD_PATTERN),
    FIELD("luhn", VOUCH_FIELD_PATTERN),
};

static const struct vouch_field layout_fields[] = {
    FIELD("bank", VOUCH_FIELD_TEXT),
    FIELD("language", VOUCH_FIELD_TEXT, NEEDED),
    FIELD("utc_offset", VOUCH_FIELD_TEXT),
    FIELD("recognise", VOUCH_FIELD_MAPS, NEEDED, OF(sign_fields)),
    FIELD("dates", VOUCH_FIELD_TEXTS, NEEDED),
    FIELD("times", VOUCH_FIELD_TEXTS),
    FIELD("numbers", VOUCH_FIELD_MAP, OF(number_fields)),
    FIELD("currency", VOUCH_FIELD_TEXT),
    FIELD("currencies", VOUCH_FIELD_MAPS, OF(currency_fields)),
    FIELD("empty", VOUCH_FIELD_TEXTS),
    FIELD("labels", VOUCH_FIELD_MAPS, OF(label_fields)),
    FIELD("accounts", VOUCH_FIELD_MAPS, OF(account_fields)),
    FIELD("sections", VOUCH_FIELD_MAPS, OF(section_fields)),
    FIELD("table", VOUCH_FIELD_MAP, OF(table_fields)),
    FIELD("totals", VOUCH_FIELD_MAPS, OF(total_fields)),
    FIELD("verification", VOUCH_FIELD_MAP, OF(verification_fields)),
    FIELD("watermark", VOUCH_FIELD_MAP, OF(mark_fields)),
    FIELD("account_number", VOUCH_FIELD_MAP, OF(account_number_fields)),
    FIELD("pages", VOUCH_FIELD_PATTERN),
    FIELD("producers", VOUCH_FIELD_PATTERNS),
    FIELD("reprinted", VOUCH_FIELD_PATTERNS),
};

const struct vouch_field bank_fields[1] = {
    FIELD("layout", VOUCH_FIELD_NAMED, NEEDED, .fallback = "layouts", OF(layout_fields)),
};
