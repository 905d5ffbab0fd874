/*
 * A crowd of live clients in one thread: the load generator of the benchmarks (tests/load/crowd.ts builds and drives it).
 * Every connection behaves as a page does: it follows the meeting, checks `prev` and `seq` of each frame, comes back by
 * itself after a loss and asks only for what it missed. Commands come in as lines on stdin; each is answered by one line
 * of JSON on stdout.
 *
 *   crowd KIND HOST PORT ORIGIN MEETING COUNT COOKIES     KIND: stream | pages | list | product | caller | rival;
 *                                                         COOKIES: a file, or -; a caller is signed in and does not follow;
 *                                                         pages follow by asking for what is new, as the public's page does
 *                                                         without a stream; a list is the live playlist, asked for every two
 *                                                         seconds: its delays are those of the answers, its messages answers
 *
 *   open PER-SECOND WINDOW       connects everyone; answered when all follow. 0 per second: as fast as the window allows
 *   talk TYPE PER-SECOND COUNT   sends that many messages from the connections in turn; answered when all are answered
 *   cast POLL WINDOW             everyone casts one ballot: six in ten yes, three no, one abstains. WINDOW bounds how many
 *                                are unanswered; 0: everyone casts on hearing that POLL was opened. Answered when all are
 *   lasts                        how long after its place in the log each event of queue and floor reached the last connection
 *   reset                        forgets counts and delays, keeps connections
 *   stats                        counts and delays since the last reset
 *   reach SEQ TIMEOUT-MS         answered when every connection follows and stands at SEQ or later, or time is over
 *   quit
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum kind { STREAM, PAGES, LIST, PRODUCT, CALLER, RIVAL };
enum state { IDLE, CONNECTING, HEAD, GREETING, UP };

typedef struct {
  char *data;
  size_t length, capacity;
} Buffer;

typedef struct {
  int fd;
  enum state state;
  uint32_t seq, messages, attempts;
  int wantsOut;
  int64_t retryAt, retryMs, askAt, askedAt;
  Buffer in, out;
  const char *cookie;
} Conn;

static enum kind kind;
static const char *host, *origin, *meeting;
static struct sockaddr_in address;
static int poller, count;
static Conn *conns;
static char **cookies;
static int cookieCount;

/* Delays in tenths of a millisecond, so that a percentile needs no sorting of millions. */
#define SLOTS 600000
static uint32_t delays[SLOTS];
static uint64_t delaySum, delayMost, samples;
static uint64_t frames, messages, gaps, disorder, snapshots, losses, refusedConnections, bytesIn;

static int64_t nowUs(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void append(Buffer *b, const void *data, size_t length) {
  if (b->length + length > b->capacity) {
    size_t capacity = b->capacity ? b->capacity : 256;
    while (capacity < b->length + length) capacity *= 2;
    b->data = realloc(b->data, capacity);
    if (!b->data) abort();
    b->capacity = capacity;
  }
  memcpy(b->data + b->length, data, length);
  b->length += length;
}

static void clearBuffer(Buffer *b) {
  free(b->data);
  memset(b, 0, sizeof *b);
}

/* ── opening and closing ─────────────────────────────────────────────────────────────────────────────────────────── */

static int perSecond, window, opened, pendingHandshakes, isOpening;
static int64_t openStartedAt;

static void watch(Conn *c) {
  struct epoll_event e = {.events = EPOLLIN | (c->wantsOut ? EPOLLOUT : 0), .data.ptr = c};
  epoll_ctl(poller, EPOLL_CTL_MOD, c->fd, &e);
}

static void lose(Conn *c) {
  if (c->fd < 0) return;
  /* A reset leaves no port waiting, so that the next crowd can use it. */
  struct linger hard = {1, 0};
  setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  close(c->fd);
  c->fd = -1;
  if (c->state == UP) losses++;
  else pendingHandshakes--;
  c->state = IDLE;
  c->wantsOut = 0;
  clearBuffer(&c->in);
  clearBuffer(&c->out);
  int64_t waitMs = c->retryMs;
  if (kind != STREAM) {
    /* As socket.io-client: doubling from 300 ms up to 5 s, half of it by chance. */
    waitMs = 300LL << (c->attempts < 5 ? c->attempts : 5);
    if (waitMs > 5000) waitMs = 5000;
    waitMs = waitMs / 2 + rand() % (int)waitMs;
  }
  c->attempts++;
  c->retryAt = nowUs() + waitMs * 1000;
}

static void send_(Conn *c, const void *data, size_t length) {
  if (c->fd < 0) return;
  if (c->out.length == 0) {
    ssize_t n = send(c->fd, data, length, MSG_NOSIGNAL);
    if (n == (ssize_t)length) return;
    if (n < 0 && errno != EAGAIN) return lose(c);
    if (n > 0) {
      data = (const char *)data + n;
      length -= n;
    }
  }
  append(&c->out, data, length);
  c->wantsOut = 1;
  watch(c);
}

/* A client's WebSocket text frame; the masking key is zero, which leaves the text as it is. */
static void sendText(Conn *c, const char *text, size_t length) {
  unsigned char head[14] = {0x81};
  size_t n = 2;
  if (length < 126) head[1] = 0x80 | length;
  else {
    head[1] = 0x80 | 126;
    head[2] = length >> 8;
    head[3] = length & 255;
    n = 4;
  }
  memset(head + n, 0, 4);
  n += 4;
  char frame[4096];
  if (n + length > sizeof frame) abort();
  memcpy(frame, head, n);
  memcpy(frame + n, text, length);
  send_(c, frame, n + length);
}

static void connectOne(Conn *c) {
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (c->fd < 0) {
    fprintf(stderr, "socket: %s\n", strerror(errno));
    exit(1);
  }
  int one = 1;
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  c->state = CONNECTING;
  c->wantsOut = 1;
  pendingHandshakes++;
  struct epoll_event e = {.events = EPOLLIN | EPOLLOUT, .data.ptr = c};
  epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &e);
  /* Every connection has an address of its own: limits per address are for a hall behind one router, not for a district. */
  uint32_t own = (uint32_t)(c - conns) + 256;
  struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000000u | own)};
  if (kind != RIVAL && bind(c->fd, (struct sockaddr *)&from, sizeof from) < 0) {
    fprintf(stderr, "bind: %s\n", strerror(errno));
    exit(1);
  }
  if (connect(c->fd, (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS) {
    refusedConnections++;
    lose(c);
  }
}

/* Who asks again and again instead of being told: how often, and in which steps what is known is rounded down. */
#define PAGES_MS 1200
#define LIST_MS 2000
#define ASKED_IN_STEPS 16

static int isAsking(void) { return kind == PAGES || kind == LIST; }

static void arrive(Conn *c);

static void askAgain(Conn *c, int64_t now) {
  char text[512];
  int n;
  if (kind == LIST) n = snprintf(text, sizeof text, "GET /hls/%s/live.m3u8 HTTP/1.1\r\nHost: %s\r\n\r\n", meeting, origin + 7);
  else {
    uint32_t since = c->seq == 0 ? 0 : c->seq - c->seq % ASKED_IN_STEPS;
    if (since == 0 && c->seq > 0) since = 1;
    n = snprintf(text, sizeof text, "GET /api/live/%s/tail?since=%u HTTP/1.1\r\nHost: %s\r\n\r\n", meeting, since, origin + 7);
  }
  c->askedAt = now;
  c->askAt = 0;
  send_(c, text, n);
}

static void greet(Conn *c) {
  char text[2048];
  int n;
  c->wantsOut = 0;
  watch(c);
  if (isAsking()) {
    c->askAt = nowUs() + rand() % ((kind == LIST ? LIST_MS : PAGES_MS) * 1000);
    return arrive(c);
  }
  c->state = HEAD;
  if (kind == STREAM) {
    n = snprintf(text, sizeof text,
                 "GET /api/live/%s/stream HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\n"
                 "Origin: %s\r\nCache-Control: no-cache\r\n",
                 meeting, origin + 7, origin);
    if (c->seq > 0) n += snprintf(text + n, sizeof text - n, "Last-Event-ID: %u\r\n", c->seq);
    n += snprintf(text + n, sizeof text - n, "\r\n");
  } else {
    n = snprintf(text, sizeof text,
                 "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\n"
                 "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                 "Origin: %s\r\n%s%s%s\r\n",
                 origin + 7, origin, c->cookie ? "Cookie: " : "", c->cookie ? c->cookie : "", c->cookie ? "\r\n" : "");
  }
  send_(c, text, n);
}

static void follow(Conn *c) {
  char text[256];
  int n = snprintf(text, sizeof text, "420[\"follow\",{\"meetingId\":\"%s\",\"since\":%u,\"protocol\":1}]", meeting, c->seq);
  sendText(c, text, n);
}

static void arrive(Conn *c) {
  if (c->state == UP) return;
  c->state = UP;
  c->attempts = 0;
  pendingHandshakes--;
}

/* ── what is heard ───────────────────────────────────────────────────────────────────────────────────────────────── */

static uint32_t numberAfter(const char *from, const char *end, const char *key, const char **at) {
  const char *found = memmem(from, end - from, key, strlen(key));
  if (at) *at = found;
  if (!found) return 0;
  uint32_t value = 0;
  for (const char *p = found + strlen(key); p < end && *p >= '0' && *p <= '9'; p++) value = value * 10 + (*p - '0');
  return value;
}

static void sample(int64_t delay) {
  if (delay < 0) delay = 0;
  size_t slot = delay / 100;
  delays[slot < SLOTS ? slot : SLOTS - 1]++;
  delaySum += delay;
  if ((uint64_t)delay > delayMost) delayMost = delay;
  samples++;
}

/* A message says when it was sent: @@<number>.<microseconds>@@ */
static void hearMessages(Conn *c, const char *from, const char *end) {
  for (;;) {
    const char *mark = memmem(from, end - from, "@@", 2);
    if (!mark) return;
    const char *dot = memchr(mark, '.', end - mark);
    if (!dot) return;
    int64_t sentAt = 0;
    const char *p = dot + 1;
    for (; p < end && *p >= '0' && *p <= '9'; p++) sentAt = sentAt * 10 + (*p - '0');
    sample(nowUs() - sentAt);
    messages++;
    c->messages++;
    from = p + 2;
    if (from >= end) return;
  }
}

/* By seq: how many connections have heard the event, and how long the last of them waited, in milliseconds. */
#define LASTS 65536
static uint32_t heardBy[LASTS];
static float lastMs[LASTS];

static int64_t wallMs10(void) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  return (int64_t)t.tv_sec * 10000 + t.tv_nsec / 100000;
}

static void noteLast(uint32_t seq, const char *from, const char *end) {
  static const char key[] = ",\"at\":";
  const char *at = memmem(from, end - from, key, sizeof key - 1);
  if (seq >= LASTS || !at || !memmem(from, end - from, "\"type\":\"speaking.", 17)) return;
  float ms = (wallMs10() - 10 * strtoll(at + sizeof key - 1, NULL, 10)) / 10.0;
  heardBy[seq]++;
  if (ms > lastMs[seq]) lastMs[seq] = ms;
}

static void hearOpening(Conn *c, const char *from, const char *end);

/* A frame of the product: events up to the connection's seq were had before, one beyond `prev` is missing. */
static void hearFrame(Conn *c, const char *from, const char *end) {
  static const char key[] = "{\"seq\":";
  uint32_t prev = numberAfter(from, end, "\"prev\":", NULL), seq = numberAfter(from, end, "\"seq\":", NULL);
  frames++;
  if (prev > c->seq) {
    gaps++;
    if (kind == PRODUCT) follow(c);
    return;
  }
  uint32_t last = 0;
  hearOpening(c, from, end);
  const char *at = memmem(from, end - from, key, sizeof key - 1);
  while (at) {
    const char *body = at + sizeof key - 1;
    const char *next = memmem(body, end - body, key, sizeof key - 1);
    uint32_t own = (uint32_t)strtoul(body, NULL, 10);
    if (own <= last) disorder++;
    last = own;
    if (own > c->seq) {
      noteLast(own, body, next ? next : end);
      hearMessages(c, body, next ? next : end);
    }
    at = next;
  }
  if (seq > c->seq) c->seq = seq;
}

/* The rival numbers its messages; on the first one heard there is nothing to compare. */
static void hearRival(Conn *c, const char *from, const char *end) {
  uint32_t seq = numberAfter(from, end, "\"seq\":", NULL);
  frames++;
  if (c->seq > 0 && seq > c->seq + 1) gaps++;
  if (c->seq > 0 && seq <= c->seq) disorder++;
  c->seq = seq;
  hearMessages(c, from, end);
}

static void hearSnapshot(Conn *c, uint32_t seq) {
  snapshots++;
  if (seq > c->seq) c->seq = seq;
}

static uint8_t *answered;
static int64_t *castSentAt;
static int64_t castLastAt;
static int isCasting;
static int talkCount, talkSent, talkAnswered, talkRefused, isTalking;

static void hearAnswer(Conn *c, const char *from, const char *end) {
  uint32_t id = 0;
  const char *p = from;
  for (; p < end && *p >= '0' && *p <= '9'; p++) id = id * 10 + (*p - '0');
  int isOk = memmem(p, end - p, "\"ok\":true", 9) != NULL;
  if (id == 0) {
    if (!isOk) {
      fprintf(stderr, "follow was refused: %.*s\n", (int)(end - p < 300 ? end - p : 300), p);
      return lose(c);
    }
    const char *found = memmem(p, end - p, "\"frame\":{", 9);
    if (found) hearFrame(c, found, end);
    return arrive(c);
  }
  if ((int)id > talkCount || answered[id - 1]) return;
  answered[id - 1] = 1;
  talkAnswered++;
  if (isCasting) {
    castLastAt = nowUs();
    sample(castLastAt - castSentAt[id - 1]);
  }
  if (!isOk) {
    if (talkRefused++ < 3) fprintf(stderr, "refused: %.*s\n", (int)(end - p < 300 ? end - p : 300), p);
  }
}

static int startsWith(const char *text, size_t length, const char *start) {
  size_t n = strlen(start);
  return length >= n && memcmp(text, start, n) == 0;
}

static void hearText(Conn *c, const char *text, size_t length) {
  const char *end = text + length;
  if (startsWith(text, length, "42[\"frame\",")) hearFrame(c, text, end);
  else if (startsWith(text, length, "42[\"chat\",")) hearRival(c, text, end);
  else if (startsWith(text, length, "42[\"snapshot\",")) hearSnapshot(c, numberAfter(text, end, "\"seq\":", NULL));
  else if (startsWith(text, length, "43")) hearAnswer(c, text + 2, end);
  else if (length == 1 && *text == '2') sendText(c, "3", 1);
  else if (startsWith(text, length, "0{")) sendText(c, "40", 2);
  else if (startsWith(text, length, "40{")) {
    if (kind == PRODUCT) follow(c);
    else arrive(c);
  } else if (startsWith(text, length, "44")) {
    if (refusedConnections++ < 3)
      fprintf(stderr, "the handshake was refused: %.*s\n", (int)(length < 200 ? length : 200), text);
    lose(c);
  } else if (startsWith(text, length, "41") || startsWith(text, length, "42[\"goodbye\"")) lose(c);
}

/* Takes whole WebSocket frames; returns how many bytes were used. */
static size_t hearFrames(Conn *c, const char *data, size_t length) {
  size_t used = 0;
  while (length - used >= 2 && c->fd >= 0) {
    const unsigned char *p = (const unsigned char *)data + used;
    size_t size = p[1] & 127, head = 2;
    if (size == 126) {
      if (length - used < 4) break;
      size = (p[2] << 8) | p[3];
      head = 4;
    } else if (size == 127) {
      if (length - used < 10) break;
      size = 0;
      for (int i = 2; i < 10; i++) size = (size << 8) | p[i];
      head = 10;
    }
    if (length - used < head + size) break;
    int opcode = p[0] & 15;
    used += head + size;
    if (opcode == 1) hearText(c, (const char *)p + head, size);
    else if (opcode == 8) lose(c);
  }
  return used;
}

static size_t hearEvents(Conn *c, const char *data, size_t length) {
  size_t used = 0;
  while (c->fd >= 0) {
    const char *from = data + used;
    const char *stop = memmem(from, length - used, "\n\n", 2);
    if (!stop) break;
    used += stop - from + 2;
    if (startsWith(from, stop - from, "event: frame")) hearFrame(c, from, stop);
    else if (startsWith(from, stop - from, "event: snapshot")) hearSnapshot(c, numberAfter(from, stop, "\nid: ", NULL));
    else if (startsWith(from, stop - from, "retry: ")) {
      c->retryMs = strtol(from + 7, NULL, 10);
      arrive(c);
    }
  }
  return used;
}

static size_t hearHead(Conn *c, const char *data, size_t length) {
  const char *stop = memmem(data, length, "\r\n\r\n", 4);
  if (!stop) return 0;
  if (memcmp(data, kind == STREAM ? "HTTP/1.1 200" : "HTTP/1.1 101", 12) != 0) {
    refusedConnections++;
    lose(c);
    return length;
  }
  c->state = GREETING;
  return stop - data + 4;
}

/* One whole answer to what was asked; returns how many bytes were used. */
static size_t hearReply(Conn *c, const char *data, size_t length) {
  const char *body = memmem(data, length, "\r\n\r\n", 4);
  if (!body) return 0;
  const char *size = memmem(data, body - data, "ontent-", 7);
  while (size && strncasecmp(size, "ontent-length:", 14) != 0) size = memmem(size + 7, body - size - 7, "ontent-", 7);
  if (!size || memcmp(data, "HTTP/1.1 200", 12) != 0) {
    if (refusedConnections++ < 3) fprintf(stderr, "refused: %.*s\n", (int)(length < 200 ? length : 200), data);
    lose(c);
    return length;
  }
  body += 4;
  size_t whole = body - data + strtoul(size + 14, NULL, 10);
  if (length < whole) return 0;
  int64_t now = nowUs();
  const char *end = data + whole;
  if (kind == PAGES) {
    if (startsWith(body, end - body, "{\"frame\"")) hearFrame(c, body, end);
    else hearSnapshot(c, numberAfter(body, end, "\"seq\":", NULL));
    c->askAt = now + PAGES_MS * 1000;
  } else {
    if (!startsWith(body, end - body, "#EXTM3U")) disorder++;
    sample(now - c->askedAt);
    messages++;
    c->messages++;
    c->askAt = c->askedAt + LIST_MS * 1000;
  }
  return whole;
}

static size_t hear(Conn *c, const char *data, size_t length) {
  size_t used = 0;
  if (isAsking()) return hearReply(c, data, length);
  if (c->state == HEAD) used = hearHead(c, data, length);
  if (c->state < GREETING || c->fd < 0) return used;
  return used + (kind == STREAM ? hearEvents : hearFrames)(c, data + used, length - used);
}

static void receive(Conn *c) {
  static char shared[1 << 18];
  for (;;) {
    ssize_t n = recv(c->fd, shared, sizeof shared, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) return lose(c);
    bytesIn += n;
    if (c->in.length == 0) {
      size_t used = hear(c, shared, n);
      if (c->fd < 0) return;
      if (used < (size_t)n) append(&c->in, shared + used, n - used);
    } else {
      append(&c->in, shared, n);
      size_t used = hear(c, c->in.data, c->in.length);
      if (c->fd < 0) return;
      if (used == c->in.length) clearBuffer(&c->in);
      else {
        memmove(c->in.data, c->in.data + used, c->in.length - used);
        c->in.length -= used;
      }
    }
    if (n < (ssize_t)sizeof shared) return;
  }
}

static void flushOut(Conn *c) {
  if (c->out.length == 0) {
    c->wantsOut = 0;
    return watch(c);
  }
  ssize_t n = send(c->fd, c->out.data, c->out.length, MSG_NOSIGNAL);
  if (n < 0 && errno != EAGAIN) return lose(c);
  if (n <= 0) return;
  memmove(c->out.data, c->out.data + n, c->out.length - n);
  c->out.length -= n;
  if (c->out.length == 0) {
    clearBuffer(&c->out);
    c->wantsOut = 0;
    watch(c);
  }
}

/* ── talking ─────────────────────────────────────────────────────────────────────────────────────────────────────── */

static char talkType[64];
static double talkPerSecond;
static int64_t talkStartedAt, talkOverAt;

/* Characters of the common block, so that no two texts are alike. */
static int randomText(char *to, int characters) {
  int n = 0;
  for (int i = 0; i < characters; i++) {
    int code = 0x4e00 + rand() % 0x51a0;
    to[n++] = 0xe0 | (code >> 12);
    to[n++] = 0x80 | ((code >> 6) & 63);
    to[n++] = 0x80 | (code & 63);
  }
  return n;
}

static void say(int number) {
  Conn *c = &conns[(int)(((int64_t)number * 7919) % count)];
  char words[256], text[1024];
  words[randomText(words, 24)] = 0;
  int64_t now = nowUs();
  int n;
  if (kind == RIVAL)
    n = snprintf(text, sizeof text, "42%d[\"say\",\"%s @@%d.%lld@@\"]", number + 1, words, number, (long long)now);
  else
    n = snprintf(text, sizeof text,
                 "42%d[\"command\",{\"meetingId\":\"%s\",\"commandId\":\"%08x-%04x-7%03x-8%03x-%08x%04x\",\"type\":\"%s\","
                 "\"input\":{\"text\":\"%s @@%d.%lld@@\",\"replyTo\":null}}]",
                 number + 1, meeting, (uint32_t)(now >> 16), (uint32_t)now & 0xffff, rand() & 0xfff, rand() & 0xfff,
                 (uint32_t)rand(), rand() & 0xffff, talkType, words, number, (long long)now);
  if (c->state == UP) sendText(c, text, n);
}

static void talkOn(int64_t now) {
  while (talkSent < talkCount && now >= talkStartedAt + (int64_t)(talkSent * 1e6 / talkPerSecond)) {
    say(talkSent++);
    talkOverAt = now + 15000000;
  }
  if (talkAnswered < talkCount && now < talkOverAt) return;
  isTalking = 0;
  printf("{\"sent\":%d,\"acked\":%d,\"refused\":%d}\n", talkSent, talkAnswered - talkRefused, talkRefused);
}

/* ── voting ──────────────────────────────────────────────────────────────────────────────────────────────────────── */

static char castPoll[64];
static int castWindow;
static int64_t castStartedAt;
static double percentile(double share);

static void cast(int number) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  Conn *c = &conns[number];
  char receipt[21] = {0}, text[1024];
  for (int i = 0; i < 20; i++) receipt[i] = letters[rand() & 31];
  const char *choice = number % 10 < 6   ? "{\"kind\":\"yesNo\",\"answer\":\"yes\"}"
                       : number % 10 < 9 ? "{\"kind\":\"yesNo\",\"answer\":\"no\"}"
                                         : "{\"kind\":\"abstain\"}";
  int64_t now = nowUs();
  int n = snprintf(text, sizeof text,
                   "42%d[\"command\",{\"meetingId\":\"%s\",\"commandId\":\"%08x-%04x-7%03x-8%03x-%08x%04x\","
                   "\"type\":\"polls.castBallot\",\"input\":{\"pollId\":\"%s\",\"choice\":%s,\"receipt\":\"%s\"}}]",
                   number + 1, meeting, (uint32_t)(now >> 16), (uint32_t)now & 0xffff, rand() & 0xfff, rand() & 0xfff,
                   (uint32_t)rand(), rand() & 0xffff, castPoll, choice, receipt);
  castSentAt[number] = now;
  talkSent++;
  if (castStartedAt == 0) castStartedAt = now;
  if (c->state == UP) sendText(c, text, n);
}

static void hearOpening(Conn *c, const char *from, const char *end) {
  if (!isCasting || castWindow > 0 || castSentAt[c - conns] > 0) return;
  static const char key[] = "\"type\":\"polls.pollOpened\"";
  if (memmem(from, end - from, key, sizeof key - 1) && memmem(from, end - from, castPoll, strlen(castPoll)))
    cast(c - conns);
}

static void castOn(int64_t now) {
  if (castWindow > 0)
    while (talkSent < count && talkSent - talkAnswered < castWindow) cast(talkSent);
  if (talkAnswered < count && now < talkOverAt) return;
  isCasting = 0;
  printf("{\"sent\":%d,\"acked\":%d,\"refused\":%d,\"ms\":%.1f,\"p50Ms\":%.1f,\"p99Ms\":%.1f,\"maxMs\":%.1f}\n", talkSent,
         talkAnswered - talkRefused, talkRefused, (castLastAt - castStartedAt) / 1000.0, percentile(0.5), percentile(0.99),
         delayMost / 1000.0);
}

/* ── orders ──────────────────────────────────────────────────────────────────────────────────────────────────────── */

static uint32_t reachSeq;
static int64_t reachStartedAt, reachOverAt, lookedAt;
static int isReaching;

static int standing(uint32_t seq) {
  int n = 0;
  for (int i = 0; i < count; i++)
    if (conns[i].state == UP && conns[i].seq >= seq) n++;
  return n;
}

static double percentile(double share) {
  uint64_t wanted = (uint64_t)(samples * share), sum = 0;
  if (samples == 0) return 0;
  if (wanted >= samples) wanted = samples - 1;
  for (int i = 0; i < SLOTS; i++) {
    sum += delays[i];
    if (sum > wanted) return i / 10.0;
  }
  return SLOTS / 10.0;
}

static void printStats(void) {
  uint32_t least = UINT32_MAX, most = 0, leastSeq = UINT32_MAX, mostSeq = 0;
  for (int i = 0; i < count; i++) {
    if (conns[i].messages < least) least = conns[i].messages;
    if (conns[i].messages > most) most = conns[i].messages;
    if (conns[i].seq < leastSeq) leastSeq = conns[i].seq;
    if (conns[i].seq > mostSeq) mostSeq = conns[i].seq;
  }
  printf("{\"count\":%d,\"up\":%d,\"frames\":%llu,\"messages\":%llu,\"least\":%u,\"most\":%u,\"leastSeq\":%u,\"mostSeq\":%u,"
         "\"gaps\":%llu,\"disorder\":%llu,\"snapshots\":%llu,\"losses\":%llu,\"refusedConnections\":%llu,\"bytes\":%llu,"
         "\"meanMs\":%.2f,\"p50Ms\":%.1f,\"p90Ms\":%.1f,\"p99Ms\":%.1f,\"maxMs\":%.1f}\n",
         count, standing(0), (unsigned long long)frames, (unsigned long long)messages, least, most, leastSeq, mostSeq,
         (unsigned long long)gaps, (unsigned long long)disorder, (unsigned long long)snapshots, (unsigned long long)losses,
         (unsigned long long)refusedConnections, (unsigned long long)bytesIn, samples ? delaySum / 1000.0 / samples : 0.0,
         percentile(0.5), percentile(0.9), percentile(0.99), delayMost / 1000.0);
}

static int byTime(const void *a, const void *b) {
  float one = *(const float *)a, other = *(const float *)b;
  return (one > other) - (one < other);
}

/* Events that not everybody has heard are counted, not timed. */
static void printLasts(void) {
  static float whole[LASTS];
  int n = 0, partly = 0;
  for (int i = 0; i < LASTS; i++) {
    if (heardBy[i] == (uint32_t)count) whole[n++] = lastMs[i];
    else if (heardBy[i] > 0) partly++;
  }
  qsort(whole, n, sizeof *whole, byTime);
  printf("{\"events\":%d,\"partly\":%d,\"p50Ms\":%.1f,\"p99Ms\":%.1f,\"maxMs\":%.1f}\n", n, partly, n ? whole[n / 2] : 0.0,
         n ? whole[(int)(n * 0.99)] : 0.0, n ? whole[n - 1] : 0.0);
}

static void resetStats(void) {
  memset(heardBy, 0, sizeof heardBy);
  memset(lastMs, 0, sizeof lastMs);
  memset(delays, 0, sizeof delays);
  delaySum = delayMost = samples = 0;
  frames = messages = gaps = disorder = snapshots = losses = refusedConnections = bytesIn = 0;
  for (int i = 0; i < count; i++) conns[i].messages = 0;
}

static void prepareAnswers(int number) {
  free(answered);
  answered = calloc(number, 1);
  talkCount = number;
  talkSent = talkAnswered = talkRefused = 0;
}

static void obey(char *line) {
  int a, b;
  if (sscanf(line, "open %d %d", &a, &b) == 2) {
    perSecond = a;
    window = b;
    isOpening = 1;
    openStartedAt = nowUs();
  } else if (sscanf(line, "talk %63s %lf %d", talkType, &talkPerSecond, &talkCount) == 3) {
    prepareAnswers(talkCount);
    isTalking = 1;
    talkStartedAt = nowUs();
    talkOverAt = talkStartedAt + 15000000;
  } else if (sscanf(line, "cast %63s %d", castPoll, &castWindow) == 2) {
    prepareAnswers(count);
    resetStats();
    free(castSentAt);
    castSentAt = calloc(count, sizeof *castSentAt);
    castStartedAt = castLastAt = 0;
    isCasting = 1;
    talkOverAt = nowUs() + 180000000;
  } else if (sscanf(line, "reach %u %d", &reachSeq, &a) == 2) {
    isReaching = 1;
    reachStartedAt = nowUs();
    reachOverAt = reachStartedAt + (int64_t)a * 1000;
  } else if (strncmp(line, "reset", 5) == 0) {
    resetStats();
    printf("{}\n");
  } else if (strncmp(line, "stats", 5) == 0) printStats();
  else if (strncmp(line, "lasts", 5) == 0) printLasts();
  else if (strncmp(line, "quit", 4) == 0) exit(0);
  else {
    fprintf(stderr, "what is \"%s\"?\n", line);
    exit(2);
  }
}

static void hearOrders(void) {
  static Buffer line;
  char chunk[4096];
  ssize_t n = read(0, chunk, sizeof chunk);
  if (n <= 0) exit(0);
  append(&line, chunk, n);
  char *stop;
  while (line.length > 0 && (stop = memchr(line.data, '\n', line.length))) {
    *stop = 0;
    size_t used = stop - line.data + 1;
    obey(line.data);
    memmove(line.data, line.data + used, line.length - used);
    line.length -= used;
  }
}

static void openOn(int64_t now) {
  while (opened < count && pendingHandshakes < window &&
         (perSecond == 0 || opened < (now - openStartedAt) * perSecond / 1000000 + 1))
    connectOne(&conns[opened++]);
  if (opened < count || standing(0) < count) return;
  isOpening = 0;
  printf("{\"open\":%d,\"ms\":%.1f}\n", count, (now - openStartedAt) / 1000.0);
}

static void everyMoment(int64_t now) {
  if (isTalking) talkOn(now);
  if (isCasting) castOn(now);
  if (now - lookedAt < 5000) return;
  lookedAt = now;
  if (isOpening) openOn(now);
  for (int i = 0; i < opened; i++)
    if (conns[i].state == UP && conns[i].askAt > 0 && now >= conns[i].askAt) askAgain(&conns[i], now);
    else if (conns[i].state == IDLE && conns[i].retryAt > 0 && now >= conns[i].retryAt) connectOne(&conns[i]);
  if (!isReaching) return;
  int there = standing(reachSeq);
  if (there < count && now < reachOverAt) return;
  isReaching = 0;
  printf("{\"reached\":%d,\"of\":%d,\"ms\":%.1f,\"at\":%lld}\n", there, count, (now - reachStartedAt) / 1000.0, (long long)now);
}

static void readCookies(const char *file) {
  FILE *f = fopen(file, "r");
  if (!f) {
    fprintf(stderr, "%s: %s\n", file, strerror(errno));
    exit(1);
  }
  char line[1024];
  while (fgets(line, sizeof line, f)) {
    line[strcspn(line, "\n")] = 0;
    cookies = realloc(cookies, (cookieCount + 1) * sizeof *cookies);
    cookies[cookieCount++] = strdup(line);
  }
  fclose(f);
}

int main(int argc, char **argv) {
  if (argc != 8) {
    fprintf(stderr, "crowd KIND HOST PORT ORIGIN MEETING COUNT COOKIES\n");
    return 2;
  }
  kind = strcmp(argv[1], "stream") == 0    ? STREAM
         : strcmp(argv[1], "pages") == 0   ? PAGES
         : strcmp(argv[1], "list") == 0    ? LIST
         : strcmp(argv[1], "product") == 0 ? PRODUCT
         : strcmp(argv[1], "caller") == 0  ? CALLER
                                           : RIVAL;
  host = argv[2];
  address.sin_family = AF_INET;
  address.sin_port = htons(atoi(argv[3]));
  inet_pton(AF_INET, host, &address.sin_addr);
  origin = argv[4];
  meeting = argv[5];
  count = atoi(argv[6]);
  if (strcmp(argv[7], "-") != 0) readCookies(argv[7]);
  signal(SIGPIPE, SIG_IGN);
  setvbuf(stdout, NULL, _IOLBF, 0);
  srand(getpid() ^ (unsigned)nowUs());
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  conns = calloc(count, sizeof *conns);
  for (int i = 0; i < count; i++) {
    conns[i].fd = -1;
    conns[i].retryMs = 1500;
    conns[i].cookie = cookieCount ? cookies[i % cookieCount] : NULL;
  }
  poller = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event orders = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(poller, EPOLL_CTL_ADD, 0, &orders);
  static struct epoll_event events[1024];
  for (;;) {
    int n = epoll_wait(poller, events, 1024, 0);
    for (int i = 0; i < n; i++) {
      Conn *c = events[i].data.ptr;
      if (!c) {
        hearOrders();
        continue;
      }
      if (c->fd < 0) continue;
      if (c->state == CONNECTING) {
        int error = 0;
        socklen_t size = sizeof error;
        getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error || (events[i].events & EPOLLERR)) {
          refusedConnections++;
          lose(c);
        } else if (events[i].events & EPOLLOUT) greet(c);
        continue;
      }
      if (events[i].events & EPOLLOUT) flushOut(c);
      if (c->fd >= 0 && (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))) receive(c);
    }
    everyMoment(nowUs());
    /* Never asleep inside epoll_wait: waking a sleeper is work of the sender, which is the server under measurement. */
    if (n < 1024) usleep(1000);
  }
}
