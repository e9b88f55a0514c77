// The id of the story is in the address: whoever opens the same address reads the same story.
const element = id => document.getElementById(id);
const params = new URLSearchParams(location.search);
const SETTLED = { succeeded: 'Told to the end', cancelled: 'Stopped', failed: 'Failed', lost: 'Lost: its server is gone' };

let source = null;
let told = '';

function show(state, telling) {
  element('state').textContent = state;
  element('tell').hidden = telling;
  element('stop').hidden = !telling;
}

function complain(text) {
  element('message').textContent = text;
  element('message').hidden = !text;
}

// What comes again, after the stream had to be read anew, takes the place of what there was.
function append({ at, text }) {
  told = told.slice(0, at) + text;
  element('story').textContent = told;
  element('words').textContent = `${told.split(/\s+/).filter(Boolean).length} words`;
}

// EventSource comes back by itself with the id of the last event, on whatever node answers.
function follow(id) {
  source?.close();
  element('story').replaceChildren();
  told = '';
  show('Connecting', true);
  source = new EventSource(`jobcast/streams/${encodeURIComponent(id)}`);
  source.onopen = () => show('Telling', true);
  source.addEventListener('text', event => append(JSON.parse(event.data)));
  source.addEventListener('done', event => {
    const { state, error } = JSON.parse(event.data);
    source.close();
    show(SETTLED[state] ?? state, false);
    complain(error ? `${error.type}: ${error.message}` : '');
  });
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) {
      show('Not begun', false);
      complain('This story is not known any more.');
    } else {
      show('Reconnecting', true);
    }
  };
}

async function tell() {
  const id = crypto.randomUUID ? crypto.randomUUID() : `story-${Date.now()}-${Math.random().toString(36).slice(2)}`;
  const length = new URLSearchParams();
  for (const name of ['words', 'delayMs']) {
    if (params.has(name)) {
      length.set(name, params.get(name));
    }
  }
  complain('');
  const answer = await fetch(`api/stories/${id}?${length}`, { method: 'POST' });
  if (!answer.ok) {
    complain(`The story could not be begun: ${answer.status}`);
    return;
  }
  params.set('story', id);
  history.replaceState(null, '', `?${params}`);
  follow(id);
}

async function stop() {
  await fetch(`jobcast/streams/${encodeURIComponent(params.get('story'))}/cancel`, { method: 'POST' });
}

element('tell').addEventListener('click', tell);
element('stop').addEventListener('click', stop);
if (params.has('story')) {
  follow(params.get('story'));
}
