import { attribute, h, oneLine, put, show, text } from './dom.js';
import { number, plural, stamp } from './format.js';
import { Lines } from './lines.js';
import { VirtualList } from './virtual.js';

const MAX_KINDS = 8;
const MAX_DETAIL = 100_000;

/** Lines with a filter, a tail that can be followed, and a place where the chosen line is shown in full. */
export class LinesPanel {
  /**
   * @param {object} options
   * @param {string} options.label
   * @param {string[]} [options.kinds] those that have a button from the start
   * @param {string[]} [options.hidden] those that are hidden at first
   * @param {number} [options.max] how many lines are kept
   * @param {string} options.empty what is said while there is nothing
   * @param {(line: any) => string} [options.detail] the full text of a line
   */
  constructor({ label, kinds = [], hidden = [], max, empty, detail = line => line.text }) {
    this.lines = new Lines(max);
    this.hidden = new Set(hidden);
    this.lines.filter(this.hidden, '');
    this.buttons = new Map();
    this.kindBar = h('div', { class: 'kinds', role: 'group', 'aria-label': `Kinds of ${label.toLowerCase()}` });
    kinds.forEach(kind => this.addKind(kind));
    this.search = h('input', {
      type: 'search',
      placeholder: 'Find in ' + label.toLowerCase(),
      'aria-label': 'Find in ' + label.toLowerCase(),
      on: { input: () => this.filter() },
    });
    this.followButton = h('button', {
      type: 'button',
      class: 'quiet toggle',
      'aria-pressed': 'true',
      on: { click: () => this.list.follow(!this.list.follows) },
    }, 'Follow');
    this.list = new VirtualList({
      label,
      row: lineRow,
      fill: (row, index) => fillLine(row, this.lines.at(index)),
      choose: index => this.showDetail(index < 0 ? null : detail(this.lines.at(index))),
      onFollow: follows => attribute(this.followButton, 'aria-pressed', follows),
    });
    this.none = h('p', { class: 'lines-none' }, empty);
    this.empty = empty;
    this.detail = h('pre', { class: 'detail', tabindex: 0, 'aria-label': 'The chosen line', hidden: true });
    this.foot = h('p', { class: 'lines-foot' });
    this.element = h('div', { class: 'panel-lines' },
      h('div', { class: 'tools' }, this.kindBar, this.search, this.followButton),
      h('div', { class: 'lines-frame' }, this.list.element, this.none),
      this.detail, this.foot);
  }

  add(line) {
    if (this.lines.add(line)) {
      this.list.chosen = -1;
      this.moved = true;
    }
  }

  /** Draws what was added. */
  update() {
    if (this.moved) {
      this.moved = false;
      this.list.refresh(this.lines.count);
      this.showDetail(null);
    } else {
      this.list.update(this.lines.count);
    }
    for (const [kind, count] of this.lines.kinds) {
      const button = this.buttons.get(kind) ?? (this.buttons.size < MAX_KINDS ? this.addKind(kind) : null);
      if (button) {
        text(button.lastChild, number(count));
        attribute(button, 'data-none', count === 0);
      }
    }
    show(this.none, this.lines.count === 0);
    text(this.none, this.lines.all.length > 0 ? 'Nothing fits the filter.' : this.empty);
    text(this.foot, this.summary());
  }

  summary() {
    const { count, all, forgotten } = this.lines;
    const kept = count === all.length ? plural(count, 'line') : `${number(count)} of ${plural(all.length, 'line')}`;
    return forgotten > 0 ? `${kept}; this page has forgotten the oldest ${number(forgotten)}` : kept;
  }

  addKind(kind) {
    const button = h('button', {
      type: 'button',
      class: `kind ${kindClass(kind)}`,
      'aria-pressed': this.hidden.has(kind) ? 'false' : 'true',
      'data-none': true,
      on: { click: () => this.toggle(kind) },
    }, h('bdi', {}, oneLine(kind, 24)), h('span', { class: 'count' }, '0'));
    this.buttons.set(kind, button);
    this.kindBar.append(button);
    return button;
  }

  toggle(kind) {
    if (!this.hidden.delete(kind)) {
      this.hidden.add(kind);
    }
    attribute(this.buttons.get(kind), 'aria-pressed', this.hidden.has(kind) ? 'false' : 'true');
    this.filter();
  }

  filter() {
    this.lines.filter(this.hidden, this.search.value);
    this.list.chosen = -1;
    this.showDetail(null);
    this.list.refresh(this.lines.count);
    this.update();
  }

  showDetail(value) {
    show(this.detail, value !== null);
    if (value === null) {
      put(this.detail);
    } else {
      const cut = value.length > MAX_DETAIL;
      text(this.detail, cut ? `${value.slice(0, MAX_DETAIL)}\n… ${number(value.length - MAX_DETAIL)} more characters` : value);
    }
  }

  close() {
    this.list.close();
  }
}

const KNOWN = new Set(['info', 'success', 'warning', 'error', 'gap', 'retry', 'done', 'cancelled', 'cancelling', 'failed']);

/** Only our own words become class names. */
const kindClass = kind => (KNOWN.has(kind) ? `kind-${kind}` : 'kind-other');

function lineRow() {
  return h('div', { class: 'line' },
    h('span', { class: 'line-time' }), h('bdi', { class: 'line-kind' }), h('bdi', { class: 'line-text', dir: 'auto' }));
}

function fillLine(row, line) {
  const [time, kind, message] = row.children;
  row.className = `line ${kindClass(line.kind)}`;
  text(time, stamp(line.t));
  text(kind, oneLine(line.kind, 24));
  text(message, oneLine(line.text));
}
