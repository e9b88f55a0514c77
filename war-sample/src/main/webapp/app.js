import { appendLog, clearLog, element, number, seconds, showMessage } from './view.js';
import { forgetAll, list, remember, renderRecent } from './recent.js';

const STATES = {
  uploading: 'Uploading', queued: 'Waiting', running: 'Running', cancelling: 'Cancelling',
  succeeded: 'Succeeded', failed: 'Failed', cancelled: 'Cancelled', lost: 'Lost',
};
const TERMINAL = ['succeeded', 'failed', 'cancelled', 'lost'];

let current = null; // { id, name, source, state, samples }
let upload = null;

function jobUri(id, rest = '') {
  return `jobcast/jobs/${encodeURIComponent(id)}${rest}`;
}

function setState(state) {
  const badge = element('state');
  badge.textContent = STATES[state] ?? state;
  badge.className = `badge ${state}`;
  element('cancel').hidden = TERMINAL.includes(state);
  element('cancel').disabled = state === 'cancelling';
  if (current) current.state = state;
}

function showProgress(part, detail, pace) {
  const share = Math.min(1, Math.max(0, part));
  element('bar').value = share;
  element('percent').textContent = `${Math.floor(share * 100)} %`;
  element('detail').textContent = detail;
  element('pace').textContent = pace;
}

function reset(name, state) {
  current?.source?.close();
  current = { id: null, name, source: null, state, samples: [] };
  showMessage('');
  clearLog();
  showProgress(0, '', '');
  element('job').hidden = false;
  element('result').hidden = true;
  element('connection').textContent = '';
  element('job-title').textContent = name;
  setState(state);
}

function pace(event) {
  const samples = current.samples;
  samples.push({ current: event.current, t: event.t });
  while (samples.length > 2 && event.t - samples[0].t > 3) samples.shift();
  const elapsed = event.t - samples[0].t;
  const rate = elapsed > 0 ? (event.current - samples[0].current) / elapsed : event.current / Math.max(event.t, 0.001);
  if (!(rate > 0) || event.current >= event.total) return '';
  return `${number(Math.round(rate))} lines/s · ${seconds((event.total - event.current) / rate)} left`;
}

const handlers = {
  progress(event) {
    const detail = event.message ?? `${number(event.current)} of ${number(event.total)}`;
    showProgress(event.total > 0 ? event.current / event.total : 0, detail, pace(event));
    if (current.state === 'queued') setState('running');
  },
  log(event) {
    appendLog(event.t, event.level, event.message);
    if (current.state === 'queued') setState('running');
  },
  error(event) {
    appendLog(event.t, 'error', event.message);
  },
  cancelling() {
    setState('cancelling');
  },
  gap() {
    appendLog(undefined, 'warning', 'some older lines are not kept any more');
  },
  closing() {
    element('connection').textContent = 'The server is restarting. This page connects again by itself.';
  },
  done(event) {
    finish(event);
  },
};

async function finish(event) {
  const { id, source } = current;
  source?.close();
  setState(event.state);
  element('pace').textContent = '';
  element('connection').textContent = '';
  remember(id, { state: event.state });
  renderRecent(id);
  if (event.error?.message) showMessage(event.error.message);
  if (event.state !== 'succeeded') return;
  element('bar').value = 1;
  element('percent').textContent = '100 %';
  element('detail').textContent = '';
  const response = await fetch(jobUri(id, '/result'), { headers: { Accept: 'application/json' } });
  if (!response.ok || current.id !== id) return;
  const result = await response.json();
  element('result-rows').textContent = number(result.rows);
  element('result-rejected').textContent = number(result.rejected);
  element('result-seconds').textContent = String(result.seconds);
  element('result').hidden = false;
  remember(id, { rows: result.rows, rejected: result.rejected });
  renderRecent(id);
}

/** An EventSource does not tell why it gave up, so ask. */
async function whyClosed(id) {
  const response = await fetch(jobUri(id), { headers: { Accept: 'application/json' } }).catch(() => null);
  if (current?.id !== id) return;
  if (response?.status === 404) {
    element('job').hidden = true;
    showMessage('This import is not known (any more). Imports are kept for a few minutes after their end.');
  } else if (response?.ok) {
    const snapshot = await response.json();
    const state = String(snapshot.state).toLowerCase();
    if (TERMINAL.includes(state)) finish({ state, error: snapshot.error });
  } else {
    element('connection').textContent = 'No connection to the server. Reload the page to try again.';
  }
}

function follow(id, name) {
  if (current?.id === id && current.source) return;
  reset(name, 'queued');
  current.id = id;
  renderRecent(id);
  const source = new EventSource(jobUri(id, '/stream?events=unnamed'));
  current.source = source;
  source.onopen = () => { element('connection').textContent = ''; };
  source.onmessage = (message) => {
    const event = JSON.parse(message.data);
    if (current.source === source) handlers[event.event]?.(event);
  };
  source.onerror = () => {
    if (current.source !== source || TERMINAL.includes(current.state)) return;
    if (source.readyState === EventSource.CLOSED) whyClosed(id);
    else element('connection').textContent = 'Connection lost; connecting again. Nothing is missed.';
  };
}

function started(request, name) {
  let answer = {};
  try {
    answer = JSON.parse(request.responseText);
  } catch { /* not ours; the status says enough */ }
  if (request.status !== 202 || !answer.id) {
    element('job').hidden = true;
    showMessage(answer.detail ?? `The server refused the file (${request.status}).`);
    return;
  }
  remember(answer.id, { name, state: 'running', when: Date.now() });
  current = null;
  location.hash = `job=${answer.id}`;
}

function send(body, name) {
  upload?.abort();
  reset(name, 'uploading');
  history.replaceState(null, '', location.pathname);
  const request = new XMLHttpRequest();
  upload = request;
  request.open('POST', 'api/imports');
  request.setRequestHeader('Content-Type', 'text/csv');
  request.upload.onprogress = (event) => showProgress(event.loaded / Math.max(1, event.total), 'uploaded', '');
  request.onload = () => { upload = null; started(request, name); };
  request.onerror = () => {
    upload = null;
    element('job').hidden = true;
    showMessage('The upload failed: the connection to the server broke.');
  };
  request.onabort = () => setState('cancelled');
  request.send(body);
}

async function generate(event) {
  event.preventDefault();
  const rows = element('rows').value;
  const button = event.target.querySelector('button');
  button.disabled = true;
  try {
    const response = await fetch(`api/sample.csv?rows=${rows}&seed=${Date.now() % 100000}`);
    if (!response.ok) throw new Error(String(response.status));
    send(await response.blob(), `readings-${rows}.csv`);
  } catch (error) {
    showMessage(`The file could not be generated (${error.message}).`);
  } finally {
    button.disabled = false;
  }
}

async function cancel() {
  if (upload) {
    upload.abort();
    upload = null;
    return;
  }
  const response = await fetch(jobUri(current.id, '/cancel'), { method: 'POST' }).catch(() => null);
  if (!response?.ok) showMessage('The import could not be cancelled.');
}

function route() {
  const id = new URLSearchParams(location.hash.slice(1)).get('job');
  if (id) {
    follow(id, list().find((entry) => entry.id === id)?.name ?? 'Import');
  } else {
    current?.source?.close();
    current = null;
    element('job').hidden = true;
    showMessage('');
    renderRecent(null);
  }
}

const drop = element('drop');
element('file').addEventListener('change', (event) => {
  const [file] = event.target.files;
  if (file) send(file, file.name);
  event.target.value = '';
});
['dragover', 'dragleave', 'drop'].forEach((type) => drop.addEventListener(type, (event) => {
  event.preventDefault();
  drop.classList.toggle('over', type === 'dragover');
  const [file] = type === 'drop' ? event.dataTransfer.files : [];
  if (file) send(file, file.name);
}));
element('generate').addEventListener('submit', generate);
element('cancel').addEventListener('click', () => element('confirm').showModal());
element('confirm').addEventListener('close', (event) => {
  if (event.target.returnValue === 'cancel') cancel();
  event.target.returnValue = '';
});
element('forget').addEventListener('click', () => { forgetAll(); renderRecent(current?.id); });
window.addEventListener('hashchange', route);
route();
