import {useMemo} from 'react';
import {createLogFormatter, messageOf} from './log-entries.js';
import {IDLE, STARTING} from './log-feed.js';
import {openPollFeed} from './poll-feed.js';
import {createShared} from './shared.js';
import {openStreamFeed} from './stream-feed.js';
import {useLatest} from './use-latest.js';
import {useShared} from './use-shared.js';

/**
 * @typedef {import('./types.js').FeedSnapshot} FeedSnapshot
 * @typedef {import('./types.js').LogRecord} LogRecord
 * @typedef {import('./types.js').LogStream} LogStream
 * @typedef {import('./types.js').LogStreamOptions} LogStreamOptions
 */

/** @type {import('./shared.js').Shared<import('./types.js').Store<FeedSnapshot>, LogStreamOptions>} */
const feeds = createShared((key, current) => {
  const url = key.slice(key.indexOf('\n') + 1);
  const options = current();
  const open = options.mode === 'poll' ? openPollFeed : openStreamFeed;
  return open(url, options, options.token && (() => current().token?.() ?? ''));
});

/**
 * Shows what a URL tells as lines of a log, until it tells `done`.
 *
 * Components that show the same URL in the same way share one source, which is opened with the options of the first of
 * them and closed after the last has left. Another URL begins a new log.
 *
 * @param {string | null | undefined} url of a stream, or of a list with `mode: 'poll'`; nothing is read without one
 * @param {LogStreamOptions} [options]
 * @returns {LogStream}
 */
export function useLogStream(url, options = {}) {
  const {mode = 'sse', interval = 3000, formatEvent = messageOf} = options;
  const key = url ? `${mode} ${mode === 'poll' ? interval : ''}\n${url}` : null;
  const latest = useLatest(options);
  const snapshot = useShared(feeds, key, latest, key === null ? IDLE : STARTING);
  const format = useFormatter(key);
  const logs = format(snapshot.records, formatEvent);
  return useMemo(() => {
    const {active, connection, error, gap} = snapshot;
    return {logs, active, connection, error, gap};
  }, [snapshot, logs]);
}

/** @param {string | null} key keys of entries begin anew with another source */
function useFormatter(key) {
  const {format} = useMemo(
    () => ({key, format: createLogFormatter((/** @type {LogRecord} */ record) => record)}),
    [key],
  );
  return format;
}
