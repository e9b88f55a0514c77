/* The SSE connections: opening, reading, counting what each of them got. */
#define _GNU_SOURCE
#include "sseload.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define OPENING_AT_ONCE 128

struct totals totals;
struct stream *streams;
static char buffer[1 << 18];

static void count_event(struct parser *p) {
    struct stream *s = (struct stream *)p;
    uint64_t now = now_ns();
    latency_add(p->published, now);
    if (!s->next) s->lowest = s->next = p->number;
    if (p->number < s->next) totals.reordered++;
    else s->next = p->number + 1;
    if (p->number < s->lowest) s->lowest = p->number;
    s->events++;
    totals.events++;
    totals.last_progress = now;
    load_event(s);
}

static void close_stream(struct stream *s, bool failed) {
    if (s->state == CONNECTING || s->state == HEAD) totals.connecting--;
    if (s->state == OPEN) {
        totals.open--;
        load_closed(s);
    }
    if (failed) totals.failed++;
    else totals.closed++;
    free(s->head);
    s->head = NULL;
    close(s->fd);
    s->state = CLOSED;
}

static void open_stream(int i) {
    struct stream *s = &streams[i];
    int one = 1, small = 4096;
    *s = (struct stream){.state = CONNECTING, .parser.on_event = count_event};
    s->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (s->fd < 0) fail("socket");
    setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (i < options.stall) setsockopt(s->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    totals.connecting++;
    if (connect(s->fd, (struct sockaddr *)&options.server, sizeof options.server) && errno != EINPROGRESS) {
        close_stream(s, true);
        return;
    }
    struct epoll_event e = {.events = EPOLLOUT, .data.u32 = (uint32_t)i};
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, s->fd, &e);
}

bool streams_opening(void) {
    static int next;
    for (int seen = 0; seen < options.connections && totals.connecting < OPENING_AT_ONCE; seen++) {
        if (streams[next].state == NONE) open_stream(next);
        next = (next + 1) % options.connections;
    }
    return totals.connecting > 0;
}

void streams_open(void) {
    uint64_t deadline = now_ns() + (uint64_t)(options.timeout * 1e9);
    while (streams_opening() && now_ns() < deadline) poll_once(100);
    for (int i = 0; i < options.connections; i++)
        if (streams[i].state == CONNECTING || streams[i].state == HEAD) close_stream(&streams[i], true);
}

void streams_reset_by_peer(void) {
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    for (int i = 0; i < options.connections; i++) {
        struct stream *s = &streams[i];
        if (s->state == OPEN || s->state == STALLED) {
            setsockopt(s->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
            close_stream(s, false);
            totals.closed--; /* it is we who closed it */
        }
        s->state = NONE;
    }
}

void streams_mark(void) {
    for (int i = 0; i < options.connections; i++) streams[i].mark = streams[i].events;
}

int streams_deaf(void) {
    int deaf = 0;
    for (int i = 0; i < options.connections; i++) deaf += streams[i].state == OPEN && streams[i].events == streams[i].mark;
    return deaf;
}

uint64_t streams_lost(void) {
    uint64_t lost = 0;
    for (int i = 0; i < options.connections; i++) {
        uint64_t span = streams[i].next - streams[i].lowest;
        if (span > streams[i].events) lost += span - streams[i].events;
    }
    return lost;
}

int streams_cut(void) {
    int cut = 0;
    for (int i = 0; i < options.stall; i++) {
        struct tcp_info info;
        socklen_t length = sizeof info;
        if (streams[i].state != STALLED) continue;
        if (getsockopt(streams[i].fd, IPPROTO_TCP, TCP_INFO, &info, &length)) continue;
        cut += info.tcpi_state != TCP_ESTABLISHED;
    }
    return cut;
}

static void request_stream(struct stream *s, int i) {
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &error, &length);
    char request[2048];
    int size = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: %s:%d\r\nAccept: text/event-stream\r\n\r\n",
                        options.stream_path, inet_ntoa(options.server.sin_addr), ntohs(options.server.sin_port));
    if (error || send(s->fd, request, (size_t)size, MSG_NOSIGNAL) != size) {
        if (!totals.failed) fprintf(stderr, "sseload: connect: %s\n", strerror(error ? error : errno));
        close_stream(s, true);
        return;
    }
    s->state = HEAD;
    struct epoll_event e = {.events = EPOLLIN, .data.u32 = (uint32_t)i};
    epoll_ctl(epoll_fd, EPOLL_CTL_MOD, s->fd, &e);
}

/* Returns how many of the bytes belong to the head, 0 while it is incomplete or when it is a refusal. */
static size_t read_head(struct stream *s, int i, size_t length) {
    s->head = realloc(s->head, s->head_length + length + 1);
    memcpy(s->head + s->head_length, buffer, length);
    size_t before = s->head_length;
    s->head_length += length;
    s->head[s->head_length] = 0;
    char *end = strstr(s->head, "\r\n\r\n");
    if (!end) return 0;
    if (strncmp(s->head, "HTTP/1.1 200", 12)) {
        if (!totals.failed) fprintf(stderr, "sseload: stream: %.70s\n", s->head);
        close_stream(s, true);
        return 0;
    }
    *end = 0;
    s->parser.chunked = strcasestr(s->head, "transfer-encoding: chunked") != NULL;
    size_t used = (size_t)(end + 4 - s->head) - before;
    free(s->head);
    s->head = NULL;
    totals.connecting--;
    if (i < options.stall) {
        s->state = STALLED;
        epoll_ctl(epoll_fd, EPOLL_CTL_DEL, s->fd, NULL);
    } else {
        s->state = OPEN;
        totals.open++;
    }
    return used;
}

static void stream_ready(int i) {
    struct stream *s = &streams[i];
    if (s->state == CONNECTING) {
        request_stream(s, i);
        return;
    }
    if (s->state != HEAD && s->state != OPEN) return;
    ssize_t length = recv(s->fd, buffer, sizeof buffer, 0);
    if (length < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (length <= 0) {
        close_stream(s, s->state == HEAD);
        return;
    }
    size_t used = s->state == HEAD ? read_head(s, i, (size_t)length) : 0;
    if (s->state != OPEN) return;
    totals.bytes += (uint64_t)length - used;
    parser_feed(&s->parser, buffer + used, (size_t)length - used);
}

void poll_once(int milliseconds) {
    struct epoll_event ready[1024];
    int n = epoll_wait(epoll_fd, ready, 1024, milliseconds);
    for (int i = 0; i < n; i++) {
        if (ready[i].data.u32 == PUBLISHER_TAG) publisher_event(ready[i].events);
        else if (ready[i].data.u32 < (uint32_t)options.connections) stream_ready((int)ready[i].data.u32);
    }
}

void poll_for(double seconds) {
    uint64_t end = now_ns() + (uint64_t)(seconds * 1e9);
    while (now_ns() < end) poll_once(10);
}
