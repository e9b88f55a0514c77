import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { docsSnippets } from './test/support/docs-snippets.js';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The sources themselves, under the names by which users import them. */
const sources = [
  { find: /^jobcast$/, replacement: here('../../impl/src/main/resources/org/jobcast/impl/dashboard/jobcast.js') },
  { find: /^jobcast-react$/, replacement: here('./src/index.js') },
  { find: /^jobcast-react\/styles\.css$/, replacement: here('./styles/jobcast.css') },
];

/** The Testing Library must meet the React of its project, hence is not loaded by Node, which finds the other one. */
const testingLibrary = {
  find: /^@testing-library\/react$/,
  replacement: here('./node_modules/@testing-library/react/dist/@testing-library/react.esm.js'),
};

const inReact = (name, alias) => ({
  plugins: [docsSnippets(here('../../docs/react.md'))],
  resolve: { alias: [...alias, testingLibrary, ...sources] },
  test: {
    name,
    environment: 'jsdom',
    include: ['test/*.test.js'],
    setupFiles: ['test/support/setup.js'],
    server: { deps: { inline: [/@testing-library\/react/] } },
  },
});

export default defineConfig({
  test: {
    projects: [
      inReact('react-19', []),
      inReact('react-18', [{ find: /^(react(?:-dom)?)(\/.*)?$/, replacement: here('./test/react-18/node_modules') + '/$1$2' }]),
      { test: { name: 'package', environment: 'node', include: ['test/{pack,browser}/*.test.js'], testTimeout: 120_000 } },
    ],
  },
});
