/**
 * @typedef {import('./types.js').EventData} EventData
 * @typedef {import('./types.js').LogRecord} LogRecord
 * @typedef {import('./types.js').FeedState} FeedState
 * @typedef {import('./types.js').FeedSnapshot} FeedSnapshot
 */

/** Milliseconds after which a page that paints no frames, as a hidden one, is told of news all the same. */
const SLOWEST = 250;

/** What an idle hook shows. @type {FeedSnapshot} */
export const IDLE = Object.freeze({
  records: Object.freeze([]),
  active: false,
  connection: 'closed',
  error: null,
  gap: null,
});

/** What a hook shows before anything was heard. @type {FeedSnapshot} */
export const STARTING = Object.freeze({...IDLE, active: true, connection: 'connecting'});

/**
 * The events that one source has sent, the latest ones of them, and how the source is. However fast events come,
 * subscribers are told at most once per frame.
 */
export class LogFeed {
  /** @type {LogRecord[]} */
  #records = [];
  #maxLogs;
  #begun = performance.now();
  /** @type {FeedState} */
  #state = {active: true, connection: 'connecting', error: null, gap: null};
  /** @type {FeedSnapshot} */
  #snapshot = STARTING;
  /** @type {Set<() => void>} */
  #listeners = new Set();
  #frame = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {number} maxLogs events to keep */
  constructor(maxLogs) {
    this.#maxLogs = Math.max(1, maxLogs);
  }

  /** What is known. The same object until subscribers are told of a change. */
  getSnapshot = () => this.#snapshot;

  /**
   * @param {() => void} listener called after every change
   * @returns {() => void} ends the subscription
   */
  subscribe = listener => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** @param {EventData} data */
  add(data) {
    const elapsed = (performance.now() - this.#begun) / 1000;
    this.#records.push({data, elapsed});
    if (this.#records.length > 2 * this.#maxLogs) {
      this.#records = this.#records.slice(-this.#maxLogs);
    }
    this.#changed();
  }

  /** @param {Partial<FeedState>} state */
  set(state) {
    this.#state = {...this.#state, ...state};
    this.#changed();
  }

  /** Tells nobody anything any more. */
  end() {
    this.#listeners.clear();
    this.#cancelPublish();
  }

  #changed() {
    if (this.#timer !== undefined) {
      return;
    }
    this.#timer = setTimeout(this.#publish, SLOWEST);
    this.#frame = globalThis.requestAnimationFrame?.(this.#publish) ?? 0;
  }

  #publish = () => {
    this.#cancelPublish();
    const records = Object.freeze(this.#records.slice(-this.#maxLogs));
    this.#snapshot = Object.freeze({...this.#state, records});
    for (const listener of [...this.#listeners]) {
      listener();
    }
  };

  #cancelPublish() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    globalThis.cancelAnimationFrame?.(this.#frame);
  }
}
