import { clip, h, put, show, text } from './dom.js';
import { bytes, dateTime, duration, number, plural, stamp } from './format.js';
import { Bars } from './spark.js';
import { gapText } from './follow.js';
import { href } from './route.js';

const SECONDS = 60;
const MAX_MESSAGE = 20_000;

/** The plain facts of a job, and each of its attempts. */
export class Facts {
  constructor() {
    this.list = h('dl', { class: 'facts' });
    this.element = h('section', { class: 'card', 'aria-labelledby': 'facts' }, h('h2', { id: 'facts' }, 'Details'), this.list);
    this.shown = '';
  }

  update({ snapshot }) {
    const facts = [
      ['Owner', snapshot.owner ?? 'anonymous'],
      ['Created', dateTime(snapshot.created)],
      ['Started', snapshot.started && dateTime(snapshot.started)],
      ['Ended', snapshot.ended && dateTime(snapshot.ended)],
      ['Waited', waited(snapshot) >= 1 && duration(waited(snapshot))],
      ['Attempt', snapshot.attempt > 0 && number(snapshot.attempt)],
      ['Cancelled because', snapshot.cancelReason],
      ['Repeats', snapshot.repeats],
    ].filter(([, value]) => value);
    const wanted = JSON.stringify(facts);
    if (wanted !== this.shown) {
      this.shown = wanted;
      put(this.list, facts.map(([name, value]) =>
        h('div', {}, h('dt', {}, name), h('dd', {}, name === 'Repeats'
          ? h('a', { href: href({ job: value }), 'data-route': true }, clip(value, 120))
          : h('bdi', {}, clip(String(value), 400))))));
    }
  }
}

/** Seconds in the queue. */
const waited = ({ created, started }) => (Date.parse(started ?? '') - Date.parse(created)) / 1000;

/** Why the job failed: the error, and the errors of the attempts before. */
export class Failure {
  constructor() {
    this.title = h('h2', {});
    this.message = h('pre', { class: 'error-message', tabindex: 0, 'aria-label': 'Message of the error', dir: 'auto' });
    this.attempts = h('ol', { class: 'attempts', tabindex: 0, 'aria-label': 'Attempts' });
    this.attemptsTitle = h('h3', {});
    this.element = h('section', { class: 'card failure', 'aria-label': 'Errors', hidden: true },
      this.title, this.message, this.attemptsTitle, this.attempts);
    this.shown = '';
  }

  update({ error, attempts, state, ended }) {
    const final = state === 'failed' || state === 'lost';
    show(this.element, (final && error) || attempts.length > 0);
    const wanted = JSON.stringify([error, attempts.length, final]);
    if (this.element.hidden || wanted === this.shown) {
      return;
    }
    this.shown = wanted;
    this.element.classList.toggle('past', !final);
    text(this.title, final && error ? clip(String(error.type), 200) : 'It failed and is tried again');
    text(this.message, final && error ? clip(String(error.message), MAX_MESSAGE) : '');
    show(this.message, this.message.textContent !== '');
    text(this.attemptsTitle, attempts.length > 0 ? plural(attempts.length + (final ? 1 : 0), 'attempt') + ' failed' : '');
    const items = attempts.map(({ attempt, error_type: type, message, delay, t }) =>
      item(attempt - 1, type, message, t, `tried again after ${duration(delay)}`));
    if (final && error && attempts.length > 0) {
      items.push(item(attempts.at(-1).attempt, error.type, error.message, ended, 'the last one'));
    }
    put(this.attempts, items);
  }
}

function item(number, type, message, t, then) {
  return h('li', { value: number },
    h('p', {}, h('bdi', { class: 'strong' }, clip(String(type ?? ''), 120)), ' ', h('bdi', { dir: 'auto' }, clip(String(message ?? ''), 300))),
    h('p', { class: 'hint' }, Number.isFinite(t) && `${stamp(t)} s, `, then));
}

/** The insides of the job's stream. */
export class StreamCard {
  constructor() {
    this.bars = new Bars();
    this.caption = h('figcaption', {});
    this.list = h('dl', { class: 'facts' });
    this.gaps = h('ul', { class: 'gaps' });
    this.chart = h('figure', { class: 'chart' }, this.bars.element, this.caption);
    this.element = h('section', { class: 'card', 'aria-labelledby': 'insides' },
      h('h2', { id: 'insides' }, 'Stream'), this.chart, this.list, this.gaps);
    this.values = new Map();
  }

  update(model) {
    const { stream, received, gaps } = model;
    const kept = stream ? Math.max(0, stream.last - stream.first + 1) : 0;
    const facts = [
      ['Received here', number(received)],
      ['Gaps here', number(gaps.length)],
      ...(stream ? [
        ['Behind', number(model.lag)],
        ['Subscribers', number(stream.subscribers)],
        ['Events', number(stream.last)],
        ['Kept', `${number(kept)}, ${bytes(stream.historyBytes)}`],
        ['Dropped for slow clients', number(stream.dropped)],
        ['Slow clients cut off', number(stream.disconnected)],
      ] : []),
    ];
    for (const [name, value] of facts) {
      if (!this.values.has(name)) {
        this.values.set(name, h('dd', {}));
        this.list.append(h('div', {}, h('dt', {}, name), this.values.get(name)));
      }
      text(this.values.get(name), value);
    }
    const values = model.events.values(model.ended !== undefined).slice(-SECONDS);
    text(this.caption, `Events per second, at most ${number(this.bars.draw(values, SECONDS))}`);
    show(this.chart, values.length > 0);
    if (this.gaps.children.length !== Math.min(5, gaps.length)) {
      put(this.gaps, gaps.slice(-5).map(gap => h('li', {}, gapText(gap))));
    }
  }
}
