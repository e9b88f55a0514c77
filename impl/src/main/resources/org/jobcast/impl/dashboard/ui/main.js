import { announce, attribute, put, text } from './dom.js';
import { params, start } from './route.js';
import { JobPage } from './job.js';
import { JobsPage } from './jobs.js';
import { isReadOnly } from './server.js';
import { StreamsPage } from './streams.js';

/** The frame of the page: which view is shown, the state of the link to the server, the theme. */

const main = document.getElementById('main');
const link = document.getElementById('link');
let page = null;
let key = '';

const LINKS = { live: 'Live', connecting: 'Connecting', paused: 'Paused', ended: 'Complete', gone: 'Gone', offline: 'Offline, retrying' };

/** What the pages may use of the frame. */
const frame = {
  readOnly: false,
  /** @param {keyof typeof LINKS} state */
  link(state) {
    link.dataset.state = state;
    text(link, LINKS[state]);
  },
  title(value) {
    const title = `${value} · jobcast`;
    if (document.title !== title) {
      document.title = title;
    }
  },
};

function create(query) {
  if (query.get('job')) {
    return new JobPage(query.get('job'), frame);
  }
  return query.get('view') === 'streams' ? new StreamsPage(frame) : new JobsPage(frame);
}

function show({ moved }) {
  const query = params();
  const view = query.get('job') ? 'job' : query.get('view') === 'streams' ? 'streams' : 'jobs';
  const wanted = `${view} ${query.get('job') ?? ''}`;
  if (wanted !== key) {
    key = wanted;
    page?.close();
    page = create(query);
    put(main, page.element);
    for (const item of document.querySelectorAll('nav [data-view]')) {
      const current = item.dataset.view === (view === 'job' ? 'jobs' : view);
      attribute(item, 'aria-current', current ? (view === 'job' ? 'true' : 'page') : null);
    }
    if (moved) {
      scrollTo(0, 0);
      main.focus({ preventScroll: true });
      announce(page.name);
    }
  }
  page.update(query);
}

const THEMES = { system: 'System', light: 'Light', dark: 'Dark' };

function themeButton() {
  const button = document.getElementById('theme');
  const root = document.documentElement;
  const label = () => {
    const theme = root.dataset.theme ?? 'system';
    button.dataset.theme = theme;
    text(button.querySelector('.theme-name'), THEMES[theme]);
    button.setAttribute('aria-label', `Theme: ${THEMES[theme]}`);
  };
  button.addEventListener('click', () => {
    const names = Object.keys(THEMES);
    const next = names[(names.indexOf(root.dataset.theme ?? 'system') + 1) % names.length];
    if (next === 'system') {
      delete root.dataset.theme;
    } else {
      root.dataset.theme = next;
    }
    try {
      localStorage.setItem('jobcast.theme', next);
    } catch {
      // Storage is off: the choice lasts as long as the page.
    }
    label();
  });
  label();
}

/** A slash goes to the search field, as people know it from elsewhere. */
document.addEventListener('keydown', event => {
  const field = /** @type {HTMLElement | null} */ (main.querySelector('input[type=search]'));
  const typing = /** @type {Element} */ (event.target).closest('input, textarea, select, dialog');
  if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && field && !typing) {
    event.preventDefault();
    field.focus();
  }
});

document.addEventListener('visibilitychange', () => page?.visibility?.());

themeButton();
frame.readOnly = await isReadOnly();
start(show);
