/** The page's state is its address: what is shown can be bookmarked, sent, and left by the back button. */

let changed = () => {};

/** The parameters of the address. */
export const params = () => new URLSearchParams(location.search);

/** An address with other parameters; empty ones are left out. */
export function href(values) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== '' && value != null) {
      query.set(name, value);
    }
  }
  const text = query.toString();
  return text ? '?' + text : './';
}

/** Goes there; `replace` leaves no trace in the history, for what is typed letter by letter. */
export function go(address, { replace = false } = {}) {
  if (replace) {
    history.replaceState(null, '', address);
  } else {
    history.pushState(null, '', address);
  }
  changed({ moved: !replace });
}

/** Has `listener` called whenever the address changes. */
export function start(listener) {
  changed = listener;
  window.addEventListener('popstate', () => changed({ moved: true }));
  document.addEventListener('click', event => {
    const link = /** @type {Element} */ (event.target).closest?.('a[data-route]');
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (link && plain && !event.defaultPrevented) {
      event.preventDefault();
      go(link.getAttribute('href'));
    }
  });
  changed({ moved: false });
}
