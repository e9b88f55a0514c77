import {FakeJobs} from './fake-jobs.js';

/** {@link FakeJobs} and a `fetch` that reaches them, unless the network is down. */
export function fakeServer() {
  const jobs = new FakeJobs();
  const network = {isDown: false};

  const fetch = async (input, init = {}) => {
    const {pathname, search} = new URL(input, 'http://localhost');
    await Promise.resolve();
    if (init.signal?.aborted) {
      throw init.signal.reason;
    }
    const headers = Object.fromEntries(new Headers(init.headers).entries());
    const answer = jobs.answer(init.method ?? 'GET', pathname + search, headers);
    if (network.isDown) {
      throw new TypeError('Failed to fetch');
    }
    const body = answer.stream ? streamed(answer.stream, init.signal) : (answer.body ?? null);
    return new Response(body, {status: answer.status, headers: answer.headers});
  };

  return {jobs, fetch, network};
}

function streamed(stream, signal) {
  const encoder = new TextEncoder();
  let isOpen = true;
  let leave = () => {};
  return new ReadableStream({
    start(controller) {
      const end = finish => {
        if (isOpen) {
          isOpen = false;
          finish();
        }
      };
      leave = stream({
        write: text => isOpen && controller.enqueue(encoder.encode(text)),
        end: () => end(() => controller.close()),
      });
      signal?.addEventListener('abort', () => {
        leave();
        end(() => controller.error(signal.reason));
      });
    },
    cancel() {
      isOpen = false;
      leave();
    },
  });
}
