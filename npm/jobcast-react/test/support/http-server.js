import {createServer} from 'node:http';
import {once} from 'node:events';

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'";

/**
 * Serves fake jobs and files on a free port of this machine.
 *
 * @param {import('./fake-jobs.js').FakeJobs} jobs
 * @param {Map<string, {type: string, body: string | Uint8Array}>} files by path
 */
export async function serve(jobs, files) {
  const server = createServer((request, response) => {
    const {pathname} = new URL(request.url, 'http://localhost');
    const file = files.get(pathname);
    if (file) {
      response.writeHead(200, {'content-type': file.type, 'content-security-policy': POLICY}).end(file.body);
    } else {
      answer(jobs.answer(request.method, request.url, request.headers), request, response);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return {url: `http://127.0.0.1:${server.address().port}`, close};
}

function answer({status, headers, body, stream}, request, response) {
  response.writeHead(status, headers);
  if (!stream) {
    response.end(body);
    return;
  }
  const leave = stream({write: text => response.write(text), end: () => response.end()});
  response.on('close', leave);
}
