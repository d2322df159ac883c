#include "render/catalogue.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/language.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define CATALOGUE_SIZE_MAX (4u * 1024 * 1024)
#define NAME_SIZE          64
#define CORE_DOMAIN        "vouchd"
#define LAST_LANGUAGE      "en"

struct catalogue {
    struct catalogue *next;
    char language[NAME_SIZE];
    char domain[NAME_SIZE];
    struct buffer bytes;
};

struct catalogues {
    struct catalogue *first;
};

static int read_file(const char *path, struct buffer *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t got = -1;
    uint8_t *room;

    if (fd < 0)
        return ERR_IO;
    while ((room = buffer_reserve(out, 65536)) && (got = read(fd, room, 65536)) > 0)
        buffer_commit(out, (size_t)got);
    close(fd);
    if (buffer_error(out))
        return buffer_error(out);
    return got < 0 ? ERR_IO : 0;
}

static int load_file(struct catalogues *catalogues, const char *path, const char *language,
                     const char *domain)
{
    struct catalogue *catalogue = calloc(1, sizeof *catalogue);
    int error;

    if (!catalogue)
        return ERR_NOMEM;
    snprintf(catalogue->language, NAME_SIZE, "%s", language);
    snprintf(catalogue->domain, NAME_SIZE, "%s", domain);
    buffer_init(&catalogue->bytes, CATALOGUE_SIZE_MAX);
    catalogue->next = catalogues->first;
    catalogues->first = catalogue;
    error = read_file(path, &catalogue->bytes);
    return error ? error : catalogue_check(buffer_slice(&catalogue->bytes));
}

/* Loads LANGUAGE/LC_MESSAGES/DOMAIN.mo, all of them; `*ret_bad` names the one that failed. */
static int load_language(struct catalogues *catalogues, const char *folder, const char *language,
                         char **ret_bad)
{
    char path[4096], domain[NAME_SIZE];
    struct dirent *entry;
    DIR *messages;
    int error = 0;

    snprintf(path, sizeof path, "%s/%s/LC_MESSAGES", folder, language);
    messages = opendir(path);
    if (!messages)
        return 0;
    while (!error && (entry = readdir(messages))) {
        size_t length = strlen(entry->d_name);

        if (length < 4 || length >= NAME_SIZE || strcmp(entry->d_name + length - 3, ".mo") != 0)
            continue;
        snprintf(domain, sizeof domain, "%.*s", (int)(length - 3), entry->d_name);
        snprintf(path, sizeof path, "%s/%s/LC_MESSAGES/%s", folder, language, entry->d_name);
        error = load_file(catalogues, path, language, domain);
    }
    closedir(messages);
    if (error)
        *ret_bad = strdup(path);
    return error;
}

int catalogues_load(const char *folder, struct catalogues **ret_catalogues, char **ret_bad)
{
    struct catalogues *catalogues = calloc(1, sizeof *catalogues);
    struct dirent *entry;
    DIR *languages;
    int error = 0;

    *ret_bad = NULL;
    if (!catalogues)
        return ERR_NOMEM;
    languages = opendir(folder);
    if (!languages && errno != ENOENT)
        error = ERR_IO;
    while (languages && !error && (entry = readdir(languages)))
        if (entry->d_name[0] != '.' && strlen(entry->d_name) < NAME_SIZE)
            error = load_language(catalogues, folder, entry->d_name, ret_bad);
    if (languages)
        closedir(languages);
    if (error) {
        catalogues_free(catalogues);
        return error;
    }
    *ret_catalogues = catalogues;
    return 0;
}

struct catalogues *catalogues_free(struct catalogues *catalogues)
{
    struct catalogue *next;

    if (!catalogues)
        return NULL;
    for (struct catalogue *catalogue = catalogues->first; catalogue; catalogue = next) {
        next = catalogue->next;
        buffer_done(&catalogue->bytes);
        free(catalogue);
    }
    free(catalogues);
    return NULL;
}

/* "nia.rows_order.fail" belongs to domain "nia" if there is one; all others to the core. */
static bool is_domain_of(const struct catalogue *catalogue, const char *id)
{
    size_t length = strlen(catalogue->domain);

    return strncmp(id, catalogue->domain, length) == 0 && id[length] == '.';
}

static const char *find_in(const struct catalogues *catalogues, const char *language, size_t length,
                           const char *id)
{
    const char *found = NULL;

    for (const struct catalogue *c = catalogues->first; c && !found; c = c->next) {
        if (strlen(c->language) != length || strncasecmp(c->language, language, length) != 0)
            continue;
        if (is_domain_of(c, id) || strcmp(c->domain, CORE_DOMAIN) == 0)
            found = catalogue_find(buffer_slice(&c->bytes), id);
    }
    return found;
}

const char *catalogues_find(const struct catalogues *catalogues, const char *language,
                            const char *id)
{
    const char *found = NULL;
    char full[LANGUAGE_SIZE];

    language_with_script(language, full);
    for (size_t length = strlen(full); length > 0 && !found;
         length = language_shorten(full, length))
        found = find_in(catalogues, full, length, id);
    return found ? found : find_in(catalogues, LAST_LANGUAGE, strlen(LAST_LANGUAGE), id);
}

bool catalogues_speak(const struct catalogues *catalogues, const char *language)
{
    char full[LANGUAGE_SIZE];

    language_with_script(language, full);
    for (size_t length = strlen(full); length > 0; length = language_shorten(full, length))
        for (const struct catalogue *c = catalogues->first; c; c = c->next)
            if (strlen(c->language) == length && strncasecmp(c->language, full, length) == 0)
                return true;
    return false;
}

/* The place of `language` among those; `*ret_is_there` whether it is one of them. */
static size_t place_of(const char *language, const char *const *languages, size_t count,
                       bool *ret_is_there)
{
    size_t place = 0;

    while (place < count && strcmp(languages[place], language) < 0)
        place++;
    *ret_is_there = place < count && strcmp(languages[place], language) == 0;
    return place;
}

size_t catalogues_languages(const struct catalogues *catalogues, const char **ret, size_t room)
{
    size_t count = 0;

    for (const struct catalogue *c = catalogues->first; c && count < room; c = c->next) {
        bool is_there;
        size_t place = place_of(c->language, ret, count, &is_there);

        if (is_there)
            continue;
        memmove(ret + place + 1, ret + place, (count - place) * sizeof *ret);
        ret[place] = c->language;
        count++;
    }
    return count;
}
