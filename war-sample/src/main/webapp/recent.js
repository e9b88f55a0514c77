import { element, number } from './view.js';

const KEY = 'jobcast-sample.imports';
const MAX = 6;

/** The imports that this browser started, newest first; none if the browser keeps nothing. */
export function list() {
  try {
    const entries = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(entries) ? entries.filter((entry) => typeof entry?.id === 'string') : [];
  } catch {
    return [];
  }
}

function store(entries) {
  try {
    localStorage.setItem(KEY, JSON.stringify(entries.slice(0, MAX)));
  } catch { /* private mode or full: the list is a convenience */ }
}

/** Adds an import, or changes one that is known; those of other browsers are not added. */
export function remember(id, change) {
  const entries = list();
  const known = entries.find((entry) => entry.id === id);
  if (known) Object.assign(known, change);
  else if (change.name) entries.unshift({ id, ...change });
  store(entries);
}

export function forgetAll() {
  store([]);
}

export function renderRecent(currentId) {
  const entries = list();
  element('recent').hidden = entries.length === 0;
  element('recent-list').replaceChildren(...entries.map((entry) => {
    const link = document.createElement('a');
    link.href = `#job=${encodeURIComponent(entry.id)}`;
    if (entry.id === currentId) link.setAttribute('aria-current', 'true');
    const name = document.createElement('span');
    name.className = 'name';
    name.textContent = entry.name ?? 'Import';
    const facts = document.createElement('span');
    facts.className = 'quiet';
    const rows = entry.rows === undefined ? '' : ` · ${number(entry.rows)} rows`;
    facts.textContent = `${entry.state ?? ''}${rows} · ${new Date(entry.when ?? 0).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' })}`;
    link.append(name, facts);
    const item = document.createElement('li');
    item.append(link);
    return item;
  }));
}
