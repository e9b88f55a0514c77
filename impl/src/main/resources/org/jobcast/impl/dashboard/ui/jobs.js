import { attribute, h, put, show, text } from './dom.js';
import { bytes, number, plural } from './format.js';
import { every } from './clock.js';
import { go, href } from './route.js';
import { Tile } from './spark.js';
import { STATES, icon, stateName } from './states.js';
import { Bulk } from './bulk.js';
import { JobRow } from './row.js';
import { LiveRows } from './live.js';
import { Note } from './dialog.js';
import { health, jobs } from './server.js';

const REFRESH = 2000;
const SIZE = 50;

/** The list of jobs, with counts, filters and figures of the server. */
export class JobsPage {
  constructor(frame) {
    this.name = 'Jobs';
    this.frame = frame;
    this.rows = new Map();
    this.filter = { state: '', type: '', q: '', page: 0 };
    this.note = new Note();
    this.live = new LiveRows(this.rows, () => this.refreshSoon());
    this.bulk = new Bulk({
      rows: this.rows,
      readOnly: frame.readOnly,
      note: this.note,
      query: () => this.filter,
      total: () => this.total,
      refresh: () => this.poll.soon(),
    });
    this.element = h('div', { class: 'page' },
      h('h1', { class: 'unseen' }, 'Jobs'), this.tiles(), this.note.element, this.card());
    this.poll = every(REFRESH, () => this.refresh());
  }

  tiles() {
    this.running = new Tile('Running', number);
    this.queued = new Tile('Queued', number);
    this.connections = new Tile('Connections', number);
    this.history = new Tile('History', bytes);
    return h('dl', { class: 'tiles' }, [this.running, this.queued, this.connections, this.history].map(tile => tile.element));
  }

  card() {
    this.chips = new Map(['', ...STATES].map(state => [state, chip(state)]));
    this.search = h('input', {
      type: 'search',
      placeholder: 'Id, type or owner',
      'aria-label': 'Find by id, type or owner',
      on: { input: () => this.typed() },
    });
    this.types = h('datalist', { id: 'types' });
    this.type = h('input', {
      type: 'search',
      placeholder: 'Type',
      list: 'types',
      'aria-label': 'Type, exactly',
      on: { input: () => this.typed() },
    });
    this.body = h('tbody', { role: 'rowgroup' });
    this.table = h('table', { class: 'list jobs', role: 'table', 'aria-label': 'Jobs' },
      h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' },
        h('th', { role: 'columnheader', scope: 'col', class: 'check' }, this.bulk.all),
        ['State', 'Job', 'Progress', 'Created', 'Run time'].map(title => h('th', { role: 'columnheader', scope: 'col' }, title)))),
      this.body);
    this.none = h('div', { class: 'none', hidden: true });
    this.range = h('p', {});
    this.previous = h('a', { 'data-route': true, class: 'button', rel: 'prev' }, 'Previous');
    this.next = h('a', { 'data-route': true, class: 'button', rel: 'next' }, 'Next');
    return h('section', { class: 'card flush', 'aria-label': 'List of jobs' },
      h('div', { class: 'filters' },
        h('div', { class: 'chips', role: 'group', 'aria-label': 'State' }, [...this.chips.values()].map(item => item.element)),
        h('div', { class: 'fields' }, this.search, this.type, this.types)),
      this.table, this.none,
      h('div', { class: 'pager' }, this.range, h('nav', { 'aria-label': 'Pages' }, this.previous, this.next)),
      this.bulk.element);
  }

  /** The address says what is listed. */
  update(query) {
    const page = Number(query.get('page') ?? 1);
    const filter = {
      state: STATES.includes(query.get('state')) ? query.get('state') : '',
      type: query.get('type') ?? '',
      q: query.get('q') ?? '',
      page: Number.isInteger(page) && page > 0 ? page - 1 : 0,
    };
    const other = JSON.stringify(filter) !== JSON.stringify(this.filter);
    this.filter = other ? filter : this.filter;
    for (const field of [[this.search, filter.q], [this.type, filter.type]]) {
      if (field[0].value !== field[1] && document.activeElement !== field[0]) {
        field[0].value = field[1];
      }
    }
    for (const [state, item] of this.chips) {
      attribute(item.element, 'href', href({ state, type: filter.type, q: filter.q }));
      attribute(item.element, 'aria-current', state === filter.state ? 'true' : null);
    }
    this.frame.title(filter.state ? `${stateName(filter.state)} jobs` : 'Jobs');
    if (other) {
      this.bulk.clear();
      this.poll.soon();
    }
  }

  typed() {
    clearTimeout(this.typing);
    this.typing = window.setTimeout(() => {
      const { state } = this.filter;
      go(href({ state, type: this.type.value, q: this.search.value }), { replace: true });
    }, 200);
  }

  refreshSoon() {
    this.soon ??= window.setTimeout(() => {
      this.soon = undefined;
      this.poll.soon();
    }, 400);
  }

  async refresh() {
    const asked = this.filter;
    const [figures, list] = await Promise.allSettled([health(), jobs.list({ ...asked, size: SIZE })]);
    // What comes while nobody looks would say that the page is live, and the page asks anew when it is shown again.
    if (this.closed || document.hidden || asked !== this.filter) {
      return;
    }
    const reached = figures.status === 'fulfilled' || list.status === 'fulfilled' || list.reason.status > 0;
    this.frame.link(reached ? 'live' : 'offline');
    if (figures.status === 'fulfilled') {
      this.count(figures.value);
    }
    if (list.status === 'fulfilled') {
      this.fill(list.value);
    } else if (list.reason.status === 404 || list.reason.status === 401 || list.reason.status === 403) {
      this.refused();
    }
  }

  count({ jobs: counts, connections, historyBytes }) {
    this.running.add(counts.running + counts.cancelling);
    this.queued.add(counts.queued);
    this.connections.add(connections);
    this.history.add(historyBytes);
    text(this.chips.get('').count, number(Object.values(counts).reduce((sum, count) => sum + count, 0)));
    STATES.forEach(state => text(this.chips.get(state).count, number(counts[state] ?? 0)));
  }

  fill({ jobs: found, page, size, total }) {
    this.total = total;
    const ids = new Set(found.map(job => job.id));
    [...this.rows.keys()].filter(id => !ids.has(id)).forEach(id => this.rows.delete(id));
    for (const job of found) {
      if (!this.rows.has(job.id)) {
        this.rows.set(job.id, new JobRow(job.id, this.bulk));
      }
      this.rows.get(job.id).update(job);
    }
    arrange(this.body, found.map(job => this.rows.get(job.id).element));
    put(this.types, [...new Set(found.map(job => job.type))].sort().map(type => h('option', { value: type })));
    show(this.table, found.length > 0);
    show(this.none, found.length === 0);
    if (found.length === 0) {
      this.sayNone();
    }
    this.turn(page, size, total);
    this.bulk.update();
    this.live.follow(found);
  }

  sayNone() {
    const filtered = this.filter.state || this.filter.type || this.filter.q || this.filter.page > 0;
    put(this.none, filtered
      ? [h('h2', {}, 'No job fits'), h('p', {}, 'Nothing is kept that fits this filter. ', h('a', { href: './', 'data-route': true }, 'Show all jobs'))]
      : [h('h2', {}, 'No jobs yet'), h('p', {}, 'A job appears here as soon as the application submits one, and stays for a while after it ended.')]);
  }

  turn(page, size, total) {
    const first = page * size + 1;
    const last = Math.min(total, first + size - 1);
    text(this.range, total === 0 ? '' : first > total ? plural(total, 'job') : `${number(first)}–${number(last)} of ${plural(total, 'job')}`);
    show(this.previous.parentElement, total > size || page > 0);
    for (const [element, to, there] of [[this.previous, page, page > 0], [this.next, page + 2, last < total]]) {
      attribute(element, 'href', there ? href({ ...this.filter, page: to === 1 ? '' : to }) : null);
      attribute(element, 'aria-disabled', there ? null : 'true');
      attribute(element, 'role', there ? null : 'link');
    }
  }

  /** Without the list one can still go to a job whose id one knows. */
  refused() {
    show(this.table, false);
    show(this.none, true);
    if (this.none.querySelector('input')) {
      return;
    }
    const field = h('input', { type: 'text', 'aria-label': 'Id of a job', placeholder: 'Id of a job', autocomplete: 'off' });
    const open = () => field.value.trim() && go(href({ job: field.value.trim() }));
    field.addEventListener('keydown', event => event.key === 'Enter' && open());
    put(this.none,
      h('h2', {}, 'You may not see the list of jobs'),
      h('p', {}, 'Listing is off until the setting ', h('code', {}, 'jobcast.access.list-roles'),
        ' names a role that you have. A job whose id you know can be opened all the same:'),
      h('div', { class: 'row' }, field, h('button', { type: 'button', on: { click: open } }, 'Open')));
  }

  visibility() {
    if (document.hidden) {
      this.frame.link('paused');
      this.live.close();
    }
  }

  close() {
    this.closed = true;
    clearTimeout(this.typing);
    clearTimeout(this.soon);
    this.poll.stop();
    this.live.close();
  }
}

function chip(state) {
  const count = h('span', { class: 'count' }, '–');
  const name = state === '' ? 'All' : stateName(state);
  return {
    count,
    element: h('a', { class: state ? `chip state-${state}` : 'chip', 'data-route': true }, state && icon(state), name, ' ', count),
  };
}

/** Puts elements in order and moves only what is in the wrong place, so that focus and selection stay. */
function arrange(parent, wanted) {
  wanted.forEach((element, i) => {
    if (parent.children[i] !== element) {
      parent.insertBefore(element, parent.children[i] ?? null);
    }
  });
  while (parent.children.length > wanted.length) {
    parent.lastElementChild.remove();
  }
}
