/** Time as the page sees it: work stops while nobody looks, and the server's clock counts, not the visitor's. */

let offset = 0;

/** Learns from an answer how far the visitor's clock is off. */
export function learn(response) {
  const date = Date.parse(response.headers.get('Date') ?? '');
  if (Number.isFinite(date)) {
    const difference = date + 500 - Date.now();
    offset = Math.abs(difference) > 2000 ? difference : 0;
  }
}

/** The server's time in milliseconds. */
export const now = () => Date.now() + offset;

/**
 * Runs something now and then, one run after the other, and only while the page is visible; at once when it is shown
 * again.
 *
 * @param {number} ms the pause between two runs
 * @param {() => any} action may return a promise
 * @returns {{stop: () => void, soon: () => void}}
 */
export function every(ms, action) {
  let timer = 0;
  let busy = false;
  let again = false;
  let stopped = false;
  async function run() {
    clearTimeout(timer);
    if (stopped || document.hidden) {
      return;
    }
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      await action();
    } catch (error) {
      console.error(error);
    }
    busy = false;
    clearTimeout(timer);
    timer = window.setTimeout(run, again ? 0 : ms);
    again = false;
  }
  document.addEventListener('visibilitychange', run);
  run();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', run);
    },
    soon: run,
  };
}

/**
 * Collects calls until the next frame. A hidden page has no frames, so nothing is drawn there.
 *
 * @param {() => void} draw
 * @param {number} [pause] milliseconds between two drawings, at least
 * @returns {() => void} asks for a frame
 */
export function perFrame(draw, pause = 0) {
  let asked = false;
  let drawn = -Infinity;
  const frame = () => requestAnimationFrame(time => {
    asked = false;
    drawn = time;
    draw();
  });
  return () => {
    if (asked) {
      return;
    }
    asked = true;
    const wait = drawn + pause - performance.now();
    if (wait > 0) {
      setTimeout(frame, wait);
    } else {
      frame();
    }
  };
}
