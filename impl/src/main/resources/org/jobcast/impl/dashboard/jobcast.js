// The browser client of jobcast. Also runs in Node 20 and later. No dependency, no build step: this is what is served.
// Types are JSDoc, checked by `tsc --checkJs`; docs/browser.md shows the use.

/** @typedef {{type: string, data: string, lastEventId: string}} ParsedEvent what the parser dispatches */
/** @typedef {'connecting' | 'open' | 'waiting' | 'closed' | 'failed'} ConnectionState */
/** @typedef {'queued' | 'running' | 'cancelling' | 'succeeded' | 'failed' | 'cancelled' | 'lost'} JobState */
/** @typedef {{[member: string]: any}} Json an object as it came; never trust it to be safe as HTML */
/** @typedef {{readonly n: number, readonly message: string, readonly level: 'info' | 'success' | 'warning' | 'error',
 *   readonly t: number}} LogEntry `n` counts from 0 and stays, also when older entries have been dropped */
/** @typedef {{readonly current: number, readonly total: number, readonly percent: number | null,
 *   readonly rate: number | null, readonly eta: number | null, readonly message: string | null}} Progress
 *   `rate` per second; `eta` in seconds */
/** @typedef {{readonly type: string, readonly message: string, readonly status?: number}} JobFailure */

/**
 * @typedef {object} RequestOptions
 * @property {Record<string, string>} [headers] sent with every request
 * @property {() => string | Promise<string>} [token] asked once after a 401; sent as `Authorization: Bearer …` from then on
 * @property {RequestCredentials} [credentials] as in `fetch`
 * @property {typeof globalThis.fetch} [fetch] instead of the global one
 */
/**
 * @typedef {object} StreamOptions
 * @property {string} [lastEventId] the last event that has been seen
 * @property {{min?: number, max?: number}} [retry] milliseconds between attempts, 1000 to 30000; the server's hint wins over min
 * @property {{open?: number, idle?: number}} [timeout] milliseconds until the first byte (10000) and between bytes (45000)
 * @property {'auto' | 'never' | 'always'} [poll] `auto` polls when streaming has failed three times in a row
 * @property {string} [pollUrl] where to poll; by default `…/events` beside a job's `…/stream`
 * @property {number} [pollInterval] milliseconds between the starts of two polls, at least; 1000
 * @property {number} [pollWait] seconds that the server may hold a poll until there is news; 20
 * @property {(event: StreamEvent) => boolean} [isDone] which event is the last; by default `done` of a job
 * @property {AbortSignal} [signal] closes the connection
 */
/** @typedef {RequestOptions & StreamOptions} ConnectOptions */
/**
 * @typedef {object} JobOptions
 * @property {string} [base] where jobcast is; by default where this file was loaded from, else `/jobcast`
 * @property {number} [maxEvents] events to keep; 1000
 * @property {number} [maxLogs] log entries to keep; 1000
 * @property {boolean} [fetchResult] whether the result is read when the job has succeeded; true
 */
/** @typedef {ConnectOptions & JobOptions} FollowOptions */
/**
 * @typedef {object} JobSnapshot what is known of a job; frozen, and the same object until something changes
 * @property {string} id
 * @property {JobState | null} status null until it is known
 * @property {Progress | null} progress
 * @property {readonly LogEntry[]} logs the latest `maxLogs`
 * @property {readonly Json[]} events the latest `maxEvents`
 * @property {any} result undefined until the job has succeeded and its result has been read
 * @property {JobFailure | null} error why the job failed, or why it cannot be followed
 * @property {ConnectionState} connection
 * @property {string} lastEventId
 * @property {Json | null} gap the latest `gap` event: history that this client will not get
 * @property {boolean} isDone whether the job has ended and its result, if any, is here
 */

const LONGEST = 86_400_000;

const served = /^(https?:.*)\/jobcast\.js(\?.*)?$/.exec(import.meta.url);
/** Where jobcast is: beside this file if the jar served it. */
export const defaultBase = served && !served[1].includes('/node_modules/') ? served[1] : '/jobcast';

/** Reads `text/event-stream` by the rules of the WHATWG, in pieces cut anywhere. */
export class SseParser {
  #on;
  #decoder = new TextDecoder('utf-8', {ignoreBOM: true});
  #begun = false;
  #afterCr = false;
  #rest = '';
  #type = '';
  #data = '';
  #id;

  /**
   * @param {{onEvent?: (event: ParsedEvent) => void, onRetry?: (millis: number) => void,
   *   onComment?: (text: string) => void, lastEventId?: string}} handlers a `lastEventId` from before a reconnect stays
   *   until an event brings another, as in browsers
   */
  constructor(handlers) {
    this.#on = handlers;
    /** The id of the last block that was complete. */
    this.lastEventId = this.#id = handlers.lastEventId ?? '';
  }

  /** @param {string | Uint8Array} chunk text, or bytes of UTF-8 */
  push(chunk) {
    let text = typeof chunk === 'string' ? chunk : this.#decoder.decode(chunk, {stream: true});
    if (text === '') return;
    if (!this.#begun && text[0] === '\uFEFF') text = text.slice(1);
    this.#begun = true;
    if (this.#afterCr && text[0] === '\n') text = text.slice(1);
    this.#afterCr = text.endsWith('\r');
    let from = 0;
    for (const eol of text.matchAll(/\r\n?|\n/g)) {
      const line = this.#rest + text.slice(from, eol.index);
      this.#rest = '';
      from = eol.index + eol[0].length;
      this.#line(line);
    }
    this.#rest += text.slice(from);
  }

  /** The stream has ended: what is not complete is dropped. */
  end() {
    this.#rest = this.#type = this.#data = '';
    this.#id = this.lastEventId;
    this.#begun = this.#afterCr = false;
    this.#decoder = new TextDecoder('utf-8', {ignoreBOM: true});
  }

  /** @param {string} line */
  #line(line) {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return this.#on.onComment?.(line.slice(1));
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') this.#data += value + '\n';
    else if (field === 'event') this.#type = value;
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    else if (field === 'retry' && /^[0-9]+$/.test(value)) this.#on.onRetry?.(Math.min(Number(value), LONGEST));
  }

  #dispatch() {
    const type = this.#type || 'message';
    const data = this.#data;
    this.lastEventId = this.#id;
    this.#type = this.#data = '';
    if (data !== '') this.#on.onEvent?.({type, data: data.slice(0, -1), lastEventId: this.#id});
  }
}

/** An event of a stream; `data` is text as it came, `json` what it says, undefined if it is no JSON. */
export class StreamEvent extends Event {
  #data;
  #json;

  /**
   * @param {string} type
   * @param {string | undefined} data
   * @param {string} lastEventId
   * @param {any} [json]
   */
  constructor(type, data, lastEventId, json) {
    super(type);
    this.#data = data;
    this.#json = json;
    this.lastEventId = lastEventId;
  }

  /** @type {string} */
  get data() {
    return (this.#data ??= JSON.stringify(this.#json));
  }

  /** @type {any} */
  get json() {
    if (this.#json === undefined) {
      try {
        this.#json = JSON.parse(this.data);
      } catch {
        // It is text.
      }
    }
    return this.#json;
  }
}

/** An answer that is not what was asked for. */
export class JobcastError extends Error {
  /**
   * @param {string} message
   * @param {{status?: number, problem?: Json, retryAfter?: number, cause?: unknown}} [more]
   */
  constructor(message, {status = 0, problem, retryAfter, cause} = {}) {
    super(message, {cause});
    this.name = 'JobcastError';
    /** The HTTP status; 0 if there was no answer. */
    this.status = status;
    /** The problem of RFC 9457, if the server sent one. */
    this.problem = problem;
    /** Milliseconds that the server wants the client to wait. */
    this.retryAfter = retryAfter;
  }

  /** Whether trying again may help. */
  get isTemporary() {
    return [0, 408, 425, 429].includes(this.status) || this.status >= 500;
  }
}

/** @param {Response} response */
async function errorOf(response) {
  const after = response.headers.get('Retry-After') ?? '';
  const millis = /^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - Date.now();
  const json = (response.headers.get('Content-Type') ?? '').includes('json');
  const problem = json ? await response.json().catch(() => undefined) : void (await response.body?.cancel());
  const text = problem?.detail ?? problem?.title ?? response.statusText;
  return new JobcastError(`${response.status} ${text}`.trim(), {
    status: response.status,
    problem,
    retryAfter: millis >= 0 ? millis : undefined,
  });
}

/**
 * Makes a `fetch` with the headers of the options that asks for a token once when it is refused.
 *
 * @param {RequestOptions} options
 * @returns {(url: string, init?: RequestInit & {headers?: Record<string, string>}) => Promise<Response>}
 */
function sender({headers = {}, token, credentials, fetch = globalThis.fetch}) {
  /** @type {string | undefined} */
  let bearer;
  /** @type {Promise<string> | undefined} */
  let asked;
  return async (url, init = {}) => {
    const send = () => {
      const all = new Headers({...headers, ...init.headers});
      if (bearer !== undefined) all.set('Authorization', `Bearer ${bearer}`);
      return fetch(url, {cache: 'no-store', credentials, ...init, headers: all});
    };
    const used = bearer;
    const response = await send();
    if (response.status !== 401 || !token) return response;
    await response.body?.cancel();
    if (bearer === used) {
      asked ??= Promise.resolve().then(token);
      try {
        bearer = await asked;
      } catch (cause) {
        throw new JobcastError('there is no token', {status: 401, cause});
      } finally {
        asked = undefined;
      }
    }
    return send();
  };
}

/**
 * A stream of events that stays connected. Every event is dispatched under its type and as `event`; a changed `state` as
 * `state`; an event of the server that has one of these two types only as `event`.
 */
export class Connection extends EventTarget {
  #url;
  #options;
  #send;
  #pollUrl;
  #run = 0;
  #failures = 0;
  #polls = false;
  #hint = -1;
  /** @type {AbortController | undefined} */
  #attempt;
  /** @type {() => void} */
  #wake = () => {};

  /**
   * @param {string} url
   * @param {ConnectOptions} [options]
   */
  constructor(url, options = {}) {
    super();
    this.#url = url;
    this.#options = options;
    this.#send = /** @type {any} */ (options).send ?? sender(options);
    const job = /^(.*\/jobs\/[^/?#]+)\/stream(?=[?#]|$)/.exec(url);
    this.#pollUrl = options.pollUrl ?? (job ? job[1] + '/events' : '');
    this.isDone = options.isDone ?? (event => job !== null && event.type === 'done');
    /** @type {ConnectionState} */
    this.state = 'connecting';
    this.lastEventId = options.lastEventId ?? '';
    /** @type {JobcastError | null} why the last attempt failed, null while all is well */
    this.error = null;
    if (options.signal?.aborted) this.state = 'closed';
    else {
      options.signal?.addEventListener('abort', () => this.close(), {once: true});
      queueMicrotask(() => this.#run || this.state === 'closed' || this.reconnect());
    }
  }

  /** Ends the connection for good; nothing is dispatched from now on but the `state`. */
  close() {
    this.#stop('closed');
  }

  /** Connects at once, from the last event that has been seen, whatever the state is. */
  reconnect() {
    const run = ++this.#run;
    this.#failures = 0;
    this.#polls = this.#options.poll === 'always';
    this.#attempt?.abort();
    this.#wake();
    wakeUps.add(this.#hurry);
    this.#loop(() => run === this.#run);
  }

  /** @param {'closed' | 'failed'} state */
  #stop(state) {
    this.#run++;
    this.#attempt?.abort();
    this.#wake();
    wakeUps.delete(this.#hurry);
    this.#set(state);
  }

  #hurry = () => this.#wake();

  /** @param {ConnectionState} state */
  #set(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new Event('state'));
  }

  /** @param {() => boolean} current whether this is still the loop that counts */
  async #loop(current) {
    while (current()) {
      this.#set('connecting');
      const attempt = (this.#attempt = new AbortController());
      const polls = this.#polls || (this.#failures > 2 && this.#failures % 2 === 1 && this.#mayPoll());
      try {
        await (polls ? this.#poll(attempt) : this.#stream(attempt));
        if (!current()) return;
        this.error = null;
      } catch (thrown) {
        if (!current()) return;
        this.#polls = this.#options.poll === 'always';
        this.#failures++;
        this.error = thrown instanceof JobcastError ? thrown : new JobcastError(String(thrown), {cause: thrown});
        if (!this.error.isTemporary) return this.#stop('failed');
      } finally {
        attempt.abort();
      }
      this.#set('waiting');
      await this.#sleep(this.#delay());
    }
  }

  #mayPoll() {
    return this.#pollUrl !== '' && (this.#options.poll ?? 'auto') === 'auto';
  }

  #delay() {
    const {min = 1000, max = 30_000} = this.#options.retry ?? {};
    const base = this.#hint < 0 ? min : this.#hint;
    const most = this.#failures === 0 ? base * 1.25 : Math.min(max, base * 2 ** this.#failures);
    return Math.max(base + Math.random() * Math.max(0, most - base), this.error?.retryAfter ?? 0);
  }

  /** @param {number} millis */
  #sleep(millis) {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, Math.min(millis, LONGEST));
      this.#wake = () => {
        clearTimeout(timer);
        resolve(undefined);
      };
    });
  }

  /**
   * Reads one stream to its end.
   *
   * @param {AbortController} attempt
   */
  async #stream(attempt) {
    const {open = 10_000, idle = 45_000} = this.#options.timeout ?? {};
    const patience = new Patience(attempt, open);
    try {
      /** @type {Record<string, string>} */
      const headers = {Accept: 'text/event-stream'};
      if (this.lastEventId !== '') headers['Last-Event-ID'] = this.lastEventId;
      const response = await this.#send(this.#url, {headers, signal: attempt.signal});
      if (response.status === 204) return this.close();
      if (!response.ok) throw await errorOf(response);
      const type = response.headers.get('Content-Type') ?? '';
      if (!/^text\/event-stream\b/i.test(type) || !response.body) {
        throw new JobcastError(`${this.#url} is no event stream but ${type}`, {status: response.status});
      }
      await this.#read(response.body.getReader(), attempt.signal, () => patience.renew(idle));
    } finally {
      patience.end();
    }
  }

  /**
   * @param {ReadableStreamDefaultReader<Uint8Array>} reader
   * @param {AbortSignal} signal
   * @param {() => void} onBytes
   */
  async #read(reader, signal, onBytes) {
    let closing = false;
    const parser = new SseParser({
      lastEventId: this.lastEventId,
      onRetry: millis => (this.#hint = millis),
      onEvent: ({type, data, lastEventId}) => {
        if (signal.aborted) return;
        const event = new StreamEvent(type, data, lastEventId);
        if (type === 'closing' && typeof event.json?.retry === 'number') {
          this.#hint = event.json.retry;
          closing = true;
        }
        this.#emit(event);
      },
    });
    // Not read again once aborted: a body that has ended by then may never answer.
    while (!closing && !signal.aborted) {
      const {done, value} = await reader.read();
      if (done || signal.aborted) return;
      onBytes();
      this.#failures = 0;
      this.error = null;
      this.#set('open');
      parser.push(value);
      if (!signal.aborted) this.lastEventId = parser.lastEventId;
    }
  }

  /**
   * Polls until the source has ended or a poll fails.
   *
   * @param {AbortController} attempt
   */
  async #poll(attempt) {
    const {pollInterval = 1000, pollWait = 20, timeout: {open = 10_000} = {}} = this.#options;
    const [epoch, seq = '0'] = this.lastEventId.split('-');
    let last = Number(seq) || 0;
    while (!attempt.signal.aborted) {
      const begun = Date.now();
      const patience = new Patience(attempt, open && pollWait * 1000 + open);
      try {
        const url = `${this.#pollUrl}?after=${last}&wait=${pollWait}`;
        const response = await this.#send(url, {signal: attempt.signal});
        if (!response.ok) throw await errorOf(response);
        const page = await response.json();
        this.#failures = 0;
        this.error = null;
        this.#polls = true;
        this.#set('open');
        last = page.last;
        // Only the position of the last event is known for sure.
        for (const [i, json] of page.events.entries()) {
          const id = epoch && i === page.events.length - 1 ? `${epoch}-${last}` : this.lastEventId;
          this.#emit(new StreamEvent(String(json.event), undefined, id, json));
          if (attempt.signal.aborted) return;
        }
        if (page.done) return this.close();
      } finally {
        patience.end();
      }
      await this.#sleep(begun + pollInterval - Date.now());
    }
  }

  /** @param {StreamEvent} event */
  #emit(event) {
    this.lastEventId = event.lastEventId;
    if (event.type !== 'state' && event.type !== 'event') this.dispatchEvent(event);
    this.dispatchEvent(new CustomEvent('event', {detail: event}));
    if (this.isDone(event)) this.close();
  }
}

/** Aborts an attempt on which nothing happens for too long. */
class Patience {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #attempt;

  /**
   * @param {AbortController} attempt
   * @param {number} millis 0 for ever
   */
  constructor(attempt, millis) {
    this.#attempt = attempt;
    this.renew(millis);
  }

  /** @param {number} millis 0 for ever */
  renew(millis) {
    clearTimeout(this.#timer);
    const abort = () => this.#attempt.abort(new JobcastError(`nothing came for ${millis} ms`));
    this.#timer = millis > 0 ? setTimeout(abort, millis) : undefined;
  }

  end() {
    clearTimeout(this.#timer);
  }
}

/** Those who wait are tried at once when the network is back or the page is looked at. @type {Set<() => void>} */
const wakeUps = new Set();
const hurry = () => wakeUps.forEach(wake => wake());
globalThis.addEventListener?.('online', hurry);
globalThis.document?.addEventListener('visibilitychange', () => document.hidden || hurry());

/**
 * Follows a stream of events.
 *
 * @param {string} url of a job's, a channel's or several sources' stream
 * @param {ConnectOptions} [options]
 * @returns {Connection}
 */
export const connect = (url, options) => new Connection(url, options);

/** Calls of a jobcast server; what is refused rejects with a {@link JobcastError}. */
export class Api {
  /**
   * @param {string} [base]
   * @param {RequestOptions} [options]
   */
  constructor(base = defaultBase, options = {}) {
    this.base = base;
    /** Shared with the streams that are followed, so that they ask for one token. @internal */
    this.send = sender(options);
  }

  /**
   * @param {string} path
   * @param {RequestInit} [init]
   * @param {number} [wanted] the status that is no error
   * @returns {Promise<any>}
   */
  async #call(path, init, wanted = 200) {
    const response = await this.send(this.base + path, /** @type {any} */ (init));
    if (response.status !== wanted) throw await errorOf(response);
    return response.json();
  }

  /** @param {string} id */
  #job = id => `/jobs/${encodeURIComponent(id)}`;

  /**
   * @param {{state?: string, type?: string, owner?: string, q?: string, page?: number, size?: number}} [query]
   * @returns {Promise<{jobs: Json[], page: number, size: number, total: number}>}
   */
  list(query = {}) {
    const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
    return this.#call('/jobs?' + new URLSearchParams(given.map(([name, value]) => [name, String(value)])));
  }

  /** @param {string} id @returns {Promise<Json>} */
  job = id => this.#call(this.#job(id));

  /** @param {string} id @returns {Promise<{logs: Json[]}>} every event so far */
  logs = id => this.#call(this.#job(id) + '/logs');

  /**
   * @param {string} id
   * @param {number} [wait] seconds to wait for the end of the job; rejects with status 202 if it still runs then
   */
  result = (id, wait = 0) => this.#call(`${this.#job(id)}/result?wait=${wait}`);

  /** @param {string} id takes the result: of many callers one gets it */
  popResult = id => this.#call(this.#job(id) + '/result', {method: 'DELETE'});

  /**
   * @param {string} id
   * @param {string} [reason]
   * @returns {Promise<{cancelled: string, outcome: 'REQUESTED' | 'ALREADY_TERMINAL'}>}
   */
  cancel(id, reason) {
    const query = reason ? '?' + new URLSearchParams({reason}) : '';
    return this.#call(`${this.#job(id)}/cancel${query}`, {method: 'POST'});
  }

  /**
   * Runs an ended job that is `repeatable` again, as a new job.
   *
   * @param {string} id
   * @returns {Promise<Json>} the new job
   */
  retry = id => this.#call(this.#job(id) + '/retry', {method: 'POST'}, 202);
}

/**
 * @param {string} [base]
 * @param {RequestOptions} [options]
 */
export const api = (base, options) => new Api(base, options);

/** Keeps the latest of many values. @template T */
class Latest {
  /** @type {T[]} */
  #values = [];
  /** @type {readonly T[] | undefined} */
  #view;
  #max;

  /** @param {number} max */
  constructor(max) {
    this.#max = max;
  }

  /** @param {T} value */
  add(value) {
    this.#view = undefined;
    if (this.#values.push(value) >= 2 * this.#max + 100) this.#values = this.#values.slice(-this.#max);
  }

  /** @returns {readonly T[]} the same until one is added */
  all() {
    return (this.#view ??= Object.freeze(this.#max > 0 ? this.#values.slice(-this.#max) : []));
  }
}

/** @param {any} value @param {any} otherwise */
const textOr = (value, otherwise) => (typeof value === 'object' ? value && JSON.stringify(value) : value)?.toString() ?? otherwise;

/** What is known of one job, kept up to date. Made by {@link followJob} and {@link followJobs}. */
export class JobFollower {
  #api;
  #options;
  /** @type {Latest<LogEntry>} */
  #logs;
  /** @type {Latest<Json>} */
  #events;
  #logged = 0;
  #dirty = false;
  #scheduled = false;
  /** @type {Set<() => void>} */
  #listeners = new Set();
  /** @type {JobSnapshot} */
  #next;
  /** @type {JobSnapshot} */
  #snapshot;

  /**
   * @param {string} id
   * @param {Connection} connection
   * @param {Api} calls
   * @param {FollowOptions} options
   * @internal
   */
  constructor(id, connection, calls, options) {
    this.id = id;
    /** The connection, which {@link followJobs} shares among its jobs. */
    this.connection = connection;
    this.#api = calls;
    this.#options = options;
    this.#logs = new Latest(options.maxLogs ?? 1000);
    this.#events = new Latest(options.maxEvents ?? 1000);
    this.#next = {
      id,
      status: null,
      progress: null,
      logs: [],
      events: [],
      result: undefined,
      error: null,
      connection: connection.state,
      lastEventId: connection.lastEventId,
      gap: null,
      isDone: false,
    };
    this.#snapshot = this.#publish();
  }

  /** What is known now: a frozen object that stays the same until subscribers are told of a change. */
  getSnapshot = () => (this.#dirty && this.#listeners.size === 0 ? this.#publish() : this.#snapshot);

  /**
   * Has a listener told of changes, at most once per frame.
   *
   * @param {() => void} listener
   * @returns {() => void} ends it; the connection stays
   */
  subscribe = listener => {
    const own = () => listener();
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  };

  /**
   * Asks the server to cancel the job.
   *
   * @param {string} [reason]
   */
  cancel = reason => this.#api.cancel(this.id, reason);

  /** Asks the server to run the ended job again; resolves to the new job, which has an id of its own. */
  retry = () => this.#api.retry(this.id);

  /** Ends the connection; the job goes on. */
  close = () => this.connection.close();

  /** Connects again at once, also after a failure. */
  reconnect = () => this.connection.reconnect();

  /** @param {Partial<JobSnapshot>} change */
  #set(change) {
    Object.assign(this.#next, change);
    this.#dirty = true;
    if (this.#scheduled) return;
    this.#scheduled = true;
    soon(() => {
      this.#scheduled = false;
      if (this.#dirty) this.#publish();
      this.#listeners.forEach(listener => listener());
    });
  }

  #publish() {
    this.#dirty = false;
    return (this.#snapshot = Object.freeze({...this.#next, logs: this.#logs.all(), events: this.#events.all()}));
  }

  /**
   * @param {Json} event
   * @internal
   */
  accept(event) {
    this.#events.add(event);
    /** @type {Partial<JobSnapshot>} */
    const change = {lastEventId: this.connection.lastEventId};
    const status = this.#next.status;
    if (event.event !== 'gap' && (status === null || status === 'queued')) change.status = 'running';
    if (event.event === 'log') this.#logs.add(logEntry(event, this.#logged++));
    else if (event.event === 'progress') change.progress = progressOf(event) ?? this.#next.progress;
    else if (event.event === 'gap') change.gap = event;
    else if (event.event === 'cancelling') change.status = 'cancelling';
    else if (event.event === 'done') Object.assign(change, this.#end(event));
    this.#set(change);
  }

  /** @param {Json} done @returns {Partial<JobSnapshot>} */
  #end({state, error}) {
    const isDone = state !== 'succeeded' || this.#options.fetchResult === false;
    if (!isDone) {
      this.#api.result(this.id).then(
        result => this.#set({result, isDone: true}),
        // It was taken, or is kept from this caller: a 404. Nothing is missing that could still come.
        thrown => this.#set({isDone: true, error: thrown.status === 404 ? null : failureOf(thrown)}),
      );
    }
    return {status: state, isDone, error: error ? {type: textOr(error.type, ''), message: textOr(error.message, '')} : null};
  }

  /** The state of the connection has changed. @internal */
  connectionChanged() {
    const {state, error, lastEventId} = this.connection;
    /** @type {Partial<JobSnapshot>} */
    const change = {connection: state, lastEventId};
    if (state === 'failed') change.error = failureOf(error);
    else if (this.#next.connection === 'failed') change.error = null;
    this.#set(change);
    if (state === 'open' && this.#next.status === null) setTimeout(() => this.#askStatus(), 300);
  }

  /** A job that has said nothing yet may be queued; its stream does not say so. */
  async #askStatus() {
    if (this.#next.status !== null || this.connection.state !== 'open') return;
    const {state} = await this.#api.job(this.id).catch(() => ({state: null}));
    if (this.#next.status === null && (state === 'queued' || state === 'running')) this.#set({status: state});
  }
}

/** @param {() => void} action is run in the next frame, or soon if no frame comes */
function soon(action) {
  let over = false;
  const once = () => {
    if (!over) action();
    over = true;
  };
  const shown = globalThis.document && !document.hidden;
  if (shown) requestAnimationFrame(once);
  setTimeout(once, shown ? 250 : 0);
}

/** @param {any} thrown @returns {JobFailure} */
const failureOf = thrown => ({type: 'Connection', message: textOr(thrown?.message, ''), status: thrown?.status});

/** @param {Json} event @param {number} n @returns {LogEntry} */
function logEntry({message, level, t}, n) {
  const known = ['success', 'warning', 'error'].includes(level) ? level : 'info';
  return Object.freeze({n, message: textOr(message, ''), level: known, t: Number(t) || 0});
}

/** @param {Json} event @returns {Progress | undefined} */
function progressOf({current, total = 0, message, t}) {
  if (!Number.isFinite(current) || !Number.isFinite(total)) return undefined;
  const rate = t > 0 && current > 0 ? current / t : null;
  return Object.freeze({
    current,
    total,
    percent: total > 0 ? Math.min(100, Math.max(0, (current / total) * 100)) : null,
    rate,
    eta: rate && total > 0 ? Math.max(0, total - current) / rate : null,
    message: textOr(message, null),
  });
}

/**
 * Follows one job.
 *
 * @param {string} id
 * @param {FollowOptions} [options]
 * @returns {JobFollower}
 */
export function followJob(id, options = {}) {
  const calls = new Api(options.base, options);
  const url = `${calls.base}/jobs/${encodeURIComponent(id)}/stream`;
  const connection = new Connection(url, /** @type {ConnectOptions} */ ({...options, send: calls.send}));
  const follower = new JobFollower(id, connection, calls, options);
  connection.addEventListener('event', event => follower.accept(objectOf(/** @type {CustomEvent} */ (event).detail)));
  connection.addEventListener('state', () => follower.connectionChanged());
  return follower;
}

/** @param {StreamEvent} event @returns {Json} */
const objectOf = ({json, data, type}) => (json && typeof json === 'object' ? json : {event: type, data});

/** Several jobs over one connection. Made by {@link followJobs}. */
export class MultiFollower {
  /** @type {Map<string, JobFollower>} */
  #jobs = new Map();

  /**
   * @param {Iterable<string>} ids
   * @param {FollowOptions} options
   * @internal
   */
  constructor(ids, options) {
    const calls = new Api(options.base, options);
    const query = new URLSearchParams([...new Set(ids)].map(id => ['job', id]));
    const running = new Set(query.values());
    /** The connection that they share. */
    this.connection = new Connection(`${calls.base}/stream?${query}`, {
      ...options,
      .../** @type {{}} */ ({send: calls.send}),
      isDone: ({type, json}) => type === 'done' && running.delete(json?.job) && running.size === 0,
    });
    for (const id of running) this.#jobs.set(id, new JobFollower(id, this.connection, calls, options));
    this.connection.addEventListener('event', event => {
      const json = objectOf(/** @type {CustomEvent} */ (event).detail);
      this.#jobs.get(json.job)?.accept(json);
    });
    this.connection.addEventListener('state', () => this.#jobs.forEach(job => job.connectionChanged()));
  }

  /** @param {string} id @returns {JobFollower | undefined} */
  job = id => this.#jobs.get(id);

  /** All of them, in the order in which they were named. */
  jobs = () => [...this.#jobs.values()];

  /** @param {() => void} listener is told of a change of any of them @returns {() => void} */
  subscribe = listener => {
    const ends = this.jobs().map(job => job.subscribe(listener));
    return () => ends.forEach(end => end());
  };

  close = () => this.connection.close();
  reconnect = () => this.connection.reconnect();
}

/**
 * Follows several jobs over one connection (the server takes up to `jobcast.limits.multiplex`, 32). One that does not
 * exist fails all.
 *
 * @param {Iterable<string>} ids
 * @param {FollowOptions} [options]
 * @returns {MultiFollower}
 */
export const followJobs = (ids, options = {}) => new MultiFollower(ids, options);
