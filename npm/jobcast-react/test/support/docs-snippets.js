import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transformWithEsbuild } from 'vite';

const PREFIX = 'virtual:react-docs/';
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

/** Lets a test import a snippet of a page as `virtual:react-docs/<name>`. */
export function docsSnippets(file) {
  return {
    name: 'docs-snippets',
    resolveId(id) {
      if (id === './session.js') {
        return fileURLToPath(new URL(id, import.meta.url));
      }
      return id.startsWith(PREFIX) ? `\0${id}` : undefined;
    },
    async load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) {
        return undefined;
      }
      const name = id.slice(PREFIX.length + 1);
      const snippet = snippetsOf(file).find((found) => found.name === name);
      return transformWithEsbuild(snippet.code, `${name}.${snippet.language}`, { jsx: 'automatic' });
    },
  };
}
