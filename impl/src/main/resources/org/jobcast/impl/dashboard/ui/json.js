/**
 * Indents JSON text without reading its numbers and strings: what is shown is what the server sent, digit by digit.
 *
 * @param {string} json valid JSON
 * @returns {string} the same with line breaks
 */
export function indent(json) {
  const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
  const parts = [];
  let depth = 0;
  let opened = false;
  for (const [part] of json.matchAll(token)) {
    if (part === '}' || part === ']') {
      depth--;
      parts.push(opened ? '' : line(depth), part);
    } else {
      if (opened) {
        parts.push(line(depth));
      }
      parts.push(part === ',' ? ',' + line(depth) : part === ':' ? ': ' : part);
    }
    opened = part === '{' || part === '[';
    depth += opened ? 1 : 0;
  }
  return parts.join('');
}

const line = depth => '\n' + '  '.repeat(Math.min(depth, 40));
