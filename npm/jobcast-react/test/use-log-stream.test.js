import {beforeEach, describe, expect, it, vi} from 'vitest';
import {StrictMode} from 'react';
import {act, renderHook, waitFor} from '@testing-library/react';
import {makeFormatEvent, useLogStream} from 'jobcast-react';
import {fakeServer} from './support/fake-fetch.js';

const STREAM = '/jobcast/jobs/a/stream';
const LOGS = '/jobcast/jobs/a/logs';

let server;
let jobs;
const texts = logs => logs.map(entry => entry.text);
const settled = () => act(() => new Promise(resolve => setTimeout(resolve, 30)));

beforeEach(() => {
  server = fakeServer();
  jobs = server.jobs;
  vi.stubGlobal('fetch', server.fetch);
});

function read(url, options, {strict = false} = {}) {
  return renderHook(props => useLogStream(props.url, props.options), {
    initialProps: {url, options},
    wrapper: strict ? StrictMode : undefined,
  });
}

/** A server of one stream whose bytes are given, as those that are not jobcast send them. */
function answering(text, type = 'text/event-stream') {
  const requests = [];
  vi.stubGlobal('fetch', async (url, init) => {
    requests.push([url, init]);
    return requests.length > 1
      ? new Response(null, {status: 204})
      : new Response(text, {headers: {'content-type': type}});
  });
  return requests;
}

describe.each([false, true])('with StrictMode %j, useLogStream', strict => {
  it('is idle without a URL, then shows a stream, then another one from its beginning', async () => {
    const [first, second] = [jobs.add('a').log('of the first'), jobs.add('b').log('of the second')];
    const {result, rerender, unmount} = read(null, undefined, {strict});
    expect(result.current).toEqual({logs: [], active: false, connection: 'closed', error: null, gap: null});

    rerender({url: STREAM});
    expect(result.current).toMatchObject({logs: [], active: true, connection: 'connecting'});
    await waitFor(() => expect(texts(result.current.logs)).toEqual(['of the first']));

    rerender({url: '/jobcast/jobs/b/stream'});
    expect(result.current).toMatchObject({logs: [], active: true});
    await waitFor(() => expect(texts(result.current.logs)).toEqual(['of the second']));
    expect([first.connections, second.connections]).toEqual([0, 1]);

    unmount();
    await waitFor(() => expect(second.connections).toBe(0));
    expect(jobs.requests).toHaveLength(2);
  });
});

describe('useLogStream of a stream', () => {
  it('shows entries with level and time until done', async () => {
    const job = jobs.add('a').log('one', 'info', 0).log('two', 'warning', 1.25);
    const {result} = read(STREAM);
    await waitFor(() => expect(result.current.logs).toHaveLength(2));
    expect(result.current.logs).toEqual([
      {key: 0, text: 'one', level: 'info', t: '0.0s'},
      {key: 1, text: 'two', level: 'warning', t: '1.3s'},
    ]);
    expect(result.current).toMatchObject({active: true, connection: 'open', error: null});
    job.done();
    await waitFor(() => expect(result.current.active).toBe(false));
    expect(result.current).toMatchObject({connection: 'closed'});
    expect(texts(result.current.logs)).toEqual(['one', 'two']);
    expect(jobs.requests).toHaveLength(1);
  });

  it('shows by formatEvent, which suppresses by null', async () => {
    jobs.add('a').log('one').emit('cache_hit').emit('chunk', {n: 1}).emit('row', {n: 2});
    const formatEvent = makeFormatEvent({row: event => `Row ${event.n}`, log: null});
    const {result} = read(STREAM, {formatEvent});
    await waitFor(() => expect(texts(result.current.logs)).toEqual(['Found in the cache', 'Row 2']));
  });

  it('leaves out events without a message', async () => {
    jobs.add('a').progress(1, 2).log('one').progress(2, 2).log('two');
    const {result} = read(STREAM);
    await waitFor(() => expect(texts(result.current.logs)).toEqual(['one', 'two']));
  });

  it('shows the seconds since it began for an event without a time', async () => {
    const clock = vi.spyOn(performance, 'now').mockReturnValue(5000);
    const job = jobs.add('a');
    const {result} = read(STREAM);
    await waitFor(() => expect(job.connections).toBe(1));
    clock.mockReturnValue(6200);
    job.emit('log', {message: 'when?', t: undefined});
    await waitFor(() => expect(result.current.logs).toHaveLength(1));
    expect(result.current.logs[0].t).toBe('1.2s');
  });

  it('resumes by the id of the last event', async () => {
    const job = jobs.add('a').log('one');
    const {result} = read(STREAM);
    await waitFor(() => expect(result.current.logs).toHaveLength(1));
    job.drop().log('two');
    await waitFor(() => expect(texts(result.current.logs)).toEqual(['one', 'two']));
    expect(jobs.requests.map(request => request.headers['last-event-id'])).toEqual([undefined, 'e1-1']);
  });

  it('shows no error while it tries again', async () => {
    const job = jobs.add('a').log('one');
    const errors = new Set();
    const {result} = renderHook(() => {
      const stream = useLogStream(STREAM);
      errors.add(stream.error);
      return stream;
    });
    await waitFor(() => expect(result.current.logs).toHaveLength(1));
    job.refuse.stream = [503];
    job.drop().log('two');
    await waitFor(() => expect(result.current.logs).toHaveLength(2));
    expect(jobs.requests).toHaveLength(3);
    expect([...errors]).toEqual([null]);
  });

  it('fails for good where there is nothing', async () => {
    const {result} = read('/jobcast/jobs/none/stream');
    await waitFor(() => expect(result.current.connection).toBe('failed'));
    expect(result.current).toMatchObject({active: false, logs: [], error: {status: 404}});
  });

  it('keeps the latest entries, each under its key', async () => {
    const job = jobs.add('a');
    const {result} = read(STREAM, {maxLogs: 3});
    for (let i = 1; i <= 20; i++) {
      job.log(`line ${i}`);
    }
    await waitFor(() => expect(texts(result.current.logs)).toEqual(['line 18', 'line 19', 'line 20']));
    const kept = result.current.logs[2];
    job.log('line 21');
    await waitFor(() => expect(texts(result.current.logs)).toEqual(['line 19', 'line 20', 'line 21']));
    expect(result.current.logs[1]).toBe(kept);
  });

  it('tells of a gap', async () => {
    const job = jobs.add('a').log('one').log('two');
    job.first = 2;
    const {result} = read(STREAM);
    await waitFor(() => expect(result.current.gap).toMatchObject({reason: 'trimmed'}));
    expect(texts(result.current.logs)).toEqual(['two']);
  });

  it('takes the type from inside unnamed events and from beside data that has none', async () => {
    answering(
      'data: {"event":"cache_hit"}\n\nevent: cache_hit\ndata: {"n":1}\n\ndata: plain\ndata: text\n\n' +
        'event: greeting\ndata: "hello"\n\ndata: [1]\n\ndata: {"event":"done"}\n\n',
    );
    const {result} = read('/elsewhere', {formatEvent: makeFormatEvent()});
    await waitFor(() => expect(result.current.active).toBe(false));
    expect(texts(result.current.logs)).toEqual([
      'Found in the cache',
      'Found in the cache',
      'plain\ntext',
      'hello',
      '[1]',
    ]);
  });

  it('shares one connection between components', async () => {
    const job = jobs.add('a').log('one');
    const {result} = renderHook(() => [useLogStream(STREAM), useLogStream(STREAM, {formatEvent: () => 'x'})]);
    await waitFor(() => expect(result.current.map(({logs}) => texts(logs))).toEqual([['one'], ['x']]));
    expect([job.connections, jobs.requests.length]).toEqual([1, 1]);
  });
});

describe('useLogStream by polling', () => {
  const poll = more => read(LOGS, {mode: 'poll', ...more});
  const pass = millis => act(() => vi.advanceTimersByTimeAsync(millis));

  beforeEach(() => vi.useFakeTimers());

  it('asks at once and every 3000 ms, adds only what is new and stops at done', async () => {
    const job = jobs.add('a').log('one');
    const {result} = poll();
    expect(result.current).toMatchObject({active: true, logs: []});
    await pass(50);
    expect(texts(result.current.logs)).toEqual(['one']);
    const [first] = result.current.logs;
    job.log('two');
    await pass(2900);
    expect(jobs.requests).toHaveLength(1);
    await pass(100);
    expect(jobs.requests).toHaveLength(2);
    expect(texts(result.current.logs)).toEqual(['one', 'two']);
    expect(result.current.logs[0]).toBe(first);
    job.log('three').done();
    await pass(3050);
    expect(texts(result.current.logs)).toEqual(['one', 'two', 'three']);
    expect(result.current).toMatchObject({active: false, connection: 'closed'});
    await pass(30_000);
    expect(jobs.requests).toHaveLength(3);
  });

  it('asks in another interval', async () => {
    jobs.add('a');
    poll({interval: 500});
    await pass(2050);
    expect(jobs.requests).toHaveLength(5);
  });

  it('asks once at a time', async () => {
    jobs.add('a');
    const answers = [];
    vi.stubGlobal('fetch', () => new Promise(resolve => answers.push(resolve)));
    poll({interval: 100});
    await pass(5000);
    expect(answers).toHaveLength(1);
    answers[0](Response.json({logs: []}));
    await pass(120);
    expect(answers).toHaveLength(2);
  });

  it('shows the error after three failures in a row and goes on', async () => {
    const job = jobs.add('a').log('one');
    job.refuse.logs = [503, 503, 503];
    const {result} = poll({interval: 100});
    await pass(50);
    expect(result.current).toMatchObject({active: true, error: null, connection: 'waiting'});
    await pass(100);
    expect(result.current.error).toBeNull();
    await pass(100);
    expect(result.current).toMatchObject({active: true, error: {status: 503}, connection: 'waiting'});
    await pass(100);
    expect(result.current).toMatchObject({active: true, error: null, connection: 'open'});
    expect(texts(result.current.logs)).toEqual(['one']);
  });

  it('counts failures in a row only, and a lost network as one', async () => {
    jobs.add('a').refuse.logs = [503];
    const {result} = poll({interval: 100, maxFailures: 2});
    await pass(150);
    expect(result.current.connection).toBe('open');
    server.network.isDown = true;
    await pass(100);
    expect(result.current.error).toBeNull();
    await pass(100);
    expect(result.current.error).toMatchObject({status: 0, message: expect.stringContaining('Failed to fetch')});
  });

  it('fails at once where there is nothing and where the answer is no list', async () => {
    const {result} = read('/jobcast/jobs/none/logs', {mode: 'poll'});
    await pass(50);
    expect(result.current).toMatchObject({active: false, connection: 'failed', error: {status: 404}});
    await pass(10_000);
    expect(jobs.requests).toHaveLength(1);
    answering('{"events":[]}', 'application/json');
    const other = poll();
    await pass(50);
    expect(other.result.current).toMatchObject({active: false, error: {message: expect.stringContaining('no list')}});
  });

  it('waits as long as the server says', async () => {
    let asked = 0;
    vi.stubGlobal('fetch', async () => {
      asked++;
      return new Response(null, {status: 429, headers: {'Retry-After': '7'}});
    });
    poll({interval: 100});
    await pass(6900);
    expect(asked).toBe(1);
    await pass(200);
    expect(asked).toBe(2);
  });

  it('adds each event once when the history of the server loses its beginning', async () => {
    const job = jobs.add('a').log('one').log('two').log('three');
    const {result} = poll({interval: 100});
    await pass(50);
    job.first = 3;
    job.log('four');
    await pass(100);
    expect(texts(result.current.logs)).toEqual(['one', 'two', 'three', 'four']);
    expect(result.current.gap).toBeNull();
    job.log('five').log('six');
    job.first = 6;
    await pass(100);
    expect(texts(result.current.logs)).toEqual(['one', 'two', 'three', 'four', 'six']);
    expect(result.current.gap).toMatchObject({reason: 'trimmed', first: 'e1-6'});
  });

  it('takes a list that has become shorter for that of a server that has begun anew', async () => {
    const job = jobs.add('a').log('one').log('two');
    const {result} = poll({interval: 100});
    await pass(50);
    job.forget();
    job.log('again');
    await pass(100);
    expect(texts(result.current.logs)).toEqual(['one', 'two', 'again']);
    expect(result.current.gap).toMatchObject({reason: 'restarted'});
  });

  it('asks for a token when it is refused', async () => {
    const job = jobs.add('a').log('secret');
    job.token = 't';
    const {result} = poll({token: async () => 't', headers: {'X-Tenant': 'x'}});
    await pass(50);
    expect(texts(result.current.logs)).toEqual(['secret']);
    await pass(3000);
    expect(jobs.requests.map(({headers}) => headers.authorization)).toEqual([undefined, 'Bearer t', 'Bearer t']);
    expect(jobs.requests.every(({headers}) => headers['x-tenant'] === 'x')).toBe(true);
  });

  it('stops when it is unmounted, also while an answer is under way', async () => {
    let signal;
    vi.stubGlobal('fetch', (url, init) => {
      signal = init.signal;
      return new Promise(() => {});
    });
    const {unmount} = poll();
    await pass(50);
    unmount();
    await pass(50);
    expect(signal.aborted).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('asks once in StrictMode and once for two components', async () => {
    jobs.add('a').log('one');
    const options = {mode: 'poll'};
    const {result} = renderHook(() => [useLogStream(LOGS, options), useLogStream(LOGS, options)], {
      wrapper: StrictMode,
    });
    await pass(50);
    expect(result.current.map(({logs}) => texts(logs))).toEqual([['one'], ['one']]);
    expect(jobs.requests).toHaveLength(1);
  });
});

it('polls a stream that is switched to polling from its beginning', async () => {
  jobs.add('a').log('one');
  const {result, rerender} = read(STREAM);
  await waitFor(() => expect(result.current.logs).toHaveLength(1));
  rerender({url: LOGS, options: {mode: 'poll'}});
  expect(result.current.logs).toEqual([]);
  await waitFor(() => expect(texts(result.current.logs)).toEqual(['one']));
  await settled();
});
