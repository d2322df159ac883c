#include "driver.h"

#include "base/error.h"
#include "report/json.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define SAMPLES_AT INT64_C(1795348800) /* 2026-11-22 */

/* ---- Files ---- */

void read_whole(const char *path, struct buffer *ret)
{
    FILE *file = fopen(path, "rb");
    uint8_t room[4096];
    size_t size;

    assert_non_null(file);
    buffer_init(ret, 0);
    while ((size = fread(room, 1, sizeof room, file)) > 0)
        buffer_append(ret, room, size);
    fclose(file);
}

void write_text(const char *folder, const char *name, const char *text)
{
    char path[512];
    FILE *file;

    mkdir(folder, 0755);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

void make_pdf(const char *text, struct buffer *ret)
{
    const char *objects[] = {
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R"
        "/Resources<</Font<</F1 4 0 R>>>>>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        NULL, /* the content */
    };
    size_t offsets[5], table;
    char content[1024];

    snprintf(content, sizeof content, "BT /F1 12 Tf 72 700 Td (%s) Tj ET\n", text);
    buffer_init(ret, 0);
    buffer_append_str(ret, "%PDF-1.4\n");
    for (int i = 0; i < 5; i++) {
        offsets[i] = ret->size;
        if (objects[i])
            buffer_printf(ret, "%d 0 obj\n%s\nendobj\n", i + 1, objects[i]);
        else
            buffer_printf(ret, "%d 0 obj\n<</Length %zu>>\nstream\n%sendstream\nendobj\n", i + 1,
                          strlen(content), content);
    }
    table = ret->size;
    buffer_append_str(ret, "xref\n0 6\n0000000000 65535 f \n");
    for (int i = 0; i < 5; i++)
        buffer_printf(ret, "%010zu 00000 n \n", offsets[i]);
    buffer_printf(ret, "trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", table);
    assert_int_equal(buffer_error(ret), 0);
}

/* ---- The zygote ---- */

static void receive(struct driver *driver, struct message *message)
{
    assert_int_equal(message_receive(driver->socket, driver->room, sizeof driver->room, message),
                     0);
    assert_int_equal(message_accept_from_zygote(&driver->state, message->kind, message->fd_count),
                     0);
}

static json_t *payload(const struct message *message)
{
    json_t *json = json_loadb((const char *)message->payload, message->size, 0, NULL);

    assert_non_null(json);
    return json;
}

/* As inside systemd-nspawn: the calls are there, and are not permitted. */
static void deny_landlock(void)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_landlock_create_ruleset, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof code / sizeof code[0], code};

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
        _exit(99);
}

/* Of either kind: the tests run once with each. */
static _Noreturn void become_zygote(int socket, const char *config, bool without_landlock)
{
    const char *program = getenv("VOUCH_READER");

    if (without_landlock)
        deny_landlock();
    if (socket == ZYGOTE_FD)
        fcntl(socket, F_SETFD, 0);
    else if (dup2(socket, ZYGOTE_FD) < 0)
        _exit(99);
    setenv("ASAN_OPTIONS", "handle_segv=0", 1); /* a crash is to look like one */
    execl(program ? program : VOUCH_ZYGOTE, "vouch-zygote", config ? "--config" : NULL, config,
          NULL);
    _exit(99);
}

static void begin(struct driver *driver, const char *config, bool without_landlock)
{
    struct message message;
    int ends[2];

    *driver = (struct driver){.state = ZYGOTE_STARTING};
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
    driver->pid = fork();
    assert_true(driver->pid >= 0);
    if (driver->pid == 0)
        become_zygote(ends[1], config, without_landlock);
    close(ends[1]);
    driver->socket = ends[0];
    receive(driver, &message);
    driver->hello_kind = message.kind;
    driver->hello = payload(&message);
}

void driver_start(struct driver *driver, const char *config)
{
    begin(driver, config, false);
}

void driver_start_without_landlock(struct driver *driver, const char *config)
{
    begin(driver, config, true);
}

int driver_stop(struct driver *driver)
{
    int status = 0;

    close(driver->socket);
    json_decref(driver->hello);
    assert_int_equal(waitpid(driver->pid, &status, 0), driver->pid);
    return status;
}

/* ---- A document ---- */

static int make_memfd(const struct question *question)
{
    int fd = memfd_create("document", MFD_ALLOW_SEALING | MFD_CLOEXEC);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, question->document.data, question->document.size),
                     question->document.size);
    if (!question->unsealed)
        assert_int_equal(
            fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL), 0);
    return fd;
}

int driver_ask(struct driver *driver, const char *id, const struct question *question)
{
    int64_t size = question->size_said ? question->size_said : (int64_t)question->document.size;
    json_t *json = json_pack("{s:s, s:I, s:I, s:s*, s:s*}", "id", id, "size", (json_int_t)size,
                             "at", (json_int_t)(question->at ? question->at : SAMPLES_AT), "source",
                             question->source, "password", question->password);
    char *text = json_dumps(json, JSON_COMPACT);
    int ends[2], fds[2];

    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    fds[0] = make_memfd(question);
    fds[1] = ends[1];
    assert_int_equal(message_send(driver->socket, MESSAGE_EXAMINE, slice_str(text), fds, 2), 0);
    close(fds[0]);
    close(fds[1]);
    free(text);
    json_decref(json);
    return ends[0];
}

static bool read_exactly(int pipe, void *room, size_t size)
{
    uint8_t *at = room;

    while (size > 0) {
        ssize_t got = read(pipe, at, size);

        if (got <= 0)
            return false;
        at += got;
        size -= (size_t)got;
    }
    return true;
}

static void take_frame(struct answer *answer, uint32_t kind, struct slice json)
{
    int r = 0;

    if (kind == FRAME_JUDGEMENTS)
        r = judgements_decode(answer->arena, json, &answer->judgements);
    else if (kind == FRAME_EXAMINATION)
        r = examination_decode(answer->arena, json, &answer->examination);
    else
        answer->has_timings = true;
    answer->is_broken |= r < 0;
}

static void read_frames(int pipe, struct answer *answer)
{
    struct frame_header header;

    while (!answer->is_broken && read_exactly(pipe, &header, sizeof header)) {
        uint8_t *room;

        if (frame_accept(&answer->state, header.kind, header.size) < 0) {
            answer->is_broken = true;
            return;
        }
        room = malloc(header.size + 1u);
        assert_non_null(room);
        if (read_exactly(pipe, room, header.size))
            take_frame(answer, header.kind, slice_of(room, header.size));
        else
            answer->is_broken = true;
        free(room);
    }
}

static void take_end(const json_t *json, struct answer *answer)
{
    const json_t *code = json_object_get(json, "exit"), *error = json_object_get(json, "error");

    answer->exit = code ? (int)json_integer_value(code) : -1;
    answer->signal = (int)json_integer_value(json_object_get(json, "signal"));
    if (error)
        snprintf(answer->error, sizeof answer->error, "%s", json_string_value(error));
    else
        assert_true(json_is_integer(json_object_get(json, "cpu_us")) &&
                    json_is_integer(json_object_get(json, "fork_us")));
}

void driver_finish(struct driver *driver, const char *id, int pipe, struct answer *ret)
{
    bool ended = false;

    *ret = (struct answer){.arena = arena_new(0)};
    assert_non_null(ret->arena);
    read_frames(pipe, ret);
    close(pipe);
    while (!ended) {
        struct message message;
        json_t *json;

        receive(driver, &message);
        json = payload(&message);
        assert_string_equal(json_string_value(json_object_get(json, "id")), id);
        ended = message.kind == MESSAGE_ENDED;
        if (ended)
            take_end(json, ret);
        json_decref(json);
        message_close(&message);
    }
}

void driver_examine(struct driver *driver, const struct question *question, struct answer *ret)
{
    static unsigned number;
    char id[32];
    int pipe;

    snprintf(id, sizeof id, "document-%u", ++number);
    pipe = driver_ask(driver, id, question);
    driver_finish(driver, id, pipe, ret);
}

void answer_done(struct answer *answer)
{
    answer->arena = arena_free(answer->arena);
}

const struct report_candidate *answer_candidate(const struct answer *answer, const char *source)
{
    assert_non_null(answer->judgements);
    for (size_t i = 0; i < answer->judgements->candidate_count; i++) {
        const struct report_candidate *candidate = &answer->judgements->candidates[i];

        if (source ? candidate->source && strcmp(candidate->source, source) == 0
                   : !candidate->source)
            return candidate;
    }
    fail_msg("no candidate %s", source ? source : "without source");
    return NULL;
}

bool candidate_has(const struct report_candidate *candidate, const char *reason)
{
    for (size_t i = 0; i < candidate->reason_count; i++)
        if (strcmp(candidate->reasons[i].code, reason) == 0)
            return true;
    return false;
}

bool answer_has(const struct answer *answer, const char *reason)
{
    assert_non_null(answer->examination);
    for (size_t i = 0; i < answer->examination->reason_count; i++)
        if (strcmp(answer->examination->reasons[i].code, reason) == 0)
            return true;
    return false;
}
