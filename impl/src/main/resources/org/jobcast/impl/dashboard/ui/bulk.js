import { clip, h, show, text } from './dom.js';
import { plural } from './format.js';
import { confirmCancel } from './dialog.js';
import { jobs } from './server.js';
import { isCancellable } from './states.js';

const AT_ONCE = 4;
const MAX = 2000;
const SHOWN = 5;

/** Cancelling many jobs: which are chosen, the question, and what became of it. */
export class Bulk {
  constructor({ rows, readOnly, note, query, total, refresh }) {
    Object.assign(this, { rows, readOnly, note, query, total, refresh });
    this.chosen = new Map();
    this.all = h('input', {
      type: 'checkbox',
      'aria-label': 'Select all on this page that can be cancelled',
      on: { change: () => this.setAll(this.all.checked) },
    });
    this.label = h('p', { 'aria-live': 'polite' });
    this.more = h('button', { type: 'button', class: 'quiet', on: { click: () => this.chooseAll() } }, 'Select all that fit the filter');
    this.button = h('button', { type: 'button', class: 'danger solid', on: { click: () => this.ask() } });
    this.element = h('div', { class: 'bulk', role: 'region', 'aria-label': 'Selected jobs', hidden: true },
      this.label, this.more,
      h('button', { type: 'button', class: 'quiet', on: { click: () => this.clear() } }, 'Clear'), this.button);
  }

  set(id, chosen) {
    if (chosen) {
      this.chosen.set(id, this.rows.get(id)?.job.type ?? '');
    } else {
      this.chosen.delete(id);
    }
    this.update();
  }

  setAll(chosen) {
    this.open().forEach(row => (chosen ? this.chosen.set(row.id, row.job.type) : this.chosen.delete(row.id)));
    this.update();
  }

  /** The jobs on this page that can be cancelled. */
  open() {
    return [...this.rows.values()].filter(row => this.mayChoose(row));
  }

  mayChoose({ job }) {
    return !this.readOnly && isCancellable(job.state);
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
    text(this.button, `Cancel ${plural(this.chosen.size, 'job')}…`);
  }

  /** Chooses what is on the other pages too. */
  async chooseAll() {
    const { state, type, q } = this.query();
    const states = state ? [state].filter(isCancellable) : ['queued', 'running'];
    for (let page = 0; page * 500 < MAX; page++) {
      const found = await jobs.list({ state: states.join(','), type, q, page, size: 500 });
      found.jobs.forEach(job => this.chosen.set(job.id, job.type));
      if ((page + 1) * 500 >= found.total) {
        break;
      }
    }
    this.update();
  }

  async ask() {
    const ids = [...this.chosen.keys()];
    const names = [...this.chosen].slice(0, SHOWN)
      .map(([id, type]) => h('li', {}, h('bdi', {}, clip(type, 60)), ' ', h('code', {}, clip(id, 40))));
    const rest = ids.length - names.length;
    const answer = await confirmCancel({
      title: `Cancel ${plural(ids.length, 'job')}?`,
      text: [
        h('p', {}, 'They are asked to stop; what they have done so far stays done.'),
        h('ul', {}, names, rest > 0 && h('li', {}, `and ${rest} more`)),
      ],
      yes: `Cancel ${plural(ids.length, 'job')}`,
      no: 'Keep them',
    });
    if (answer) {
      this.note.say(`Asking ${plural(ids.length, 'job')} to stop…`);
      this.tell(await cancelAll(ids, answer.reason));
      this.clear();
      this.refresh();
    }
  }

  tell({ asked, ended, refused }) {
    const parts = [
      asked > 0 && `${plural(asked, 'job')} asked to stop`,
      ended > 0 && `${plural(ended, 'job')} had already ended`,
      refused > 0 && `${plural(refused, 'job')} could not be cancelled: gone, or not yours to cancel`,
    ];
    this.note.say(parts.filter(Boolean).join('; ') + '.', refused > 0 ? 'warning' : 'info');
  }
}

/** A few at a time, so that a thousand jobs do not keep the browser's connections to themselves. */
async function cancelAll(ids, reason) {
  const counts = { asked: 0, ended: 0, refused: 0 };
  const queue = ids.slice();
  async function work() {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      try {
        const { outcome } = await jobs.cancel(id, reason);
        counts[outcome === 'REQUESTED' ? 'asked' : 'ended']++;
      } catch {
        counts.refused++;
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return counts;
}
