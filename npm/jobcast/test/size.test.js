import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {test} from 'node:test';
import {gzipSync} from 'node:zlib';
import ts from 'typescript';

/** What the jar sends: lines of comment are left empty (LeanScript.java). */
function lean(source) {
  let inside = false;
  return source.split('\n').map(line => {
    const text = line.trim();
    const opens = !inside && text.startsWith('/*');
    const end = text.indexOf('*/');
    const comment = inside || text.startsWith('//') || (opens && !(end >= 0 && end < text.length - 2));
    inside = (inside || opens) && end < 0;
    return comment ? '' : line;
  }).join('\n');
}

/** The code alone, by the compiler's own idea of what a comment is. */
const code = source => ts.transpileModule(source, {
  compilerOptions: {removeComments: true, target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext},
}).outputText;

for (const name of ['jobcast.js', 'jobcast-progress.js']) {
  test(`${name} is the same code with and without its comments`, async () => {
    const source = await readFile(new URL(`../${name}`, import.meta.url), 'utf8');
    assert.equal(code(lean(source)), code(source));
  });
}

test('the client is under 6 KB on the wire, and asks for nothing else', async t => {
  const source = await readFile(new URL('../jobcast.js', import.meta.url), 'utf8');
  const size = gzipSync(lean(source), {level: 9}).length;
  t.diagnostic(`jobcast.js: ${size} bytes with gzip, ${gzipSync(source, {level: 9}).length} with its comments`);
  assert.ok(size < 6 * 1024, `${size} bytes`);
  assert.doesNotMatch(source, /^import |^export .* from |\bimport\(['"]h/m);
});
