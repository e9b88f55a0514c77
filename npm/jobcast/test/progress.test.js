import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {after, afterEach, before, describe, test} from 'node:test';
import {browser, missing} from './browser.js';
import {event, json, serve, stream} from './server.js';

const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
  + " base-uri 'none'; frame-ancestors 'none'; form-action 'none'; require-trusted-types-for 'script'";

const page = body => `<!doctype html><html lang="en"><title>Test</title>
<script type="module" src="/watch.js"></script><script type="module" src="/live/jobcast-progress.js"></script>${body}`;

const WATCH = `window.seen = {violations: [], done: [], changes: 0};
addEventListener('securitypolicyviolation', event => seen.violations.push(event.violatedDirective + event.blockedURI));
addEventListener('jobcast-done', event => seen.done.push(event.detail.status));
addEventListener('jobcast-change', () => seen.changes++);`;

const axe = await readFile(new URL('../node_modules/axe-core/axe.min.js', import.meta.url));

describe('the web component', {skip: missing}, () => {
  let chromium;
  let server;
  let answers;
  let body;

  before(async () => {
    chromium = await browser();
    server = await serve(async ({path, url}, response) => {
      response.setHeader('Content-Security-Policy', POLICY);
      if (path === '/axe.js') return response.writeHead(200, {'Content-Type': 'text/javascript'}).end(axe);
      if (path === '/') response.writeHead(200, {'Content-Type': 'text/html'}).end(page(body));
      else if (path.endsWith('.js')) {
        const name = path.split('/').at(-1);
        const script = name === 'watch.js' ? WATCH : await readFile(new URL(`../${name}`, import.meta.url));
        response.writeHead(200, {'Content-Type': 'text/javascript'}).end(script);
      } else answers(path, response, url);
    });
  });
  afterEach(() => chromium.go('about:blank'));
  after(async () => {
    await chromium?.close();
    await server?.close();
  });

  const show = async (html, answer) => {
    body = html;
    answers = answer;
    await chromium.go(server.base);
  };
  const look = () => chromium.run(async () => {
    await customElements.whenDefined('jobcast-progress');
    const root = document.querySelector('jobcast-progress').shadowRoot;
    const bar = root.querySelector('[role=progressbar]');
    return {
      now: bar.getAttribute('aria-valuenow'),
      said: bar.getAttribute('aria-valuetext'),
      label: bar.getAttribute('aria-label'),
      live: root.querySelector('[aria-live=polite]').textContent,
      text: root.querySelector('[part=text]').textContent,
      width: Math.round(100 * root.querySelector('.fill').getBoundingClientRect().width / bar.clientWidth),
      elements: root.querySelectorAll('*').length,
      styled: root.querySelectorAll('[style], style, link').length,
      height: Math.round(root.host.getBoundingClientRect().height),
      ...window.seen,
    };
  });
  const lookUntil = async wanted => {
    const deadline = Date.now() + 60_000;
    let state = await look();
    while (!wanted(state)) {
      if (Date.now() > deadline) assert.fail(JSON.stringify(state));
      state = await look();
    }
    return state;
  };

  test('shows progress and the end, and says each state once', async () => {
    let response;
    await show('<jobcast-progress job="a" label="Import of readings"></jobcast-progress>', (path, answer) => {
      if (path === '/live/jobs/a/stream') response = stream(answer, event('1-1', 'progress', {current: 1, total: 4}));
      else json(answer, path.endsWith('/result') ? 7 : {});
    });
    const quarter = await lookUntil(({now, width}) => now === '25' && width === 25);
    assert.equal(quarter.label, 'Import of readings');
    assert.equal(quarter.live, 'Running');
    assert.equal(quarter.said, '25 %, Running');

    response.write(event('1-2', 'progress', {current: 2, total: 4, message: 'row 2'}));
    const half = await lookUntil(({now, width}) => now === '50' && width === 50);
    assert.equal(half.text, 'Running: row 2');
    assert.equal(half.live, 'Running');

    response.end(event('1-3', 'done', {state: 'succeeded'}));
    const end = await lookUntil(({done, width}) => done.length > 0 && width === 100);
    assert.deepEqual(end.done, ['succeeded']);
    assert.equal(end.live, 'Done');
    assert.deepEqual(end.violations, []);
    assert.equal(end.styled, 0);
  });

  test('shows what a hostile job says as text and keeps its shape', async () => {
    const hostile = '<img src=x onerror="seen.done.push(1)"><script>seen.done.push(2)</script>' + 'x'.repeat(5000);
    await show('<jobcast-progress job="a"></jobcast-progress>', (path, answer) => {
      if (path.endsWith('/stream')) {
        stream(answer, event('1-1', 'progress', {current: 1, total: 3, message: hostile})
          + event('1-2', '<b>x', {message: hostile})
          + event('1-3', 'done', {state: 'failed', error: {type: hostile, message: hostile}}));
      } else json(answer, {});
    });
    const state = await lookUntil(({done}) => done.length > 0);

    assert.ok(state.text.includes(hostile));
    assert.deepEqual(state.done, ['failed']);
    assert.deepEqual(state.violations, []);
    assert.equal(state.elements, 7);
    assert.ok(state.height < 100, String(state.height));
  });

  test('follows another job when the attribute changes, and none when it is gone', async () => {
    await show('<jobcast-progress job="a"></jobcast-progress>', (path, answer) => {
      if (path === '/live/jobs/b/stream') stream(answer, event('1-1', 'progress', {current: 3, total: 4}));
      else if (path === '/live/jobs/a/stream') stream(answer, event('1-1', 'progress', {current: 1, total: 4}));
      else json(answer, {});
    });
    await lookUntil(({now}) => now === '25');
    const first = server.requests.find(({url}) => url === '/live/jobs/a/stream');
    await chromium.run(() => document.querySelector('jobcast-progress').setAttribute('job', 'b'));
    await lookUntil(({now}) => now === '75');
    await server.requests.filter(({url}) => url === '/live/jobs/a/stream').at(-1).gone;
    await chromium.run(() => document.querySelector('jobcast-progress').remove());
    await server.requests.filter(({url}) => url === '/live/jobs/b/stream').at(-1).gone;
    assert.ok(first);
  });

  test('says that a job cannot be followed', async () => {
    await show('<jobcast-progress job="x" base="/other"></jobcast-progress>', (path, answer) => {
      json(answer, {detail: 'Nothing here.'}, 404);
    });
    const state = await lookUntil(({live}) => live !== '');

    assert.equal(state.live, 'The job cannot be followed: 404 Nothing here.');
    assert.ok(server.requests.some(({url}) => url === '/other/jobs/x/stream'));
  });

  test('has no fault that axe knows of, while it runs and when it has failed', async () => {
    const check = async () => {
      const {violations} = await chromium.run(() => axe.run('main'));
      assert.deepEqual(violations.map(({id, help, nodes}) => [id, help, nodes.map(({html}) => html)]), []);
    };
    let response;
    await show('<script src="/axe.js"></script><main><jobcast-progress job="a" label="Import"></jobcast-progress></main>',
      (path, answer) => {
        if (path.endsWith('/stream')) response = stream(answer, event('1-1', 'progress', {current: 1, total: 4}));
        else json(answer, {});
      });
    await lookUntil(({now}) => now === '25');
    await check();
    response.end(event('1-2', 'done', {state: 'failed', error: {type: 'x', message: 'the disk is full'}}));
    await lookUntil(({done}) => done.length > 0);
    await check();
  });

  test('speaks the language of the page', async () => {
    await show('<jobcast-progress job="x"></jobcast-progress>', (path, answer) => stream(answer, event('1-1', 'log')));
    await lookUntil(({live}) => live === 'Running');
    await chromium.run(() => (document.querySelector('jobcast-progress').labels = {running: 'Läuft'}) && null);

    assert.equal((await look()).text, 'Läuft');
  });
});
