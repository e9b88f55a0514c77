import {isValidElement} from 'react';

/**
 * @typedef {import('./types.js').EventData} EventData
 * @typedef {import('./types.js').FormatEvent} FormatEvent
 * @typedef {import('./types.js').LogEntry} LogEntry
 * @typedef {import('./types.js').LogRecord} LogRecord
 */

/** Events of the framework that carry no level of their own. */
const LEVELS = new Map([
  ['error', 'error'],
  ['retry', 'warning'],
  ['gap', 'warning'],
  ['cancelling', 'warning'],
  ['cancelled', 'warning'],
]);

/** @type {readonly LogEntry[]} */
const NOTHING = Object.freeze([]);

/**
 * Shows the message of an event and nothing for an event without one.
 *
 * @type {FormatEvent}
 */
export function messageOf(event) {
  return /** @type {string | null} */ (event.message ?? null);
}

/**
 * Makes a function from events to what a log shows. It remembers what it made: as long as an event's text stays the
 * same so does its entry, and as long as no entry changes so does the list, which may therefore be a dependency of an
 * effect even if `formatEvent` is a new function at every render.
 *
 * @template {object} T an event or what stands for one
 * @param {(item: T) => LogRecord} read
 * @returns {(items: readonly T[], formatEvent: FormatEvent) => readonly LogEntry[]}
 */
export function createLogFormatter(read) {
  /** @type {WeakMap<T, {by: FormatEvent, entry: LogEntry | null}>} */
  const made = new WeakMap();
  let latest = NOTHING;
  let nextKey = 0;

  /** @param {T} item @param {FormatEvent} by */
  const entryOf = (item, by) => {
    const before = made.get(item);
    if (before?.by === by) {
      return before.entry;
    }
    const {data, elapsed} = read(item);
    const text = textOf(data, by);
    const old = before?.entry ?? null;
    let entry = null;
    if (text !== null) {
      entry = old?.text === text ? old : newEntry(old?.key ?? nextKey++, text, data, elapsed);
    }
    made.set(item, {by, entry});
    return entry;
  };

  return (items, formatEvent) => {
    const next = items.map(item => entryOf(item, formatEvent)).filter(entry => entry !== null);
    if (next.length !== latest.length || next.some((entry, i) => entry !== latest[i])) {
      latest = Object.freeze(next);
    }
    return latest;
  };
}

/**
 * @param {number} key
 * @param {import('react').ReactNode} text
 * @param {EventData} data
 * @param {number | undefined} elapsed
 * @returns {LogEntry}
 */
function newEntry(key, text, data, elapsed) {
  const level = typeof data.level === 'string' ? data.level : (LEVELS.get(data.event ?? '') ?? 'info');
  const seconds = Number.isFinite(data.t) ? data.t : elapsed;
  return Object.freeze({key, text, level, t: seconds === undefined ? '' : `${seconds.toFixed(1)}s`});
}

/**
 * @param {EventData} data
 * @param {FormatEvent} formatEvent
 * @returns {import('react').ReactNode} null for nothing
 */
function textOf(data, formatEvent) {
  try {
    return showable(formatEvent(data));
  } catch (error) {
    // One event of an unexpected shape must not take the page down.
    console.error('formatEvent failed; the message of the event is shown instead', error);
    return showable(messageOf(data));
  }
}

/**
 * Whatever a server sends as a message, React is given something that it can show.
 *
 * @param {unknown} text
 * @returns {import('react').ReactNode}
 */
function showable(text) {
  if (text === null || text === undefined || typeof text === 'string' || isValidElement(text)) {
    return text ?? null;
  }
  return typeof text === 'object' ? JSON.stringify(text) : String(text);
}
