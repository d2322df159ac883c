/* The system calls of zygote and child as BPF programs. Private to the lock-down. */
#ifndef VOUCH_WORKER_LOCKDOWN_FILTER_H
#define VOUCH_WORKER_LOCKDOWN_FILTER_H

#include <linux/filter.h>
#include <stddef.h>

struct filter {
    struct sock_filter *code; /* malloc'ed */
    size_t count;
};

/* ERR_UNSUPPORTED, ERR_IO, ERR_NOMEM. */
int filter_for_zygote(int socket, int signals, struct filter *ret);
int filter_for_child(int fd, struct filter *ret);
void filter_done(struct filter *filter);

#define FILTER_ALL_THREADS 1u

/* Puts a filter in force; false where the kernel refuses. */
_Bool filter_install(const struct filter *filter, unsigned flags);

#endif
