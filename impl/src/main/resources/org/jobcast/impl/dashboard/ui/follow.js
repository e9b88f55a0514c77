import { clip } from './dom.js';
import { every, perFrame } from './clock.js';
import { PerSecond } from './spark.js';
import { followJob, jobs, streamFigures } from './server.js';
import { isEnded } from './states.js';

/** How long a hidden page keeps its connection; it goes on by id when it is looked at again. */
const HIDDEN = 60_000;
const ASK = 3000;
const RATE_SECONDS = 10;
/** Ten drawings a second look live, and leave the processor to others however fast the events come. */
const DRAW = 100;

/** What is known of one job: its snapshot, and what its stream adds to it. Tells `onChange` once a frame. */
export class JobModel {
  /**
   * @param {string} id
   * @param {object} on
   * @param {(line: any) => void} on.log
   * @param {(line: any) => void} on.event
   * @param {() => void} on.change
   */
  constructor(id, { log, event, change }) {
    this.id = id;
    this.onLog = log;
    this.onEvent = event;
    this.changed = perFrame(change, DRAW);
    this.snapshot = null;
    this.missing = false;
    this.state = null;
    this.progress = null;
    this.items = 0;
    this.attempts = [];
    this.gaps = [];
    this.received = 0;
    this.error = null;
    this.stream = null;
    this.perSecond = new PerSecond();
    this.events = new PerSecond();
    this.samples = [];
    this.ask = every(ASK, () => this.refresh());
  }

  async refresh() {
    try {
      const snapshot = await jobs.job(this.id);
      if (this.closed) {
        return;
      }
      this.snapshot = snapshot;
      if (!isEnded(this.state)) {
        this.state = this.snapshot.state;
      }
      this.progress ??= this.snapshot.progress ?? null;
      this.error ??= this.snapshot.error ?? null;
      this.unreachable = false;
      this.connection ?? this.connect();
      this.stream = await streamFigures(this.id);
    } catch (thrown) {
      this.missing = this.snapshot === null && thrown.status > 0 && thrown.status < 500;
      this.unreachable = !this.missing;
      this.gone = this.snapshot !== null && thrown.status === 404;
    }
    this.changed();
    if (this.missing || this.gone || (isEnded(this.snapshot?.state) && this.connection?.state === 'closed')) {
      this.ask.stop();
    }
  }

  connect() {
    this.connection = followJob(this.id);
    this.connection.addEventListener('event', ({ detail }) => this.accept(detail));
    this.connection.addEventListener('state', () => {
      this.ask.soon();
      this.changed();
    });
  }

  /** What is behind: events that the server has and this page does not, by the numbers of both. */
  get lag() {
    const seen = Number(/-(\d+)$/.exec(this.connection?.lastEventId ?? '')?.[1] ?? 0);
    return this.stream ? Math.max(0, this.stream.last - seen) : 0;
  }

  accept({ type, data, json }) {
    const event = json && typeof json === 'object' ? json : {};
    const t = Number.isFinite(event.t) ? event.t : NaN;
    this.received++;
    this.events.add(t, 1);
    if (type === 'log') {
      this.onLog({ t, kind: String(event.level ?? 'info'), text: String(event.message ?? '') });
    } else {
      this.onEvent({ t, kind: type, text: data });
    }
    this.note(type, event, t);
    this.changed();
  }

  note(type, event, t) {
    if (type === 'progress') {
      this.move(event, t);
    } else if (type === 'retry') {
      this.attempts.push(event);
      this.ask.soon();
    } else if (type === 'gap') {
      this.gaps.push(event);
      this.onLog({ t, kind: 'gap', text: gapText(event) });
    } else if (type === 'cancelling' && !isEnded(this.state)) {
      this.state = 'cancelling';
    } else if (type === 'done') {
      this.state = String(event.state);
      this.ended = t;
      this.error = event.error ?? this.error;
      this.ask.soon();
    }
    if (this.state === 'queued' && type !== 'gap' && !isEnded(this.state)) {
      this.state = 'running';
    }
  }

  move(event, t) {
    if (!Number.isFinite(event.current)) {
      this.items++;
      this.perSecond.add(t, 1);
      return;
    }
    const before = this.progress?.t <= t ? this.progress.current : 0;
    this.perSecond.add(t, Math.max(0, event.current - before));
    this.progress = event;
    this.samples.push(event);
    while (this.samples.length > 2 && this.samples[1].t < t - RATE_SECONDS) {
      this.samples.shift();
    }
    if (this.samples.length > 2000) {
      this.samples = this.samples.filter((sample, i) => i % 2 === 0);
    }
  }

  /** Progress a second over the last seconds, null while nobody can know. */
  get rate() {
    const [first, last] = [this.samples[0], this.samples.at(-1)];
    const passed = last ? last.t - first.t : 0;
    return passed >= 0.5 ? Math.max(0, last.current - first.current) / passed : (this.snapshot?.progress?.rate ?? null);
  }

  /** Seconds until all is done at that rate. */
  get remaining() {
    const { current, total } = this.progress ?? {};
    return total > 0 && this.rate > 0 ? Math.max(0, total - current) / this.rate : null;
  }

  /** The page was hidden or is looked at again. */
  visibility() {
    clearTimeout(this.hiding);
    if (document.hidden) {
      this.hiding = window.setTimeout(() => {
        this.asleep = this.connection !== undefined && this.connection.state !== 'closed';
        if (this.asleep) {
          this.connection.close();
        }
      }, HIDDEN);
    } else if (this.asleep) {
      this.asleep = false;
      this.connection.reconnect();
    }
  }

  close() {
    this.closed = true;
    clearTimeout(this.hiding);
    this.ask.stop();
    this.connection?.close();
  }
}

const REASONS = {
  trimmed: 'the history did not reach back far enough',
  restarted: 'the server began anew',
  slow: 'this page was too slow',
  unknown: 'the position is unknown',
  future: 'the position is unknown',
};

export function gapText({ reason, first }) {
  const why = REASONS[reason] ?? 'they are not kept';
  return `Events are missing here: ${why}. It goes on at ${clip(String(first ?? ''), 60).replace(/^\d+-/, 'no. ')}.`;
}
