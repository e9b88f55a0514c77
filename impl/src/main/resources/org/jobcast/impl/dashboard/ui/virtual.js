import { attribute, h } from './dom.js';
import { perFrame } from './clock.js';

const SPARE = 8;

/**
 * A list of lines of one height of which only those in view exist as elements. It is a listbox: arrow keys, Page Up and
 * Down, Home and End choose a line. It follows its end until one scrolls up.
 */
export class VirtualList {
  /**
   * @param {object} options
   * @param {string} options.label for screen readers
   * @param {() => HTMLElement} options.row makes an empty line
   * @param {(row: any, index: number) => void} options.fill says what a line shows
   * @param {(index: number) => void} options.choose a line was chosen
   * @param {(follows: boolean) => void} options.onFollow it began or ceased to follow its end
   */
  constructor({ label, row, fill, choose, onFollow }) {
    this.makeRow = row;
    this.fillRow = fill;
    this.choose = choose;
    this.onFollow = onFollow;
    this.count = 0;
    this.chosen = -1;
    this.follows = true;
    this.lastTop = 0;
    this.height = 0;
    this.rows = [];
    this.id = `list-${++VirtualList.made}`;
    this.space = h('div', { class: 'lines-space', role: 'presentation' });
    this.element = h('div', {
      class: 'lines',
      tabindex: 0,
      role: 'listbox',
      'aria-label': label,
      on: { scroll: () => this.scrolled(), keydown: event => this.key(event), click: event => this.click(event) },
    }, this.space);
    this.draw = perFrame(() => this.render());
    this.sizes = new ResizeObserver(() => {
      this.rowHeight = 0;
      this.update();
    });
    this.sizes.observe(this.element);
  }

  /** There are other lines now. */
  update(count = this.count) {
    this.count = count;
    this.draw();
  }

  /** All lines may be others: after a filter, or when the oldest were dropped. */
  refresh(count) {
    this.rows.forEach(row => (row.index = -1));
    this.update(count);
  }

  follow(follows) {
    if (this.follows !== follows) {
      this.follows = follows;
      this.onFollow(follows);
    }
    this.draw();
  }

  select(index) {
    this.chosen = index;
    this.rows.forEach(row => (row.index = -1));
    if (index >= 0) {
      this.choose(index);
      this.reveal(index);
    }
    this.draw();
  }

  reveal(index) {
    const top = index * this.rowHeight;
    const bottom = top + this.rowHeight - this.element.clientHeight;
    if (top < this.element.scrollTop) {
      this.element.scrollTop = top;
    } else if (bottom > this.element.scrollTop) {
      this.element.scrollTop = bottom;
    }
  }

  close() {
    this.sizes.disconnect();
  }

  scrolled() {
    const top = this.element.scrollTop;
    if (this.element.clientHeight !== this.height) {
      // The list became higher or lower: nobody has scrolled.
      this.lastTop = top;
      this.draw();
      return;
    }
    const atEnd = top + this.element.clientHeight >= this.element.scrollHeight - 2;
    if (top < this.lastTop - 1 && !atEnd) {
      this.follow(false);
    } else if (atEnd && top > this.lastTop + 1) {
      this.follow(true);
    }
    this.lastTop = top;
    this.draw();
  }

  render() {
    if (!this.element.isConnected) {
      return;
    }
    this.rowHeight ||= parseFloat(getComputedStyle(this.element).lineHeight) || 24;
    const height = `${this.count * this.rowHeight}px`;
    if (this.space.style.height !== height) {
      this.space.style.height = height;
    }
    this.height = this.element.clientHeight;
    if (this.follows && this.count > 0) {
      this.element.scrollTop = this.count * this.rowHeight;
      this.lastTop = this.element.scrollTop;
    }
    const wanted = Math.ceil(this.height / this.rowHeight) + 2 * SPARE;
    this.resize(Math.min(wanted, this.count));
    const inView = Math.floor(this.element.scrollTop / this.rowHeight) - SPARE;
    const first = Math.max(0, Math.min(inView, this.count - this.rows.length));
    for (let i = first; i < first + this.rows.length; i++) {
      this.place(this.rows[i % this.rows.length], i);
    }
    const active = this.chosen >= 0 && this.rows.some(row => row.index === this.chosen);
    attribute(this.element, 'aria-activedescendant', active ? `${this.id}-${this.chosen}` : null);
  }

  resize(length) {
    while (this.rows.length > length) {
      this.rows.pop().element.remove();
      this.rows.forEach(row => (row.index = -1));
    }
    while (this.rows.length < length) {
      const element = this.makeRow();
      element.setAttribute('role', 'option');
      this.space.append(element);
      this.rows.push({ element, index: -1 });
      this.rows.forEach(row => (row.index = -1));
    }
  }

  place(row, index) {
    if (row.index === index) {
      return;
    }
    const { element } = row;
    row.index = index;
    element.style.transform = `translateY(${index * this.rowHeight}px)`;
    element.id = `${this.id}-${index}`;
    attribute(element, 'aria-posinset', index + 1);
    attribute(element, 'aria-setsize', this.count);
    attribute(element, 'aria-selected', index === this.chosen ? 'true' : 'false');
    this.fillRow(element, index);
  }

  click(event) {
    const row = this.rows.find(candidate => candidate.element.contains(event.target));
    if (row && !getSelection()?.toString()) {
      this.follow(false);
      this.select(row.index === this.chosen ? -1 : row.index);
      if (this.chosen < 0) {
        this.choose(-1);
      }
    }
  }

  key(event) {
    const page = Math.max(1, Math.floor(this.element.clientHeight / (this.rowHeight || 24)) - 1);
    const top = Math.floor(this.element.scrollTop / (this.rowHeight || 24));
    const from = this.chosen < 0 ? (this.follows ? this.count : top - 1) : this.chosen;
    const targets = {
      ArrowDown: from + 1,
      ArrowUp: from - 1,
      PageDown: from + page,
      PageUp: from - page,
      Home: 0,
      End: this.count - 1,
    };
    if (event.key === 'Escape' && this.chosen >= 0) {
      this.select(-1);
      this.choose(-1);
    } else if (event.key in targets && this.count > 0 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      this.follow(event.key === 'End');
      this.select(Math.min(this.count - 1, Math.max(0, targets[event.key])));
    } else {
      return;
    }
    event.preventDefault();
  }
}
VirtualList.made = 0;
