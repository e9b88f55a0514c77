import {describe, expect, it, vi} from 'vitest';
import {createElement} from 'react';
import {fireEvent, render, screen} from '@testing-library/react';
import {LogPanel} from 'jobcast-react';

const entry = (text, level = 'info', key = text) => ({key, text, level, t: '0.1s'});
const panel = props => createElement(LogPanel, props);

/** Gives an element of jsdom, which has no layout, the sizes of a box that shows 100 of `height` pixels. */
function withHeight(element, height) {
  Object.defineProperties(element, {
    scrollHeight: {configurable: true, value: height},
    clientHeight: {configurable: true, value: 100},
  });
}

describe('LogPanel', () => {
  it('renders nothing while idle and empty', () => {
    const {container} = render(panel({logs: [], active: false}));
    expect(container.childNodes).toHaveLength(0);
  });

  it('renders a waiting text while active and empty', () => {
    const {rerender} = render(panel({logs: [], active: true}));
    expect(screen.getByRole('log').textContent).toBe('⏳ Starting…');
    rerender(panel({logs: [], active: true, waitingText: 'Queued'}));
    expect(screen.getByText('Queued').className).toBe('jobcast-log-waiting');
  });

  it('renders entries after the stream has ended', () => {
    render(panel({logs: [entry('one'), entry('two')], active: false}));
    expect(screen.getByRole('log').textContent).toBe('0.1sone0.1stwo');
    expect(screen.queryByText('⏳ Starting…')).toBeNull();
  });

  it('marks levels other than info by a class', () => {
    render(panel({logs: ['info', 'success', 'warning', 'error'].map(level => entry(level, level))}));
    const classes = ['info', 'success', 'warning', 'error'].map(text => screen.getByText(text).parentElement.className);
    expect(classes).toEqual([
      'jobcast-log-entry',
      'jobcast-log-entry jobcast-log-entry--success',
      'jobcast-log-entry jobcast-log-entry--warning',
      'jobcast-log-entry jobcast-log-entry--error',
    ]);
  });

  it('makes no class of a level that is no word, and no markup of a text', () => {
    const {container} = render(panel({logs: [entry('<img src=x onerror=alert(1)>', 'x y" onclick="z')]}));
    expect(screen.getByText('<img src=x onerror=alert(1)>').parentElement.className).toBe('jobcast-log-entry');
    expect(container.querySelector('img')).toBeNull();
  });

  it('takes class, style, label and a height in pixels or any unit', () => {
    const {rerender} = render(
      panel({logs: [entry('a')], className: 'mine', style: {color: 'red'}, maxHeight: 240, label: 'Import'}),
    );
    const log = screen.getByRole('log', {name: 'Import'});
    expect(log.className).toBe('jobcast-log mine');
    expect(log.style.color).toBe('red');
    expect(log.style.getPropertyValue('--jobcast-max-height')).toBe('240px');
    rerender(panel({logs: [entry('a')], maxHeight: '50vh', label: 'Import'}));
    expect(log.style.getPropertyValue('--jobcast-max-height')).toBe('50vh');
  });

  it('leaves the height to the stylesheet unless it is given', () => {
    render(panel({logs: [entry('a')]}));
    expect(screen.getByRole('log').style.getPropertyValue('--jobcast-max-height')).toBe('');
  });

  it('renders entries by renderEntry', () => {
    render(panel({logs: [entry('a')], renderEntry: (e, i) => createElement('p', {key: e.key}, `${i}:${e.text}`)}));
    expect(screen.getByText('0:a').tagName).toBe('P');
  });

  it('can be reached by keyboard and is announced politely', () => {
    render(panel({logs: [entry('a')], active: true}));
    const log = screen.getByRole('log', {name: 'Log'});
    expect(log.tabIndex).toBe(0);
    expect(log.getAttribute('aria-busy')).toBeNull();
  });

  it('follows the end inside itself and never scrolls the page', () => {
    const page = vi.fn();
    Element.prototype.scrollIntoView = page;
    const windowScroll = vi.spyOn(window, 'scrollTo').mockImplementation(() => {});
    const {rerender} = render(panel({logs: [entry('a')]}));
    const log = screen.getByRole('log');
    withHeight(log, 500);
    rerender(panel({logs: [entry('a'), entry('b')]}));
    expect(log.scrollTop).toBe(500);
    expect(page).not.toHaveBeenCalled();
    expect(windowScroll).not.toHaveBeenCalled();
    delete Element.prototype.scrollIntoView;
  });

  it('stays where its reader has scrolled to until the reader is back at the end', () => {
    const {rerender} = render(panel({logs: [entry('a')]}));
    const log = screen.getByRole('log');
    withHeight(log, 500);
    log.scrollTop = 50;
    fireEvent.scroll(log);
    rerender(panel({logs: [entry('a'), entry('b')]}));
    expect(log.scrollTop).toBe(50);
    log.scrollTop = 396;
    fireEvent.scroll(log);
    withHeight(log, 600);
    rerender(panel({logs: [entry('a'), entry('b'), entry('c')]}));
    expect(log.scrollTop).toBe(600);
  });

  it('does not scroll without autoScroll', () => {
    const {rerender} = render(panel({logs: [entry('a')], autoScroll: false}));
    const log = screen.getByRole('log');
    withHeight(log, 500);
    rerender(panel({logs: [entry('a'), entry('b')], autoScroll: false}));
    expect(log.scrollTop).toBe(0);
  });
});
