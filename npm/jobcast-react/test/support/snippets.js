import {readFileSync} from 'node:fs';

const BLOCK = /```(\w+)\n(.*?)```/gs;

/**
 * @param {string} file a page of Markdown
 * @returns {{language: string, code: string, name: string | undefined}[]} its snippets; the name is that of the first
 *     function that one exports
 */
export function snippetsOf(file) {
  return [...readFileSync(file, 'utf8').matchAll(BLOCK)].map(([, language, code]) => {
    return {language, code, name: /export function (\w+)/.exec(code)?.[1]};
  });
}
