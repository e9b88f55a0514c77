import assert from 'node:assert/strict';
import {afterEach, test} from 'node:test';
import {api, followJob, followJobs, JobcastError} from '../jobcast.js';
import {event, json, serve, state, stream, until} from './server.js';

const open = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function server(answer) {
  const made = await serve(answer);
  open.push(made);
  return made;
}

const keep = follower => (open.unshift(follower), follower);
const follow = (base, options) => keep(followJob('a', {base, retry: {min: 10, max: 50}, ...options}));
const isDone = ({isDone}) => isDone;

/** One job whose stream is given and whose result is 42. */
const job = text => server(({path}, response) => {
  if (path === '/jobs/a/stream') stream(response, text);
  else if (path === '/jobs/a/result') json(response, 42);
  else json(response, {id: 'a', state: 'queued'});
});

test('a job is followed to its result', async () => {
  const {base} = await job([
    event('1-1', 'log', {message: 'begun', level: 'success'}),
    event('1-2', 'progress', {current: 3, total: 12, message: 'row 3'}),
    event('1-3', 'own', {x: 1}),
    event('1-4', 'done', {state: 'succeeded'}),
  ].join(''));
  const follower = follow(base);
  const first = follower.getSnapshot();
  const last = await until(follower, isDone);

  assert.equal(first.status, null);
  assert.equal(first.connection, 'connecting');
  assert.deepEqual(last.logs, [{n: 0, message: 'begun', level: 'success', t: 1}]);
  assert.deepEqual(last.progress, {current: 3, total: 12, percent: 25, rate: 3, eta: 3, message: 'row 3'});
  assert.deepEqual(last.events.map(({event}) => event), ['log', 'progress', 'own', 'done']);
  assert.equal(last.status, 'succeeded');
  assert.equal(last.result, 42);
  assert.equal(last.error, null);
  assert.equal(last.lastEventId, '1-4');
  assert.equal(last.connection, 'closed');
});

test('a snapshot is frozen and the same until something changes', async () => {
  const {base} = await job(event('1-1', 'log', {message: 'x'}));
  const follower = follow(base);
  const before = follower.getSnapshot();
  const after = await until(follower, ({logs}) => logs.length === 1);

  assert.notEqual(after, before);
  assert.equal(follower.getSnapshot(), follower.getSnapshot());
  for (const each of [after, after.logs, after.logs[0], after.events]) assert.ok(Object.isFrozen(each));
  assert.deepEqual(before.logs, []);
});

test('listeners are told once of many events, and not after they have left', async () => {
  const rows = Array.from({length: 500}, (_, i) => event(`1-${i + 1}`, 'log', {message: String(i)}));
  const {base} = await job(rows.join('') + event('1-501', 'done', {state: 'failed'}));
  const follower = follow(base);
  let told = 0;
  let left = 0;
  const listener = () => told++;
  follower.subscribe(listener);
  follower.subscribe(listener);
  follower.subscribe(() => left++)();
  await until(follower, isDone);

  assert.ok(told > 0 && told < 100, String(told));
  assert.equal(left, 0);
});

test('only the latest events and logs are kept; a log entry keeps its number', async () => {
  const rows = Array.from({length: 700}, (_, i) => event(`1-${i + 1}`, 'log', {message: `line ${i}`}));
  const {base} = await job(rows.join('') + event('1-701', 'done', {state: 'cancelled'}));
  const follower = follow(base, {maxLogs: 10, maxEvents: 0});
  const last = await until(follower, isDone);

  assert.deepEqual(last.logs.map(({n}) => n), [690, 691, 692, 693, 694, 695, 696, 697, 698, 699]);
  assert.equal(last.logs[0].message, 'line 690');
  assert.deepEqual(last.events, []);
  assert.equal(last.result, undefined);
});

test('a job that failed says why', async () => {
  const error = {type: 'IllegalStateException', message: 'boom'};
  const {base} = await job(event('1-1', 'done', {state: 'failed', error}));
  const last = await until(follow(base), isDone);

  assert.equal(last.status, 'failed');
  assert.deepEqual(last.error, error);
});

test('a job that does not exist is an error', async () => {
  const {base} = await server((request, response) => json(response, {detail: 'Nothing here.'}, 404));
  const last = await until(follow(base), ({connection}) => connection === 'failed');

  assert.deepEqual(last.error, {type: 'Connection', message: '404 Nothing here.', status: 404});
  assert.equal(last.isDone, false);
});

test('a result that somebody has taken is no error', async () => {
  const {base} = await server(({path}, response) => {
    if (path.endsWith('/stream')) stream(response, event('1-1', 'done', {state: 'succeeded'}));
    else json(response, {}, 404);
  });
  const last = await until(follow(base), isDone);

  assert.equal(last.result, undefined);
  assert.equal(last.error, null);
});

test('a null is a result, and a result is not read where it is not wanted', async () => {
  const {base, requests} = await server(({path}, response) => {
    if (path.endsWith('/stream')) stream(response, event('1-1', 'done', {state: 'succeeded'}));
    else json(response, null);
  });
  assert.equal((await until(follow(base), isDone)).result, null);
  const before = requests.filter(({url}) => url.includes('/result')).length;
  assert.equal((await until(follow(base, {fetchResult: false}), isDone)).result, undefined);
  assert.equal(requests.filter(({url}) => url.includes('/result')).length, before);
});

test('a job that has said nothing is queued if the server says so', async () => {
  const {base} = await job('');
  assert.equal((await until(follow(base), ({status}) => status !== null)).status, 'queued');
});

test('a job that is being cancelled says so', async () => {
  const {base, requests} = await server(({path, method}, response) => {
    if (path.endsWith('/stream')) stream(response, event('1-1', 'log') + event('1-2', 'cancelling'));
    else if (method === 'POST') json(response, {cancelled: 'a', outcome: 'REQUESTED'});
    else json(response, {});
  });
  const follower = follow(base);
  await until(follower, ({status}) => status === 'cancelling');

  assert.deepEqual(await follower.cancel('enough & more'), {cancelled: 'a', outcome: 'REQUESTED'});
  assert.equal(requests.at(-1).url, '/jobs/a/cancel?reason=enough+%26+more');
  assert.equal(requests.at(-1).method, 'POST');
});

test('a job that has ended is run again as another one', async () => {
  const {base, requests} = await server(({path, method}, response) => {
    if (path.endsWith('/stream')) stream(response, event('1-1', 'done', {state: 'failed'}));
    else if (method === 'POST') json(response, {id: 'b', repeats: 'a'}, 202, {Location: '/jobs/b/stream'});
    else json(response, {});
  });
  const follower = follow(base);
  await until(follower, isDone);

  assert.deepEqual(await follower.retry(), {id: 'b', repeats: 'a'});
  assert.equal(requests.at(-1).url, '/jobs/a/retry');
});

test('a gap is told, and the job goes on', async () => {
  const {base} = await job('event: gap\ndata: {"event":"gap","reason":"trimmed","first":"1-5","last":"1-6"}\n\n'
    + event('1-5', 'done', {state: 'failed'}));
  const last = await until(follow(base), isDone);

  assert.equal(last.gap.reason, 'trimmed');
  assert.equal(last.lastEventId, '1-5');
});

test('whatever a job says, the snapshot has its shape', async () => {
  const data = [
    'null', '7', '"text"', '[]', 'no json', '{"event":null}', '{"__proto__":{"polluted":1},"event":"log"}',
    '{"event":"log","message":{"toString":null},"level":"<b>"}', '{"event":"log","message":["<img>"],"level":{},"t":"x"}',
    '{"event":"progress","current":"1","total":null}', '{"event":"progress","current":5}',
    '{"event":"progress","current":1e999,"total":-1}',
  ];
  const {base} = await job(data.map((text, i) => `id: 1-${i + 1}\nevent: log\ndata: ${text}\n\n`).join('')
    + event('1-99', 'done', {state: 'failed', error: {type: {}, message: null}}));
  const last = await until(follow(base), isDone);

  assert.ok(last.logs.every(({message, level, t}) =>
    typeof message === 'string' && typeof t === 'number' && ['info', 'success', 'warning', 'error'].includes(level)));
  assert.deepEqual(last.progress, {current: 5, total: 0, percent: null, rate: null, eta: null, message: null});
  assert.equal(typeof last.error.message, 'string');
  assert.equal({}.polluted, undefined);
});

test('a job needs one token for its stream and its calls', async () => {
  const {base} = await server(({path, headers}, response) => {
    if (headers.authorization !== 'Bearer t') response.writeHead(401).end();
    else if (path.endsWith('/stream')) stream(response, event('1-1', 'done', {state: 'succeeded'}));
    else json(response, 42);
  });
  let asked = 0;
  const last = await until(follow(base, {token: () => (asked++, 't')}), isDone);

  assert.equal(last.result, 42);
  assert.equal(asked, 1);
});

test('calls that are refused together ask for one token', async () => {
  const {base} = await server(({headers}, response) => {
    if (headers.authorization === 'Bearer t') json(response, {});
    else response.writeHead(401).end();
  });
  let asked = 0;
  const calls = api(base, {token: async () => (asked++, 't')});
  await Promise.all([calls.job('a'), calls.job('b'), calls.list()]);

  assert.equal(asked, 1);
});

test('an id is part of a path, whatever it is', async () => {
  const {base, requests} = await server((request, response) => response.writeHead(404).end());
  const follower = keep(followJob('../x?y#z', {base}));
  await until(follower, ({connection}) => connection === 'failed');

  assert.equal(requests[0].url, '/jobs/..%2Fx%3Fy%23z/stream');
});

test('several jobs share a connection, which ends with the last of them', async () => {
  const {base, requests} = await server(({path, headers}, response) => {
    if (path !== '/stream') return json(response, path);
    const first = [
      event('1-1,1-0,1-0', 'log', {job: 'a', message: 'A'}),
      event('1-1,1-1,1-0', 'done', {job: 'b', state: 'succeeded'}),
      event('1-2,1-1,1-0', 'done', {job: 'a', state: 'failed'}),
    ];
    const rest = [event('1-2,1-1,1-1', 'done', {job: 'c d', state: 'cancelled'})];
    stream(response, (headers['last-event-id'] ? rest : first).join('')).end();
  });
  const jobs = keep(followJobs(['a', 'b', 'c d', 'a'], {base}));
  await state(jobs.connection, 'closed');
  await until(jobs.job('b'), isDone);
  const streams = requests.filter(({url}) => url.startsWith('/stream'));

  assert.equal(streams.length, 2);
  assert.equal(streams[0].url, '/stream?job=a&job=b&job=c+d');
  assert.equal(streams[1].headers['last-event-id'], '1-2,1-1,1-0');
  assert.deepEqual(jobs.jobs().map(each => each.getSnapshot().status), ['failed', 'succeeded', 'cancelled']);
  assert.equal(jobs.job('a').getSnapshot().logs[0].message, 'A');
  assert.equal(jobs.job('b').getSnapshot().result, '/jobs/b/result');
  assert.equal(jobs.job('x'), undefined);
});

test('a change of one of several jobs is told to who watches all', async () => {
  const {base} = await server(({path}, response) => {
    if (path === '/stream') stream(response, event('1-0,1-1', 'done', {job: 'b', state: 'failed'}));
    else json(response, {});
  });
  const jobs = keep(followJobs(['a', 'b'], {base}));
  await new Promise(resolve => {
    const end = jobs.subscribe(() => jobs.job('b').getSnapshot().isDone && (end(), resolve()));
  });
});

test('calls answer with JSON or an error that says why', async () => {
  const {base, requests} = await server(({url, method}, response) => {
    if (url.includes('missing')) json(response, {title: 'Not Found', detail: 'Nothing.'}, 404);
    else if (url.includes('plain/retry')) json(response, {title: 'Conflict', error: 'not repeatable'}, 409);
    else if (url.includes('/retry')) json(response, {url, method}, 202);
    else if (url.includes('running')) json(response, {state: 'running'}, 202, {'Retry-After': '1'});
    else json(response, {url, method});
  });
  const calls = api(base, {headers: {'X-Mine': 'yes'}});

  assert.deepEqual(await calls.list({state: 'failed,lost', q: 'a b', type: undefined, page: 0}),
    {url: '/jobs?state=failed%2Clost&q=a+b&page=0', method: 'GET'});
  assert.equal((await calls.job('a/b')).url, '/jobs/a%2Fb');
  assert.equal((await calls.logs('a')).url, '/jobs/a/logs');
  assert.equal((await calls.result('a', 5)).url, '/jobs/a/result?wait=5');
  assert.deepEqual(await calls.popResult('a'), {url: '/jobs/a/result', method: 'DELETE'});
  assert.deepEqual(await calls.cancel('a'), {url: '/jobs/a/cancel', method: 'POST'});
  assert.deepEqual(await calls.retry('a/b'), {url: '/jobs/a%2Fb/retry', method: 'POST'});
  assert.ok(requests.every(({headers}) => headers['x-mine'] === 'yes'));

  const error = await calls.job('missing').catch(thrown => thrown);
  assert.ok(error instanceof JobcastError);
  assert.equal(error.status, 404);
  assert.equal(error.problem.detail, 'Nothing.');
  assert.equal(error.isTemporary, false);
  await assert.rejects(calls.retry('plain'), ({status, problem}) => status === 409 && problem.error === 'not repeatable');
  await assert.rejects(calls.result('running'), ({status, retryAfter}) => status === 202 && retryAfter === 1000);
});
