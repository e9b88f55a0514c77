import { clip, h, show, text } from './dom.js';
import { plural } from './format.js';
import { confirm, confirmCancel } from './dialog.js';
import { jobs } from './server.js';
import { STATES, isCancellable, isRetryable } from './states.js';

const AT_ONCE = 4;
const MAX = 2000;
const SHOWN = 5;

/** Cancelling many jobs or running them again: which are chosen, the question, and what became of it. */
export class Bulk {
  constructor({ rows, readOnly, note, query, total, refresh }) {
    Object.assign(this, { rows, readOnly, note, query, total, refresh });
    this.chosen = new Map();
    this.all = h('input', {
      type: 'checkbox',
      'aria-label': 'Select all on this page that can be cancelled or retried',
      on: { change: () => this.setAll(this.all.checked) },
    });
    this.label = h('p', { 'aria-live': 'polite' });
    this.more = h('button', { type: 'button', class: 'quiet', on: { click: () => this.chooseAll() } }, 'Select all that fit the filter');
    this.retryButton = h('button', { type: 'button', on: { click: () => this.retry() } });
    this.button = h('button', { type: 'button', class: 'danger solid', on: { click: () => this.ask() } });
    this.element = h('div', { class: 'bulk', role: 'region', 'aria-label': 'Selected jobs', hidden: true },
      this.label, this.more,
      h('button', { type: 'button', class: 'quiet', on: { click: () => this.clear() } }, 'Clear'), this.retryButton, this.button);
  }

  set(id, chosen) {
    if (chosen) {
      this.chosen.set(id, this.rows.get(id).job);
    } else {
      this.chosen.delete(id);
    }
    this.update();
  }

  setAll(chosen) {
    this.open().forEach(row => (chosen ? this.chosen.set(row.id, row.job) : this.chosen.delete(row.id)));
    this.update();
  }

  /** The jobs on this page with which something can be done. */
  open() {
    return [...this.rows.values()].filter(row => this.mayChoose(row));
  }

  mayChoose({ job }) {
    return !this.readOnly && (isCancellable(job.state) || isRetryable(job));
  }

  /** Those that are chosen and can be cancelled. */
  cancellable() {
    return [...this.chosen.values()].filter(job => isCancellable(job.state));
  }

  /** Those that are chosen and can be run again. */
  retryable() {
    return [...this.chosen.values()].filter(isRetryable);
  }

  clear() {
    this.chosen.clear();
    this.update();
  }

  update() {
    for (const row of this.rows.values()) {
      show(row.check, this.mayChoose(row));
      if (!this.mayChoose(row)) {
        this.chosen.delete(row.id);
      } else if (this.chosen.has(row.id)) {
        this.chosen.set(row.id, row.job);
      }
      row.check.checked = this.chosen.has(row.id);
      row.element.classList.toggle('chosen', row.check.checked);
    }
    const open = this.open();
    const count = open.filter(row => this.chosen.has(row.id)).length;
    this.all.disabled = open.length === 0;
    show(this.all, !this.readOnly);
    this.all.checked = open.length > 0 && count === open.length;
    this.all.indeterminate = count > 0 && count < open.length;
    show(this.element, this.chosen.size > 0);
    show(this.more, this.all.checked && this.total() > this.rows.size && this.chosen.size === count);
    text(this.label, `${plural(this.chosen.size, 'job')} selected`);
    const [cancellable, retryable] = [this.cancellable().length, this.retryable().length];
    show(this.button, cancellable > 0);
    text(this.button, `Cancel ${plural(cancellable, 'job')}…`);
    show(this.retryButton, retryable > 0);
    text(this.retryButton, `Retry ${plural(retryable, 'job')}…`);
  }

  /** Chooses what is on the other pages too. */
  async chooseAll() {
    const { state, type, q } = this.query();
    const states = state ? [state] : STATES.filter(each => each !== 'cancelling');
    for (let page = 0; page * 500 < MAX; page++) {
      const found = await jobs.list({ state: states.join(','), type, q, page, size: 500 });
      found.jobs.filter(job => this.mayChoose({ job })).forEach(job => this.chosen.set(job.id, job));
      if ((page + 1) * 500 >= found.total) {
        break;
      }
    }
    this.update();
  }

  async ask() {
    const found = this.cancellable();
    const answer = await confirmCancel({
      title: `Cancel ${plural(found.length, 'job')}?`,
      text: [h('p', {}, 'They are asked to stop; what they have done so far stays done.'), listed(found)],
      yes: `Cancel ${plural(found.length, 'job')}`,
      no: 'Keep them',
    });
    if (answer) {
      this.note.say(`Asking ${plural(found.length, 'job')} to stop…`);
      this.tell(await forAll(found, cancelWith(answer.reason)));
    }
  }

  async retry() {
    const found = this.retryable();
    const answer = await confirm({
      title: `Run ${plural(found.length, 'job')} again?`,
      text: [h('p', {}, 'Each does its work once more, as a new job of the same owner.'), listed(found)],
      yes: `Retry ${plural(found.length, 'job')}`,
      no: 'Leave them',
    });
    if (answer) {
      this.note.say(`Starting ${plural(found.length, 'job')} again…`);
      this.tell(await forAll(found, ({ id }) => jobs.retry(id).then(() => 'started')));
    }
  }

  tell({ started = 0, asked = 0, ended = 0, refused = 0 }) {
    const parts = [
      started > 0 && `${plural(started, 'job')} started again`,
      asked > 0 && `${plural(asked, 'job')} asked to stop`,
      ended > 0 && `${plural(ended, 'job')} had already ended`,
      refused > 0 && `${plural(refused, 'job')} refused: gone, changed by somebody else, or not yours`,
    ];
    this.note.say(parts.filter(Boolean).join('; ') + '.', refused > 0 ? 'warning' : 'info');
    this.clear();
    this.refresh();
  }
}

/** The first few of many jobs. */
function listed(found) {
  const rest = found.length - SHOWN;
  return h('ul', {},
    found.slice(0, SHOWN).map(({ id, type }) => h('li', {}, h('bdi', {}, clip(type, 60)), ' ', h('code', {}, clip(id, 40)))),
    rest > 0 && h('li', {}, `and ${rest} more`));
}

const cancelWith = reason => async ({ id }) => {
  const { outcome } = await jobs.cancel(id, reason);
  return outcome === 'REQUESTED' ? 'asked' : 'ended';
};

/** A few at a time, so that a thousand jobs do not keep the browser's connections to themselves. */
async function forAll(found, action) {
  const counts = {};
  const queue = found.slice();
  const count = name => (counts[name] = (counts[name] ?? 0) + 1);
  async function work() {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      try {
        count(await action(job));
      } catch {
        count('refused');
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return counts;
}
