import {beforeEach, describe, expect, it, vi} from 'vitest';
import {createElement} from 'react';
import {renderToString} from 'react-dom/server';
import {render, screen, waitFor} from '@testing-library/react';
import * as inBrowser from 'jobcast-react';
import {fakeServer} from './support/fake-fetch.js';

let jobs;

beforeEach(() => {
  const server = fakeServer();
  jobs = server.jobs;
  vi.stubGlobal('fetch', server.fetch);
});

/** A page whose parts are those of the package as it was loaded in one place. */
const pageOf = ({LogPanel, useJob, useLogStream}) =>
  function Page() {
    const {status, connection, logs, active} = useJob('a');
    const stream = useLogStream('/jobcast/jobs/a/stream');
    const entry = {key: 'known', text: 'known', level: 'info', t: '0.0s'};
    return createElement(
      'main',
      null,
      createElement('p', null, `${status} ${connection} ${stream.connection}`),
      createElement(LogPanel, {logs, active, label: 'Job'}),
      createElement(LogPanel, {logs: [entry, ...stream.logs], label: 'Stream'}),
    );
  };

/** The page as a process without a window renders it. */
async function renderedByServer() {
  const {window} = globalThis;
  vi.resetModules();
  delete globalThis.window;
  try {
    return renderToString(createElement(pageOf(await import('jobcast-react'))));
  } finally {
    globalThis.window = window;
  }
}

describe('a page that a server renders', () => {
  it('shows jobs of which nothing is known and asks nothing', async () => {
    const html = await renderedByServer();
    expect(html).toContain('null connecting connecting');
    expect(html).toContain('Starting…');
    expect(html).toContain('>known</span>');
    expect(jobs.requests).toEqual([]);
  });

  it('is taken over by the browser', async () => {
    const job = jobs.add('a').log('one');
    const container = document.body.appendChild(document.createElement('div'));
    container.innerHTML = await renderedByServer();
    const [panel] = screen.getAllByRole('log');
    render(createElement(pageOf(inBrowser)), {container, hydrate: true});
    await waitFor(() => expect(screen.getAllByText('one')).toHaveLength(2));
    expect(screen.getByText('running open open')).toBeTruthy();
    expect(screen.getByRole('log', {name: 'Job'})).toBe(panel);
    expect(job.connections).toBe(2);
  });
});
