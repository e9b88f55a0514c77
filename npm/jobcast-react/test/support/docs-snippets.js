import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transformWithEsbuild } from 'vite';

const SNIPPET = /^\0?virtual:(\w+)\/(\w+)$/;
const BLOCK = /```(\w+)\n(.*?)```/gs;

/**
 * @param {string} file a page of Markdown
 * @returns {{language: string, code: string, name: string | undefined}[]} its snippets; the name is that of the first
 *     function that one exports
 */
export function snippetsOf(file) {
  return [...readFileSync(file, 'utf8').matchAll(BLOCK)].map(([, language, code]) => {
    return { language, code, name: /export function (\w+)/.exec(code)?.[1] };
  });
}

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
      return SNIPPET.test(id) ? `\0${id}` : undefined;
    },
    async load(id) {
      const [, page, name] = SNIPPET.exec(id) ?? [];
      if (page === undefined) {
        return undefined;
      }
      const snippet = snippetsOf(pages[page]).find((found) => found.name === name);
      return transformWithEsbuild(snippet.code, `${name}.${snippet.language}`, { jsx: 'automatic' });
    },
  };
}
