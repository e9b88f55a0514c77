import assert from 'node:assert/strict';
import {test} from 'node:test';
import {SseParser} from '../jobcast.js';

/** @param {(string | Uint8Array)[]} chunks */
function parse(chunks, lastEventId) {
  const told = [];
  const parser = new SseParser({
    lastEventId,
    onEvent: ({type, data, lastEventId}) => told.push([type, data, lastEventId]),
    onRetry: millis => told.push(['retry', millis]),
    onComment: text => told.push(['comment', text]),
  });
  chunks.forEach(chunk => parser.push(chunk));
  parser.end();
  return {told, lastEventId: parser.lastEventId};
}

const BOM = '\uFEFF';

/** What a stream says: [rule, stream, what is told, the last event id]. */
const CASES = [
  ['an event ends with an empty line', 'data: a\n\n', [['message', 'a', '']]],
  ['lines end with LF, CR or CRLF', 'data: a\r\rdata: b\r\n\r\ndata: c\n\n', ['a', 'b', 'c']],
  ['line ends may be mixed', 'data: a\r\n\ndata: b\n\rdata: c\r\r\n', ['a', 'b', 'c']],
  ['CR LF is one line end, not an empty line', 'data: a\r\ndata: b\r\n\r\n', ['a\nb']],
  ['a stream may begin with line ends', '\r\n\n\rdata: a\n\n', ['a']],
  ['one byte order mark is left out', `${BOM}data: a\n\n`, ['a']],
  ['a second one belongs to the name of a field', `${BOM}${BOM}data: a\n\ndata: b\n\n`, ['b']],
  ['a later one is data', `data: ${BOM}\n\n${BOM}data: a\n\n`, [BOM]],
  ['lines of data are joined', 'data: a\ndata:\ndata: b\n\n', ['a\n\nb']],
  ['one space after the colon is left out', 'data:  a \ndata:b\ndata:\tc\n\n', [' a \nb\n\tc']],
  ['a field without a colon has no value', 'data\n\ndata\ndata\n\n', ['', '\n']],
  ['data may be empty', 'data:\n\ndata: \n\n', ['', '']],
  ['without data nothing is dispatched', 'event: x\n\n\n\ndata: a\n\n', ['a']],
  ['what is after the first colon is the value', 'data: a: b:c\n\n', ['a: b:c']],
  ['an unknown field is left out', 'Data: x\n data: y\ndatas: z\nfoo\ndata : x\ndata: a\n\n', ['a']],
  ['a comment begins with a colon', ': one\n:two\n:\ndata: a\n:data: b\n\n', [
    ['comment', ' one'], ['comment', 'two'], ['comment', ''], ['comment', 'data: b'], ['message', 'a', ''],
  ]],
  ['an event has a type', 'event: x\ndata: a\n\ndata: b\n\n', [['x', 'a', ''], ['message', 'b', '']]],
  ['the last type counts, and an empty one is message', 'event: x\nevent: y\ndata: a\n\nevent: x\nevent\ndata: b\n\n', [
    ['y', 'a', ''], ['message', 'b', ''],
  ]],
  ['a type does not outlive its event', 'event: x\n\ndata: a\n\n', ['a']],
  ['an id stays for later events', 'id: 7-1\ndata: a\n\ndata: b\n\n', [
    ['message', 'a', '7-1'], ['message', 'b', '7-1'],
  ], '7-1'],
  ['an empty id resets it', 'id: 1\ndata: a\n\nid\ndata: b\n\n', [['message', 'a', '1'], ['message', 'b', '']], ''],
  ['an id with NUL is left out', 'id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n', [
    ['message', 'a', '1'], ['message', 'b', '1'],
  ], '1'],
  ['an id moves without an event', 'data: a\n\nid: 5\n\n', ['a'], '5'],
  ['NUL is data', 'data: a\0b\n\n', ['a\0b']],
  ['digits are a hint', 'retry: 250\nretry:0\n\n', [['retry', 250], ['retry', 0]]],
  ['anything else is no hint', 'retry: 1s\nretry: -1\nretry: 1.5\nretry\nretry: ١\nretry: 0x9\n\n', []],
  ['what is not complete is dropped', 'id: 1\ndata: a\n\nid: 2\ndata: b\n', [['message', 'a', '1']], '1'],
  ['what is in the middle of a line too', 'data: a\n\nretry: 10\ndata: b', [['message', 'a', ''], ['retry', 10]]],
  ['characters of two, three and four bytes', 'data: é€😀\nid: ü\n\n', [['message', 'é€😀', 'ü']], 'ü'],
  ['line separators of Unicode are data', 'data: a\u2028b\u2029c\u0085d\vE\f\n\n', ['a\u2028b\u2029c\u0085d\vE\f']],
];

const expected = told => told.map(each => (typeof each === 'string' ? ['message', each, ''] : each));

for (const [rule, stream, told, lastEventId = ''] of CASES) {
  const bytes = new TextEncoder().encode(stream);
  const wanted = {told: expected(told), lastEventId};

  test(rule, () => {
    assert.deepEqual(parse([stream]), wanted, 'as text');
    assert.deepEqual(parse([bytes]), wanted, 'as bytes');
  });

  test(`${rule}; split at every byte and character`, () => {
    assert.deepEqual(parse(Array.from(bytes, byte => Uint8Array.of(byte))), wanted, 'byte by byte');
    assert.deepEqual(parse(stream.split('')), wanted, 'unit by unit');
    for (let i = 0; i <= bytes.length; i++) {
      assert.deepEqual(parse([bytes.slice(0, i), bytes.slice(i)]), wanted, `bytes split at ${i}`);
      for (let j = i; j <= bytes.length; j++) {
        assert.deepEqual(parse([bytes.slice(0, i), bytes.slice(i, j), bytes.slice(j)]), wanted, `at ${i} and ${j}`);
      }
    }
    for (let i = 0; i <= stream.length; i++) {
      assert.deepEqual(parse([stream.slice(0, i), '', stream.slice(i)]), wanted, `text split at ${i}`);
    }
  });
}

test('bytes that are no UTF-8 become the replacement character, wherever they are split', () => {
  const bytes = Uint8Array.of(...Buffer.from('data: '), 0xff, 0xe2, 0x82, ...Buffer.from('\n\n'));
  for (let i = 0; i <= bytes.length; i++) {
    assert.deepEqual(parse([bytes.slice(0, i), bytes.slice(i)]).told, [['message', '\uFFFD\uFFFD', '']]);
  }
});

test('an id from before a reconnect stays until an event brings another', () => {
  const {told, lastEventId} = parse(['event: gap\ndata: {}\n\nid: 1-6\ndata: a\n\n'], '1-5');
  assert.deepEqual(told, [['gap', '{}', '1-5'], ['message', 'a', '1-6']]);
  assert.equal(lastEventId, '1-6');
});

test('a parser can be used again after the end', () => {
  const told = [];
  const parser = new SseParser({onEvent: event => told.push(event.data)});
  parser.push(Uint8Array.of(...Buffer.from('data: lost'), 0xe2));
  parser.end();
  parser.push(`${BOM}data: a\n\n`);
  assert.deepEqual(told, ['a']);
});

test('a line in very many pieces is not read again for each of them', () => {
  const told = [];
  const parser = new SseParser({onEvent: event => told.push(event.data.length)});
  parser.push('data: ');
  for (let i = 0; i < 200_000; i++) parser.push('x');
  parser.push('\n\n');
  assert.deepEqual(told, [200_000]);
});
