import { attribute, clip, h, show, text } from './dom.js';
import { duration, number, percent, rate, roughly } from './format.js';
import { now } from './clock.js';
import { Bars } from './spark.js';
import { isEnded } from './states.js';

const SECONDS = 60;

/** How far the job is, how fast it goes, and when it will be there. */
export class ProgressCard {
  constructor() {
    this.share = h('p', { class: 'share-big' });
    this.message = h('p', { class: 'message' }, h('bdi', { dir: 'auto' }));
    this.bar = h('progress', { max: 1, 'aria-label': 'Progress of the job' });
    this.facts = new Map(['Done', 'Rate', 'Remaining', 'Elapsed'].map(name => [name, h('dd', {}, '–')]));
    this.names = new Map([...this.facts.keys()].map(name => [name, h('dt', {}, name)]));
    this.bars = new Bars();
    this.caption = h('figcaption', {});
    this.chart = h('figure', { class: 'chart' }, this.bars.element, this.caption);
    this.element = h('section', { class: 'card progress-card', 'aria-label': 'Progress' },
      h('div', { class: 'progress-main' },
        h('div', { class: 'progress-head' }, this.share, this.message), this.bar,
        h('dl', { class: 'figures' }, [...this.facts].map(([name, value]) => h('div', {}, this.names.get(name), value)))),
      this.chart);
  }

  update(model) {
    const { progress, state } = model;
    const ended = isEnded(state);
    const silent = ended && !progress && model.items === 0;
    const share = progress?.total > 0 ? Math.min(1, progress.current / progress.total) : null;
    text(this.share, share !== null ? percent(share) : headline(model));
    const message = progress?.message ?? '';
    text(this.message.firstChild, clip(String(message), 400));
    show(this.message, message !== '');
    attribute(this.bar, 'value', share ?? (ended || state === 'queued' ? 0 : null));
    show(this.bar, share !== null || !ended);
    this.bar.className = ended ? `ended state-${state === 'succeeded' ? 'succeeded' : 'other'}` : '';
    text(this.facts.get('Done'), done(model));
    const speed = ended ? average(model) : model.rate;
    text(this.names.get('Rate'), ended ? 'Average' : 'Rate');
    text(this.facts.get('Rate'), speed > 0 ? rate(speed) : '–');
    show(this.facts.get('Remaining').parentElement, !ended);
    text(this.facts.get('Remaining'), model.remaining === null || state !== 'running' ? '–' : `about ${roughly(model.remaining)}`);
    text(this.names.get('Elapsed'), ended ? 'Took' : 'Elapsed');
    text(this.facts.get('Elapsed'), duration(elapsed(model)));
    show(this.facts.get('Done').parentElement.parentElement, !silent);
    const values = model.perSecond.values(ended).slice(-SECONDS);
    text(this.caption, `Done per second in the last minute, at most ${number(this.bars.draw(values, SECONDS))}`);
    show(this.chart, values.length > 0);
  }

  /** For the title of the window. */
  short({ progress, state }) {
    return state === 'running' && progress?.total > 0 ? `${percent(progress.current / progress.total)} ` : '';
  }
}

function headline(model) {
  const { state, items, progress } = model;
  if (state === 'queued') {
    return 'Waiting for its turn';
  }
  if (items > 0 || progress) {
    return `${number(progress?.current ?? items)} done`;
  }
  if (!isEnded(state)) {
    return 'At work';
  }
  return Number.isFinite(elapsed(model)) ? `Took ${duration(elapsed(model))}` : 'Never began';
}

function done({ progress, items }) {
  if (progress?.total > 0) {
    return `${number(progress.current)} of ${number(progress.total)}`;
  }
  return number(progress?.current ?? items);
}

/** Seconds since it began, by the server's clock. */
function elapsed({ snapshot, ended }) {
  if (!snapshot.started) {
    return NaN;
  }
  const to = snapshot.ended ? Date.parse(snapshot.ended) : now();
  return ended ?? Math.max(0, to - Date.parse(snapshot.started)) / 1000;
}

function average(model) {
  const seconds = elapsed(model);
  return seconds >= 0.5 ? (model.progress?.current ?? model.items) / seconds : 0;
}
