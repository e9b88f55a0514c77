/**
 * Makes elements. There is no way to pass markup: every string becomes text, so whatever a job says stays text.
 */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * @param {string} tag
 * @param {Record<string, any>} [props] attributes; `on` holds listeners, `data` the dataset, `class` the class name
 * @param {...any} children elements and strings; null and false are left out
 * @returns {any} the element
 */
export function h(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** The same for SVG. @returns {any} */
export function s(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (name === 'on') {
      for (const [type, listener] of Object.entries(value)) {
        element.addEventListener(type, listener);
      }
    } else if (name === 'data') {
      Object.assign(element.dataset, value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value != null) {
      element.setAttribute(name, String(value));
    }
  }
  element.append(...children.flat(3).filter(child => child != null && child !== false));
  return element;
}

/** Sets the text of an element if it is another one: what stays the same costs no layout and no announcement. */
export function text(element, value) {
  const string = String(value ?? '');
  if (element.textContent !== string) {
    element.textContent = string;
  }
}

/** Sets or removes an attribute, if that changes anything. */
export function attribute(element, name, value) {
  const string = value == null || value === false ? null : value === true ? '' : String(value);
  if (element.getAttribute(name) !== string) {
    if (string === null) {
      element.removeAttribute(name);
    } else {
      element.setAttribute(name, string);
    }
  }
}

/** Shows or hides an element. */
export function show(element, visible) {
  if (element.hidden === Boolean(visible)) {
    element.hidden = !visible;
  }
}

/** Replaces the children. */
export function put(element, ...children) {
  element.replaceChildren(...children.flat(3).filter(child => child != null && child !== false));
}

/** Tells a screen reader something that others see. */
export function announce(message) {
  const region = document.getElementById('announce');
  if (region) {
    region.textContent = message;
  }
}

/** Text of a job on one line, cut so that no layout has to carry a megabyte. */
export function oneLine(value, max = 400) {
  return clip(value, max).replace(/\r\n|[\r\n\u2028\u2029]/g, ' ⏎ ');
}

/**
 * Cuts at whole characters, and spells out those that would turn the direction of what is read: a name must not look like
 * another one.
 */
export function clip(value, max) {
  const whole = value.length <= max ? value : value.slice(0, isHighSurrogate(value, max - 1) ? max - 1 : max) + '…';
  return whole.replace(/[\u202a-\u202e\u2066-\u2069]/g, turn => `\\u${turn.charCodeAt(0).toString(16)}`);
}

function isHighSurrogate(value, index) {
  const unit = value.charCodeAt(index);
  return unit >= 0xd800 && unit < 0xdc00;
}
