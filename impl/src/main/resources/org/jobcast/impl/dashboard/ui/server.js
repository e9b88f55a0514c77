import { api, connect, defaultBase } from '../jobcast.js';
import { learn } from './clock.js';

/** What the page asks the server. Everything goes through the browser client that the jar brings. */

export const base = defaultBase;

const ask = async (url, init) => {
  const response = await fetch(url, init);
  learn(response);
  return response;
};

export const jobs = api(base, { fetch: ask });

const jobPath = id => `${base}/jobs/${encodeURIComponent(id)}`;

/** An answer that is not what was asked for; `status` is 0 if there was none. */
class Refused extends Error {
  constructor(status) {
    super(`the server answered ${status}`);
    this.status = status;
  }
}

async function get(url, headers = {}) {
  const response = await ask(url, { cache: 'no-store', headers });
  if (!response.ok) {
    throw new Refused(response.status);
  }
  return response;
}

/** Whether the server has the dashboard without its buttons; what may be done is the server's decision in any case. */
export async function isReadOnly() {
  try {
    return (await (await get('settings.json')).json()).readOnly === true;
  } catch {
    return false;
  }
}

/** Counts of jobs by state, of connections, and the bytes of history. A server that stops answers 503. */
export const health = async () => (await get(`${base}/health`, { Accept: 'application/json' })).json();

export async function channels({ q, page }) {
  const query = new URLSearchParams({ page: String(page), ...(q && { q }) });
  return (await get(`${base}/channels?${query}`)).json();
}

/** The figures of a job's stream, or null for who may not see them. */
export async function streamFigures(id) {
  try {
    return await (await get(`${jobPath(id)}/channel`)).json();
  } catch (error) {
    if (error instanceof Refused) {
      return null;
    }
    throw error;
  }
}

/** The result as the JSON text that the server has: no number is rounded by being read. Null if it was taken. */
export async function resultText(id) {
  const response = await ask(resultAddress(id), { cache: 'no-store' });
  if (response.status === 404) {
    return null;
  }
  if (response.status !== 200) {
    throw new Refused(response.status);
  }
  return response.text();
}

export const resultAddress = id => `${jobPath(id)}/result`;
export const logsAddress = id => `${jobPath(id)}/logs`;

/** Follows a job from its first event that is kept. */
export const followJob = id => connect(`${jobPath(id)}/stream`, { fetch: ask });

/** Follows what several jobs say from now on, over one connection. */
export function followLive(ids) {
  const query = new URLSearchParams(ids.map(id => ['job', id]));
  query.set('from', 'live');
  return connect(`${base}/stream?${query}`, { fetch: ask });
}

/** Why something did not work, for people. */
export function why(error) {
  const status = error?.status ?? 0;
  if (status === 0) {
    return 'The server does not answer.';
  }
  if (status === 401) {
    return 'You are not logged in.';
  }
  if (status === 404) {
    return 'It does not exist any more, or you may not do that.';
  }
  if (status === 409) {
    return 'It has not ended, or it cannot be run again.';
  }
  if (status === 429 || status === 503) {
    return 'The server has too much to do; try again in a moment.';
  }
  return `The server answered ${status}.`;
}
