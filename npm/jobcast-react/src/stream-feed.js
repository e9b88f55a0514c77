import {connect} from 'jobcast';
import {LogFeed} from './log-feed.js';

/**
 * @typedef {import('jobcast').StreamEvent} StreamEvent
 * @typedef {import('./types.js').EventData} EventData
 * @typedef {import('./types.js').LogStreamOptions} LogStreamOptions
 */

/**
 * Follows a stream of server-sent events, which is connected again by the id of the last event whenever it breaks.
 *
 * @param {string} url
 * @param {LogStreamOptions} options
 * @param {(() => string | Promise<string>) | undefined} token
 * @returns {import('./types.js').Store<import('./types.js').FeedSnapshot>}
 */
export function openStreamFeed(url, options, token) {
  const {maxLogs = 1000, headers, credentials, fetch} = options;
  const feed = new LogFeed(maxLogs);
  const connection = connect(url, {
    ...(headers && {headers}),
    ...(credentials && {credentials}),
    ...(fetch && {fetch}),
    ...(token && {token}),
    isDone: event => dataOf(event).event === 'done',
  });
  connection.addEventListener('event', event => {
    const data = dataOf(/** @type {CustomEvent<StreamEvent>} */ (event).detail);
    if (data.event === 'gap') {
      feed.set({gap: data});
    }
    if (data.event !== 'done') {
      feed.add(data);
    }
  });
  connection.addEventListener('state', () => {
    const {state, error} = connection;
    const active = state !== 'closed' && state !== 'failed';
    // While it is tried again nothing has failed for good.
    feed.set({connection: state, active, error: active ? null : error});
  });
  const close = () => {
    feed.end();
    connection.close();
  };
  return {getSnapshot: feed.getSnapshot, subscribe: feed.subscribe, close};
}

/**
 * The data of an event as an object; text that is no JSON object is its message. The type is a member, as in the events
 * of jobs, also where the server only names it beside the data.
 *
 * @param {StreamEvent} event
 * @returns {EventData}
 */
function dataOf({type, data, json}) {
  const named = type === 'message' ? {} : {event: type};
  const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
  return isObject ? {...named, ...json} : {...named, message: typeof json === 'string' ? json : data};
}
