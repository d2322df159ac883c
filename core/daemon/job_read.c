#include "daemon/job.h"

#include "base/error.h"
#include "daemon/vouchd.h"

/*
 * Documents of pictures: judged, and then waiting for a place of their own, so that they hold up
 * nobody whose document takes milliseconds.
 */

#define HELD_SHARE 2 /* of limits.held, at most one part of so many */

static void leave_queue(struct job *job)
{
    TAILQ_REMOVE(&job->vouchd->jobs.unread, job, queue_entry);
    job->vouchd->jobs.unread_count--;
}

static bool has_room(const struct vouchd *vouchd, const struct job *job)
{
    const struct jobs *jobs = &vouchd->jobs;
    const struct limits *limits = &vouchd->configuration->settings.limits;

    if ((int64_t)jobs->unread_count >= limits->reading.queue)
        return false;
    return jobs->picture_bytes == 0 ||
           jobs->picture_bytes + job->size <= jobs->held.maximum / HELD_SHARE;
}

void job_hand_over(struct job *job)
{
    struct jobs *jobs = &job->vouchd->jobs;
    struct problem problem;

    if (job->vouchd->state != VOUCHD_SERVING) {
        problem_set(&problem, PROBLEM_SHUTTING_DOWN, "send it to the next one");
        job_refuse(job, &problem);
        return;
    }
    if (!has_room(job->vouchd, job)) {
        problem_set_busy(&problem, (int64_t)jobs->unread_count,
                         "limits.reading.queue scans or photos wait to be read");
        job_refuse(job, &problem);
        return;
    }
    examine_hand_over(&job->examine);
    jobs->picture_bytes += job->size;
    job_enter(job, JOB_UNREAD);
    TAILQ_INSERT_TAIL(&jobs->unread, job, queue_entry);
    jobs->unread_count++;
}

void job_unread(struct job *job)
{
    struct jobs *jobs = &job->vouchd->jobs;
    struct problem problem;

    jobs->reading--;
    job_enter(job, JOB_UNREAD);
    TAILQ_INSERT_HEAD(&jobs->unread, job, queue_entry);
    jobs->unread_count++;
    if (job->vouchd->state == VOUCHD_SERVING) {
        jobs_start(job->vouchd);
        return;
    }
    problem_set(&problem, PROBLEM_SHUTTING_DOWN, "send it to the next one");
    jobs_refuse_unread(job->vouchd, &problem);
}

void job_read(struct job *job)
{
    job->vouchd->jobs.reading--;
    job->vouchd->jobs.totals.read++;
    job->vouchd->jobs.picture_bytes -= job->size;
    job_finish(job);
    jobs_start(job->vouchd);
}

/* There is nobody who could read it: what was judged is the answer, and that it was not read. */
static void give_up(struct job *job)
{
    leave_queue(job);
    job->vouchd->jobs.picture_bytes -= job->size;
    job->examine.unreadable = true;
    job_finish(job);
}

/* The configuration has changed since it was judged: from the beginning, by those who judge now. */
static void judge_again(struct job *job)
{
    struct jobs *jobs = &job->vouchd->jobs;

    leave_queue(job);
    jobs->picture_bytes -= job->size;
    examine_done(&job->examine);
    job->examine.tries = 0;
    examine_init(&job->examine);
    job_queue(job);
}

/* False where all that wait must wait on. */
static bool read_first(struct vouchd *vouchd, struct job *job, const struct judge *judge)
{
    struct zygote *reader = NULL;

    if (!judge_same(job->judge, judge)) {
        judge_again(job);
        return true;
    }
    switch (readers_find(vouchd, judge, &reader)) {
    case READERS_AWAITED:
        return false;
    case READERS_UNAVAILABLE:
        give_up(job);
        return true;
    case READERS_READY:
        break;
    }
    if (examine_start(job, reader) < 0)
        return false;
    leave_queue(job);
    job_enter(job, JOB_READ);
    vouchd->jobs.reading++;
    return true;
}

void jobs_read(struct vouchd *vouchd)
{
    struct jobs *jobs = &vouchd->jobs;
    const struct zygote *examiner = zygotes_serving(&vouchd->zygotes);
    struct job *job;

    if (vouchd->state != VOUCHD_SERVING || !examiner)
        return;
    while ((job = TAILQ_FIRST(&jobs->unread)) &&
           (int64_t)jobs->reading < vouchd->configuration->readings &&
           read_first(vouchd, job, examiner->judge))
        ;
}

void jobs_refuse_unread(struct vouchd *vouchd, const struct problem *problem)
{
    struct job *job;

    while ((job = TAILQ_FIRST(&vouchd->jobs.unread))) {
        leave_queue(job);
        vouchd->jobs.picture_bytes -= job->size;
        job_refuse(job, problem);
    }
}
