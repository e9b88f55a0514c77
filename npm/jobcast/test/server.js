import {createServer} from 'node:http';
import {once} from 'node:events';

/**
 * A server on 127.0.0.1 that answers what a test says.
 *
 * @param {(request: import('node:http').IncomingMessage & {n: number, path: string},
 *   response: import('node:http').ServerResponse) => void} answer
 */
export async function serve(answer) {
  const requests = [];
  const server = createServer((request, response) => {
    requests.push({
      method: request.method,
      url: request.url,
      headers: request.headers,
      at: performance.now(),
      gone: once(response, 'close'),
    });
    answer(Object.assign(request, {n: requests.length, path: request.url.split('?')[0]}), response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    base: `http://127.0.0.1:${server.address().port}`,
    requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Begins a stream; without an end it stays open. */
export function stream(response, text = '') {
  response.writeHead(200, {'Content-Type': 'text/event-stream;charset=UTF-8'});
  response.write(`retry: 20\n\n${text}`);
  return response;
}

export function json(response, value, status = 200, headers = {}) {
  response.writeHead(status, {'Content-Type': 'application/json', ...headers}).end(JSON.stringify(value));
}

export const event = (id, type, members = {}) =>
  `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify({event: type, ...members, t: 1})}\n\n`;

/** Waits for the state of a connection. */
export function state(connection, ...wanted) {
  return new Promise(resolve => {
    const look = () => wanted.includes(connection.state) && (connection.removeEventListener('state', look), resolve());
    connection.addEventListener('state', look);
    look();
  });
}

/** Waits until a follower's snapshot is as wanted. */
export function until(follower, wanted) {
  return new Promise(resolve => {
    let end = () => {};
    const look = () => wanted(follower.getSnapshot()) && (end(), resolve(follower.getSnapshot()));
    end = follower.subscribe(look);
    look();
  });
}
