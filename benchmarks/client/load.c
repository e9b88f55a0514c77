/*
 * Rounds. A round is one POST and the arrival of its events at every open stream; it is done when all have passed it.
 * An event that is lost in between counts as passed once a later one is there, so a lossy server is not also "stuck".
 */
#define _GNU_SOURCE
#include "sseload.h"
#include <stdlib.h>

static struct {
    long sent, done, capacity;
    uint64_t *target; /* events published up to and including this round */
    int *passed;      /* streams that have got so far */
} rounds;

void load_event(struct stream *s) {
    uint64_t span = s->next - s->lowest, got = span > s->events ? span : s->events;
    while (s->level < rounds.sent && got >= rounds.target[s->level]) rounds.passed[s->level++]++;
}

void load_closed(struct stream *s) {
    for (long r = rounds.done; r < s->level; r++) rounds.passed[r]--;
}

static void settle_rounds(void) {
    while (rounds.done < rounds.sent && rounds.passed[rounds.done] >= totals.open) rounds.done++;
}

static uint64_t published_until(long round) { return round ? rounds.target[round - 1] : 0; }

static void start_round(int n) {
    if (rounds.sent == rounds.capacity) {
        rounds.capacity = rounds.capacity ? rounds.capacity * 2 : 1024;
        rounds.target = realloc(rounds.target, (size_t)rounds.capacity * sizeof *rounds.target);
        rounds.passed = realloc(rounds.passed, (size_t)rounds.capacity * sizeof *rounds.passed);
        if (!rounds.target || !rounds.passed) fail("realloc");
    }
    rounds.target[rounds.sent] = published_until(rounds.sent) + (uint64_t)n;
    rounds.passed[rounds.sent] = 0;
    if (rounds.sent == rounds.done && !publisher.busy) totals.last_progress = now_ns();
    rounds.sent++;
    publish(n);
}

/* Milliseconds until the next POST is due: 0 now, 100 not before something has happened. */
static int next_post(const struct plan *plan, uint64_t start, long first) {
    if (publisher.busy) return 100;
    if (plan->rate > 0) {
        double due = (double)start + 1e9 / plan->rate * (double)(rounds.sent - first) - (double)now_ns();
        return due <= 0 ? 0 : due < 1e8 ? (int)(due / 1e6) + 1 : 100;
    }
    uint64_t under_way = published_until(rounds.sent) - published_until(rounds.done);
    return under_way + (uint64_t)plan->per_post <= (uint64_t)plan->window ? 0 : 100;
}

struct outcome load_run(const struct plan *plan) {
    uint64_t start = now_ns(), end = start + (uint64_t)(plan->seconds * 1e9);
    uint64_t deadline = end + (uint64_t)(options.timeout * 1e9), silence = (uint64_t)(options.silence * 1e9);
    long first = rounds.sent;
    struct outcome outcome = {0};
    for (;;) {
        settle_rounds();
        uint64_t now = now_ns();
        bool waiting = rounds.done < rounds.sent || publisher.busy;
        bool over = now >= end || (plan->posts && rounds.sent - first >= plan->posts);
        if (over && !waiting) break;
        outcome.stuck = now > deadline || totals.open <= 0
                || (waiting && now > totals.last_progress && now - totals.last_progress > silence);
        if (outcome.stuck) break;
        int wait = over ? 100 : next_post(plan, start, first);
        if (wait == 0) start_round(plan->per_post);
        poll_once(wait);
    }
    uint64_t finish = outcome.stuck && totals.last_progress > start ? totals.last_progress : now_ns();
    outcome.seconds = (double)(finish - start) / 1e9;
    outcome.published = (long)(published_until(rounds.sent) - published_until(first));
    return outcome;
}
