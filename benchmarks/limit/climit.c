/*
 * climit - the limit of the machine: a one-thread epoll server that does nothing but fan out.
 *
 * Every event is encoded once into a ring of bytes; a subscriber is a position in that ring; all that is pending goes
 * out in one send(). No HTTP parsing worth the name: GET subscribes, anything else publishes "n=" events of "size="
 * bytes, and a request must arrive in one piece. A subscriber that is a whole ring behind is dropped.
 *
 * Usage: climit PORT      (listens on 127.0.0.1)
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define RING (1u << 24)
#define MAX_FD (1 << 17)
#define MAX_EVENT 65536
#define STREAM_HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n: ok\n\n"
#define PUBLISHED "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

struct client {
    int fd;
    int index; /* in subscribers, -1 until it has sent GET */
    uint64_t position;
    bool waits_to_write;
};

static struct client *by_fd[MAX_FD], *subscribers[MAX_FD];
static int subscriber_count, epoll_fd;
static char *ring; /* 2 * RING: every byte is stored twice, so any RING bytes of the log are contiguous */
static uint64_t tail, last_number;

static void append(const char *bytes, size_t length) {
    for (size_t done = 0; done < length;) {
        size_t at = (tail + done) % RING, part = RING - at < length - done ? RING - at : length - done;
        memcpy(ring + at, bytes + done, part);
        memcpy(ring + RING + at, bytes + done, part);
        done += part;
    }
    tail += length;
}

static void append_event(int size) {
    static char event[MAX_EVENT + 256];
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    uint64_t ns = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec, number = ++last_number;
    int data = sprintf(event, "id: %" PRIu64 "\ndata: ", number);
    int end = data + sprintf(event + data, "{\"n\":%" PRIu64 ",\"ns\":%" PRIu64 ",\"pad\":\"", number, ns);
    while (end < data + size - 2) event[end++] = 'x';
    memcpy(event + end, "\"}\n\n", 4);
    append(event, (size_t)end + 4);
}

static void watch(int fd, uint32_t events, int operation) {
    struct epoll_event e = {.events = events, .data.fd = fd};
    epoll_ctl(epoll_fd, operation, fd, &e);
}

static void drop(struct client *c) {
    if (c->index >= 0) {
        subscribers[c->index] = subscribers[--subscriber_count];
        subscribers[c->index]->index = c->index;
    }
    close(c->fd);
    by_fd[c->fd] = NULL;
    free(c);
}

/* Writes what is pending; false when the client is gone or a whole ring behind. */
static bool flush(struct client *c) {
    bool full = false;
    while (c->position < tail && !full) {
        if (tail - c->position > RING) return false;
        ssize_t sent = send(c->fd, ring + c->position % RING, tail - c->position, MSG_NOSIGNAL);
        if (sent > 0) c->position += (uint64_t)sent;
        else if (errno == EAGAIN) full = true;
        else return false;
    }
    if (full != c->waits_to_write) watch(c->fd, full ? EPOLLIN | EPOLLOUT : EPOLLIN, EPOLL_CTL_MOD);
    c->waits_to_write = full;
    return true;
}

static void flush_all(void) {
    for (int i = subscriber_count - 1; i >= 0; i--) {
        struct client *c = subscribers[i];
        bool alive = c->waits_to_write ? tail - c->position <= RING : flush(c);
        if (!alive) drop(c);
    }
}

static void accept_clients(int listener) {
    int fd, one = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct client *c = fd < MAX_FD ? calloc(1, sizeof *c) : NULL;
        if (!c) { close(fd); return; }
        c->fd = fd;
        c->index = -1;
        by_fd[fd] = c;
        watch(fd, EPOLLIN, EPOLL_CTL_ADD);
    }
}

static int parameter(const char *request, const char *name, int otherwise) {
    const char *found = strstr(request, name);
    return found ? atoi(found + strlen(name)) : otherwise;
}

static bool answer(struct client *c, const char *request) {
    if (!strncmp(request, "GET ", 4)) {
        c->position = tail;
        c->index = subscriber_count;
        subscribers[subscriber_count++] = c;
        return send(c->fd, STREAM_HEAD, strlen(STREAM_HEAD), MSG_NOSIGNAL) > 0;
    }
    int n = parameter(request, "?n=", 1), size = parameter(request, "&size=", 100);
    if (size > MAX_EVENT) return false;
    for (int i = 0; i < n; i++) append_event(size);
    bool ok = send(c->fd, PUBLISHED, strlen(PUBLISHED), MSG_NOSIGNAL) > 0;
    flush_all(); /* may drop any subscriber, never the publisher: that one has no index */
    return ok;
}

static void serve(struct client *c, uint32_t events) {
    static char request[65536];
    if ((events & EPOLLOUT) && !flush(c)) { drop(c); return; }
    if (!(events & (EPOLLIN | EPOLLHUP | EPOLLERR))) return;
    ssize_t length = recv(c->fd, request, sizeof request - 1, 0);
    if (length < 0 && errno == EAGAIN) return;
    if (length <= 0) { drop(c); return; }
    request[length] = 0;
    if (!answer(c, request)) drop(c);
}

static int listen_on(int port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in a = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(fd, (struct sockaddr *)&a, sizeof a) || listen(fd, 4096)) { perror("climit: listen"); exit(1); }
    return fd;
}

int main(int argc, char **argv) {
    if (argc != 2) { fprintf(stderr, "Usage: climit PORT\n"); return 2; }
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    ring = malloc(2 * (size_t)RING);
    epoll_fd = epoll_create1(0);
    int listener = listen_on(atoi(argv[1]));
    watch(listener, EPOLLIN, EPOLL_CTL_ADD);
    for (;;) {
        struct epoll_event ready[512];
        int n = epoll_wait(epoll_fd, ready, 512, -1);
        for (int i = 0; i < n; i++) {
            int fd = ready[i].data.fd;
            if (fd == listener) accept_clients(listener);
            else if (by_fd[fd]) serve(by_fd[fd], ready[i].events);
        }
    }
}
