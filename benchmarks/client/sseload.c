/*
 * sseload - a load client for servers of Server-Sent Events. One thread, epoll; what it does and prints: see help().
 *
 * Build: gcc -O2 -o sseload *.c
 */
#define _GNU_SOURCE
#include "sseload.h"
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

struct options options = {
    .connections = 100, .window = 1, .per_post = 1, .size = 100, .burst = 1000, .vanishings = 5, .warmup = 2,
    .seconds = 5, .rate = 10, .settle = 0.5, .silence = 5, .timeout = 60, .stream_path = "/stream",
    .publish_path = "/publish",
};
int epoll_fd;

void fail(const char *what) {
    fprintf(stderr, "sseload: %s: %s\n", what, strerror(errno));
    exit(2);
}

static void help(void) {
    puts("Usage: sseload [options] PORT\n"
         "Opens SSE connections to 127.0.0.1:PORT, has events published by POST, and prints what it measured as lines of\n"
         "\"name value\". Exit status: 0 all events arrived in order, 1 not so, 2 could not measure.\n"
         "\n"
         "  --mode window    at most --window events under way, POSTs of --per-post, for --seconds (default)\n"
         "  --mode paced     --rate POSTs a second of --per-post events, for --seconds\n"
         "  --mode burst     --burst events in one POST (with --body: one POST each, at once)\n"
         "  --mode idle      one event, prints \"idle\", then holds the connections until its standard input ends\n"
         "  --mode vanish    all connections are reset at once and replaced, --vanishings times\n"
         "  --connections N  (100)        --stall K      K of them never read after the response head (0)\n"
         "  --window W       (1)          --per-post N   (1)\n"
         "  --rate R         (10)         --burst N      (1000)\n"
         "  --vanishings N   (5)          --size BYTES   of an event's data (100)\n"
         "  --warmup S       (2)          --seconds S    (5)\n"
         "  --settle S       wait between connecting and publishing (0.5)\n"
         "  --silence S      nothing arrives for so long: stuck (5)\n"
         "  --timeout S      for connecting, and beyond --seconds (60)\n"
         "  --stream PATH    (/stream)    --publish PATH (/publish), ?n=COUNT&size=BYTES are added\n"
         "  --body           the event is the body of the POST instead\n"
         "  --order id|data  where the number of an event is: end of the SSE id (id), or \"n\": in the data\n"
         "  --pid PID        of the server, for its CPU and memory");
}

enum option_id { MODE = 256, CONNECTIONS, STALL, WINDOW, PER_POST, RATE, BURST, VANISHINGS, SIZE, WARMUP, SECONDS,
    SETTLE, SILENCE, TIMEOUT, STREAM, PUBLISH, BODY, ORDER, PID, HELP };

static const struct option long_options[] = {
    {"mode", 1, 0, MODE}, {"connections", 1, 0, CONNECTIONS}, {"stall", 1, 0, STALL}, {"window", 1, 0, WINDOW},
    {"per-post", 1, 0, PER_POST}, {"rate", 1, 0, RATE}, {"burst", 1, 0, BURST}, {"vanishings", 1, 0, VANISHINGS},
    {"size", 1, 0, SIZE}, {"warmup", 1, 0, WARMUP}, {"seconds", 1, 0, SECONDS}, {"settle", 1, 0, SETTLE},
    {"silence", 1, 0, SILENCE}, {"timeout", 1, 0, TIMEOUT}, {"stream", 1, 0, STREAM}, {"publish", 1, 0, PUBLISH},
    {"body", 0, 0, BODY}, {"order", 1, 0, ORDER}, {"pid", 1, 0, PID}, {"help", 0, 0, HELP}, {0, 0, 0, 0}};

static bool set_option(int id, const char *value) {
    switch (id) {
        case CONNECTIONS: return (options.connections = atoi(value)) > 0;
        case STALL: return (options.stall = atoi(value)) >= 0;
        case WINDOW: return (options.window = atoi(value)) > 0;
        case PER_POST: return (options.per_post = atoi(value)) > 0;
        case RATE: return (options.rate = atof(value)) > 0;
        case BURST: return (options.burst = atoi(value)) > 0;
        case VANISHINGS: return (options.vanishings = atoi(value)) > 0;
        case SIZE: return (options.size = atoi(value)) > 0;
        case WARMUP: return (options.warmup = atof(value)) >= 0;
        case SECONDS: return (options.seconds = atof(value)) > 0;
        case SETTLE: return (options.settle = atof(value)) >= 0;
        case SILENCE: return (options.silence = atof(value)) > 0;
        case TIMEOUT: return (options.timeout = atof(value)) > 0;
        case STREAM: options.stream_path = value; return value[0] == '/';
        case PUBLISH: options.publish_path = value; return value[0] == '/';
        case BODY: return options.body = true;
        case ORDER: options.order_by_data = !strcmp(value, "data"); return true;
        case PID: return (options.pid = atoi(value)) > 0;
        default: return false;
    }
}

static void print_counts(void) {
    printf("connections %d\nopen %d\nfailed %d\nclosed %d\nreordered %" PRIu64 "\nlost %" PRIu64 "\n",
           options.connections, totals.open, totals.failed, totals.closed, totals.reordered, streams_lost());
    printf("posts %" PRIu64 "\npost_errors %" PRIu64 "\n", publisher.posts, publisher.errors);
}

static void warm_up(void) {
    struct plan plan = {.seconds = options.warmup, .window = options.window, .per_post = options.per_post};
    if (options.warmup > 0) load_run(&plan);
}

static int measure(const struct plan *plan) {
    int listeners = totals.open;
    if (!listeners) fail("no connection");
    latency_reset();
    struct totals start = totals;
    struct usage before = server_usage();
    double own_before = own_cpu_seconds();
    struct outcome outcome = load_run(plan);
    double cpu = server_usage().cpu_seconds - before.cpu_seconds, own = own_cpu_seconds() - own_before;
    double deliveries = (double)(totals.events - start.events), millions = deliveries > 0 ? deliveries / 1e6 : 1;
    double expected = (double)listeners * (double)outcome.published;
    bool ok = !outcome.stuck && deliveries == expected && !totals.failed && !totals.reordered && !streams_lost()
            && !publisher.errors;
    print_counts();
    printf("ok %d\nstuck %d\nseconds %.3f\npublished %ld\ndeliveries %.0f\nmissing %.0f\nper_second %.0f\n",
           ok, outcome.stuck, outcome.seconds, outcome.published, deliveries, expected - deliveries,
           outcome.seconds > 0 ? deliveries / outcome.seconds : 0);
    printf("cpu_per_million %.3f\nclient_cpu_per_million %.3f\np50_ms %.3f\np99_ms %.3f\nmax_ms %.3f\n", cpu / millions,
           own / millions, latency_ms(.5), latency_ms(.99), latency_max_ms());
    printf("bytes_per_event %.1f\nstalled_cut %d\nrss_kb %ld\n",
           deliveries > 0 ? (double)(totals.bytes - start.bytes) / deliveries : 0, streams_cut(), server_usage().rss_kb);
    return ok ? 0 : 1;
}

static int run_window(void) {
    warm_up();
    return measure(&(struct plan){.seconds = options.seconds, .window = options.window, .per_post = options.per_post});
}

static int run_paced(void) {
    warm_up();
    return measure(&(struct plan){.seconds = options.seconds, .rate = options.rate, .per_post = options.per_post});
}

static int run_burst(void) {
    warm_up();
    int per_post = options.body ? 1 : options.burst;
    return measure(&(struct plan){.seconds = options.timeout, .window = options.burst, .per_post = per_post,
                                  .posts = options.burst / per_post});
}

static void publish_and_wait(int posts, double gap) {
    for (int i = 0; i < posts; i++) {
        if (!publisher.busy) publish(1);
        poll_for(gap);
    }
}

static int run_idle(void) {
    streams_mark();
    publish_and_wait(1, options.settle);
    uint64_t deadline = now_ns() + (uint64_t)(options.silence * 1e9);
    while (streams_deaf() && now_ns() < deadline) poll_once(100);
    print_counts();
    printf("deaf %d\nidle\n", streams_deaf());
    fflush(stdout);
    char unused[64];
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    do poll_once(100);
    while (!poll(&input, 1, 0) || read(STDIN_FILENO, unused, sizeof unused) > 0);
    return 0;
}

/* While the old connections break under the server's writes new ones arrive: that is when containers mix them up. */
static void replace_all(void) {
    publish_and_wait(1, 0);
    streams_reset_by_peer();
    uint64_t deadline = now_ns() + (uint64_t)(options.timeout * 1e9);
    while (streams_opening() && now_ns() < deadline) {
        if (!publisher.busy) publish(1);
        poll_once(10);
    }
    streams_open();
}

static int run_vanish(void) {
    int opened = 0, deaf = 0;
    warm_up();
    for (int i = 0; i < options.vanishings; i++) {
        replace_all();
        opened += options.connections;
        poll_for(options.settle);
        streams_mark();
        publish_and_wait(3, 0.2);
        uint64_t deadline = now_ns() + (uint64_t)(options.silence * 1e9);
        while (streams_deaf() && now_ns() < deadline) poll_once(100);
        deaf += streams_deaf();
    }
    bool ok = !totals.failed && !totals.closed && !deaf;
    print_counts();
    printf("ok %d\nopened %d\ndeaf %d\n", ok, opened, deaf);
    streams_reset_by_peer();
    return ok ? 0 : 1;
}

static int run(const char *mode) {
    if (!strcmp(mode, "paced")) return run_paced();
    if (!strcmp(mode, "burst")) return run_burst();
    if (!strcmp(mode, "idle")) return run_idle();
    if (!strcmp(mode, "vanish")) return run_vanish();
    return run_window();
}

static void allow_open_files(void) {
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

/* Creates the channel on servers that make one with its first publication; harmless on the others. */
static void publish_nothing(void) {
    publish(0);
    uint64_t deadline = now_ns() + (uint64_t)(options.timeout * 1e9);
    while (publisher.busy && now_ns() < deadline) poll_once(100);
    if (publisher.busy || publisher.errors) {
        fprintf(stderr, "sseload: POST %s failed\n", options.publish_path);
        exit(2);
    }
}

int main(int argc, char **argv) {
    const char *mode = "window";
    for (int id; (id = getopt_long(argc, argv, "", long_options, NULL)) != -1;) {
        if (id == HELP) { help(); return 0; }
        if (id == MODE) mode = optarg;
        else if (!set_option(id, optarg)) { fprintf(stderr, "sseload: bad option, see --help\n"); return 2; }
    }
    if (optind != argc - 1) { help(); return 2; }
    options.server = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[optind])),
                                          .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (options.body) options.per_post = 1; /* a POST is an event */
    if (options.window < options.per_post) options.window = options.per_post;
    allow_open_files();
    streams = calloc((size_t)options.connections, sizeof *streams);
    epoll_fd = epoll_create1(0);
    if (!streams || epoll_fd < 0) fail("start");
    if (!options.body) publish_nothing();
    streams_open();
    poll_for(options.settle);
    return run(mode);
}
