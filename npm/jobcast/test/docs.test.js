import assert from 'node:assert/strict';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {spawn} from 'node:child_process';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {event, json, serve, stream} from './server.js';

const root = new URL('../../../', import.meta.url);

/** The snippets of a page. @param {string} page */
async function snippetsOf(page) {
  const text = await readFile(new URL(page, root), 'utf8');
  return Array.from(text.matchAll(/```js\n(.*?)```/gs), ([, code]) => ({page, code}));
}

const snippets = [...await snippetsOf('docs/browser.md'), ...await snippetsOf('README.md')];

/** What each snippet prints at least, in their order. */
const PRINTS = [
  [/^running 50 1$/m, /^result \{ rows: 2 \} null$/m],
  [/^a succeeded$/m, /^b failed$/m],
  [/^open undefined$/m, /^ACME 17.25 1-1$/m, /^missed trimmed$/m, /^closed undefined$/m],
  [],
  [/^1 1 running \{ rows: 2 \} REQUESTED$/m],
  [/^message in pieces 1$/m],
  [/^running 50 x $/m, /^succeeded 50 x \{ rows: 2 \}$/m],
];

let directory;
let server;

/** Told when a snippet has printed the first of its lines; a job ends after that, not while its progress is on its way. */
let seen;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jobcast-docs-'));
  server = await serve(({path, method, headers}, response) => {
    const done = (job, state) => event('1-3', 'done', {job, state});
    if (path === '/token') response.end('secret');
    else if (path === '/jobcast/jobs/a/stream' && headers['x-tenant'] && !headers.authorization) response.writeHead(401).end();
    else if (path === '/jobcast/jobs/a/stream' || path === '/jobcast/jobs/42/stream') {
      stream(response, event('1-1', 'log', {message: 'x'}) + event('1-2', 'progress', {current: 1, total: 2}));
      seen.then(() => response.end(done('a', 'succeeded')));
    } else if (path === '/jobcast/stream') {
      stream(response, done('a', 'succeeded') + done('b', 'failed'));
    } else if (headers['last-event-id'] === '1-1') response.writeHead(204).end();
    else if (path === '/jobcast/channels/prices/stream') {
      stream(response, 'event: gap\ndata: {"event":"gap","reason":"trimmed"}\n\n'
        + 'id: 1-1\nevent: tick\ndata: {"symbol":"ACME","price":17.25}\n\n').end();
    } else if (path === '/jobcast/jobs') json(response, {jobs: [{}], page: 0, size: 50, total: 1});
    else if (path.endsWith('/result')) json(response, {rows: 2});
    else if (method === 'POST') json(response, {cancelled: 'a', outcome: 'REQUESTED'});
    else json(response, {state: 'running'});
  });
});
after(async () => {
  await server.close();
  await rm(directory, {recursive: true});
});

/** Runs a script in a process of its own, which has to end by itself. */
async function run(script, [first]) {
  const child = spawn(process.execPath, [script], {stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000});
  let out = '';
  seen = new Promise(resolve => {
    if (!first) resolve();
    child.stdout.on('data', text => {
      out += text;
      if (first?.test(out)) resolve();
    });
  });
  child.stderr.on('data', text => (out += text));
  const code = await new Promise(resolve => child.on('close', resolve));
  return {code, out};
}

test('every snippet is known here', () => assert.equal(snippets.length, PRINTS.length));

snippets.forEach(({page, code: snippet}, i) => {
  test(`snippet ${i + 1}, of ${page}, does what it says`, async () => {
    const script = join(directory, `snippet-${i}.mjs`);
    const client = new URL('../jobcast.js', import.meta.url).href;
    const fetchOfAPage = `const real = fetch;
      globalThis.fetch = (url, init) => real(new URL(url, '${server.base}'), init);\n`;
    await writeFile(script, fetchOfAPage + snippet.replace('/jobcast/jobcast.js', client));
    const {code, out} = await run(script, PRINTS[i]);

    assert.equal(code, 0, out);
    for (const line of PRINTS[i]) assert.match(out, line);
  });
});
