import { attribute, h, show, text } from './dom.js';
import { number } from './format.js';

let made = 0;

/** Tabs as the ARIA practices describe them: one stop for Tab, arrow keys between them. */
export class Tabs {
  /** @param {string} label @param {[string, HTMLElement][]} items */
  constructor(label, items) {
    const id = ++made;
    this.tabs = items.map(([name], i) => h('button', {
      type: 'button',
      role: 'tab',
      id: `tab-${id}-${i}`,
      'aria-controls': `tabpanel-${id}-${i}`,
      on: { click: () => this.select(i), keydown: event => this.key(event, i) },
    }, name, ' ', h('span', { class: 'count' }, '0')));
    this.panels = items.map(([, content], i) => h('div', {
      role: 'tabpanel',
      id: `tabpanel-${id}-${i}`,
      'aria-labelledby': `tab-${id}-${i}`,
    }, content));
    this.bar = h('div', { role: 'tablist', 'aria-label': label, class: 'tabs' }, this.tabs);
    this.select(0);
  }

  select(chosen) {
    this.tabs.forEach((tab, i) => {
      attribute(tab, 'aria-selected', i === chosen ? 'true' : 'false');
      attribute(tab, 'tabindex', i === chosen ? 0 : -1);
      show(this.panels[i], i === chosen);
    });
  }

  count(counts) {
    this.tabs.forEach((tab, i) => text(tab.lastChild, number(counts[i])));
  }

  key(event, i) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const next = (i + step + this.tabs.length) % this.tabs.length;
      this.select(next);
      this.tabs[next].focus();
    }
  }
}
