import {JobcastError} from 'jobcast';
import {LogFeed} from './log-feed.js';

/**
 * @typedef {import('./types.js').EventData} EventData
 * @typedef {import('./types.js').LogStreamOptions} LogStreamOptions
 */

/**
 * Asks for `{"logs": […]}`, every event so far, again and again until the list has a `done`. What has been seen
 * is not added twice. A source that fails is asked on; its error is shown after some failures in a row.
 *
 * @param {string} url
 * @param {LogStreamOptions} options
 * @param {(() => string | Promise<string>) | undefined} token
 * @returns {import('./types.js').Store<import('./types.js').FeedSnapshot>}
 */
export function openPollFeed(url, options, token) {
  const {interval = 3000, maxFailures = 3, maxLogs = 1000} = options;
  const feed = new LogFeed(maxLogs);
  const aborter = new AbortController();
  const ask = asker(url, options, token, aborter.signal);
  let seen = 0;
  let failures = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const poll = async () => {
    let wait = interval;
    try {
      const logs = await ask();
      failures = 0;
      if (aborter.signal.aborted) {
        return;
      }
      const {last, isDone} = addNew(feed, logs, seen);
      seen = last;
      feed.set({error: null, connection: isDone ? 'closed' : 'open', active: !isDone});
      if (isDone) {
        return;
      }
    } catch (thrown) {
      if (aborter.signal.aborted) {
        return;
      }
      const error = thrown instanceof JobcastError ? thrown : new JobcastError(String(thrown), {cause: thrown});
      if (!error.isTemporary) {
        feed.set({error, connection: 'failed', active: false});
        return;
      }
      failures++;
      feed.set({connection: 'waiting', ...(failures >= maxFailures && {error})});
      wait = Math.max(interval, error.retryAfter ?? 0);
    }
    // After the answer, not beside it: a slow server is not asked twice at a time.
    timer = setTimeout(poll, wait);
  };

  const close = () => {
    feed.end();
    aborter.abort();
    clearTimeout(timer);
  };
  // Not at once: in StrictMode a store may be closed before it is used.
  timer = setTimeout(poll, 0);
  return {getSnapshot: feed.getSnapshot, subscribe: feed.subscribe, close};
}

/**
 * @param {LogFeed} feed
 * @param {EventData[]} logs all that the server has
 * @param {number} seen the number of the last event that the feed has got
 * @returns {{last: number, isDone: boolean}} the number of the last event of the list
 */
function addNew(feed, logs, seen) {
  const numbered = number(logs);
  const last = numbered.at(-1)?.seq ?? 0;
  // A list that has become shorter is that of a server that has begun anew.
  const after = last < seen ? 0 : seen;
  if (last < seen) {
    feed.set({gap: {event: 'gap', reason: 'restarted'}});
  }
  for (const {seq, data} of numbered) {
    if (data.event === 'gap' && seq > after) {
      feed.set({gap: data});
    }
    if (data.event !== 'done' && seq > after) {
      feed.add(data);
    }
  }
  return {last, isDone: logs.some(data => data.event === 'done')};
}

/**
 * Numbers events from 1. A `gap` stands for those that the server no longer has and says the number of the next.
 *
 * @param {EventData[]} logs
 */
function number(logs) {
  let seq = 0;
  return logs.map(data => {
    const next = data.event === 'gap' ? Number(/-(\d+)$/.exec(String(data.first))?.[1]) : NaN;
    seq = next > seq ? next - 1 : seq + (data.event === 'gap' ? 0 : 1);
    return {seq, data};
  });
}

/**
 * @param {string} url
 * @param {LogStreamOptions} options
 * @param {(() => string | Promise<string>) | undefined} token
 * @param {AbortSignal} signal
 * @returns {() => Promise<EventData[]>}
 */
function asker(url, {headers, credentials = 'same-origin', fetch = globalThis.fetch}, token, signal) {
  let bearer = '';
  const send = () => {
    const authorization = bearer && {Authorization: `Bearer ${bearer}`};
    return fetch(url, {signal, credentials, cache: 'no-store', headers: {...headers, ...authorization}});
  };
  return async () => {
    let response = await send();
    if (response.status === 401 && token) {
      bearer = await token();
      response = await send();
    }
    if (!response.ok) {
      const seconds = Number(response.headers.get('Retry-After') ?? NaN);
      const retryAfter = seconds >= 0 ? seconds * 1000 : undefined;
      throw new JobcastError(`${response.status} ${response.statusText}`.trim(), {
        status: response.status,
        ...(retryAfter !== undefined && {retryAfter}),
      });
    }
    const {logs} = await response.json();
    if (!Array.isArray(logs)) {
      throw new JobcastError(`${url} answers no list of logs`, {status: response.status});
    }
    return logs.filter(data => typeof data === 'object' && data !== null);
  };
}
