import {fileURLToPath} from 'node:url';
import {transformWithEsbuild} from 'vite';
import {snippetsOf} from './snippets.js';

const SNIPPET = /^virtual:(\w+)\/(\w+)$/;

/**
 * Lets a test import a snippet as `virtual:<page>/<name>`.
 *
 * @param {Record<string, string>} pages files by the name of the page
 */
export function docsSnippets(pages) {
  return {
    name: 'docs-snippets',
    resolveId(id) {
      if (id === './session.js') {
        return fileURLToPath(new URL(id, import.meta.url));
      }
      return SNIPPET.test(id) ? id : undefined;
    },
    async load(id) {
      const [, page, name] = SNIPPET.exec(id) ?? [];
      if (page === undefined) {
        return undefined;
      }
      const snippet = snippetsOf(pages[page]).find(found => found.name === name);
      return transformWithEsbuild(snippet.code, `${name}.${snippet.language}`, {jsx: 'automatic'});
    },
  };
}
