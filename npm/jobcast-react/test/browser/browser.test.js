import {existsSync, mkdirSync, readFileSync} from 'node:fs';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import puppeteer from 'puppeteer-core';
import {build} from 'vite';
import {FakeJobs} from '../support/fake-jobs.js';
import {serve} from '../support/http-server.js';
import {here, sources} from '../support/sources.js';

const CHROMIUM = [
  'CHROMIUM_PATH' in process.env && process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find(path => path && existsSync(path));
const OUTPUT = here('test/output');
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

if (!CHROMIUM && !process.env.CI) {
  console.warn('The tests in a browser are skipped: no Chromium in its usual places and no CHROMIUM_PATH.');
}

/** The page as an application would build it. */
async function bundle() {
  const {output} = await build({
    root: here('test/browser'),
    configFile: false,
    logLevel: 'warn',
    define: {'process.env.NODE_ENV': '"development"'},
    resolve: {alias: sources, dedupe: ['react', 'react-dom']},
    build: {write: false, minify: false, rollupOptions: {input: here('test/browser/app.js')}},
  });
  const types = {js: 'text/javascript', css: 'text/css'};
  const files = new Map(
    output.map(({fileName, code, source}) => [
      `/${fileName}`,
      {type: types[fileName.split('.').at(-1)], body: code ?? source},
    ]),
  );
  const [script, style] = ['.js', '.css'].map(end => [...files.keys()].find(name => name.endsWith(end)));
  const body = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Jobs</title>
    <meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
    <link rel="stylesheet" href="${style}"><div id="root"></div><script type="module" src="${script}"></script></html>`;
  files.set('/', {type: 'text/html', body});
  files.set('/axe.js', {type: types.js, body: readFileSync(here('node_modules/axe-core/axe.min.js'))});
  return files;
}

describe.skipIf(!CHROMIUM && !process.env.CI)('in Chromium', () => {
  let browser;
  let files;
  let jobs;
  let server;
  let page;
  let problems;

  beforeAll(async () => {
    mkdirSync(OUTPUT, {recursive: true});
    files = await bundle();
    browser = await puppeteer.launch({executablePath: CHROMIUM ?? 'chromium', args: FLAGS, timeout: 110_000});
  });
  afterAll(() => browser?.close());

  beforeEach(async () => {
    jobs = new FakeJobs();
    server = await serve(jobs, files);
    page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    problems = [];
    page.on('pageerror', error => problems.push(String(error)));
    page.on('console', message => ['error', 'warn'].includes(message.type()) && problems.push(message.text()));
  });
  afterEach(async () => {
    await page.close();
    await server.close();
    expect(problems).toEqual([]);
  });

  const open = id => page.goto(`${server.url}/?job=${id}`);
  const streams = id => jobs.requestsTo(`/jobs/${id}/stream`);
  const text = selector => page.$eval(selector, element => element.textContent);
  const lines = () =>
    page.$$eval('[aria-label="Log of the job"] .jobcast-log-text', all => all.map(one => one.textContent));
  const until = (condition, ...args) => page.waitForFunction(condition, {timeout: 60_000}, ...args);
  const poll = look => expect.poll(look, {timeout: 60_000});
  const untilLines = count =>
    until(n => document.querySelectorAll('[aria-label="Log of the job"] .jobcast-log-text').length === n, count);

  it('follows a job to its result over one connection that is resumed', async () => {
    const job = jobs.add('a').progress(1, 3).log('one');
    await open('a');
    await untilLines(1);
    expect(await text('#status')).toBe('running open');
    job.drop().progress(2, 3).log('two');
    await untilLines(2);
    job
      .progress(3, 3)
      .log('three', 'success')
      .done('succeeded', {result: {rows: 3}});
    await until(() => document.getElementById('result').textContent !== '');
    expect(await text('#result')).toBe('{"rows":3}');
    expect(await text('#status')).toBe('succeeded closed');
    expect(await lines()).toEqual(['one', 'two', 'three']);
    expect(streams('a').map(({headers}) => headers['last-event-id'])).toEqual([undefined, 'e1-2']);
    await until(() => document.querySelectorAll('[aria-label="Polled log"] .jobcast-log-text').length === 3);
  });

  it('goes from job to job and leaves no connection behind', async () => {
    const [first, other] = [jobs.add('a').log('of a'), jobs.add('other').log('of the other')];
    await open('a');
    await untilLines(1);
    await page.click('#other');
    // The other panel, which polls, may show it earlier; and the server learns last that a client has left.
    await until(() => document.querySelector('[aria-label="Log of the job"]')?.textContent.includes('of the other'));
    expect(await lines()).toEqual(['of the other']);
    await poll(() => [first.connections, other.connections]).toEqual([0, 1]);
    await page.click('#none');
    await until(() => document.querySelector('[role=log]') === null);
    await poll(() => other.connections).toBe(0);
    expect([streams('a').length, streams('other').length]).toEqual([1, 1]);
  });

  it('scrolls the panel and never the page', async () => {
    const job = jobs.add('a');
    await open('a');
    await until(() => document.querySelector('[role=log]'));
    await page.evaluate(() => window.scrollTo(0, 40));
    for (let i = 1; i <= 200; i++) {
      job.log(`line ${i}`);
    }
    await untilLines(200);
    const panel = '[aria-label="Log of the job"]';
    const place = () =>
      page.$eval(panel, box => [
        window.scrollY,
        box.clientHeight,
        Math.round(box.scrollHeight - box.scrollTop - box.clientHeight),
      ]);
    expect(await place()).toEqual([40, 118, 0]);

    await page.$eval(panel, box => box.scrollTo(0, 100));
    await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
    job.log('not seen');
    await untilLines(201);
    expect(await page.$eval(panel, box => box.scrollTop)).toBe(100);
    expect(await page.evaluate(() => window.scrollY)).toBe(40);
  });

  it('shows what a hostile job says as text', async () => {
    jobs.add('a').log('<img src=x onerror="document.title=1">').log('x'.repeat(5000)).log('n', '"><b>');
    await open('a');
    await untilLines(3);
    expect(await page.title()).toBe('Jobs');
    expect(await page.$('[role=log] :is(img, b)')).toBeNull();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  });

  it.each([
    ['light', 900, 'light'],
    ['dark', 900, 'dark'],
    ['phone', 360, 'light'],
  ])('has no serious finding of accessibility: %s', async (name, width, scheme) => {
    jobs
      .add('a')
      .progress(2, 5)
      .log('read 20,000 rows', 'info', 0.4)
      .log('12 rows have no date', 'warning', 1.2)
      .log('could not reach the mail server', 'error', 2.75)
      .log('index built', 'success', 3.1);
    await page.setViewport({width, height: 640});
    await page.emulateMediaFeatures([{name: 'prefers-color-scheme', value: scheme}]);
    await open('a');
    await untilLines(4);
    await page.addScriptTag({url: '/axe.js'});
    const findings = await page.evaluate(() => window.axe.run());
    const serious = findings.violations.filter(({impact}) => ['serious', 'critical'].includes(impact));
    expect(serious.map(({id, nodes}) => [id, nodes.map(({html}) => html)])).toEqual([]);
    await page.screenshot({path: `${OUTPUT}/log-panel-${name}.png`});
  });
});
