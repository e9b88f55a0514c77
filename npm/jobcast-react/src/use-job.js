import {followJob} from 'jobcast';
import {useCallback, useEffect, useMemo, useRef, useState} from 'react';
import {createLogFormatter, messageOf} from './log-entries.js';
import {createShared} from './shared.js';
import {useLatest} from './use-latest.js';
import {useShared} from './use-shared.js';

/**
 * @typedef {import('jobcast').JobFollower} JobFollower
 * @typedef {import('jobcast').JobSnapshot} JobSnapshot
 * @typedef {import('./types.js').EventData} EventData
 * @typedef {import('./types.js').JobCallbacks} JobCallbacks
 * @typedef {import('./types.js').JobView} JobView
 * @typedef {import('./types.js').UseJobOptions} UseJobOptions
 */

/** @type {import('./shared.js').Shared<JobFollower, UseJobOptions>} */
const followers = createShared((key, current) => {
  const id = key.slice(key.indexOf('\n') + 1);
  const {enabled, formatEvent, onEvent, onGap, onError, onDone, token, ...options} = current();
  return followJob(id, {...options, ...(token && {token: () => current().token?.() ?? ''})});
});

/**
 * Follows a job: its progress, log, events, result and error as they are now.
 *
 * Components that follow the same job share one connection, which is made with the options of the first of them and
 * closed after the last has left. The connection resumes by itself; leaving never cancels the job.
 *
 * @param {string | null | undefined} id of the job; nothing is followed without one
 * @param {UseJobOptions} [options]
 * @returns {JobView}
 */
export function useJob(id, options = {}) {
  const {enabled = true, base = ''} = options;
  const followed = enabled && id ? id : null;
  const key = followed === null ? null : `${base}\n${followed}`;
  const latest = useLatest(options);
  const unknown = useMemo(() => unknownJob(followed), [followed]);
  const snapshot = useShared(followers, key, latest, unknown);
  useCallbacks(snapshot, latest);
  const logs = useLogs(snapshot, options.formatEvent);

  const cancel = useCallback(
    /** @param {unknown} [reason] is an event where this is a click handler */
    async reason => find(key)?.cancel(typeof reason === 'string' ? reason : undefined) ?? null,
    [key],
  );
  const reconnect = useCallback(() => find(key)?.reconnect(), [key]);
  return useMemo(() => {
    const active = followed !== null && !snapshot.isDone && snapshot.connection !== 'failed';
    return {...snapshot, id: followed, logs, active, cancel, reconnect};
  }, [snapshot, followed, logs, cancel, reconnect]);
}

/** @param {string | null} key */
function find(key) {
  return key === null ? undefined : followers.peek(key);
}

/**
 * A job of which nothing is known yet.
 *
 * @param {string | null} id
 * @returns {JobSnapshot}
 */
function unknownJob(id) {
  return Object.freeze({
    id: id ?? '',
    status: null,
    progress: null,
    logs: Object.freeze([]),
    events: Object.freeze([]),
    result: undefined,
    error: null,
    connection: id === null ? 'closed' : 'connecting',
    lastEventId: '',
    gap: null,
    isDone: false,
  });
}

/**
 * @param {JobSnapshot} snapshot
 * @param {import('./types.js').FormatEvent | undefined} formatEvent
 */
function useLogs({id, logs, events}, formatEvent) {
  // Keys begin anew with another job.
  const formatters = useMemo(
    () => ({
      id,
      logs: createLogFormatter((/** @type {import('jobcast').LogEntry} */ entry) => ({data: entry})),
      events: createLogFormatter((/** @type {EventData} */ data) => ({data})),
    }),
    [id],
  );
  return formatEvent ? formatters.events(events, formatEvent) : formatters.logs(logs, messageOf);
}

/**
 * Tells of what has changed since the last time, once, also where effects run twice.
 *
 * @param {JobSnapshot} snapshot
 * @param {import('react').RefObject<JobCallbacks>} latest
 */
function useCallbacks(snapshot, latest) {
  const [nothing] = useState(() => unknownJob(null));
  const told = useRef(nothing);
  useEffect(() => {
    const before = told.current.id === snapshot.id ? told.current : nothing;
    told.current = snapshot;
    const {onEvent, onGap, onError, onDone} = latest.current;
    if (onEvent) {
      const last = before.events.at(-1);
      const next = last ? snapshot.events.lastIndexOf(last) + 1 : 0;
      snapshot.events.slice(next).forEach(event => onEvent(event));
    }
    if (snapshot.gap && snapshot.gap !== before.gap) {
      onGap?.(snapshot.gap);
    }
    if (snapshot.error && snapshot.error !== before.error) {
      onError?.(snapshot.error);
    }
    if (snapshot.isDone && !before.isDone) {
      onDone?.(snapshot);
    }
  }, [snapshot, nothing, latest]);
}
