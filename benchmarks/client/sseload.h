/* What the parts of sseload share; each part's duty is told at the top of its file. */
#ifndef SSELOAD_H
#define SSELOAD_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* ---- options (sseload.c) */
struct options {
    int connections, stall, window, per_post, size, burst, vanishings;
    double warmup, seconds, rate, settle, silence, timeout;
    bool body;          /* the event is the body of the POST, else the server makes ?n= events of &size= bytes */
    bool order_by_data; /* the number of an event is "n" in its data, else the end of its SSE id */
    const char *stream_path, *publish_path;
    struct sockaddr_in server;
    pid_t pid;
};
extern struct options options;
void fail(const char *what) __attribute__((noreturn));

/* ---- clocks, percentiles and the server's use of the machine (measure.c) */
struct usage {
    double cpu_seconds;
    long rss_kb;
};
uint64_t now_ns(void);
struct usage server_usage(void);
double own_cpu_seconds(void);
void latency_reset(void);
void latency_add(uint64_t published, uint64_t received);
double latency_ms(double quantile);
double latency_max_ms(void);

/* ---- text/event-stream over HTTP/1.1 (parser.c) */
#define LINE_HEAD 256
struct parser {
    bool chunked, in_chunk_data, has_time, has_number;
    uint32_t chunk_left, line_length;
    uint64_t published, number;
    char line[LINE_HEAD]; /* the head of a line that was cut by a read */
    void (*on_event)(struct parser *);
};
void parser_feed(struct parser *p, const char *bytes, size_t length);

/* ---- the connections (streams.c) */
enum state { NONE, CONNECTING, HEAD, OPEN, STALLED, CLOSED };
struct stream {
    struct parser parser; /* first: the parser's callback finds its stream by it */
    int fd;
    enum state state;
    uint64_t lowest, next, events; /* lowest number seen, highest + 1, how many */
    long level;                    /* rounds it has completed */
    uint64_t mark;                 /* events when streams_mark() was called */
    char *head;
    size_t head_length;
};
struct totals {
    uint64_t events, bytes, reordered, last_progress;
    int connecting, open, failed, closed;
};
extern struct totals totals;
extern struct stream *streams;
void streams_open(void);             /* all that are not open yet, a few at a time */
bool streams_opening(void);          /* tops that few up; false when each is open or has failed */
void streams_reset_by_peer(void);    /* closes all with RST */
void streams_mark(void);
int streams_deaf(void);              /* open ones that got no event since the mark */
uint64_t streams_lost(void);         /* numbers missing between the lowest and the highest of a stream */
int streams_cut(void);               /* stalled ones the server has closed */
void poll_once(int milliseconds);
void poll_for(double seconds);

/* ---- rounds: a POST and the arrival of its events everywhere (load.c) */
struct plan {
    double seconds, rate; /* rate 0: the next POST as soon as the window has room */
    int window, per_post;
    long posts; /* 0: as many as the time allows */
};
struct outcome {
    bool stuck;
    long published;
    double seconds;
};
struct outcome load_run(const struct plan *plan);
void load_event(struct stream *s);
void load_closed(struct stream *s);

/* ---- the publisher's connection (publisher.c) */
struct publisher {
    int fd;
    bool busy;
    uint64_t posts, errors;
};
extern struct publisher publisher;
extern int epoll_fd;
#define PUBLISHER_TAG UINT32_MAX
void publish(int n);
void publisher_event(uint32_t events);

#endif
