import { announce, clip, h, put, s, show, text } from './dom.js';
import { Note, confirm, confirmCancel } from './dialog.js';
import { JobModel } from './follow.js';
import { LinesPanel } from './panel.js';
import { ProgressCard } from './progress.js';
import { Facts, Failure, StreamCard } from './facts.js';
import { ResultCard } from './result.js';
import { Tabs } from './tabs.js';
import { Badge, isCancellable, isEnded, isRetryable, stateName } from './states.js';
import { jobs, logsAddress, why } from './server.js';
import { go, href } from './route.js';
import { indent } from './json.js';

const COPY = 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z';

/** One job, live. */
export class JobPage {
  constructor(id, frame) {
    this.id = id;
    this.frame = frame;
    this.name = 'Job';
    this.log = new LinesPanel({
      label: 'Log',
      kinds: ['info', 'success', 'warning', 'error'],
      empty: 'The job has logged nothing yet.',
    });
    this.events = new LinesPanel({
      label: 'Events',
      kinds: ['progress'],
      hidden: ['progress'],
      max: 20_000,
      empty: 'Nothing but log and progress so far.',
      detail: ({ text: json }) => pretty(json),
    });
    this.note = new Note();
    this.progress = new ProgressCard();
    this.facts = new Facts();
    this.failure = new Failure();
    this.result = new ResultCard(id);
    this.stream = new StreamCard();
    this.element = h('div', { class: 'page job' });
    this.model = new JobModel(id, {
      log: line => this.log.add(line),
      event: line => this.events.add(line),
      change: () => this.draw(),
    });
    frame.link('connecting');
    frame.title('Job');
  }

  update() {}

  head() {
    this.badge = new Badge();
    this.title = h('bdi', {});
    this.cancelButton = h('button', { type: 'button', class: 'danger', on: { click: () => this.cancel() } }, 'Cancel…');
    this.retryButton = h('button', { type: 'button', on: { click: () => this.retry() } }, 'Retry…');
    const copy = h('button', { type: 'button', class: 'quiet', 'aria-label': 'Copy the id', title: 'Copy the id', on: { click: () => this.copy() } },
      s('svg', { class: 'icon', viewBox: '0 0 16 16', 'aria-hidden': 'true' }, s('path', { d: COPY })));
    return h('header', { class: 'head' },
      h('p', { class: 'crumb' }, h('a', { href: './', 'data-route': true }, 'Jobs'), h('span', { 'aria-hidden': 'true' }, '/'), h('code', {}, clip(this.id, 80)),
        navigator.clipboard && copy),
      h('div', { class: 'head-row' }, h('h1', {}, this.title), this.badge.element,
        h('div', { class: 'actions' }, this.retryButton, this.cancelButton)));
  }

  build() {
    this.tabs = new Tabs('What the job said', [['Log', this.log.element], ['Events', this.events.element]]);
    const download = h('a', { href: logsAddress(this.id), download: `${this.id}.json`, class: 'button quiet' }, 'Download');
    put(this.element,
      this.head(), this.note.element, this.failure.element, this.progress.element,
      h('div', { class: 'columns' },
        h('section', { class: 'card flush said', 'aria-label': 'What the job said' },
          h('div', { class: 'tab-row' }, this.tabs.bar, download), this.tabs.panels),
        h('div', { class: 'side' }, this.result.element, this.facts.element, this.stream.element)));
    this.built = true;
  }

  draw() {
    const { model } = this;
    if (model.closed || document.hidden) {
      return;
    }
    if (model.missing) {
      this.sayMissing();
      return;
    }
    if (model.snapshot === null) {
      this.frame.link('offline');
      return;
    }
    if (!this.built) {
      this.build();
    }
    const type = clip(model.snapshot.type, 200);
    text(this.title, type);
    this.badge.set(model.state);
    show(this.cancelButton, !this.frame.readOnly && !model.gone && isCancellable(model.state));
    show(this.retryButton, !this.frame.readOnly && !model.gone && isRetryable({ ...model.snapshot, state: model.state }));
    if (model.gone && !isEnded(model.state) && !this.toldGone) {
      this.toldGone = true;
      this.note.say(GONE, 'warning');
    }
    this.progress.update(model);
    this.failure.update(model);
    this.facts.update(model);
    this.stream.update(model);
    this.result.update(model);
    this.log.update();
    this.events.update();
    this.tabs.count([this.log.lines.all.length + this.log.lines.forgotten, this.events.lines.all.length + this.events.lines.forgotten]);
    this.frame.title(`${this.progress.short(model)}${clip(type, 60)}`);
    this.frame.link(linkState(model));
    this.tell(model);
  }

  /** Says to a screen reader what the eye sees at a glance: the state, and each quarter of the way. */
  tell({ state, progress }) {
    const quarter = progress?.total > 0 ? Math.floor((progress.current / progress.total) * 4) : 0;
    if (state !== this.toldState) {
      announce(`${stateName(state)}`);
    } else if (quarter > (this.toldQuarter ?? 0) && !isEnded(state)) {
      announce(`${quarter * 25} percent`);
    }
    this.toldState = state;
    this.toldQuarter = quarter;
  }

  sayMissing() {
    this.frame.link('ended');
    this.frame.title('No such job');
    put(this.element, h('section', { class: 'card none' },
      h('h1', {}, 'No such job'),
      h('p', {}, 'There is no job ', h('code', {}, clip(this.id, 120)),
        ' that you may see. Jobs are kept for a while after they ended; then they are gone.'),
      h('p', {}, h('a', { href: './', 'data-route': true, class: 'button' }, 'All jobs'))));
  }

  async cancel() {
    const answer = await confirmCancel({
      title: 'Cancel this job?',
      text: [
        h('p', {}, h('bdi', { class: 'strong' }, clip(this.model.snapshot.type, 120)), ' ', h('code', {}, clip(this.id, 60))),
        h('p', {}, 'It is asked to stop; what it has done so far stays done.'),
      ],
      yes: 'Cancel the job',
      no: 'Keep it running',
    });
    if (!answer) {
      return;
    }
    this.cancelButton.disabled = true;
    try {
      const { outcome } = await jobs.cancel(this.id, answer.reason);
      this.note.say(outcome === 'REQUESTED' ? 'The job was asked to stop.' : 'The job had already ended.');
    } catch (error) {
      this.note.say(`The job was not cancelled. ${why(error)}`, 'error');
    }
    this.cancelButton.disabled = false;
    this.model.ask.soon();
  }

  /** Goes to the new job, whose details lead back: what is left of this one is its story. */
  async retry() {
    const answer = await confirm({
      title: 'Run this job again?',
      text: [
        h('p', {}, h('bdi', { class: 'strong' }, clip(this.model.snapshot.type, 120)), ' ', h('code', {}, clip(this.id, 60))),
        h('p', {}, 'It does its work once more, as a new job of the same owner.'),
      ],
      yes: 'Retry the job',
      no: 'Leave it',
    });
    if (!answer) {
      return;
    }
    this.retryButton.disabled = true;
    try {
      const { id } = await jobs.retry(this.id);
      go(href({ job: id }));
    } catch (error) {
      this.note.say(`The job was not run again. ${why(error)}`, 'error');
      this.retryButton.disabled = false;
      this.model.ask.soon();
    }
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.id);
      announce('Copied');
      this.note.say('The id was copied.');
    } catch {
      this.note.say('The browser did not allow copying.', 'warning');
    }
  }

  visibility() {
    this.model.visibility();
    if (document.hidden) {
      this.frame.link('paused');
    } else {
      this.model.changed();
    }
  }

  close() {
    this.model.close();
    this.log.close();
    this.events.close();
  }
}

const GONE = 'The server does not know this job any more: it began anew, or the job was kept for long enough. '
  + 'This is the last that was heard of it.';

function linkState(model) {
  if (model.gone && !isEnded(model.state)) {
    return 'gone';
  }
  if (model.gone || (isEnded(model.state) && model.connection?.state === 'closed')) {
    return 'ended';
  }
  if (model.unreachable || ['waiting', 'failed'].includes(model.connection?.state)) {
    return 'offline';
  }
  return model.connection?.state === 'open' ? 'live' : 'connecting';
}

const MAX_PRETTY = 200_000;

/** JSON with line breaks; channels and jobs may also send plain text. */
function pretty(data) {
  if (data.length > MAX_PRETTY) {
    return data;
  }
  try {
    JSON.parse(data);
    return indent(data);
  } catch {
    return data;
  }
}
