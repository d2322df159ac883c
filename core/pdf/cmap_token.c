/*
 * Tokens of embedded CMaps. They are PostScript, and there are thousands of them in a file,
 * so they have a tokenizer of their own instead of the one that builds PDF objects.
 */
#include "pdf/cmap_impl.h"

#include "base/error.h"

static bool is_space(uint8_t byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r') || byte == 0;
}

static bool is_regular(uint8_t byte)
{
    return !is_space(byte) && !strchr("()<>[]{}/%", byte);
}

static void skip_space(struct cmap_lexer *lexer)
{
    bool comment = false;

    for (; lexer->at < lexer->end; lexer->at++) {
        uint8_t byte = *lexer->at;

        if (byte == '%')
            comment = true;
        else if (byte == '\n' || byte == '\r')
            comment = false;
        else if (!comment && !is_space(byte))
            break;
    }
}

static struct slice take_regular(struct cmap_lexer *lexer)
{
    const uint8_t *start = lexer->at;

    while (lexer->at < lexer->end && is_regular(*lexer->at))
        lexer->at++;
    return slice_of(start, (size_t)(lexer->at - start));
}

static int hex_value(uint8_t byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    byte |= 0x20;
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

/* `<...>`; a digit missing at the end is 0. */
static int take_hex(struct cmap_lexer *lexer)
{
    struct cmap_token *token = &lexer->token;
    size_t digits = 0;

    token->kind = CMAP_STRING;
    token->number = 0;
    for (; lexer->at < lexer->end && *lexer->at != '>'; lexer->at++) {
        int value = hex_value(*lexer->at);

        if (is_space(*lexer->at))
            continue;
        if (value < 0 || digits >= 2 * CMAP_TEXT_MAX)
            return ERR_SYNTAX;
        if (digits % 2 == 0)
            token->bytes[digits / 2] = (uint8_t)(value << 4);
        else
            token->bytes[digits / 2] |= (uint8_t)value;
        digits++;
    }
    if (lexer->at == lexer->end)
        return ERR_SYNTAX;
    lexer->at++;
    token->size = (digits + 1) / 2;
    for (size_t i = 0; i < token->size && token->size <= CMAP_CODE_BYTES; i++)
        token->number = token->number << 8 | token->bytes[i];
    return 0;
}

/* `(...)`: only skipped, nothing that counts is written so. */
static int skip_literal(struct cmap_lexer *lexer)
{
    unsigned depth = 1;

    lexer->token.kind = CMAP_OTHER;
    for (; lexer->at < lexer->end && depth; lexer->at++) {
        if (*lexer->at == '\\')
            lexer->at++;
        else if (*lexer->at == '(')
            depth++;
        else if (*lexer->at == ')')
            depth--;
        if (lexer->at >= lexer->end)
            return ERR_SYNTAX;
    }
    return depth ? ERR_SYNTAX : 0;
}

static void take_word(struct cmap_lexer *lexer)
{
    struct cmap_token *token = &lexer->token;
    uint64_t number = 0;

    token->text = take_regular(lexer);
    token->kind = CMAP_NUMBER;
    for (size_t i = 0; i < token->text.size; i++) {
        uint8_t byte = token->text.data[i];

        if (byte < '0' || byte > '9' || number > UINT32_MAX)
            token->kind = CMAP_KEYWORD;
        number = number * 10 + (unsigned)(byte - '0');
    }
    token->number = (uint32_t)number;
}

int cmap_next_token(struct cmap_lexer *lexer)
{
    struct cmap_token *token = &lexer->token;
    uint8_t byte;

    skip_space(lexer);
    token->kind = CMAP_END;
    if (lexer->at == lexer->end)
        return 0;
    byte = *lexer->at;
    if (is_regular(byte)) {
        take_word(lexer);
        return 0;
    }
    lexer->at++;
    token->kind = byte == '[' ? CMAP_OPEN : byte == ']' ? CMAP_CLOSE : CMAP_OTHER;
    if (byte == '/') {
        token->kind = CMAP_NAME;
        token->text = lexer->name = take_regular(lexer);
    } else if (byte == '(') {
        return skip_literal(lexer);
    } else if (byte == '<' && lexer->at < lexer->end && *lexer->at == '<') {
        lexer->at++;
    } else if (byte == '<') {
        return take_hex(lexer);
    }
    return 0;
}
