import {useCallback, useSyncExternalStore} from 'react';

/**
 * What a store that components share knows now. The store of another key takes over as soon as the key changes.
 *
 * @template S
 * @template {import('./types.js').Store<S>} T
 * @template O
 * @param {import('./shared.js').Shared<T, O>} shared
 * @param {string | null} key null for no store
 * @param {import('react').RefObject<O>} options
 * @param {S} initial the same object at every render: what is known while there is no store, as on a server
 * @returns {S}
 */
export function useShared(shared, key, options, initial) {
  const subscribe = useCallback(
    /** @param {() => void} listener */
    listener => {
      if (key === null) {
        return () => {};
      }
      const {store, release} = shared.acquire(key, () => options.current);
      const unsubscribe = store.subscribe(listener);
      return () => {
        unsubscribe();
        release();
      };
    },
    [shared, key, options],
  );
  const getSnapshot = () => (key === null ? initial : (shared.peek(key)?.getSnapshot() ?? initial));
  return useSyncExternalStore(subscribe, getSnapshot, () => initial);
}
