/**
 * What is shown for an event: a text, or `null` to show nothing. A label may be the text itself or a function of the
 * event's data.
 *
 * @typedef {import('./types.js').EventData} EventData
 * @typedef {import('./types.js').FormatEvent} FormatEvent
 * @typedef {import('./types.js').EventLabel} EventLabel
 */

/** @param {EventData} event */
const attempts = event => (event.attempts ? `${event.attempt} of ${event.attempts}` : `${event.attempt ?? ''}`);

/** @param {string} text @param {unknown} more */
const withDetail = (text, more) => (more === undefined || more === null || more === '' ? text : `${text}: ${more}`);

/**
 * Texts for events that say what happened by their type alone. Give {@link makeFormatEvent} your own to replace some
 * or to add more.
 *
 * @type {Readonly<Record<string, EventLabel>>}
 */
export const BASE_EVENT_LABELS = Object.freeze({
  page_loaded: 'Page loaded',
  batch_started: 'Batch started',
  loading_strategy: (/** @type {EventData} */ event) => withDetail('Loading strategy', event.strategy),
  llm_started: 'Model started',
  llm_done: 'Model finished',
  cache_hit: 'Found in the cache',
  search_started: 'Search started',
  search_done: 'Search finished',
  browser_ready: 'Browser ready',
  retry: (/** @type {EventData} */ event) => withDetail(`Retry ${attempts(event)}`.trimEnd(), event.message),
});

/**
 * Makes the `formatEvent` of {@link useLogStream} and {@link useJob}: an event with a label shows the label, any other
 * one its `message`, and one without a message nothing.
 *
 * Call it once, outside your component, so that the function stays the same from render to render.
 *
 * @param {Record<string, EventLabel>} [overrides] labels by event type, which win over {@link BASE_EVENT_LABELS};
 *     `null` hides events of the type
 * @returns {FormatEvent}
 */
export function makeFormatEvent(overrides = {}) {
  // A map, for an event may be named like a member that every object has.
  const labels = new Map([...Object.entries(BASE_EVENT_LABELS), ...Object.entries(overrides)]);
  return event => {
    const type = event.event;
    if (typeof type !== 'string' || !labels.has(type)) {
      return /** @type {string | null} */ (event.message ?? null);
    }
    const label = labels.get(type);
    return (typeof label === 'function' ? label(event) : label) ?? null;
  };
}
