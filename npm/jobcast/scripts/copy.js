// The source of this package is what the jar serves; it is copied here for packing, checking and testing.
import {copyFile, rm} from 'node:fs/promises';

const here = new URL('../', import.meta.url);
const source = new URL('../../impl/src/main/resources/org/jobcast/impl/dashboard/', here);
for (const name of ['jobcast.js', 'jobcast-progress.js']) {
  await copyFile(new URL(name, source), new URL(name, here));
  // The compiler would take the types of last time for a part of the source.
  await rm(new URL(name.replace(/js$/, 'd.ts'), here), {force: true});
}
await copyFile(new URL('../../LICENSE', here), new URL('LICENSE', here));
