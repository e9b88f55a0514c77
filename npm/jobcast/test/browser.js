import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {createInterface} from 'node:readline';

const DRIVER = '/usr/bin/chromedriver';

/** Why there is no browser here; CI has to have one. */
export const missing = existsSync(DRIVER) || process.env.CI ? false : 'needs chromedriver';

/** A headless Chromium, steered by the WebDriver protocol. */
export async function browser() {
  const driver = spawn(DRIVER, ['--port=0'], {stdio: ['ignore', 'pipe', 'ignore']});
  const port = await new Promise((resolve, reject) => {
    driver.on('error', reject).on('exit', () => reject(new Error('chromedriver has ended')));
    createInterface(driver.stdout).on('line', line => {
      const found = /successfully on port (\d+)/.exec(line);
      if (found) resolve(found[1]);
    });
  });
  const call = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}/session${path}`, {
      method,
      body: body && JSON.stringify(body),
    });
    const {value} = await response.json();
    if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  const args = ['--headless=new', '--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];
  const capabilities = {alwaysMatch: {browserName: 'chrome', 'goog:chromeOptions': {args}}};
  const {sessionId} = await call('POST', '', {capabilities});
  return {
    go: url => call('POST', `/${sessionId}/url`, {url}),
    /** Runs a function in the page, with JSON in and out; it may be asynchronous. */
    run: (action, ...args) => call('POST', `/${sessionId}/execute/sync`, {script: `return (${action})(...arguments)`, args}),
    async close() {
      await call('DELETE', `/${sessionId}`);
      driver.kill();
    },
  };
}
