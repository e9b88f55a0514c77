import {afterEach, beforeEach, expect, vi} from 'vitest';
import {cleanup, configure} from '@testing-library/react';

// What is waited for comes at once, or seconds later on a busy machine.
configure({asyncUtilTimeout: 30_000});

// React reports a missing act(), a mismatch of a hydrated page, a bad key and the like as console errors. A test that
// means to cause one clears the mock.
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});

afterEach(async () => {
  cleanup();
  // What components share is closed a task after the last of them.
  await (vi.isFakeTimers() ? vi.advanceTimersByTimeAsync(0) : new Promise(resolve => setTimeout(resolve)));
  const errors = console.error.mock.calls;
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
  expect(errors).toEqual([]);
});
