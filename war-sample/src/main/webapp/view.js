const MAX_LINES = 2000;
const LEVELS = ['info', 'success', 'warning', 'error'];
const waiting = [];
let lines = 0;

export function element(id) {
  return document.getElementById(id);
}

export function number(value) {
  return Number(value).toLocaleString('en');
}

export function seconds(value) {
  if (value < 1) return 'under 1 s';
  return value < 90 ? `${Math.round(value)} s` : `${Math.round(value / 60)} min`;
}

export function showMessage(text) {
  const message = element('message');
  message.textContent = text;
  message.hidden = text === '';
}

export function clearLog() {
  waiting.length = 0;
  lines = 0;
  element('log').replaceChildren();
  element('log-count').textContent = '';
}

function cell(name, text) {
  const span = document.createElement('span');
  span.className = name;
  span.textContent = text;
  return span;
}

/** Lines are put into the page once per frame, however fast they come. */
export function appendLog(t, level, message) {
  const known = LEVELS.includes(level) ? level : 'info';
  waiting.push({ t, level: known, message });
  if (waiting.length === 1) requestAnimationFrame(flush);
}

function flush() {
  const log = element('log');
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  const rows = waiting.splice(0).map(({ t, level, message }) => {
    const row = document.createElement('li');
    row.className = level;
    row.append(cell('time', t === undefined ? '' : `${t.toFixed(1)} s`), cell('level', level), cell('message', message));
    return row;
  });
  lines += rows.length;
  log.append(...rows);
  while (log.childElementCount > MAX_LINES) log.firstElementChild.remove();
  if (atEnd) log.scrollTop = log.scrollHeight;
  element('log-count').textContent = lines > MAX_LINES
    ? `the last ${number(MAX_LINES)} of ${number(lines)} lines` : `${number(lines)} ${lines === 1 ? 'line' : 'lines'}`;
}
