/* Clocks, latency percentiles, and what the server uses of the machine. */
#define _GNU_SOURCE
#include "sseload.h"
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

/* CLOCK_MONOTONIC is also what System.nanoTime() reads on Linux: timestamps of all servers are on this clock. */
uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Finer than the ticks of /proc/PID/stat: nanoseconds, all threads, user and system. */
static double cpu_seconds(pid_t pid) {
    clockid_t clock;
    struct timespec t = {0};
    if (clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &t)) return 0;
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static long rss_kb(pid_t pid) {
    char path[64], line[256];
    long kb = 0;
    snprintf(path, sizeof path, "/proc/%d/status", pid);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file) && sscanf(line, "VmRSS: %ld", &kb) != 1) continue;
    if (file) fclose(file);
    return kb;
}

struct usage server_usage(void) {
    if (!options.pid) return (struct usage){0};
    return (struct usage){.cpu_seconds = cpu_seconds(options.pid), .rss_kb = rss_kb(options.pid)};
}

double own_cpu_seconds(void) {
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    return (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) + (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}

/* A log-linear histogram of nanoseconds: 32 steps for each power of two, so a percentile is at most 3 % too low. */
#define STEPS 32
#define FIRST_POWER 5 /* 2^5 = STEPS: below it every nanosecond has its own bucket */
static uint64_t buckets[64 * STEPS], count, highest;

void latency_reset(void) {
    memset(buckets, 0, sizeof buckets);
    count = highest = 0;
}

void latency_add(uint64_t published, uint64_t received) {
    uint64_t ns = received > published ? received - published : 0;
    if (ns > highest) highest = ns;
    count++;
    if (ns < STEPS) {
        buckets[ns]++;
        return;
    }
    int power = 63 - __builtin_clzll(ns);
    buckets[(power - FIRST_POWER + 1) * STEPS + (int)((ns >> (power - FIRST_POWER)) & (STEPS - 1))]++;
}

double latency_ms(double quantile) {
    uint64_t wanted = (uint64_t)(quantile * (double)count), seen = 0;
    for (int i = 0; i < 64 * STEPS; i++) {
        seen += buckets[i];
        if (!buckets[i] || seen <= wanted) continue;
        if (i < STEPS) return i / 1e6;
        return (double)((uint64_t)(STEPS + i % STEPS) << (i / STEPS - 1)) / 1e6;
    }
    return latency_max_ms();
}

double latency_max_ms(void) { return (double)highest / 1e6; }
