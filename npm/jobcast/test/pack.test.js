import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';

const here = fileURLToPath(new URL('..', import.meta.url));
const npm = (cwd, ...words) => execFileSync('npm', words, {cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']});

let project;
let files;

before(async () => {
  project = await mkdtemp(join(tmpdir(), 'jobcast-npm-'));
  // The files are built already; building again would take them from under the other tests.
  const [packed] = JSON.parse(npm(here, 'pack', '--json', '--ignore-scripts', '--pack-destination', project));
  files = packed.files.map(({path}) => path).sort();
  await writeFile(join(project, 'package.json'), '{"name":"user","version":"1.0.0","type":"module","private":true}');
  npm(project, 'install', '--offline', '--no-audit', '--no-fund', join(project, packed.filename));
});
after(() => rm(project, {recursive: true, force: true}));

test('the package holds the two scripts, their types and the licence', () => {
  assert.deepEqual(files,
    ['LICENSE', 'README.md', 'jobcast-progress.d.ts', 'jobcast-progress.js', 'jobcast.d.ts', 'jobcast.js', 'package.json']);
});

test('it can be imported where it is installed', async () => {
  await writeFile(join(project, 'use.js'), `
    import {SseParser, connect, followJob, followJobs, api, defaultBase} from 'jobcast';
    const seen = [];
    const parser = new SseParser({onEvent: event => seen.push(event)});
    parser.push('data: it works\\n\\n');
    console.log(JSON.stringify([seen[0].data, defaultBase, typeof connect, typeof followJob, typeof followJobs, typeof api]));
  `);
  const out = execFileSync(process.execPath, ['use.js'], {cwd: project, encoding: 'utf8'});
  assert.deepEqual(JSON.parse(out), ['it works', '/jobcast', 'function', 'function', 'function', 'function']);
});

test('its types hold for a strict TypeScript project, and refuse what is wrong', async () => {
  await writeFile(join(project, 'use.ts'), `
    import {followJob, followJobs, connect, api, type JobSnapshot, type FollowOptions} from 'jobcast';
    import {JobcastProgress} from 'jobcast/progress';
    const options: FollowOptions = {base: '/app/jobcast', maxLogs: 10, token: async () => 'x', poll: 'auto'};
    const follower = followJob('a', options);
    const end: () => void = follower.subscribe(() => {
      const snapshot: JobSnapshot = follower.getSnapshot();
      const percent: number | null | undefined = snapshot.progress?.percent;
      console.log(percent, snapshot.logs.map(entry => entry.message.length), snapshot.connection === 'open');
    });
    end();
    follower.cancel('why').then(answer => answer.outcome === 'REQUESTED');
    followJobs(['a', 'b']).job('a')?.close();
    connect('/x', {retry: {min: 1}}).addEventListener('state', () => {});
    api().list({state: 'failed'}).then(page => page.total.toFixed());
    const element: JobcastProgress = new JobcastProgress();
    element.labels = {running: 'Läuft'};
    // @ts-expect-error there is no such mode
    followJob('a', {poll: 'sometimes'});
    // @ts-expect-error an id is needed
    followJob();
    // @ts-expect-error a snapshot is read-only
    follower.getSnapshot().logs.push();
  `);
  const compilerOptions = {
    noEmit: true, strict: true, target: 'es2022', module: 'nodenext', lib: ['es2022', 'dom', 'dom.iterable'], types: [],
  };
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({compilerOptions, files: ['use.ts']}));
  const tsc = join(here, 'node_modules', 'typescript', 'bin', 'tsc');
  const {status, stdout} = spawnSync(process.execPath, [tsc], {cwd: project, encoding: 'utf8'});
  assert.equal(status, 0, stdout);
});
