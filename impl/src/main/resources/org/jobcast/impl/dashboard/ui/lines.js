/** The lines of a log or the events of a job: bounded, counted by kind, and filtered as they come. */

const MAX = 200_000;
const MAX_CHARACTERS = 64_000_000;
const MAX_KINDS = 50;

export class Lines {
  /** @param {number} [max] how many are kept; the oldest tenth goes when there are more */
  constructor(max = MAX) {
    this.max = max;
    this.all = [];
    this.characters = 0;
    this.forgotten = 0;
    this.kinds = new Map();
    this.hiddenKinds = new Set();
    this.words = '';
    this.shown = null;
  }

  /**
   * @param {{t: number, kind: string, text: string}} line
   * @returns {boolean} whether older lines have moved
   */
  add(line) {
    if (this.kinds.size >= MAX_KINDS && !this.kinds.has(line.kind)) {
      line.kind = 'other';
    }
    this.all.push(line);
    this.kinds.set(line.kind, (this.kinds.get(line.kind) ?? 0) + 1);
    if (this.shown && this.fits(line)) {
      this.shown.push(this.all.length - 1);
    }
    this.characters += line.text.length;
    if (this.all.length <= this.max && this.characters <= MAX_CHARACTERS) {
      return false;
    }
    const gone = Math.ceil(this.all.length / 10);
    for (const old of this.all.splice(0, gone)) {
      this.kinds.set(old.kind, this.kinds.get(old.kind) - 1);
      this.characters -= old.text.length;
    }
    this.forgotten += gone;
    this.sift();
    return true;
  }

  filter(hiddenKinds, words) {
    this.hiddenKinds = hiddenKinds;
    this.words = words.toLowerCase();
    this.sift();
  }

  sift() {
    if (this.hiddenKinds.size === 0 && this.words === '') {
      this.shown = null;
      return;
    }
    this.shown = [];
    for (let i = 0; i < this.all.length; i++) {
      if (this.fits(this.all[i])) {
        this.shown.push(i);
      }
    }
  }

  fits(line) {
    return !this.hiddenKinds.has(line.kind) && (this.words === '' || line.text.toLowerCase().includes(this.words));
  }

  get count() {
    return this.shown ? this.shown.length : this.all.length;
  }

  /** The line at a place among those that are shown. */
  at(index) {
    return this.all[this.shown ? this.shown[index] : index];
  }
}
