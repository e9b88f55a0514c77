/* One keep-alive connection that publishes, one POST at a time. */
#define _GNU_SOURCE
#include "sseload.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct publisher publisher = {.fd = -1};
static char *request, answer[1 << 16];
static size_t request_length, request_sent, answer_length;
static uint64_t last_number;

static void watch(uint32_t events, int operation) {
    struct epoll_event e = {.events = events, .data.u32 = PUBLISHER_TAG};
    epoll_ctl(epoll_fd, operation, publisher.fd, &e);
}

static void connect_publisher(void) {
    int one = 1;
    publisher.fd = socket(AF_INET, SOCK_STREAM, 0);
    if (publisher.fd < 0) fail("socket (publisher)");
    setsockopt(publisher.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(publisher.fd, (struct sockaddr *)&options.server, sizeof options.server)) fail("connect (publisher)");
    fcntl(publisher.fd, F_SETFL, O_NONBLOCK);
    watch(EPOLLIN, EPOLL_CTL_ADD);
    answer_length = 0;
}

static void disconnect_publisher(void) {
    if (publisher.busy) publisher.errors++;
    close(publisher.fd);
    publisher.fd = -1;
    publisher.busy = false;
}

static void send_request(void) {
    while (request_sent < request_length) {
        ssize_t n = send(publisher.fd, request + request_sent, request_length - request_sent, MSG_NOSIGNAL);
        if (n > 0) {
            request_sent += (size_t)n;
        } else if (errno == EAGAIN) {
            watch(EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
            return;
        } else {
            disconnect_publisher();
            return;
        }
    }
}

static int write_event(char *to) {
    int length = sprintf(to, "{\"n\":%" PRIu64 ",\"ns\":%" PRIu64 ",\"pad\":\"", ++last_number, now_ns());
    while (length < options.size - 2) to[length++] = 'x';
    to[length++] = '"';
    to[length++] = '}';
    return length;
}

static void build_request(int n) {
    const char *path = options.publish_path, *host = inet_ntoa(options.server.sin_addr);
    int port = ntohs(options.server.sin_port);
    if (!request) request = malloc(4096 + (size_t)options.size);
    if (options.body) {
        char *event = request + 2048; /* written first: the head needs its length */
        int size = write_event(event);
        int head = sprintf(request, "POST %.1000s HTTP/1.1\r\nHost: %s:%d\r\nContent-Type: application/json\r\n"
                           "Content-Length: %d\r\n\r\n", path, host, port, size);
        memmove(request + head, event, (size_t)size);
        request_length = (size_t)(head + size);
    } else {
        request_length = (size_t)sprintf(request, "POST %.1000s%cn=%d&size=%d HTTP/1.1\r\nHost: %s:%d\r\n"
                                         "Content-Length: 0\r\n\r\n",
                                         path, strchr(path, '?') ? '&' : '?', n, options.size, host, port);
    }
}

void publish(int n) {
    if (publisher.fd < 0) connect_publisher();
    build_request(n);
    request_sent = 0;
    publisher.busy = true;
    publisher.posts++;
    send_request();
}

static bool answer_complete(const char *end_of_head) {
    const char *length = strcasestr(answer, "\r\ncontent-length:");
    if (length && length < end_of_head)
        return answer + answer_length >= end_of_head + 4 + atoi(length + strlen("\r\ncontent-length:"));
    const char *chunked = strcasestr(answer, "\r\ntransfer-encoding: chunked");
    if (chunked && chunked < end_of_head) return strstr(end_of_head, "\r\n0\r\n\r\n") != NULL;
    return true;
}

static void read_answer(void) {
    ssize_t n = recv(publisher.fd, answer + answer_length, sizeof answer - 1 - answer_length, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) { /* closed, or an answer longer than the buffer */
        disconnect_publisher();
        return;
    }
    answer_length += (size_t)n;
    answer[answer_length] = 0;
    const char *end_of_head = strstr(answer, "\r\n\r\n");
    if (!end_of_head || !answer_complete(end_of_head)) return;
    if (strncmp(answer, "HTTP/1.1 2", 10) && !publisher.errors++) fprintf(stderr, "sseload: publish: %.70s\n", answer);
    const char *close = strcasestr(answer, "\r\nconnection: close");
    answer_length = 0;
    publisher.busy = false;
    if (close && close < end_of_head) disconnect_publisher();
}

void publisher_event(uint32_t events) {
    if (events & EPOLLOUT) {
        watch(EPOLLIN, EPOLL_CTL_MOD);
        send_request();
    }
    if (publisher.fd >= 0 && (events & (EPOLLIN | EPOLLHUP | EPOLLERR))) read_answer();
}
