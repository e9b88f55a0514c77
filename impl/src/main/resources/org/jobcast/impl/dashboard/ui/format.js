/** How numbers and times are written. */

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

export const number = value => whole.format(value);

/** A percentage that says 100 only when all is done. */
export const percent = share => `${Math.min(share >= 1 ? 100 : 99, Math.floor(share * 100))} %`;

/** Things a second. */
export function rate(perSecond) {
  return `${perSecond >= 10 || perSecond === 0 ? whole.format(perSecond) : tenths.format(perSecond)}/s`;
}

/** Seconds as people say them. */
export function duration(seconds) {
  if (!Number.isFinite(seconds) || seconds < 0) {
    return '–';
  }
  if (seconds > 0 && seconds < 0.1) {
    return '< 0.1 s';
  }
  if (seconds < 10) {
    return `${tenths.format(Math.floor(seconds * 10) / 10)} s`;
  }
  const all = Math.floor(seconds);
  const [days, hours, minutes] = [Math.floor(all / 86400), Math.floor(all / 3600) % 24, Math.floor(all / 60) % 60];
  if (days > 0) {
    return `${whole.format(days)} d ${hours} h`;
  }
  if (hours > 0) {
    return `${hours} h ${minutes} min`;
  }
  return minutes > 0 ? `${minutes} min ${all % 60} s` : `${all} s`;
}

/** An estimate, which would lie with tenths. */
export const roughly = seconds => (seconds < 10 ? `${Math.max(1, Math.ceil(seconds))} s` : duration(seconds));

/** The seconds since a job began, for the margin of its log. */
export function stamp(seconds) {
  return Number.isFinite(seconds) ? seconds.toFixed(3) : '';
}

export function bytes(count) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = count;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 10 ? whole.format(value) : tenths.format(value)} ${units[unit]}`;
}

/** How long ago something was. */
export function ago(iso, now) {
  const seconds = (now - Date.parse(iso)) / 1000;
  if (!Number.isFinite(seconds)) {
    return '–';
  }
  if (seconds < 5) {
    return 'just now';
  }
  const steps = [[60, 's', 1], [3600, 'min', 60], [86400, 'h', 3600], [Infinity, 'd', 86400]];
  const [, unit, size] = steps.find(([limit]) => seconds < limit);
  return `${Math.floor(seconds / size)} ${unit} ago`;
}

export function dateTime(iso) {
  const time = Date.parse(iso);
  return Number.isFinite(time) ? moment.format(time) : '–';
}

export const plural = (count, one, many = one + 's') => `${number(count)} ${count === 1 ? one : many}`;
