/**
 * Stores that components share: the first one that needs a key opens its store, the last one that leaves closes it.
 *
 * @typedef {import('./types.js').Store<any>} AnyStore
 */

/**
 * @template {AnyStore} S
 * @template O
 * @typedef {object} Shared
 * @property {(key: string) => S | undefined} peek the open store of a key; opens none, so it may be called in a render
 * @property {(key: string, options: () => O) => Lease<S>} acquire opens the store or joins it
 */

/**
 * @template {AnyStore} S
 * @typedef {object} Lease
 * @property {S} store
 * @property {() => void} release call it once
 */

/**
 * @template {AnyStore} S
 * @template O
 * @param {(key: string, options: () => O) => S} open is given the options of whichever component has been there longest
 * @returns {Shared<S, O>}
 */
export function createShared(open) {
  /** @type {Map<string, {store: S, holders: Set<() => O>}>} */
  const entries = new Map();

  /** @param {string} key @param {() => O} options */
  const opened = (key, options) => {
    const holders = new Set([options]);
    /** @type {O} */
    let latest;
    const current = () => {
      const [first] = holders;
      return (latest = first ? first() : latest);
    };
    const entry = {store: open(key, current), holders};
    entries.set(key, entry);
    return entry;
  };

  /** @param {string} key */
  const closeUnused = key => {
    const entry = entries.get(key);
    if (entry && entry.holders.size === 0) {
      entries.delete(key);
      entry.store.close();
    }
  };

  return {
    peek: key => entries.get(key)?.store,
    acquire(key, options) {
      // Every lease needs an identity of its own, even where two components pass the same function.
      const holder = () => options();
      const entry = entries.get(key) ?? opened(key, holder);
      entry.holders.add(holder);
      return {
        store: entry.store,
        release() {
          entry.holders.delete(holder);
          // Not at once: StrictMode, and a component that takes over from another one, come back within this task.
          setTimeout(closeUnused, 0, key);
        },
      };
    },
  };
}
