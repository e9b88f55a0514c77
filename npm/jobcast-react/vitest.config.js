import {defineConfig} from 'vitest/config';
import {docsSnippets} from './test/support/docs-snippets.js';
import {here, sources} from './test/support/sources.js';

/** The Testing Library must meet the React of its project; Node, if left to load it, would always find the newer one. */
const testingLibrary = {
  find: /^@testing-library\/react$/,
  replacement: here('node_modules/@testing-library/react/dist/@testing-library/react.esm.js'),
};

const react18 = {find: /^(react(?:-dom)?)(\/.*)?$/, replacement: `${here('test/react-18/node_modules')}/$1$2`};

const hooksIn = (name, alias) => ({
  plugins: [docsSnippets({docs: here('../../docs/react.md'), readme: here('README.md')})],
  resolve: {alias: [...alias, testingLibrary, ...sources]},
  test: {
    name,
    environment: 'jsdom',
    include: ['test/*.test.js'],
    setupFiles: ['test/support/setup.js'],
    server: {deps: {inline: [/@testing-library\/react/]}},
    ...patience,
  },
});

/** Only what hangs takes that long, however busy the machine is. */
const patience = {testTimeout: 120_000, hookTimeout: 120_000};

export default defineConfig({
  test: {
    projects: [
      hooksIn('react-19', []),
      hooksIn('react-18', [react18]),
      {
        test: {
          name: 'outside',
          environment: 'node',
          include: ['test/{pack,browser}/*.test.js'],
          ...patience,
        },
      },
    ],
  },
});
