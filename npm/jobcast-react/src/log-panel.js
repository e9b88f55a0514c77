import {createElement, memo, useEffect, useLayoutEffect, useRef} from 'react';

/**
 * @typedef {import('./types.js').LogEntry} LogEntry
 * @typedef {import('./types.js').LogPanelProps} LogPanelProps
 */

/** How far from the end, in pixels, still counts as being at the end: positions are fractions on zoomed pages. */
const NEAR = 8;
const LEVEL = /^[A-Za-z][\w-]*$/;

/**
 * The end must be in view before the browser reports where the log is scrolled to, hence before paint. A server, where
 * nothing is scrolled, warns about layout effects.
 */
const useBeforePaint = typeof window === 'undefined' ? useEffect : useLayoutEffect;

/**
 * A log that follows its end. It shows nothing while there is nothing to show and nothing to wait for.
 *
 * It scrolls inside itself and never moves the page, and it stays where a reader has scrolled up to until the reader
 * returns to the end. Style it by the custom properties of `jobcast-react/styles.css`.
 *
 * @param {LogPanelProps} props
 */
export function LogPanel(props) {
  const {
    logs,
    active = false,
    waitingText = '⏳ Starting…',
    maxHeight,
    className,
    style,
    renderEntry,
    autoScroll = true,
    label = 'Log',
  } = props;
  const {panel, onScroll} = useFollowedEnd(logs, autoScroll);
  if (!active && logs.length === 0) {
    return null;
  }
  return createElement(
    'div',
    {
      ref: panel,
      onScroll,
      className: className ? `jobcast-log ${className}` : 'jobcast-log',
      style: maxHeight === undefined ? style : limited(style, maxHeight),
      role: 'log',
      'aria-label': label,
      tabIndex: 0,
    },
    logs.length === 0 && createElement('div', {className: 'jobcast-log-waiting'}, waitingText),
    logs.map((entry, i) => (renderEntry ? renderEntry(entry, i) : createElement(Entry, {key: entry.key ?? i, entry}))),
  );
}

const Entry = memo(
  /** @param {{entry: LogEntry}} props */
  function Entry({entry}) {
    return createElement(
      'div',
      {className: `jobcast-log-entry${modifier(entry.level)}`},
      createElement('span', {className: 'jobcast-log-time'}, entry.t),
      createElement('span', {className: 'jobcast-log-text'}, entry.text),
    );
  },
);

/**
 * Events come from outside: what is no plain word names no class.
 *
 * @param {string | undefined} level
 */
function modifier(level) {
  return level && level !== 'info' && LEVEL.test(level) ? ` jobcast-log-entry--${level}` : '';
}

/**
 * @param {import('react').CSSProperties | undefined} style
 * @param {string | number} maxHeight
 * @returns {import('react').CSSProperties}
 */
function limited(style, maxHeight) {
  const length = typeof maxHeight === 'number' ? `${maxHeight}px` : maxHeight;
  return /** @type {import('react').CSSProperties} */ ({...style, '--jobcast-max-height': length});
}

/**
 * Keeps the end of a growing list in view unless its reader has scrolled away from it.
 *
 * @param {readonly LogEntry[]} logs
 * @param {boolean} enabled
 */
function useFollowedEnd(logs, enabled) {
  const panel = useRef(/** @type {HTMLDivElement | null} */ (null));
  const atEnd = useRef(true);
  const onScroll = () => {
    const box = panel.current;
    if (box) {
      atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight <= NEAR;
    }
  };
  useBeforePaint(() => {
    const box = panel.current;
    if (!box) {
      atEnd.current = true;
    } else if (enabled && atEnd.current) {
      // Not scrollIntoView, which would scroll the page too.
      box.scrollTop = box.scrollHeight;
    }
  }, [logs, enabled]);
  return {panel, onScroll};
}
