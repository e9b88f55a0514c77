import { attribute, clip, h, put, show, text } from './dom.js';
import { bytes, number, plural, rate } from './format.js';
import { every } from './clock.js';
import { go, href } from './route.js';
import { Tile } from './spark.js';
import { channels, health } from './server.js';

const REFRESH = 2000;

/** The insides of the streams: who follows which channel, what slow clients missed, how much history is held. */
export class StreamsPage {
  constructor(frame) {
    this.name = 'Streams';
    this.frame = frame;
    this.filter = { q: '', page: 0 };
    this.seen = new Map();
    this.connections = new Tile('Connections', number);
    this.history = new Tile('History', bytes);
    this.sent = new Tile('Events', rate);
    this.search = h('input', {
      type: 'search',
      placeholder: 'Find a channel',
      'aria-label': 'Find a channel',
      on: { input: () => this.typed() },
    });
    this.body = h('tbody', { role: 'rowgroup' });
    this.table = h('table', { class: 'list streams', role: 'table', 'aria-label': 'Channels', hidden: true },
      h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' },
        COLUMNS.map(([title, hint]) => h('th', { role: 'columnheader', scope: 'col', title: hint }, title)))),
      this.body);
    this.none = h('div', { class: 'none', hidden: true });
    this.range = h('p', {});
    this.previous = h('a', { 'data-route': true, class: 'button', rel: 'prev' }, 'Previous');
    this.next = h('a', { 'data-route': true, class: 'button', rel: 'next' }, 'Next');
    this.element = h('div', { class: 'page' },
      h('h1', { class: 'unseen' }, 'Streams'),
      h('dl', { class: 'tiles three' }, this.connections.element, this.sent.element, this.history.element),
      h('section', { class: 'card flush', 'aria-label': 'Channels' },
        h('div', { class: 'filters' }, h('div', { class: 'fields' }, this.search)),
        this.table, this.none,
        h('div', { class: 'pager' }, this.range, h('nav', { 'aria-label': 'Pages' }, this.previous, this.next))));
    this.poll = every(REFRESH, () => this.refresh());
  }

  update(query) {
    const page = Number(query.get('page') ?? 1);
    const filter = { q: query.get('q') ?? '', page: Number.isInteger(page) && page > 0 ? page - 1 : 0 };
    const other = JSON.stringify(filter) !== JSON.stringify(this.filter);
    this.filter = other ? filter : this.filter;
    if (document.activeElement !== this.search) {
      this.search.value = filter.q;
    }
    this.frame.title('Streams');
    if (other) {
      this.poll.soon();
    }
  }

  typed() {
    clearTimeout(this.typing);
    this.typing = window.setTimeout(() => go(href({ view: 'streams', q: this.search.value }), { replace: true }), 200);
  }

  async refresh() {
    const asked = this.filter;
    const [figures, list] = await Promise.allSettled([health(), channels(asked)]);
    if (this.closed || document.hidden || asked !== this.filter) {
      return;
    }
    const reached = figures.status === 'fulfilled' || list.status === 'fulfilled' || list.reason.status > 0;
    this.frame.link(reached ? 'live' : 'offline');
    if (figures.status === 'fulfilled') {
      this.connections.add(figures.value.connections);
      this.history.add(figures.value.historyBytes);
    }
    if (list.status === 'fulfilled') {
      this.fill(list.value);
    } else if (list.reason.status > 0 && list.reason.status < 500) {
      this.say('You may not see the channels', 'They are shown to those who may list jobs: name a role in jobcast.access.list-roles.');
    }
  }

  fill({ channels: found, page, size, total }) {
    const time = performance.now();
    const rates = found.map(channel => {
      const before = this.seen.get(channel.name);
      this.seen.set(channel.name, { last: channel.last, time });
      return before ? Math.max(0, (channel.last - before.last) * 1000) / Math.max(1, time - before.time) : 0;
    });
    this.sent.add(rates.reduce((sum, one) => sum + one, 0));
    put(this.body, found.map((channel, i) => row(channel, rates[i])));
    show(this.table, found.length > 0);
    show(this.none, found.length === 0);
    if (found.length === 0) {
      this.say('No channels', this.filter.q ? 'No open channel has a name like that.' : 'No channel is open. Jobs have streams of their own; their pages show them.');
    }
    const last = Math.min(total, (page + 1) * size);
    text(this.range, total > 0 ? `${number(page * size + 1)}–${number(last)} of ${plural(total, 'channel')}` : '');
    show(this.previous.parentElement, total > size || page > 0);
    for (const [element, to, there] of [[this.previous, page, page > 0], [this.next, page + 2, last < total]]) {
      attribute(element, 'href', there ? href({ view: 'streams', q: this.filter.q, page: to === 1 ? '' : to }) : null);
      attribute(element, 'aria-disabled', there ? null : 'true');
      attribute(element, 'role', there ? null : 'link');
    }
  }

  say(title, message) {
    show(this.table, false);
    show(this.none, true);
    put(this.none, h('h2', {}, title), h('p', {}, message));
  }

  visibility() {
    if (document.hidden) {
      this.frame.link('paused');
    }
  }

  close() {
    this.closed = true;
    clearTimeout(this.typing);
    this.poll.stop();
  }
}

const COLUMNS = [
  ['Channel', 'The name of the channel'],
  ['Subscribers', 'Clients that are connected now'],
  ['Events', 'All events since the channel was opened'],
  ['Rate', 'Events a second since the last look'],
  ['Kept', 'Events that can be replayed, and their size'],
  ['Dropped', 'Events that slow clients did not get, each client counted'],
  ['Cut off', 'Clients that were disconnected because they were slow'],
];

function row(channel, perSecond) {
  const kept = Math.max(0, channel.last - channel.first + 1);
  const values = [
    number(channel.subscribers),
    number(channel.last),
    rate(perSecond),
    `${number(kept)}, ${bytes(channel.historyBytes)}`,
    number(channel.dropped),
    number(channel.disconnected),
  ];
  return h('tr', { role: 'row' },
    h('th', { role: 'rowheader', scope: 'row', class: 'name' }, h('bdi', {}, clip(channel.name, 120))),
    values.map((value, i) => h('td', { role: 'cell', 'data-title': COLUMNS[i + 1][0], class: i > 3 && value !== '0' ? 'warn' : null }, value)));
}
