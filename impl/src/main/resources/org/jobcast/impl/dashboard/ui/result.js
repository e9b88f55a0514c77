import { h, put, show, text } from './dom.js';
import { bytes, number } from './format.js';
import { indent } from './json.js';
import { resultAddress, resultText, why } from './server.js';

const MAX_SHOWN = 100_000;
const MAX_INDENTED = 2_000_000;

/** What the job returned, as text. */
export class ResultCard {
  constructor(id) {
    this.id = id;
    this.hint = h('p', { class: 'hint' });
    this.value = h('pre', { class: 'result', tabindex: 0, 'aria-label': 'The value', hidden: true });
    this.download = h('a', { href: resultAddress(id), download: `${id}-result.json`, class: 'button quiet', hidden: true }, 'Download');
    this.element = h('section', { class: 'card', 'aria-labelledby': 'result', hidden: true },
      h('div', { class: 'card-head' }, h('h2', { id: 'result' }, 'Result'), this.download), this.value, this.hint);
  }

  update({ state, snapshot }) {
    const over = state === 'succeeded' && snapshot.state === 'succeeded';
    show(this.element, over);
    if (over && !this.asked) {
      this.asked = true;
      if (snapshot.hasResult) {
        this.fetch();
      } else {
        text(this.hint, 'There is none: it was taken, or the job returned nothing.');
      }
    }
  }

  async fetch() {
    text(this.hint, 'Loading…');
    try {
      const json = await resultText(this.id);
      if (json === null) {
        text(this.hint, 'It was taken, or you may not read it.');
      } else {
        this.fill(json);
      }
    } catch (error) {
      put(this.hint, `It could not be read. ${why(error)} `,
        h('button', { type: 'button', class: 'quiet', on: { click: () => this.fetch() } }, 'Try again'));
    }
  }

  fill(json) {
    const whole = json.length <= MAX_INDENTED ? indent(json) : json;
    const cut = whole.length > MAX_SHOWN;
    text(this.value, cut ? whole.slice(0, MAX_SHOWN) : whole);
    show(this.value, true);
    show(this.download, true);
    text(this.hint, cut ? `The first ${number(MAX_SHOWN)} characters of ${bytes(json.length)}; download it for the rest.` : '');
    show(this.hint, cut);
  }
}
