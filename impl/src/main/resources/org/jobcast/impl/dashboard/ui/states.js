import { h, s } from './dom.js';

/** The states of a job, in the order of its life; each has a shape too, since not everybody tells colours apart. */
export const STATES = ['queued', 'running', 'cancelling', 'succeeded', 'failed', 'cancelled', 'lost'];

const NAMES = {
  queued: 'Queued',
  running: 'Running',
  cancelling: 'Cancelling',
  succeeded: 'Succeeded',
  failed: 'Failed',
  cancelled: 'Cancelled',
  lost: 'Lost',
};

const SHAPES = {
  queued: 'M8 3.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9',
  running: 'M5.5 3.5l7 4.5l-7 4.5z',
  cancelling: 'M4 8h8M4 4.5h8M4 11.5h8',
  succeeded: 'M3.5 8.5l3 3l6-7',
  failed: 'M4.5 4.5l7 7M11.5 4.5l-7 7',
  cancelled: 'M4.5 4.5h7v7h-7z',
  lost: 'M5.5 6a2.5 2.5 0 1 1 3.6 2.2Q8 8.8 8 10M8 12.6v.1',
};

export const isEnded = state => ['succeeded', 'failed', 'cancelled', 'lost'].includes(state);
export const isCancellable = state => state === 'queued' || state === 'running';
/** A job of the server that can be run again: it has ended, and the application said so. */
export const isRetryable = ({ repeatable, state }) => repeatable === true && isEnded(state);
export const stateName = state => NAMES[state] ?? 'Unknown';

/** A state that the server sends becomes a class name only if it is one of ours. */
const known = state => (state in NAMES ? state : 'lost');

export function icon(state) {
  return s('svg', { class: 'icon', viewBox: '0 0 16 16', 'aria-hidden': 'true' }, s('path', { d: SHAPES[known(state)] }));
}

/** A state with its shape and colour. */
export class Badge {
  constructor() {
    this.state = null;
    this.element = h('span', { class: 'badge' });
  }

  set(state) {
    if (this.state !== state) {
      this.state = state;
      this.element.className = `badge state-${known(state)}`;
      this.element.replaceChildren(icon(state), stateName(state));
    }
  }
}
