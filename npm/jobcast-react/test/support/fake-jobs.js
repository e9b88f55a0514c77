/**
 * Jobs of a server that the tests play, and the part of jobcast's HTTP contract that a page uses. Where the answers go
 * to, a `fetch` or a socket, is not its business.
 */
export class FakeJobs {
  #jobs = new Map();
  /** Every request in order: `{method, path, query, headers}`. */
  requests = [];

  add(id) {
    const job = new FakeJob(id);
    this.#jobs.set(id, job);
    return job;
  }

  /** Requests for a path that ends like this. */
  requestsTo(end) {
    return this.requests.filter(request => request.path.endsWith(end));
  }

  /**
   * @param {string} method
   * @param {string} target path and query
   * @param {Record<string, string>} headers with names in lower case
   * @returns {{status: number, headers: object, body?: string, stream?: (client: object) => () => void}} a stream is
   *     given a client to `write` to and `end`, and returns what to call when the client has left
   */
  answer(method, target, headers) {
    const {pathname: path, searchParams: query} = new URL(target, 'http://fake');
    this.requests.push({method, path, query, headers});
    const [, id, kind = 'snapshot'] = /\/jobs\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
    return this.#jobs.get(id)?.answer({method, kind, query, headers}) ?? problem(404, 'not found');
  }
}

class FakeJob {
  #entries = [];
  #clients = new Set();
  #begun = Date.now();
  state = 'running';
  result = undefined;
  /** The oldest event that history still holds. */
  first = 1;
  /** Who has no such token is refused. */
  token = undefined;
  /** Statuses with which the next requests of a kind are refused. */
  refuse = {stream: [], logs: [], cancel: [], snapshot: [], result: [], events: []};

  constructor(id) {
    this.id = id;
  }

  /** How many connections are open. */
  get connections() {
    return this.#clients.size;
  }

  /** Events as the server writes them; `t: undefined` leaves the time out. */
  emit(type, members = {}) {
    const {t = (Date.now() - this.#begun) / 1000, ...rest} = members;
    const data = {event: type, ...rest, ...(!('t' in members) || members.t !== undefined ? {t} : {})};
    const entry = {seq: this.#entries.length + 1, type, data};
    this.#entries.push(entry);
    this.#clients.forEach(client => client.write(frame(entry)));
    return this;
  }

  log(message, level = 'info', t = 1) {
    return this.emit('log', {message, level, t});
  }

  progress(current, total) {
    return this.emit('progress', {current, total});
  }

  done(state = 'succeeded', {result, error} = {}) {
    this.state = state;
    this.result = result;
    return this.emit('done', error ? {state, error} : {state}).drop();
  }

  /** Breaks every connection, as a proxy or a dying node does. */
  drop() {
    this.#clients.forEach(client => client.end());
    this.#clients.clear();
    return this;
  }

  /** All is lost, as with a server that has begun anew. */
  forget() {
    this.#entries = [];
  }

  answer({method, kind, query, headers}) {
    if (this.token !== undefined && headers.authorization !== `Bearer ${this.token}`) {
      return problem(401, 'unauthorized');
    }
    const refusal = this.refuse[kind]?.shift();
    if (refusal) {
      return problem(refusal, 'refused');
    }
    return this[`${method} ${kind}`]?.(headers, query) ?? problem(405, 'method not allowed');
  }

  'GET snapshot'() {
    return json({id: this.id, type: 'fake', state: this.state, attempt: 1, hasResult: this.result !== undefined});
  }

  'GET stream'(headers) {
    const seen = Number(headers['last-event-id']?.split('-').at(-1) ?? 0);
    const ended = this.state !== 'running';
    if (ended && seen === this.#entries.length) {
      return {status: 204, headers: {}};
    }
    const stream = client => {
      const missed = this.#missed(seen).map(data => `event: gap\ndata: ${JSON.stringify(data)}\n\n`);
      client.write(`retry: 10\n\n${missed.join('')}${this.#after(seen).map(frame).join('')}`);
      if (ended) {
        client.end();
      } else {
        this.#clients.add(client);
      }
      return () => this.#clients.delete(client);
    };
    return {status: 200, headers: {'content-type': 'text/event-stream;charset=UTF-8'}, stream};
  }

  'GET logs'() {
    return json({logs: [...this.#missed(0), ...this.#after(0).map(entry => entry.data)]});
  }

  'GET result'() {
    return this.state === 'succeeded' ? json(this.result ?? null) : problem(409, 'no result');
  }

  'POST cancel'() {
    return json({cancelled: this.id, outcome: this.state === 'running' ? 'REQUESTED' : 'ALREADY_TERMINAL'});
  }

  #missed(seen) {
    const gap = {event: 'gap', reason: 'trimmed', first: `e1-${this.first}`, last: `e1-${this.#entries.length}`};
    return seen + 1 < this.first ? [gap] : [];
  }

  #after(seen) {
    return this.#entries.filter(({seq}) => seq > seen && seq >= this.first);
  }
}

function frame({seq, type, data}) {
  return `id: e1-${seq}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

function json(value) {
  return {status: 200, headers: {'content-type': 'application/json'}, body: JSON.stringify(value)};
}

function problem(status, error) {
  const body = JSON.stringify({type: 'about:blank', title: error, status, error, detail: error});
  return {status, headers: {'content-type': 'application/problem+json'}, body};
}
