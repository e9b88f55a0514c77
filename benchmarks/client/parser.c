/*
 * Takes events out of a text/event-stream body, with or without HTTP chunks.
 *
 * An event counts when one of its data lines holds "ns":<digits>, the time of its publication (CLOCK_MONOTONIC), and
 * when it has a number: the digits at the end of its SSE id ("17", "7f3a-17"), or, with --order data, those of "n":
 * in the data. Comments, greetings and events of another kind are passed over. Of a line that arrives in more than one
 * read only the first 256 bytes are searched.
 */
#define _GNU_SOURCE
#include "sseload.h"
#include <string.h>

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool number_after(const char *line, size_t length, const char *key, uint64_t *value) {
    const char *at = memmem(line, length, key, strlen(key)), *end = line + length;
    if (!at) return false;
    at += strlen(key);
    if (at == end || !is_digit(*at)) return false;
    for (*value = 0; at < end && is_digit(*at); at++) *value = *value * 10 + (uint64_t)(*at - '0');
    return true;
}

static bool number_at_end(const char *line, size_t length, uint64_t *value) {
    uint64_t unit = 1;
    const char *at = line + length;
    for (*value = 0; at > line && is_digit(at[-1]); unit *= 10) *value += unit * (uint64_t)(*--at - '0');
    return unit > 1;
}

static void line_done(struct parser *p, const char *line, size_t length) {
    if (length && line[length - 1] == '\r') length--;
    if (!length) {
        if (p->has_time && p->has_number) p->on_event(p);
        p->has_time = p->has_number = false;
    } else if (length > 5 && !memcmp(line, "data:", 5)) {
        if (!p->has_time) p->has_time = number_after(line, length, "\"ns\":", &p->published);
        if (options.order_by_data && !p->has_number) p->has_number = number_after(line, length, "\"n\":", &p->number);
    } else if (!options.order_by_data && length > 3 && !memcmp(line, "id:", 3)) {
        p->has_number = number_at_end(line, length, &p->number);
    }
}

static void keep_head(struct parser *p, const char *bytes, size_t length) {
    size_t room = p->line_length < LINE_HEAD ? LINE_HEAD - p->line_length : 0;
    memcpy(p->line + p->line_length, bytes, length < room ? length : room);
    p->line_length += (uint32_t)(length < room ? length : room);
}

static void feed_lines(struct parser *p, const char *bytes, size_t length) {
    while (length) {
        const char *newline = memchr(bytes, '\n', length);
        size_t part = newline ? (size_t)(newline - bytes) : length;
        if (newline && !p->line_length) {
            line_done(p, bytes, part);
        } else {
            keep_head(p, bytes, part);
            if (!newline) return;
            line_done(p, p->line, p->line_length);
            p->line_length = 0;
        }
        bytes += part + 1;
        length -= part + 1;
    }
}

static void feed_chunk_size(struct parser *p, char c) {
    if (is_digit(c)) p->chunk_left = p->chunk_left * 16 + (uint32_t)(c - '0');
    else if ((c | 32) >= 'a' && (c | 32) <= 'f') p->chunk_left = p->chunk_left * 16 + (uint32_t)((c | 32) - 'a' + 10);
    else if (c == '\n') p->in_chunk_data = p->chunk_left > 0; /* the CRLF after a chunk looks like an empty size: 0 */
}

void parser_feed(struct parser *p, const char *bytes, size_t length) {
    if (!p->chunked) {
        feed_lines(p, bytes, length);
        return;
    }
    while (length) {
        if (!p->in_chunk_data) {
            feed_chunk_size(p, *bytes++);
            length--;
            continue;
        }
        size_t part = length < p->chunk_left ? length : p->chunk_left;
        feed_lines(p, bytes, part);
        bytes += part;
        length -= part;
        p->chunk_left -= (uint32_t)part;
        p->in_chunk_data = p->chunk_left > 0;
    }
}
