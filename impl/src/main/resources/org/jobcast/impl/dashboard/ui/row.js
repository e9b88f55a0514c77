import { attribute, clip, h, show, text } from './dom.js';
import { ago, dateTime, duration, number, percent } from './format.js';
import { now } from './clock.js';
import { href } from './route.js';
import { Badge, isEnded } from './states.js';

/** One job in the list. */
export class JobRow {
  constructor(id, bulk) {
    this.id = id;
    this.badge = new Badge();
    this.check = h('input', { type: 'checkbox', on: { change: () => bulk.set(id, this.check.checked) } });
    this.type = h('bdi', {});
    this.bar = h('progress', { max: 1 });
    this.share = h('span', { class: 'share' });
    this.created = h('time', {});
    this.took = h('span', {});
    this.element = h('tr', { role: 'row' },
      cell('check', this.check),
      cell('state', this.badge.element),
      cell('name', h('a', { href: href({ job: id }), 'data-route': true }, this.type), h('code', { class: 'id' }, clip(id, 80))),
      cell('progress', this.bar, this.share),
      cell('created', this.created),
      cell('took', this.took));
  }

  /** @param {any} job the job as the server lists it */
  update(job) {
    this.job = job;
    this.badge.set(job.state);
    text(this.type, clip(job.type, 120));
    attribute(this.check, 'aria-label', `Select ${clip(job.type, 60)} ${clip(job.id, 60)}`);
    this.progress(job.progress);
    text(this.created, ago(job.created, now()));
    attribute(this.created, 'datetime', job.created);
    attribute(this.created, 'title', dateTime(job.created));
    const from = Date.parse(job.started ?? '');
    const to = job.ended ? Date.parse(job.ended) : now();
    text(this.took, Number.isFinite(from) ? duration(Math.max(0, to - from) / 1000) : '');
  }

  /** @param {any} progress as in the list or in an event */
  progress(progress) {
    const { current, total } = progress ?? {};
    attribute(this.bar, 'class', isEnded(this.job.state) ? `state-${this.job.state === 'succeeded' ? 'succeeded' : 'other'}` : null);
    const moves = !isEnded(this.job.state) && this.job.state !== 'queued';
    const share = total > 0 ? Math.min(1, current / total) : null;
    show(this.bar, share !== null || moves);
    attribute(this.bar, 'value', share);
    attribute(this.bar, 'aria-label', 'Progress');
    text(this.share, share !== null ? percent(share) : Number.isFinite(current) ? number(current) : '');
  }
}

const cell = (name, ...children) => h('td', { role: 'cell', class: name }, ...children);
