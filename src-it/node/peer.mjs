// A Node application that shares resumable streams: it does what the lines of its input say, one JSON object each, and
// answers in lines that carry the number of the call.
import { createInterface } from "node:readline";
import { createResumableStreamContext } from "resumable-stream/redis";

const context = createResumableStreamContext({ waitUntil: null, keyPrefix: process.env.KEY_PREFIX });
const held = new Map();

const answer = (message) => process.stdout.write(JSON.stringify(message) + "\n");

/** A stream of chunks, each a little after the one before, that ends when the call "finish" says so. */
function source(id, chunks, delay) {
  let finish;
  held.set(id, new Promise((resolve) => (finish = resolve)));
  held.get(id).finish = finish;
  return new ReadableStream({
    async start(controller) {
      for (const chunk of chunks) {
        await new Promise((resolve) => setTimeout(resolve, delay));
        controller.enqueue(chunk);
      }
      await held.get(id);
      controller.close();
    },
  });
}

async function read(call, stream, made) {
  if (!stream) {
    answer({ call, end: true, made, stream: stream === null ? "null" : "undefined" });
    return;
  }
  const chunks = [];
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value);
    if (chunks.length === 1) {
      answer({ call, first: true, made });
    }
  }
  answer({ call, end: true, made, stream: "stream", chunks, text: chunks.join("") });
}

const calls = {
  async createOrResume({ call, id, chunks, delay, skip }) {
    let made = false;
    const stream = await context.resumableStream(
      id,
      () => {
        made = true;
        return source(id, chunks, delay);
      },
      skip,
    );
    await read(call, stream, made);
  },
  async resume({ call, id, skip }) {
    await read(call, await context.resumeExistingStream(id, skip), false);
  },
  async has({ call, id }) {
    answer({ call, end: true, has: String(await context.hasExistingStream(id)) });
  },
  async finish({ call, id }) {
    held.get(id)?.finish();
    answer({ call, end: true });
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  calls[request.do](request).catch((error) => answer({ call: request.call, end: true, error: String(error) }));
}
process.exit(0);
