import { FakeJobs } from './fake-jobs.js';

/** A {@link FakeJobs} and a `fetch` that reaches it. */
export function fakeServer() {
  const jobs = new FakeJobs();
  /** Requests that fail as if there were no network. */
  const network = { down: false };

  const fetch = async (input, init = {}) => {
    const url = new URL(typeof input === 'string' ? input : (input.url ?? String(input)), 'http://localhost');
    await Promise.resolve();
    init.signal?.throwIfAborted();
    const headers = Object.fromEntries(new Headers(init.headers).entries());
    const answer = jobs.answer(init.method ?? 'GET', url.pathname + url.search, headers);
    if (network.down) {
      throw new TypeError('Failed to fetch');
    }
    const body = answer.stream ? streamed(answer.stream, init.signal) : (answer.body ?? null);
    return new Response(body, { status: answer.status, headers: answer.headers });
  };

  return { jobs, fetch, network };
}

function streamed(stream, signal) {
  const encoder = new TextEncoder();
  let leave = () => {};
  return new ReadableStream({
    start(controller) {
      let ended = false;
      const end = (finish) => {
        if (!ended) {
          ended = true;
          finish();
        }
      };
      const client = {
        write: (text) => end.length && !ended && controller.enqueue(encoder.encode(text)),
        end: () => end(() => controller.close()),
      };
      leave = stream(client);
      signal?.addEventListener('abort', () => {
        leave();
        end(() => controller.error(signal.reason));
      });
    },
    cancel: () => leave(),
  });
}
