import {beforeEach, afterEach, describe, expect, it, vi} from 'vitest';
import {createShared} from '../src/shared.js';

describe('stores that components share', () => {
  let opened;
  let shared;

  beforeEach(() => {
    vi.useFakeTimers();
    opened = [];
    shared = createShared((key, options) => {
      const store = {key, options, close: vi.fn()};
      opened.push(store);
      return store;
    });
  });
  afterEach(() => vi.useRealTimers());

  it('opens one store per key', () => {
    const first = shared.acquire('a', () => 1);
    const second = shared.acquire('a', () => 2);
    const other = shared.acquire('b', () => 3);
    expect(first.store).toBe(second.store);
    expect(other.store).not.toBe(first.store);
    expect(opened).toHaveLength(2);
  });

  it('opens nothing when it is only looked at', () => {
    expect(shared.peek('a')).toBeUndefined();
    expect(opened).toHaveLength(0);
  });

  it('closes a store after the last one that needed it', () => {
    const first = shared.acquire('a', () => 1);
    const second = shared.acquire('a', () => 1);
    first.release();
    vi.runAllTimers();
    expect(first.store.close).not.toHaveBeenCalled();
    second.release();
    vi.runAllTimers();
    expect(first.store.close).toHaveBeenCalledOnce();
    expect(shared.peek('a')).toBeUndefined();
  });

  it('keeps a store that is needed again within the same task', () => {
    const first = shared.acquire('a', () => 1);
    first.release();
    const second = shared.acquire('a', () => 1);
    vi.runAllTimers();
    expect(second.store).toBe(first.store);
    expect(first.store.close).not.toHaveBeenCalled();
    second.release();
    vi.runAllTimers();
    expect(first.store.close).toHaveBeenCalledOnce();
  });

  it('opens a new store after the old one was closed', () => {
    const first = shared.acquire('a', () => 1);
    first.release();
    vi.runAllTimers();
    expect(shared.acquire('a', () => 1).store).not.toBe(first.store);
    vi.runAllTimers();
    expect(opened[1].close).not.toHaveBeenCalled();
  });

  it('asks for the options of whoever has been there longest', () => {
    let token = 'old';
    const first = shared.acquire('a', () => token);
    shared.acquire('a', () => 'second');
    expect(opened[0].options()).toBe('old');
    token = 'new';
    expect(opened[0].options()).toBe('new');
    first.release();
    expect(opened[0].options()).toBe('second');
  });
});
