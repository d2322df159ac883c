/*
 * From a stream's bytes to its data: decryption, then the filters (ISO 32000-1 7.4), all
 * within one budget for the whole document.
 */
#include "pdf/file.h"
#include "pdf/filter.h"

#include "base/error.h"

/* The filters of one stream, first to apply first. */
struct chain {
    struct step {
        enum pdf_filter filter;
        struct pdf_predictor predictor;
    } steps[PDF_FILTERS_MAX];
    size_t count;
    bool identity;                      /* a Crypt filter says: not encrypted */
    const struct pdf_value *coding;     /* an image filter after all of them; NULL: none */
    const struct pdf_value *parameters; /* that one's */
};

static struct pdf_predictor predictor_of(struct pdf_file *file, const struct pdf_value *parameters)
{
    return (struct pdf_predictor){
        .predictor = pdf_get_integer(file, parameters, "Predictor", 1),
        .colors = pdf_get_integer(file, parameters, "Colors", 1),
        .bits_per_component = pdf_get_integer(file, parameters, "BitsPerComponent", 8),
        .columns = pdf_get_integer(file, parameters, "Columns", 1),
        .early_change = pdf_get_integer(file, parameters, "EarlyChange", 1) != 0,
    };
}

/* The `index`th filter; /DecodeParms is a dictionary beside a name, an array beside an array. */
static int add_step(struct pdf_file *file, const struct pdf_value *name,
                    const struct pdf_value *parameters, size_t index, struct chain *chain)
{
    const struct pdf_value *wanted;
    int r;

    if (!name || name->type != PDF_NAME)
        return ERR_SYNTAX;
    if (pdf_is_name(name, "Crypt")) { /* 7.4.10: the first, if at all */
        wanted = pdf_get(file, parameters, "Name");
        chain->identity = !wanted || pdf_is_name(wanted, "Identity");
        return chain->identity && index == 0 ? 0 : ERR_UNSUPPORTED;
    }
    if (chain->count >= PDF_FILTERS_MAX)
        return ERR_SYNTAX;
    if (chain->coding)
        return ERR_UNSUPPORTED;
    r = pdf_filter_from_name(name->name, &chain->steps[chain->count].filter);
    if (r == ERR_UNSUPPORTED) {
        chain->coding = name;
        chain->parameters = parameters;
        return 0;
    }
    if (r < 0)
        return r == ERR_NOT_FOUND ? ERR_SYNTAX : r;
    chain->steps[chain->count++].predictor = predictor_of(file, parameters);
    return 0;
}

static int read_chain(struct pdf_file *file, const struct pdf_value *stream, struct chain *chain)
{
    const struct pdf_value *filter = pdf_get(file, stream, "Filter");
    const struct pdf_value *parameters = pdf_get(file, stream, "DecodeParms");
    int r;

    *chain = (struct chain){0};
    if (pdf_get(file, stream, "F")) /* data in another file (7.3.8.2) */
        return ERR_UNSUPPORTED;
    if (!filter)
        return 0;
    if (filter->type == PDF_NAME)
        return add_step(file, filter, parameters, 0, chain);
    if (filter->type != PDF_ARRAY)
        return ERR_SYNTAX;
    for (size_t i = 0; i < filter->array.count; i++) {
        r = add_step(file, pdf_item(file, filter, i), pdf_item(file, parameters, i), i, chain);
        if (r < 0)
            return r;
    }
    return 0;
}

/* One filter, its output counted in the budget. */
static int run_step(struct pdf_file *file, const struct step *step, struct slice in,
                    struct slice *ret_out)
{
    uint64_t maximum = file->options.limits.inflated;
    uint64_t left = maximum - *file->inflated;
    struct buffer out;
    int r;

    if (left == 0)
        return pdf_limited(file, "limit.inflated", maximum + 1, maximum);
    buffer_init(&out, left);
    r = pdf_filter_decode(step->filter, &step->predictor, in, &out);
    *file->inflated += out.size;
    if (r == ERR_LIMIT) {
        *file->inflated = maximum;
        r = pdf_limited(file, "limit.inflated", maximum + 1, maximum);
    }
    if (r == 0) {
        const void *data = arena_dup(file->arena, out.data, out.size);

        *ret_out = slice_of(data, out.size);
        r = data ? 0 : ERR_NOMEM;
    }
    buffer_done(&out);
    return r;
}

static int run_chain(struct pdf_file *file, const struct chain *chain, struct slice data,
                     struct slice *ret_data)
{
    for (size_t i = 0; i < chain->count; i++) {
        int r = run_step(file, &chain->steps[i], data, &data);

        if (r < 0)
            return r;
    }
    *ret_data = data;
    return 0;
}

int pdf_decode(struct pdf_file *file, const struct pdf_value *stream, struct slice raw,
               struct slice *ret_data)
{
    struct chain chain;
    int r = read_chain(file, stream, &chain);

    if (r == 0 && chain.coding)
        r = ERR_UNSUPPORTED;
    return r < 0 ? r : run_chain(file, &chain, raw, ret_data);
}

/* Whether the stream's bytes stand in the file as they are (7.6.1, 7.6.5). */
static bool is_plain(const struct pdf_file *file, const struct pdf_value *stream,
                     const struct chain *chain)
{
    const struct pdf_value *type = pdf_peek(stream, "Type");

    return !file->security || file->streams == PDF_CIPHER_IDENTITY || chain->identity ||
           pdf_is_name(type, "XRef") || (!file->encrypt_metadata && pdf_is_name(type, "Metadata"));
}

static int decrypt(struct pdf_file *file, const struct pdf_value *stream, struct slice *data)
{
    struct buffer out;
    int r;

    buffer_init(&out, data->size + 1);
    r = pdf_security_decrypt(file->security, file->streams, stream->stream.number,
                             stream->stream.generation, *data, &out);
    if (r == 0) {
        *data = slice_of(arena_dup(file->arena, out.data, out.size), out.size);
        r = data->data ? 0 : ERR_NOMEM;
    }
    buffer_done(&out);
    return r;
}

static int decode_with(struct pdf_file *file, const struct pdf_value *stream,
                       const struct chain *chain, struct slice *ret_data)
{
    struct slice data = stream->stream.raw;
    int r = 0;

    if (!is_plain(file, stream, chain))
        r = decrypt(file, stream, &data);
    return r < 0 ? r : run_chain(file, chain, data, ret_data);
}

static int decode(struct pdf_file *file, const struct pdf_value *stream, struct slice *ret_data)
{
    struct chain chain;
    int r = read_chain(file, stream, &chain);

    if (r == 0 && chain.coding)
        r = ERR_UNSUPPORTED;
    return r < 0 ? r : decode_with(file, stream, &chain, ret_data);
}

int pdf_stream_coded(struct pdf_file *file, const struct pdf_value *stream, struct pdf_coded *ret)
{
    struct chain chain;
    int r = stream && stream->type == PDF_STREAM ? 0 : ERR_INVALID;

    if (r == 0)
        r = read_chain(file, stream, &chain);
    if (r == 0)
        r = decode_with(file, stream, &chain, &ret->data);
    if (r < 0)
        return r;
    ret->coding = chain.coding;
    ret->parameters = chain.parameters;
    return 0;
}

int pdf_stream_data(struct pdf_file *file, const struct pdf_value *stream, struct slice *ret_data)
{
    struct pdf_slot *slot;

    if (!stream || stream->type != PDF_STREAM)
        return ERR_INVALID;
    slot = pdf_slot_find(file, stream->stream.number);
    if (!slot || slot->value != stream)
        return ERR_INVALID;
    if (!slot->decoded) {
        slot->decoded = arena_new_of(file->arena, struct pdf_decoded);
        if (!slot->decoded)
            return ERR_NOMEM;
        slot->decoded->error = decode(file, stream, &slot->decoded->data);
        if (slot->decoded->error == ERR_NOMEM)
            pdf_failed(file, ERR_NOMEM, stream->offset, NULL);
    }
    if (slot->decoded->error == 0)
        *ret_data = slot->decoded->data;
    return slot->decoded->error;
}
