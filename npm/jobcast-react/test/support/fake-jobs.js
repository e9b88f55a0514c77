/**
 * Jobs of a server that is played by the tests, and the part of jobcast's HTTP contract that a page uses. Where the
 * answers go to (a `fetch`, a socket) is not its business.
 */
export class FakeJobs {
  #jobs = new Map();
  /** Every request in order: `{method, path, query, headers}`. */
  requests = [];

  /** @param {string} id */
  add(id) {
    const job = new FakeJob(id);
    this.#jobs.set(id, job);
    return job;
  }

  /** Requests for a path that ends like this. */
  requestsTo(end) {
    return this.requests.filter((request) => request.path.endsWith(end));
  }

  /**
   * @param {string} method
   * @param {string} target path and query
   * @param {Record<string, string>} headers with names in lower case
   * @returns {{status: number, headers: object, body?: string, stream?: (client: object) => () => void}}
   */
  answer(method, target, headers) {
    const { pathname: path, searchParams: query } = new URL(target, 'http://fake');
    this.requests.push({ method, path, query, headers });
    const [, base, id, rest] = /^(.*)\/jobs\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
    const job = base === undefined ? undefined : this.#jobs.get(id);
    if (!job) {
      return problem(404, 'not found');
    }
    return job.answer(method, rest, query, headers);
  }
}

class FakeJob {
  #entries = [];
  #clients = new Set();
  #waiting = [];
  #outcome = 'REQUESTED';
  #started = Date.now();
  /** How often each kind of request is refused before it is answered: `{stream: [503, 503]}`. */
  refuse = { stream: [], logs: [] };
  /** The oldest event that history still holds. */
  first = 1;
  state = 'running';
  result = undefined;
  token = undefined;

  constructor(id) {
    this.id = id;
    this.epoch = 'e1';
  }

  /** Connections that are open now. */
  get connections() {
    return this.#clients.size;
  }

  emit(type, members = {}) {
    const t = 't' in members ? members.t : Math.round(Date.now() - this.#started) / 1000;
    const data = { event: type, ...members, ...(t === undefined ? {} : { t }) };
    this.#entries.push({ seq: this.#entries.length + 1, type, data });
    for (const client of [...this.#clients]) {
      client.write(this.#frame(this.#entries.at(-1)));
    }
    return this;
  }

  log(message, level = 'info', t = 1) {
    return this.emit('log', { message, level, t });
  }

  done(state = 'succeeded', { result, error } = {}) {
    this.state = state;
    this.result = result;
    this.emit('done', { state, ...(error ? { error } : {}) });
    this.drop();
    return this;
  }

  /** Breaks every connection, as a proxy or a dying node does. */
  drop() {
    for (const client of [...this.#clients]) {
      this.#clients.delete(client);
      client.end();
    }
    return this;
  }

  answer(method, kind, query, headers) {
    if (this.token !== undefined && headers.authorization !== `Bearer ${this.token}`) {
      return problem(401, 'unauthorized');
    }
    const refusal = this.refuse[kind ?? 'snapshot']?.shift();
    if (refusal) {
      return problem(refusal, 'refused');
    }
    switch (kind) {
      case 'stream':
        return this.#stream(headers['last-event-id'] ?? query.get('lastEventId'));
      case 'logs':
        return json(200, { logs: [...this.#gap(this.first - 1), ...this.#after(0).map((entry) => entry.data)] });
      case 'events':
        return this.#page(Number(query.get('after') ?? 0));
      case 'result':
        return this.state === 'succeeded' ? json(200, this.result ?? null) : problem(409, 'no result');
      case 'cancel':
        return json(200, { cancelled: this.id, outcome: method === 'POST' ? this.#outcome : 'UNKNOWN' });
      default:
        return json(200, this.#snapshot());
    }
  }

  #snapshot() {
    return { id: this.id, type: 'fake', state: this.state, attempt: 1, lastEvent: this.#entries.length,
      hasResult: this.result !== undefined, stream: `/jobcast/jobs/${this.id}/stream` };
  }

  #page(after) {
    const events = this.#after(after);
    const last = events.at(-1)?.seq ?? after;
    const done = this.state !== 'running' && last === this.#entries.length;
    return json(200, { events: events.map((entry) => entry.data), last, done });
  }

  #stream(lastEventId) {
    const seen = lastEventId ? Number(lastEventId.split('-').at(-1)) : 0;
    if (seen > 0 && seen === this.#entries.length && this.state !== 'running') {
      return { status: 204, headers: {} };
    }
    const stream = (client) => {
      const gap = seen + 1 < this.first ? this.#gap(seen) : [];
      const text = [...gap.map((data) => `event: gap\ndata: ${JSON.stringify(data)}\n\n`),
        ...this.#after(seen).map((entry) => this.#frame(entry))];
      client.write(`retry: 10\n\n${text.join('')}`);
      if (this.state !== 'running') {
        client.end();
        return () => {};
      }
      this.#clients.add(client);
      return () => this.#clients.delete(client);
    };
    return { status: 200, headers: { 'content-type': 'text/event-stream;charset=UTF-8' }, stream };
  }

  #gap(after) {
    if (after + 1 >= this.first && this.first === 1) {
      return [];
    }
    const last = Math.max(this.#entries.length, this.first - 1);
    return [{ event: 'gap', reason: 'trimmed', first: `${this.epoch}-${this.first}`, last: `${this.epoch}-${last}` }];
  }

  #after(seq) {
    return this.#entries.filter((entry) => entry.seq > seq && entry.seq >= this.first);
  }

  #frame({ seq, type, data }) {
    return `id: ${this.epoch}-${seq}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
  }
}

function json(status, value) {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

function problem(status, error) {
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify({ type: 'about:blank', title: error, status, error, detail: error }),
  };
}
