import { perFrame } from './clock.js';
import { followLive } from './server.js';
import { isEnded } from './states.js';

/** The server's default of jobcast.limits.multiplex. */
const MAX = 32;
const DRAW = 100;

/** Keeps the progress of the jobs on a page of the list live: all of them over one connection. */
export class LiveRows {
  /**
   * @param {Map<string, any>} rows by id
   * @param {() => void} onChange a job has changed its state
   */
  constructor(rows, onChange) {
    this.rows = rows;
    this.onChange = onChange;
    this.latest = new Map();
    this.draw = perFrame(() => this.show(), DRAW);
    this.key = '';
  }

  /** @param {any[]} found the jobs that are listed */
  follow(found) {
    const ids = found.filter(job => !isEnded(job.state)).slice(0, MAX).map(job => job.id);
    const key = ids.slice().sort().join(' ');
    if (key === this.key && this.connection?.state !== 'closed') {
      return;
    }
    this.close();
    this.key = key;
    if (ids.length > 0) {
      this.connection = followLive(ids);
      this.connection.addEventListener('event', event => this.accept(event.detail));
    }
  }

  accept({ type, json }) {
    if (type === 'progress') {
      this.latest.set(json?.job, json);
      this.draw();
    } else if (type !== 'log') {
      this.onChange();
    }
  }

  show() {
    for (const [id, progress] of this.latest) {
      const row = this.rows.get(id);
      if (row && !isEnded(row.job.state)) {
        row.progress(progress);
      }
    }
    this.latest.clear();
  }

  close() {
    this.connection?.close();
    this.connection = undefined;
    this.key = '';
  }
}
