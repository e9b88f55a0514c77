import { h, put } from './dom.js';

const MAX_REASON = 200;

const CANCEL_REASON = 'Reason (optional, shown to everybody who follows the job)';

/** Asks before jobs are cancelled, and for a reason. */
export const confirmCancel = question => confirm({ ...question, reason: CANCEL_REASON });

/**
 * Asks before something that cannot be undone. The harmless answer has the focus; Escape gives it too.
 *
 * @param {object} question
 * @param {string} question.title
 * @param {any[]} question.text
 * @param {string} question.yes
 * @param {string} question.no
 * @param {string} [question.reason] the label of a field for a reason, if one is asked for
 * @returns {Promise<{reason: string} | null>} null for no
 */
export function confirm({ title, text, yes, no, reason: label }) {
  return new Promise(resolve => {
    const reason = h('input', { type: 'text', id: 'reason', maxlength: MAX_REASON, autocomplete: 'off' });
    const keep = h('button', { type: 'button', autofocus: true, data: { answer: 'no' } }, no);
    const cancel = h('button', { type: 'button', class: label ? 'danger solid' : 'solid', data: { answer: 'yes' } }, yes);
    const dialog = h('dialog', { 'aria-labelledby': 'question' },
      h('h2', { id: 'question' }, title),
      h('div', { class: 'dialog-text' }, text),
      label && [h('label', { for: 'reason' }, label), reason],
      h('div', { class: 'dialog-buttons' }, keep, cancel));
    let answer = null;
    keep.addEventListener('click', () => dialog.close());
    const agree = () => {
      answer = { reason: reason.value.trim() };
      dialog.close();
    };
    cancel.addEventListener('click', agree);
    reason.addEventListener('keydown', event => event.key === 'Enter' && agree());
    dialog.addEventListener('click', event => event.target === dialog && dialog.close());
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** A message below the head of a page that stays until it is closed or replaced. */
export class Note {
  constructor() {
    this.element = h('div', { class: 'notes', 'aria-live': 'polite' });
  }

  say(message, kind = 'info') {
    const close = h('button', { type: 'button', class: 'quiet', 'aria-label': 'Close the message' }, '×');
    close.addEventListener('click', () => this.clear());
    put(this.element, h('div', { class: `note ${kind}` }, h('p', {}, message), close));
  }

  clear() {
    put(this.element);
  }
}
