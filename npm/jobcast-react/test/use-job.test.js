import {beforeEach, describe, expect, it, vi} from 'vitest';
import {StrictMode, createElement, version} from 'react';
import {act, render, renderHook, screen, waitFor} from '@testing-library/react';
import {LogPanel, useJob} from 'jobcast-react';
import {fakeServer} from './support/fake-fetch.js';

let server;
let jobs;
const streams = id => jobs.requestsTo(`/jobs/${id}/stream`);
const texts = logs => logs.map(entry => entry.text);

beforeEach(() => {
  server = fakeServer();
  jobs = server.jobs;
  vi.stubGlobal('fetch', server.fetch);
});

/** Renders the hook; `result.current` is what it returned last. */
function follow(id, options, {strict = false} = {}) {
  return renderHook(props => useJob(props.id, props.options), {
    initialProps: {id, options},
    wrapper: strict ? StrictMode : undefined,
  });
}

const settled = () => act(() => new Promise(resolve => setTimeout(resolve, 30)));

it('runs on the React that the project is for', ({task}) => {
  expect(`react-${version.split('.')[0]}`).toBe(task.file.projectName);
});

describe('useJob without an id', () => {
  it.each([null, undefined, ''])('is idle and asks nothing for %j', async id => {
    const {result} = follow(id);
    await settled();
    expect(result.current).toMatchObject({id: null, status: null, progress: null, logs: [], events: [], error: null});
    expect(result.current).toMatchObject({connection: 'closed', active: false, isDone: false});
    expect(await result.current.cancel()).toBeNull();
    result.current.reconnect();
    expect(jobs.requests).toEqual([]);
  });

  it('is idle while it is not enabled', async () => {
    jobs.add('a');
    const {result, rerender} = follow('a', {enabled: false});
    await settled();
    expect(result.current).toMatchObject({id: null, connection: 'closed', active: false});
    expect(jobs.requests).toEqual([]);
    rerender({id: 'a', options: {enabled: true}});
    await waitFor(() => expect(result.current.connection).toBe('open'));
  });
});

describe('useJob', () => {
  it('shows progress, log, events, result and the end', async () => {
    const job = jobs.add('a');
    const {result} = follow('a');
    expect(result.current).toMatchObject({id: 'a', status: null, connection: 'connecting', active: true});
    await waitFor(() => expect(job.connections).toBe(1));
    job.progress(1, 4).log('quarter', 'info', 0.25);
    await waitFor(() => expect(result.current.progress).toMatchObject({current: 1, total: 4, percent: 25}));
    expect(result.current).toMatchObject({status: 'running', connection: 'open', active: true, isDone: false});
    expect(result.current.logs).toEqual([{key: 0, text: 'quarter', level: 'info', t: '0.3s'}]);
    job.log('ready', 'success', 1).done('succeeded', {result: {rows: 4}});
    await waitFor(() => expect(result.current.isDone).toBe(true));
    expect(result.current).toMatchObject({status: 'succeeded', result: {rows: 4}, error: null, active: false});
    expect(result.current.connection).toBe('closed');
    expect(result.current.events.map(event => event.event)).toEqual(['progress', 'log', 'log', 'done']);
    expect(result.current.lastEventId).toBe('e1-4');
    expect(streams('a')).toHaveLength(1);
  });

  it('shows why a job has failed', async () => {
    jobs.add('a').done('failed', {error: {type: 'IllegalStateException', message: 'boom'}});
    const {result} = follow('a');
    await waitFor(() => expect(result.current.isDone).toBe(true));
    expect(result.current).toMatchObject({status: 'failed', error: {type: 'IllegalStateException', message: 'boom'}});
    expect(result.current).toMatchObject({result: undefined, active: false});
  });

  it('gives up on a job that does not exist, until it is told to connect again', async () => {
    const {result} = follow('late');
    await waitFor(() => expect(result.current.connection).toBe('failed'));
    expect(result.current).toMatchObject({active: false, isDone: false, error: {status: 404}});
    await settled();
    expect(streams('late')).toHaveLength(1);
    jobs.add('late').log('here');
    act(() => result.current.reconnect());
    await waitFor(() => expect(texts(result.current.logs)).toEqual(['here']));
    expect(result.current).toMatchObject({connection: 'open', error: null, active: true});
  });

  it('resumes after a break without loss or repetition', async () => {
    const job = jobs.add('a').log('one').log('two');
    const {result} = follow('a');
    await waitFor(() => expect(result.current.logs).toHaveLength(2));
    job.drop().log('three').log('four');
    await waitFor(() => expect(texts(result.current.logs)).toEqual(['one', 'two', 'three', 'four']));
    expect(streams('a').map(request => request.headers['last-event-id'])).toEqual([undefined, 'e1-2']);
  });

  it('tells of a gap', async () => {
    const job = jobs.add('a').log('one').log('two').log('three');
    job.first = 3;
    const {result} = follow('a');
    await waitFor(() => expect(texts(result.current.logs)).toEqual(['three']));
    expect(result.current.gap).toMatchObject({reason: 'trimmed', first: 'e1-3'});
  });

  it('makes the log of all events with formatEvent', async () => {
    jobs.add('a').emit('row', {n: 1, t: 0.5}).log('hidden').emit('error', {message: 'bad', t: 2});
    const formatEvent = event => ({row: `row ${event.n}`, error: event.message})[event.event];
    const {result} = follow('a', {formatEvent});
    await waitFor(() => expect(result.current.logs).toHaveLength(2));
    expect(result.current.logs.map(({text, level, t}) => [text, level, t])).toEqual([
      ['row 1', 'info', '0.5s'],
      ['bad', 'error', '2.0s'],
    ]);
  });

  it('keeps what it returns while nothing changes', async () => {
    jobs.add('a').log('one');
    const {result, rerender} = follow('a', {formatEvent: event => event.message});
    await waitFor(() => expect(result.current.logs).toHaveLength(1));
    const before = result.current;
    rerender({id: 'a', options: {formatEvent: event => event.message}});
    expect(result.current).toBe(before);
  });

  it('renders once for events that come together', async () => {
    const job = jobs.add('a');
    let renders = 0;
    const {result} = renderHook(() => {
      renders++;
      return useJob('a', {maxEvents: 100});
    });
    await waitFor(() => expect(job.connections).toBe(1));
    renders = 0;
    act(() => {
      for (let i = 1; i <= 1000; i++) {
        job.progress(i, 1000);
      }
    });
    await waitFor(() => expect(result.current.progress?.current).toBe(1000));
    expect(renders).toBeLessThan(20);
    expect(result.current.events).toHaveLength(100);
  });

  it('shows a log of whatever a hostile job sends', async () => {
    const job = jobs.add('a').log('<b>x</b>').log({$$typeof: 'x'}, '<i>').emit('toString', {message: 'm'});
    const View = () => {
      const {logs, active, progress} = useJob('a');
      return createElement('div', {title: String(progress?.current)}, createElement(LogPanel, {logs, active}));
    };
    const {container} = render(createElement(View));
    await waitFor(() => expect(screen.getByRole('log').textContent).toContain('<b>x</b>'));
    job.emit('progress', {current: {a: 1}, total: 'x'});
    await settled();
    expect(container.querySelector('b, i')).toBeNull();
  });
});

describe.each([false, true])('with StrictMode %j, useJob', strict => {
  it('follows nothing, then a job, then another one with an empty log, over one connection each', async () => {
    const [first, second] = [jobs.add('first').log('of the first'), jobs.add('second').log('of the second')];
    const {result, rerender, unmount} = follow(null, undefined, {strict});
    expect(result.current).toMatchObject({id: null, logs: [], active: false});

    rerender({id: 'first'});
    expect(result.current).toMatchObject({id: 'first', logs: [], active: true, connection: 'connecting'});
    await waitFor(() => expect(texts(result.current.logs)).toEqual(['of the first']));

    rerender({id: 'second'});
    expect(result.current).toMatchObject({id: 'second', logs: [], events: [], active: true});
    await waitFor(() => expect(texts(result.current.logs)).toEqual(['of the second']));
    expect([first.connections, second.connections]).toEqual([0, 1]);

    rerender({id: null});
    expect(result.current).toMatchObject({id: null, logs: [], active: false});
    await waitFor(() => expect(second.connections).toBe(0));
    unmount();
    await settled();
    expect([streams('first').length, streams('second').length]).toEqual([1, 1]);
  });

  it('makes one request when it is mounted, closes it when it is unmounted and never cancels', async () => {
    const job = jobs.add('a');
    const {unmount} = follow('a', undefined, {strict});
    await waitFor(() => expect(job.connections).toBe(1));
    await settled();
    expect(streams('a')).toHaveLength(1);
    unmount();
    await waitFor(() => expect(job.connections).toBe(0));
    expect(jobs.requestsTo('/cancel')).toEqual([]);
  });

  it('calls back once for each thing that happens', async () => {
    const callbacks = {onEvent: vi.fn(), onGap: vi.fn(), onError: vi.fn(), onDone: vi.fn()};
    const job = jobs.add('a').log('one').log('two');
    job.first = 2;
    const {result} = follow('a', callbacks, {strict});
    await waitFor(() => expect(result.current.logs).toHaveLength(1));
    job.drop().log('three');
    await waitFor(() => expect(result.current.logs).toHaveLength(2));
    job.done('failed', {error: {type: 'X', message: 'boom'}});
    await waitFor(() => expect(callbacks.onDone).toHaveBeenCalled());
    expect(callbacks.onEvent.mock.calls.map(([event]) => event.message ?? event.event)).toEqual([
      'gap',
      'two',
      'three',
      'done',
    ]);
    expect(callbacks.onGap.mock.calls).toEqual([[expect.objectContaining({reason: 'trimmed'})]]);
    expect(callbacks.onError.mock.calls).toEqual([[{type: 'X', message: 'boom'}]]);
    expect(callbacks.onDone).toHaveBeenCalledOnce();
    expect(callbacks.onDone.mock.calls[0][0]).toMatchObject({id: 'a', status: 'failed'});
  });
});

describe('components that follow the same job', () => {
  function Reader({id, options, name}) {
    const {logs, active} = useJob(id, options);
    return createElement(LogPanel, {logs, active, label: name});
  }
  const reader = (name, options) => createElement(Reader, {key: name, id: 'a', name, options});
  const shown = name => screen.getByRole('log', {name}).textContent;

  it('share one connection, which stays until the last has left', async () => {
    const job = jobs.add('a').log('one');
    const {rerender, unmount} = render(createElement('div', null, reader('A'), reader('B')));
    await waitFor(() => expect(shown('B')).toContain('one'));
    expect(shown('A')).toBe(shown('B'));

    rerender(createElement('div', null, reader('B'), reader('C')));
    expect(shown('C')).toBe(shown('B'));
    await settled();
    expect([job.connections, streams('a').length]).toEqual([1, 1]);
    unmount();
    await waitFor(() => expect(job.connections).toBe(0));
  });

  it('hand the connection over when one takes the place of the other', async () => {
    const job = jobs.add('a').log('one');
    const {rerender} = render(reader('A'));
    await waitFor(() => expect(shown('A')).toContain('one'));
    rerender(reader('B'));
    await settled();
    expect(shown('B')).toContain('one');
    expect([job.connections, streams('a').length]).toEqual([1, 1]);
  });

  it('are each told of every event, also those that were there before them', async () => {
    const job = jobs.add('a').log('one');
    const [early, late] = [vi.fn(), vi.fn()];
    const {rerender} = render(createElement('div', null, reader('A', {onEvent: early})));
    await waitFor(() => expect(shown('A')).toContain('one'));
    rerender(createElement('div', null, reader('A', {onEvent: early}), reader('B', {onEvent: late})));
    job.log('two');
    await waitFor(() => expect(shown('B')).toContain('two'));
    const told = [early, late].map(callback => callback.mock.calls.map(([event]) => event.message));
    expect(told).toEqual([
      ['one', 'two'],
      ['one', 'two'],
    ]);
  });

  it('do not share with those that look at another base', async () => {
    jobs.add('a');
    render(createElement('div', null, reader('A'), reader('B', {base: '/other'})));
    await waitFor(() => expect(jobs.requests).toHaveLength(2));
    expect(jobs.requests.map(request => request.path)).toEqual(['/jobcast/jobs/a/stream', '/other/jobs/a/stream']);
  });
});

describe('what useJob sends', () => {
  it('cancels by a request, also as a click handler', async () => {
    jobs.add('a');
    const {result} = follow('a');
    await waitFor(() => expect(result.current.connection).toBe('open'));
    expect(await result.current.cancel('no longer needed')).toEqual({cancelled: 'a', outcome: 'REQUESTED'});
    await result.current.cancel({type: 'click'});
    expect(jobs.requestsTo('/cancel').map(({method, query}) => [method, query.get('reason')])).toEqual([
      ['POST', 'no longer needed'],
      ['POST', null],
    ]);
  });

  it('rejects when the server refuses to cancel', async () => {
    jobs.add('a').refuse.cancel = [403];
    const {result} = follow('a');
    await expect(result.current.cancel()).rejects.toMatchObject({status: 403});
  });

  it('asks for a token as the latest render has it', async () => {
    const job = jobs.add('a').log('secret');
    job.token = 'new';
    const {result, rerender} = follow('a', {token: () => 'old'});
    rerender({id: 'a', options: {token: () => 'new'}});
    await waitFor(() => expect(texts(result.current.logs)).toEqual(['secret']));
    expect(streams('a').map(request => request.headers.authorization)).toEqual([undefined, 'Bearer new']);
  });

  it('sends headers of its own', async () => {
    jobs.add('a');
    const {result} = follow('a', {headers: {'X-Tenant': 't1'}});
    await waitFor(() => expect(result.current.connection).toBe('open'));
    expect(streams('a')[0].headers['x-tenant']).toBe('t1');
  });
});
