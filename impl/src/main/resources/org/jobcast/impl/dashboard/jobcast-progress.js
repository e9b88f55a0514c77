// <jobcast-progress job="…">: one job as a bar with a line of text. Whatever a job says is shown as text, never as HTML,
// and no style is written into the document, so the strictest Content-Security-Policy lets it work.
import {defaultBase, followJob} from './jobcast.js';

/** @typedef {import('./jobcast.js').JobSnapshot} JobSnapshot */
/** @typedef {import('./jobcast.js').JobFollower} JobFollower */
/** @typedef {import('./jobcast.js').FollowOptions} FollowOptions */

const LABELS = {
  connecting: 'Connecting',
  queued: 'Queued',
  running: 'Running',
  cancelling: 'Cancelling',
  succeeded: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
  lost: 'Lost',
  waiting: 'Connection lost, trying again',
  unreachable: 'The job cannot be followed',
};

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  :host {
    --accent: var(--jobcast-accent, #1f6feb);
    --track: var(--jobcast-track, #d8dee6);
    --good: var(--jobcast-success, #1a7f37);
    --bad: var(--jobcast-error, #b42318);
    display: block; min-inline-size: 8rem; font: inherit;
  }
  @supports (color: light-dark(#000, #fff)) {
    :host {
      --accent: var(--jobcast-accent, light-dark(#1f6feb, #58a6ff));
      --track: var(--jobcast-track, light-dark(#d8dee6, #30363d));
      --good: var(--jobcast-success, light-dark(#1a7f37, #3fb950));
      --bad: var(--jobcast-error, light-dark(#b42318, #f97066));
    }
  }
  :host([hidden]) { display: none; }
  .bar { block-size: var(--jobcast-height, .5rem); border-radius: 99rem; background: var(--track); overflow: hidden; }
  .fill { block-size: 100%; background: var(--accent); transform-origin: left; transition: transform .2s linear; }
  .fill:dir(rtl) { transform-origin: right; }
  .line { display: flex; gap: 1ch; justify-content: space-between; margin-block-start: .35em; font-size: .875em; }
  .text { overflow-wrap: anywhere; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2;
    overflow: hidden; unicode-bidi: isolate; }
  .percent { font-variant-numeric: tabular-nums; white-space: nowrap; }
  .live { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
  .succeeded .fill { background: var(--good); }
  .failed .fill, .lost .fill { background: var(--bad); }
  .failed .text, .lost .text { color: var(--bad); }
  .cancelled .fill { background: currentColor; opacity: .4; }
  .indeterminate .fill { inline-size: 30%; animation: pass 1.4s ease-in-out infinite; transition: none; }
  @keyframes pass { from { margin-inline-start: -30%; } to { margin-inline-start: 100%; } }
  @media (prefers-reduced-motion: reduce) {
    .fill { transition: none; }
    .indeterminate .fill { animation: none; inline-size: 100%; opacity: .35; }
  }
  @media (forced-colors: active) { .bar { border: 1px solid CanvasText; } .fill { background: Highlight; } }
`);

/**
 * A progress bar of one job. Attributes: `job`, its id; `base`, where jobcast is, by default where this file came from;
 * `label`, the name that a screen reader says. Parts for styles: `bar`, `fill`, `text`, `percent`. Events: `jobcast-change`
 * and, once, `jobcast-done`, both with the snapshot as `detail`.
 */
export class JobcastProgress extends HTMLElement {
  static observedAttributes = ['job', 'base', 'label'];

  /** @type {Partial<FollowOptions>} further options, such as `token`; set them before the attribute `job` */
  options = {};

  /** @type {JobFollower | null} */
  #follower = null;
  #told = '';
  #done = false;
  #root = document.createElement('div');
  #bar = child(this.#root, 'bar');
  #line = child(this.#root, 'line');
  #text = child(this.#line, 'text');
  #percent = child(this.#line, 'percent');
  #live = child(this.#root, 'live');
  /** A rule of this element's own sheet takes the width: a style attribute would need a laxer policy. */
  #width = new CSSStyleSheet();

  constructor() {
    super();
    const shadow = this.attachShadow({mode: 'open'});
    this.#width.replaceSync('.fill { transform: none }');
    shadow.adoptedStyleSheets = [sheet, this.#width];
    child(this.#bar, 'fill');
    this.#bar.setAttribute('role', 'progressbar');
    this.#bar.setAttribute('aria-valuemin', '0');
    this.#bar.setAttribute('aria-valuemax', '100');
    this.#line.setAttribute('aria-hidden', 'true');
    this.#live.setAttribute('aria-live', 'polite');
    shadow.append(this.#root);
  }

  /** What follows the job, with `cancel()` and `reconnect()`; null while there is no job. */
  get follower() {
    return this.#follower;
  }

  /**
   * The words for the states; assign an object with those to replace.
   *
   * @returns {Record<keyof typeof LABELS, string>}
   */
  get labels() {
    return {...LABELS, ...this.#labels};
  }

  /** @param {Partial<Record<keyof typeof LABELS, string>>} labels */
  set labels(labels) {
    this.#labels = labels;
    this.#show();
  }

  /** @type {Partial<Record<keyof typeof LABELS, string>>} */
  #labels = {};

  connectedCallback() {
    this.#follow();
  }

  disconnectedCallback() {
    this.#unfollow();
  }

  /** @param {string} name @param {string | null} before @param {string | null} value */
  attributeChangedCallback(name, before, value) {
    if (name === 'label') this.#show();
    else if (before !== value && this.isConnected) this.#follow();
  }

  #unfollow() {
    this.#follower?.close();
    this.#follower = null;
  }

  #follow() {
    this.#unfollow();
    this.#done = false;
    this.#told = this.#live.textContent = '';
    const job = this.getAttribute('job');
    if (job) {
      const base = this.getAttribute('base') ?? defaultBase;
      const follower = (this.#follower = followJob(job, {maxEvents: 0, maxLogs: 0, ...this.options, base}));
      follower.subscribe(() => follower === this.#follower && this.#changed(follower.getSnapshot()));
    }
    this.#show();
  }

  /** @param {JobSnapshot} snapshot */
  #changed(snapshot) {
    this.#show();
    this.#tell('jobcast-change', snapshot);
    if (snapshot.isDone && !this.#done) {
      this.#done = true;
      this.#tell('jobcast-done', snapshot);
    }
  }

  /** @param {string} type @param {JobSnapshot} detail */
  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, {detail, bubbles: true, composed: true}));
  }

  #show() {
    const snapshot = this.#follower?.getSnapshot();
    const labels = this.labels;
    const ended = snapshot?.status === 'succeeded';
    const percent = ended ? 100 : snapshot?.progress?.percent ?? null;
    const state = stateOf(snapshot);
    const word = labels[state];
    const running = state === 'queued' || state === 'running' || state === 'cancelling' || state === 'connecting';
    this.#root.className = `${state} ${snapshot && running && percent === null ? 'indeterminate' : ''}`;
    const rule = /** @type {CSSStyleRule} */ (this.#width.cssRules[0]);
    rule.style.transform = percent === null && running ? 'none' : `scaleX(${(percent ?? 0) / 100})`;
    if (percent === null) this.#bar.removeAttribute('aria-valuenow');
    else this.#bar.setAttribute('aria-valuenow', String(Math.floor(percent)));
    const message = snapshot?.error?.message || (running ? snapshot?.progress?.message : '');
    const text = snapshot ? (message ? `${word}: ${message}` : word) : '';
    this.#bar.setAttribute('aria-label', this.getAttribute('label') ?? 'Progress');
    this.#bar.setAttribute('aria-valuetext', percent === null ? text : `${Math.floor(percent)} %, ${text}`);
    this.#text.textContent = text;
    this.#percent.textContent = percent === null ? '' : `${Math.floor(percent)} %`;
    // A change of state is said aloud, a change of a number is not: it would never end.
    if (snapshot && state !== this.#told && state !== 'connecting') {
      this.#told = state;
      this.#live.textContent = text;
    }
  }
}

/** @param {JobSnapshot | undefined} snapshot @returns {keyof typeof LABELS} */
function stateOf(snapshot) {
  if (snapshot?.connection === 'failed') return 'unreachable';
  if (snapshot?.connection === 'waiting') return 'waiting';
  return snapshot?.status && Object.hasOwn(LABELS, snapshot.status) ? snapshot.status : 'connecting';
}

/** @param {HTMLElement} parent @param {string} name */
function child(parent, name) {
  const element = document.createElement('div');
  element.className = name;
  element.setAttribute('part', name);
  parent.append(element);
  return element;
}

if (!customElements.get('jobcast-progress')) customElements.define('jobcast-progress', JobcastProgress);
