import assert from 'node:assert/strict';
import {afterEach, test} from 'node:test';
import {connect} from '../jobcast.js';
import {event, json, serve, state, stream} from './server.js';

const open = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function server(answer) {
  const made = await serve(answer);
  open.push(made);
  return made;
}

function follow(url, options = {}) {
  const connection = connect(url, {retry: {min: 10, max: 50}, ...options});
  open.unshift(connection);
  const seen = [];
  connection.addEventListener('event', ({detail}) => seen.push(`${detail.lastEventId} ${detail.type}`));
  return Object.assign(connection, {seen});
}

test('a connection that breaks goes on after the last event; nothing is lost or doubled', async () => {
  const {base, requests} = await server(({headers}, response) => {
    const after = Number(headers['last-event-id']?.split('-')[1] ?? 0);
    let text = '';
    for (let seq = after + 1; seq <= Math.min(after + 3, 10); seq++) {
      text += event(`7-${seq}`, seq === 10 ? 'done' : 'row', {seq});
    }
    // The end of each answer is cut off within an event.
    stream(response, text + 'id: 7-99\nevent: row\ndata: {"cut"').end();
  });
  const connection = follow(`${base}/jobs/a/stream`);
  await state(connection, 'closed');

  assert.deepEqual(connection.seen, [1, 2, 3, 4, 5, 6, 7, 8, 9].map(n => `7-${n} row`).concat('7-10 done'));
  assert.deepEqual(requests.map(({headers}) => headers['last-event-id']), [undefined, '7-3', '7-6', '7-9']);
  assert.equal(requests[0].headers.accept, 'text/event-stream');
  assert.equal(connection.lastEventId, '7-10');
});

test('a socket that is destroyed in the middle is a broken connection', async () => {
  const {base, requests} = await server(({n}, response) => {
    if (n === 1) stream(response, event('1-1', 'row')).write('id: 1-2\n', () => response.destroy());
    else stream(response, event('1-2', 'row') + event('1-3', 'done'));
  });
  const connection = follow(`${base}/jobs/a/stream`);
  await state(connection, 'closed');

  assert.deepEqual(connection.seen, ['1-1 row', '1-2 row', '1-3 done']);
  assert.equal(requests[1].headers['last-event-id'], '1-1');
});

test('the id outlives a gap event, which has none', async () => {
  const {base, requests} = await server(({n}, response) => {
    if (n === 1) stream(response, event('1-1', 'row')).end();
    else if (n === 2) stream(response, 'event: gap\ndata: {"event":"gap"}\n\n').end();
    else stream(response, event('1-9', 'done'));
  });
  const connection = follow(`${base}/jobs/a/stream`);
  let gaps = 0;
  connection.addEventListener('gap', () => gaps++);
  await state(connection, 'closed');

  assert.equal(requests[2].headers['last-event-id'], '1-1');
  assert.equal(gaps, 1);
});

test('204 ends it', async () => {
  const {base, requests} = await server((request, response) => response.writeHead(204).end());
  const connection = follow(`${base}/jobs/a/stream`, {lastEventId: '3-4'});
  await state(connection, 'closed');

  assert.equal(requests.length, 1);
  assert.equal(requests[0].headers['last-event-id'], '3-4');
  assert.equal(connection.error, null);
});

for (const status of [400, 403, 404, 405, 410]) {
  test(`${status} fails at once`, async () => {
    const {base, requests} = await server((request, response) => json(response, {detail: 'No such job.'}, status));
    const connection = follow(`${base}/jobs/a/stream`);
    await state(connection, 'failed', 'waiting');

    assert.equal(connection.state, 'failed');
    assert.equal(requests.length, 1);
    assert.equal(connection.error.status, status);
    assert.match(connection.error.message, /No such job/);
  });
}

test('what is no event stream fails at once', async () => {
  const {base} = await server((request, response) => response.writeHead(200, {'Content-Type': 'text/html'}).end('<p>'));
  const connection = follow(`${base}/jobs/a/stream`);
  await state(connection, 'failed', 'waiting');

  assert.equal(connection.state, 'failed');
});

test('401 asks for a token once, and uses it from then on', async () => {
  const {base, requests} = await server(({n, headers}, response) => {
    if (headers.authorization !== 'Bearer new') response.writeHead(401).end();
    else stream(response, event(`1-${n}`, n < 3 ? 'row' : 'done')).end();
  });
  let asked = 0;
  const connection = follow(`${base}/jobs/a/stream`, {
    headers: {authorization: 'Bearer old', 'X-Mine': 'yes'},
    token: async () => (asked++, 'new'),
  });
  await state(connection, 'closed', 'failed');

  assert.equal(connection.state, 'closed');
  assert.equal(asked, 1);
  assert.deepEqual(requests.map(({headers}) => headers.authorization), ['Bearer old', 'Bearer new', 'Bearer new']);
  assert.ok(requests.every(({headers}) => headers['x-mine'] === 'yes'));
});

test('a token that is refused too fails', async () => {
  const {base, requests} = await server((request, response) => response.writeHead(401).end());
  const connection = follow(`${base}/jobs/a/stream`, {token: () => 'wrong'});
  await state(connection, 'failed', 'waiting');

  assert.equal(connection.error.status, 401);
  assert.equal(requests.length, 2);
});

test('without a token it fails, however the token fails', async () => {
  const {base, requests} = await server((request, response) => response.writeHead(401).end());
  const connection = follow(`${base}/jobs/a/stream`, {
    token: () => {
      throw new Error('not signed in');
    },
  });
  await state(connection, 'failed', 'waiting');

  assert.equal(connection.state, 'failed');
  assert.equal(connection.error.cause.message, 'not signed in');
  assert.equal(requests.length, 1);
});

test('Retry-After is obeyed', async () => {
  const {base, requests} = await server(({n}, response) => {
    if (n === 1) response.writeHead(503, {'Retry-After': '1'}).end();
    else stream(response, event('1-1', 'done'));
  });
  const connection = follow(`${base}/jobs/a/stream`, {poll: 'never'});
  await state(connection, 'closed');

  assert.ok(requests[1].at - requests[0].at >= 990);
});

test('the hint of the server wins over the shortest wait of the client', async () => {
  const {base, requests} = await server(({n}, response) => stream(response, event('1-1', n < 3 ? 'row' : 'done')).end());
  const connection = follow(`${base}/jobs/a/stream`, {retry: {min: 60_000, max: 60_000}});
  await state(connection, 'closed');

  assert.equal(requests.length, 3);
});

test('after a closing event it comes back as the server says, though the answer goes on', async () => {
  const closing = 'event: closing\ndata: {"event":"closing","retry":150}\n\n';
  const {base, requests} = await server(({n}, response) => {
    stream(response, n === 1 ? event('1-1', 'row') + closing : event('1-2', 'done'));
  });
  const connection = follow(`${base}/jobs/a/stream`);
  await state(connection, 'waiting');
  await requests[0].gone;
  await state(connection, 'closed');

  assert.ok(requests[1].at - requests[0].at >= 145);
  assert.equal(requests[1].headers['last-event-id'], '1-1');
});

test('waits between failures grow, vary, and stay below the longest', async t => {
  const {base, requests} = await server(({n}, response) => {
    if (n < 9) response.writeHead(502).end();
    else stream(response, event('1-1', 'done'));
  });
  const asked = [];
  const real = setTimeout;
  // What it wants to wait, which a busy machine makes longer; nobody else here sets timers between these two.
  t.mock.method(globalThis, 'setTimeout', (action, millis, ...more) => {
    if (millis >= 20 && millis < 400) asked.push(millis);
    return real(action, millis, ...more);
  });
  const connection = follow(`${base}/jobs/a/stream`, {poll: 'never', retry: {min: 20, max: 120}, timeout: {open: 0, idle: 0}});
  await state(connection, 'closed');
  const waits = requests.slice(1).map(({at}, i) => at - requests[i].at);

  assert.equal(asked.length, 8, String(asked));
  assert.ok(asked.every(wait => wait <= 120), String(asked));
  assert.ok(waits.every((wait, i) => wait >= asked[i] - 2), `${waits} for ${asked}`);
  assert.ok(new Set(asked.map(Math.round)).size > 2, String(asked));
});

test('a redirect is followed', async () => {
  const {base} = await server(({path}, response) => {
    if (path === '/jobs/a/stream') response.writeHead(307, {Location: '/elsewhere'}).end();
    else stream(response, event('1-1', 'done'));
  });
  const connection = follow(`${base}/jobs/a/stream`);
  await state(connection, 'closed');

  assert.deepEqual(connection.seen, ['1-1 done']);
});

test('an answer that never begins is given up', async () => {
  const {base, requests} = await server(({n}, response) => {
    if (n > 1) stream(response, event('1-1', 'done'));
  });
  // Long enough for the second answer to begin on a busy machine.
  const connection = follow(`${base}/jobs/a/stream`, {timeout: {open: 3000}});
  await state(connection, 'closed');

  assert.equal(requests.length, 2);
});

test('a stream that falls silent is given up, one with comments is not', async () => {
  let comments;
  const {base, requests} = await server(({n}, response) => {
    if (n === 1) {
      stream(response, event('1-1', 'row'));
      let left = 8;
      comments = setInterval(() => (left-- > 0 ? response.write(': keep-alive\n\n') : clearInterval(comments)), 500);
    } else stream(response, event('1-2', 'done'));
  });
  // So much longer than the pause between two comments that a busy machine does not make it look like silence.
  const connection = follow(`${base}/jobs/a/stream`, {timeout: {idle: 3000}});
  await state(connection, 'closed');

  assert.equal(requests.length, 2);
  assert.ok(requests[1].at - requests[0].at >= 4000);
});

test('after three failures it polls, and ends with the job', async () => {
  const events = [1, 2, 3, 4].map(seq => ({event: seq === 4 ? 'done' : 'row', seq}));
  const {base, requests} = await server(({path, url}, response) => {
    if (path.endsWith('/stream')) return response.destroy();
    const after = Number(new URL(url, base).searchParams.get('after'));
    const page = events.slice(after, after + 2);
    json(response, {events: page, last: after + page.length, done: after + page.length === 4});
  });
  const connection = follow(`${base}/jobs/a/stream`, {pollInterval: 10});
  await state(connection, 'closed', 'failed');

  assert.deepEqual(connection.seen, [' row', ' row', ' row', ' done']);
  const urls = requests.map(({url}) => url);
  assert.deepEqual(urls, [
    '/jobs/a/stream', '/jobs/a/stream', '/jobs/a/stream',
    '/jobs/a/events?after=0&wait=20', '/jobs/a/events?after=2&wait=20',
  ]);
});

test('polling begins where the stream broke off', async () => {
  const {base, requests} = await server(({n, path}, response) => {
    if (n === 1) stream(response, event('7-5', 'row')).end();
    else if (path.endsWith('/stream')) response.destroy();
    else json(response, {events: [{event: 'row'}, {event: 'done'}], last: 7, done: true});
  });
  const connection = follow(`${base}/jobs/a/stream`);
  await state(connection, 'closed');

  assert.match(requests.at(-1).url, /after=5&/);
  assert.equal(connection.lastEventId, '7-7');
});

test('it polls from the beginning where it is told to, and never where it is told not to', async () => {
  const {base, requests} = await server(({path}, response) => {
    if (path.endsWith('/stream')) response.destroy();
    else json(response, {events: [{event: 'done'}], last: 1, done: true});
  });
  await state(follow(`${base}/jobs/a/stream`, {poll: 'always'}), 'closed');
  assert.equal(requests.length, 1);

  const never = follow(`${base}/jobs/a/stream`, {poll: 'never'});
  for (let i = 0; i < 6; i++) {
    await state(never, 'connecting');
    await state(never, 'waiting');
  }
  assert.ok(requests.slice(1).every(({url}) => url === '/jobs/a/stream'));
});

test('a poll that fails goes back to the stream, and a 404 fails', async () => {
  const {base, requests} = await server(({n, path}, response) => {
    if (path.endsWith('/stream') && n < 5) response.destroy();
    else response.writeHead(n === 4 ? 500 : 404).end();
  });
  const connection = follow(`${base}/jobs/a/stream`);
  await state(connection, 'failed');

  assert.deepEqual(requests.map(({url}) => url.split('?')[0].split('/').at(-1)),
    ['stream', 'stream', 'stream', 'events', 'stream']);
});

test('nothing comes after close, not even what has arrived already', async () => {
  const {base, requests} = await server((request, response) => {
    stream(response, event('1-1', 'row') + event('1-2', 'row') + event('1-3', 'row'));
  });
  const connection = follow(`${base}/jobs/a/stream`);
  connection.addEventListener('row', ({lastEventId}) => lastEventId === '1-2' && connection.close());
  await state(connection, 'closed');
  await requests[0].gone;

  assert.deepEqual(connection.seen.filter(line => line.includes('1-3')), []);
  assert.equal(connection.lastEventId, '1-2');
});

test('a signal closes it, also one that has been given already', async () => {
  const {base, requests} = await server((request, response) => stream(response, event('1-1', 'row')));
  const control = new AbortController();
  const connection = follow(`${base}/jobs/a/stream`, {signal: control.signal});
  await state(connection, 'open');
  control.abort();

  assert.equal(connection.state, 'closed');
  await requests[0].gone;
  assert.equal(follow(`${base}/jobs/a/stream`, {signal: AbortSignal.abort()}).state, 'closed');
  await new Promise(setImmediate);
  assert.equal(requests.length, 1);
});

test('a connection that is closed before it began asks for nothing', async () => {
  const {base, requests} = await server((request, response) => stream(response));
  follow(`${base}/jobs/a/stream`).close();
  await new Promise(setImmediate);

  assert.equal(requests.length, 0);
});

test('reconnect works in every state and makes no second connection', async () => {
  let found = false;
  const {base, requests} = await server(({headers}, response) => {
    if (!found) response.writeHead(404).end();
    else stream(response, headers['last-event-id'] ? '' : event('1-1', 'row'));
  });
  const connection = follow(`${base}/jobs/a/stream`);
  await state(connection, 'failed');
  found = true;
  connection.reconnect();
  await state(connection, 'open');
  assert.equal(connection.error, null);
  for (let i = 0; i < 5; i++) connection.reconnect();
  await state(connection, 'connecting');
  await state(connection, 'open');
  connection.close();
  connection.reconnect();
  await state(connection, 'open');
  connection.close();
  for (const {gone} of requests) await gone;

  assert.deepEqual(connection.seen, ['1-1 row']);
});

test('waiting ends when the network is back', async () => {
  const listeners = {};
  globalThis.addEventListener = (type, listener) => (listeners[type] = listener);
  const fresh = await import('../jobcast.js?online');
  delete globalThis.addEventListener;
  const {base, requests} = await server(({n}, response) => {
    if (n === 1) response.destroy();
    else stream(response, event('1-1', 'done'));
  });
  const connection = fresh.connect(`${base}/jobs/a/stream`, {retry: {min: 60_000, max: 60_000}});
  await state(connection, 'waiting');
  listeners.online();
  await state(connection, 'closed');

  assert.equal(requests.length, 2);
});

test('an event of the server cannot pass for one of the connection', async () => {
  const {base} = await server((request, response) => {
    stream(response, event('1-1', 'state') + event('1-2', 'event') + event('1-3', 'done'));
  });
  const connection = follow(`${base}/jobs/a/stream`);
  const states = [];
  connection.addEventListener('state', ({constructor}) => states.push(constructor.name));
  await state(connection, 'closed');

  assert.ok(states.every(name => name === 'Event'), String(states));
  assert.deepEqual(connection.seen, ['1-1 state', '1-2 event', '1-3 done']);
});

test('a channel has no last event unless it is told which', async () => {
  const {base, requests} = await server(({n}, response) => {
    stream(response, event(`1-${n}`, n === 3 ? 'bye' : 'done')).end();
  });
  const connection = follow(`${base}/channels/a/stream`, {isDone: ({type}) => type === 'bye'});
  await state(connection, 'closed');

  assert.equal(requests.length, 3);
});
