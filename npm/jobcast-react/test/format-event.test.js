import {describe, expect, it, vi} from 'vitest';
import {createElement} from 'react';
import {BASE_EVENT_LABELS, makeFormatEvent} from 'jobcast-react';
import {createLogFormatter} from '../src/log-entries.js';

const record = (data, elapsed) => ({data, elapsed});
const logFormatter = () => createLogFormatter(item => item);

describe('makeFormatEvent', () => {
  it('shows the label of an event that has one and the message of any other', () => {
    const format = makeFormatEvent();
    expect(format({event: 'cache_hit', message: 'ignored'})).toBe('Found in the cache');
    expect(format({event: 'log', message: 'hello'})).toBe('hello');
    expect(format({event: 'log', message: ''})).toBe('');
  });

  it('shows nothing for an event without label and message', () => {
    expect(makeFormatEvent()({event: 'chunk', n: 1})).toBeNull();
  });

  it('labels the ten events that long-running work commonly has', () => {
    expect(Object.keys(BASE_EVENT_LABELS)).toEqual([
      'page_loaded',
      'batch_started',
      'loading_strategy',
      'llm_started',
      'llm_done',
      'cache_hit',
      'search_started',
      'search_done',
      'browser_ready',
      'retry',
    ]);
    const format = makeFormatEvent();
    for (const event of Object.keys(BASE_EVENT_LABELS)) {
      expect(format({event})).toMatch(/^[A-Z].*[a-z]$/);
    }
  });

  it('says what the event adds', () => {
    const format = makeFormatEvent();
    expect(format({event: 'loading_strategy', strategy: 'lazy'})).toBe('Loading strategy: lazy');
    expect(format({event: 'retry', attempt: 2})).toBe('Retry 2');
    expect(format({event: 'retry', attempt: 2, attempts: 4, message: 'boom'})).toBe('Retry 2 of 4: boom');
  });

  it('prefers overrides, as text, as a function, and null to hide', () => {
    const format = makeFormatEvent({
      cache_hit: 'Cached',
      row: event => `row ${event.n}`,
      log: null,
      empty: () => undefined,
    });
    expect(format({event: 'cache_hit'})).toBe('Cached');
    expect(format({event: 'row', n: 7})).toBe('row 7');
    expect(format({event: 'log', message: 'hidden'})).toBeNull();
    expect(format({event: 'empty'})).toBeNull();
    expect(format({event: 'llm_done'})).toBe('Model finished');
  });

  it('takes no member of Object.prototype for a label', () => {
    const format = makeFormatEvent();
    for (const event of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      expect(format({event, message: 'plain'})).toBe('plain');
    }
  });
});

describe('what a log shows', () => {
  const message = event => event.message ?? null;

  it('shows text, level and time', () => {
    const format = logFormatter();
    expect(format([record({event: 'log', message: 'a', level: 'success', t: 1.25})], message)).toEqual([
      {key: 0, text: 'a', level: 'success', t: '1.3s'},
    ]);
  });

  it('shows the time since the client began where the event has none', () => {
    const [entry] = logFormatter()([record({event: 'log', message: 'a'}, 1.2)], message);
    expect(entry.t).toBe('1.2s');
  });

  it('shows t of zero as it is', () => {
    const [entry] = logFormatter()([record({event: 'log', message: 'a', t: 0}, 9)], message);
    expect(entry.t).toBe('0.0s');
  });

  it('leaves out what is formatted to null or undefined and keeps the empty text', () => {
    const format = logFormatter();
    const records = ['a', null, undefined, ''].map(message => record({message}));
    expect(format(records, event => event.message).map(entry => entry.text)).toEqual(['a', '']);
  });

  it('knows the levels of events that carry none', () => {
    const format = logFormatter();
    const events = ['log', 'error', 'retry', 'gap', 'cancelled'].map(event => record({event}));
    expect(format(events, event => event.event).map(entry => entry.level)).toEqual([
      'info',
      'error',
      'warning',
      'warning',
      'warning',
    ]);
  });

  it('keeps the list and its entries while the texts stay the same', () => {
    const format = logFormatter();
    const records = [record({message: 'a'}), record({message: 'b'})];
    const before = format(records, event => event.message);
    expect(format([...records], event => `${event.message}`)).toBe(before);
    const after = format([...records, record({message: 'c'})], message);
    expect(after).not.toBe(before);
    expect(after[0]).toBe(before[0]);
  });

  it('formats each event once with the same function', () => {
    const format = logFormatter();
    const records = [record({message: 'a'}), record({message: null})];
    const by = vi.fn(event => event.message);
    format(records, by);
    format([...records], by);
    expect(by).toHaveBeenCalledTimes(2);
  });

  it('formats anew with another function', () => {
    const format = logFormatter();
    const records = [record({message: 'a'})];
    format(records, message);
    expect(format(records, event => event.message.toUpperCase())[0].text).toBe('A');
  });

  it('makes text of whatever a server sends as a message', () => {
    const texts = logFormatter()(
      [{a: 1}, [1, 2], 7, true].map(value => record({message: value})),
      message,
    ).map(entry => entry.text);
    expect(texts).toEqual(['{"a":1}', '[1,2]', '7', 'true']);
  });

  it('lets a formatter return an element', () => {
    const [entry] = logFormatter()([record({event: 'x'})], () => createElement('b', null, 'bold'));
    expect(entry.text.type).toBe('b');
  });

  it('shows the message of an event on which the formatter fails, and logs why', () => {
    const [entry] = logFormatter()([record({event: 'x', message: 'still here'})], event => event.no.such);
    expect(entry.text).toBe('still here');
    expect(console.error).toHaveBeenCalledOnce();
    console.error.mockClear();
  });
});
