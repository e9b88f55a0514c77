import {fileURLToPath} from 'node:url';

/** @param {string} path from the root of the package */
export const here = path => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The sources under the names by which users import them, as aliases for Vite. */
export const sources = [
  {find: /^jobcast$/, replacement: here('../../impl/src/main/resources/org/jobcast/impl/dashboard/jobcast.js')},
  {find: /^jobcast-react$/, replacement: here('src/index.js')},
  {find: /^jobcast-react\/styles\.css$/, replacement: here('styles/jobcast.css')},
];
