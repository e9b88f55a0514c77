import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {beforeEach, describe, expect, it, vi} from 'vitest';
import {createElement} from 'react';
import {fireEvent, render, screen, waitFor} from '@testing-library/react';
import {fakeServer} from './support/fake-fetch.js';
import {snippetsOf} from './support/snippets.js';

const PAGE = resolve('../../docs/react.md');
const snippets = snippetsOf(PAGE);
const inLanguage = (...languages) => snippets.filter(({language}) => languages.includes(language));

let jobs;
beforeEach(() => {
  const server = fakeServer();
  jobs = server.jobs;
  vi.stubGlobal('fetch', server.fetch);
});

/** What must happen where the snippet is used. */
const cases = {
  async ImportStatus({ImportStatus}) {
    const job = jobs.add('a').progress(1, 4).log('began');
    render(createElement(ImportStatus, {id: 'a'}));
    await waitFor(() => expect(screen.getByRole('progressbar')).toMatchObject({value: 1, max: 4}));
    expect(screen.getByRole('heading').textContent).toBe('Import: running');
    expect(screen.getByRole('log').textContent).toContain('began');
    fireEvent.click(screen.getByRole('button', {name: 'Cancel'}));
    await waitFor(() => expect(jobs.requestsTo('/cancel')).toHaveLength(1));
    job.done('succeeded', {result: {rows: 4}});
    await waitFor(() => expect(screen.getByText('4 rows imported')).toBeTruthy());
    expect(screen.queryByRole('button')).toBeNull();
  },

  async useMyJob({useMyJob}) {
    jobs.add('a').log('secret').token = 'of the session';
    const View = () => useMyJob('a').logs.map(({key, text}) => createElement('p', {key}, text));
    render(createElement(View));
    await waitFor(() => expect(screen.getByText('secret')).toBeTruthy());
    expect(jobs.requests[0].path).toBe('/app/jobcast/jobs/a/stream');
  },

  async Announced({Announced}) {
    const job = jobs.add('a').emit('row', {n: 7});
    render(createElement(Announced, {id: 'a'}));
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('row 7'));
    job.done('failed', {error: {type: 'X', message: 'disk full'}});
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('Not imported: disk full'));
  },

  async ImportLog({ImportLog}) {
    const job = jobs.add('a');
    render(createElement(ImportLog, {url: '/jobcast/jobs/a/stream'}));
    const log = screen.getByRole('log', {name: 'Import'});
    expect(log.textContent).toBe('Waiting for the first line');
    expect(log.style.getPropertyValue('--jobcast-max-height')).toBe('20rem');
    await waitFor(() => expect(job.connections).toBe(1));
    job.emit('row', {n: 1, t: 1}).emit('progress', {message: 'no', t: 2}).emit('search_started', {t: 3}).log('end');
    await waitFor(() => expect(log.textContent).toBe('1.0sRow 13.0sLooking for duplicates1.0send'));
  },

  async PolledLog({PolledLog}) {
    jobs.add('a').log('polled');
    const {rerender, container} = render(createElement(PolledLog, {id: null}));
    expect(container.childNodes).toHaveLength(0);
    rerender(createElement(PolledLog, {id: 'a'}));
    await waitFor(() => expect(screen.getByText('polled')).toBeTruthy());
    expect(jobs.requestsTo('/logs')).toHaveLength(1);
  },

  async ErrorsFirst({ErrorsFirst}) {
    jobs.add('a').log('fine').log('bad', 'error');
    render(createElement(ErrorsFirst, {id: 'a'}));
    await waitFor(() => expect(screen.getByText('bad').tagName).toBe('STRONG'));
    expect(screen.getByText('fine').tagName).toBe('DIV');
  },

  async TypedStatus({TypedStatus}) {
    vi.spyOn(console, 'log').mockImplementation(() => {});
    jobs.add('a').log('typed', 'info', 2);
    render(createElement(TypedStatus, {id: 'a'}));
    await waitFor(() => expect(screen.getByRole('log', {name: 'Last: 2.0s'})).toBeTruthy());
    expect(console.log).toHaveBeenCalledWith('log');
  },
};

describe('docs/react.md', () => {
  it('has no snippet that is not tested here', () => {
    expect(inLanguage('jsx', 'tsx').map(({name}) => name)).toEqual(Object.keys(cases));
    // How the shell's is run and the types are checked is in pack/.
    expect(new Set(snippets.map(({language}) => language))).toEqual(new Set(['sh', 'jsx', 'css', 'tsx']));
  });

  it.each(Object.keys(cases))('%s does what it says', async name => {
    await cases[name](await import(`virtual:docs/${name}`));
  });

  it('is shortened by the README to something that works', async () => {
    const {ImportStatus} = await import('virtual:readme/ImportStatus');
    const job = jobs.add('a').log('began');
    render(createElement(ImportStatus, {id: 'a'}));
    await waitFor(() => expect(screen.getByText('began')).toBeTruthy());
    expect(screen.getByRole('heading').textContent).toBe('Import: running');
    job.done();
    await waitFor(() => expect(screen.queryByRole('button')).toBeNull());
  });

  it('names the custom properties of the stylesheet', () => {
    const properties = css => [...new Set(css.match(/--jobcast-[a-z-]+/g))].sort();
    const stylesheet = readFileSync(resolve('styles/jobcast.css'), 'utf8').replace(/\/\*.*?\*\//gs, '');
    const [{code}] = inLanguage('css');
    expect(properties(code)).toEqual(properties(stylesheet));
  });

  it('names the base labels', async () => {
    const {BASE_EVENT_LABELS} = await import('jobcast-react');
    const page = readFileSync(PAGE, 'utf8');
    for (const type of Object.keys(BASE_EVENT_LABELS)) {
      expect(page).toContain(`\`${type}\``);
    }
  });
});
