import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { snippetsOf } from '../support/snippets.js';
import { here } from '../support/sources.js';

const snippets = snippetsOf(here('../../docs/react.md'));

/** The package as a user gets it: packed, installed, imported by Node and by TypeScript. */
describe('the packed package', () => {
  let app;
  let packed;

  const run = (command, args, cwd = app) => execFileSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe' });
  /** The output of a command that must fail. */
  const failing = (command, args) => {
    try {
      return `no failure: ${run(command, args)}`;
    } catch (error) {
      return error.stdout;
    }
  };
  const pack = (directory) => {
    const [{ filename, files }] = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', app], directory));
    return { tarball: join(app, filename), files: files.map(({ path }) => path) };
  };

  beforeAll(() => {
    app = mkdtempSync(join(tmpdir(), 'jobcast-react-'));
    run('npm', ['run', 'build'], here('.'));
    const client = pack(here('../jobcast'));
    packed = pack(here('.'));
    writeFileSync(join(app, 'package.json'), '{"private": true, "type": "module"}');
    // As the docs say, but from the tarballs and with the React that is here already.
    const [{ code }] = snippets.filter(({ language }) => language === 'sh');
    const tarballs = { jobcast: client.tarball, 'jobcast-react': packed.tarball };
    const [command, ...args] = code.trim().split(' ').map((word) => tarballs[word] ?? word);
    run(command, [...args, '--offline', '--legacy-peer-deps', '--ignore-scripts']);
    mkdirSync(join(app, 'node_modules/@types'));
    for (const name of ['react', 'react-dom', 'scheduler', 'csstype', '@types/react']) {
      symlinkSync(here(`node_modules/${name}`), join(app, 'node_modules', name));
    }
  });
  afterAll(() => rmSync(app, { recursive: true, force: true }));

  it('holds the sources, their types and the styles, and nothing else', () => {
    const modules = packed.files.filter((path) => /^src\/[\w-]+\.js$/.test(path));
    const types = modules.map((path) => path.replace('src/', 'types/').replace(/\.js$/, '.d.ts'));
    const rest = ['LICENSE', 'README.md', 'package.json', 'styles/jobcast.css'];
    expect(modules).toContain('src/index.js');
    expect([...packed.files].sort()).toEqual([...modules, ...types, ...rest].sort());
  });

  it('runs in Node without a build step', () => {
    writeFileSync(join(app, 'render.js'), `
      import { createElement } from 'react';
      import { renderToString } from 'react-dom/server';
      import { LogPanel, useJob } from 'jobcast-react';
      const View = () => createElement(LogPanel, useJob('a'));
      console.log(renderToString(createElement(View)));
    `);
    expect(run('node', ['render.js'])).toContain('Starting');
  });

  it('exports its stylesheet', () => {
    const script = "console.log(import.meta.resolve('jobcast-react/styles.css'))";
    expect(run('node', ['--input-type=module', '--eval', script]).trim()).toMatch(/jobcast-react\/styles\/jobcast\.css$/);
  });

  describe.each(['nodenext', 'bundler'])('with TypeScript that resolves modules by %s', (moduleResolution) => {
    const module = moduleResolution === 'bundler' ? 'esnext' : 'nodenext';
    const flags = ['--noEmit', '--strict', '--jsx', 'react-jsx', '--target', 'es2022', '--module', module,
      '--moduleResolution', moduleResolution, '--lib', 'es2022,dom,dom.iterable'];
    const tsc = (...args) => [here('node_modules/typescript/bin/tsc'), ...flags, ...args];

    it('compiles the typed snippets of the docs, its own types included', () => {
      const typed = snippets.filter(({ language }) => language === 'tsx');
      expect(typed).toHaveLength(1);
      for (const { name, code } of typed) {
        writeFileSync(join(app, `${name}.tsx`), code);
      }
      expect(run('node', tsc(...typed.map(({ name }) => `${name}.tsx`)))).toBe('');
    });

    it('refuses what is wrong', () => {
      const wrong = {
        'an id that is a number': 'useJob(7);',
        'an unknown mode': "useLogStream('/x', { mode: 'push' });",
        'an unknown status': "const is = useJob('a').status === 'finished'; void is;",
        'an unknown member': "void useJob('a').percent;",
        'a label that is a number': 'makeFormatEvent({ row: 7 });',
      };
      for (const [what, code] of Object.entries(wrong)) {
        writeFileSync(join(app, 'wrong.tsx'),
          `import { makeFormatEvent, useJob, useLogStream } from 'jobcast-react';\nvoid [makeFormatEvent, useJob, useLogStream];\n${code}`);
        expect(failing('node', tsc('wrong.tsx')), what).toMatch(/^wrong\.tsx\(3,/);
      }
    });
  });
});
