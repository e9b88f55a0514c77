import {execFile} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {snippetsOf} from '../support/snippets.js';
import {here} from '../support/sources.js';

const snippets = snippetsOf(here('../../docs/react.md'));

/** What the types must refuse, each by itself. */
const WRONG = `
import { LogPanel, makeFormatEvent, useJob, useLogStream } from 'jobcast-react';
export function Wrong() {
  // @ts-expect-error an id is a text
  useJob(7);
  // @ts-expect-error there is no such mode
  useLogStream('/x', { mode: 'push' });
  // @ts-expect-error there is no such option
  useJob('a', { interval: 3 });
  // @ts-expect-error there is no such status
  const finished = useJob('a').status === 'finished';
  // @ts-expect-error there is no such member
  const percent = useJob('a').percent;
  // @ts-expect-error a label is a text, a function or null
  const formatEvent = makeFormatEvent({ row: 7 });
  // @ts-expect-error what is returned is not to be changed
  useJob('a').isDone = true;
  // @ts-expect-error a panel needs logs
  return [finished, percent, formatEvent, <LogPanel active />];
}
`;

/** The package as a user gets it: packed, installed, imported by Node and by TypeScript. */
describe('the packed package', () => {
  let app;
  let packed;

  const run = async (command, args, cwd = app) => {
    const {stdout} = await promisify(execFile)(command, args, {cwd}).catch(failure => {
      throw new Error(`${failure.message}\n${failure.stdout}`, {cause: failure});
    });
    return stdout;
  };
  const pack = async directory => {
    const [{filename, files}] = JSON.parse(
      await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', app], directory),
    );
    return {tarball: join(app, filename), files: files.map(({path}) => path)};
  };

  beforeAll(async () => {
    app = mkdtempSync(join(tmpdir(), 'jobcast-react-'));
    await run('npm', ['run', 'build'], here('.'));
    const client = await pack(here('../jobcast'));
    packed = await pack(here('.'));
    writeFileSync(join(app, 'package.json'), '{"private": true, "type": "module"}');
    // As the docs say, but from the tarballs and with the React that is here already.
    const [{code}] = snippets.filter(({language}) => language === 'sh');
    const tarballs = {jobcast: client.tarball, 'jobcast-react': packed.tarball};
    const [command, ...args] = code
      .trim()
      .split(' ')
      .map(word => tarballs[word] ?? word);
    await run(command, [...args, '--offline', '--legacy-peer-deps', '--ignore-scripts']);
    mkdirSync(join(app, 'node_modules/@types'));
    for (const name of ['react', 'react-dom', 'scheduler', 'csstype', '@types/react']) {
      symlinkSync(here(`node_modules/${name}`), join(app, 'node_modules', name));
    }
  });
  afterAll(() => rmSync(app, {recursive: true, force: true}));

  it('holds the sources, their types and the styles, and nothing else', () => {
    const modules = packed.files.filter(path => /^src\/[\w-]+\.js$/.test(path));
    const types = modules.map(path => path.replace('src/', 'types/').replace(/\.js$/, '.d.ts'));
    const rest = ['LICENSE', 'README.md', 'package.json', 'styles/jobcast.css'];
    expect(modules).toContain('src/index.js');
    expect([...packed.files].sort()).toEqual([...modules, ...types, ...rest].sort());
  });

  it('runs in Node without a build step', async () => {
    writeFileSync(
      join(app, 'render.js'),
      `
      import { createElement } from 'react';
      import { renderToString } from 'react-dom/server';
      import { LogPanel, useJob } from 'jobcast-react';
      const View = () => createElement(LogPanel, useJob('a'));
      console.log(renderToString(createElement(View)));
    `,
    );
    expect(await run('node', ['render.js'])).toContain('Starting');
  });

  it('exports its stylesheet', async () => {
    const script = "console.log(import.meta.resolve('jobcast-react/styles.css'))";
    expect(await run('node', ['--input-type=module', '--eval', script])).toMatch(
      /jobcast-react\/styles\/jobcast\.css\n$/,
    );
  });

  it.each(['nodenext', 'bundler'])('has types for modules resolved by %s', async resolution => {
    const typed = snippets.filter(({language}) => language === 'tsx');
    expect(typed).toHaveLength(1);
    for (const {name, code} of [...typed, {name: 'Wrong', code: WRONG}]) {
      writeFileSync(join(app, `${name}.tsx`), code);
    }
    const module = resolution === 'bundler' ? 'esnext' : resolution;
    const options = [
      '--noEmit',
      '--strict',
      '--jsx',
      'react-jsx',
      '--target',
      'es2022',
      '--lib',
      'es2022,dom,dom.iterable',
    ];
    const modules = ['--module', module, '--moduleResolution', resolution];
    const tsc = here('node_modules/typescript/bin/tsc');
    expect(await run('node', [tsc, ...options, ...modules, `${typed[0].name}.tsx`, 'Wrong.tsx'])).toBe('');
  });
});
