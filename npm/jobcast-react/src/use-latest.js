import {useEffect, useRef} from 'react';

/**
 * The value of the latest render that was shown, for code that runs later. Call it before the effects that need it.
 *
 * @template T
 * @param {T} value
 * @returns {import('react').RefObject<T>}
 */
export function useLatest(value) {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
}
