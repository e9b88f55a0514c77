import { attribute, h, s } from './dom.js';

const WIDTH = 120;
const HEIGHT = 32;
const FEWEST = 20;

/** What a chart shows is also said in words beside it, so screen readers skip the picture. */
const picture = (...shapes) => s('svg', {
  class: 'spark',
  viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
  preserveAspectRatio: 'none',
  'aria-hidden': 'true',
  focusable: 'false',
}, s('path', { class: 'spark-base', d: `M0 ${HEIGHT - 0.5}H${WIDTH}` }), ...shapes);

/** A small chart of a bar a second. */
export class Bars {
  constructor() {
    this.bars = s('path', { class: 'spark-bars' });
    this.element = picture(this.bars);
  }

  /**
   * @param {number[]} values oldest first
   * @param {number} slots how many fit; fewer begin further right
   * @returns {number} the largest
   */
  draw(values, slots) {
    const max = Math.max(0, ...values);
    const step = WIDTH / slots;
    const left = WIDTH - values.length * step;
    const bar = (value, i) => {
      const height = (Math.max(0, value) / max) * (HEIGHT - 1);
      return `M${(left + i * step).toFixed(1)} ${HEIGHT}v${(-height).toFixed(1)}h${(step * 0.75).toFixed(1)}V${HEIGHT}Z`;
    };
    this.bars.setAttribute('d', max > 0 ? values.map(bar).join('') : '');
    return max;
  }
}

/** A small line chart. */
export class Spark {
  constructor() {
    this.area = s('path', { class: 'spark-area' });
    this.line = s('path', { class: 'spark-line' });
    this.element = picture(this.area, this.line);
  }

  /** @param {number[]} values oldest first @param {number} [slots] how many fit; fewer begin further right */
  draw(values, slots = values.length) {
    attribute(this.element, 'hidden', values.length < 2);
    const max = Math.max(1e-9, ...values);
    const step = WIDTH / Math.max(1, slots - 1);
    const left = WIDTH - (values.length - 1) * step;
    const points = values.map((value, i) => {
      const x = left + i * step;
      const y = HEIGHT - 2 - (Math.max(0, value) / max) * (HEIGHT - 4);
      return `${x.toFixed(1)} ${y.toFixed(1)}`;
    });
    const line = points.length > 1 ? 'M' + points.join('L') : '';
    this.line.setAttribute('d', line);
    this.area.setAttribute('d', line && `${line}L${WIDTH} ${HEIGHT}L${left.toFixed(1)} ${HEIGHT}Z`);
  }
}

/** A figure with its recent past. */
export class Tile {
  constructor(label, format, slots = 120) {
    this.format = format;
    this.slots = slots;
    this.history = [];
    this.spark = new Spark();
    this.value = h('dd', {}, '–');
    this.element = h('div', { class: 'tile' }, h('dt', {}, label), this.value, this.spark.element);
  }

  add(value) {
    this.history.push(value);
    if (this.history.length > this.slots) {
      this.history.shift();
    }
    this.value.textContent = this.format(value);
    this.spark.draw(this.history, Math.max(FEWEST, this.history.length));
  }
}

/** Counts things by the second of a job's own time. */
export class PerSecond {
  constructor(seconds = 120) {
    this.seconds = seconds;
    this.counts = new Map();
    this.latest = 0;
  }

  add(t, count) {
    if (!Number.isFinite(t) || t < 0) {
      return;
    }
    const second = Math.floor(t);
    this.latest = Math.max(this.latest, second);
    this.counts.set(second, (this.counts.get(second) ?? 0) + count);
    if (this.counts.size > this.seconds * 2) {
      for (const old of this.counts.keys()) {
        if (old <= this.latest - this.seconds) {
          this.counts.delete(old);
        }
      }
    }
  }

  /** Full seconds only, or the last one would always look like a drop. */
  values(complete = false) {
    const end = complete ? this.latest : this.latest - 1;
    const begin = Math.max(0, end - this.seconds + 1);
    const values = [];
    for (let second = begin; second <= end; second++) {
      values.push(this.counts.get(second) ?? 0);
    }
    return values;
  }
}
