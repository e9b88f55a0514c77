/**
 * @typedef {import('./types.js').EventData} EventData
 * @typedef {import('./types.js').EventLabel} EventLabel
 * @typedef {import('./types.js').FormatEvent} FormatEvent
 * @typedef {import('./types.js').JobView} JobView
 * @typedef {import('./types.js').LogEntry} LogEntry
 * @typedef {import('./types.js').LogPanelProps} LogPanelProps
 * @typedef {import('./types.js').LogStream} LogStream
 * @typedef {import('./types.js').LogStreamOptions} LogStreamOptions
 * @typedef {import('./types.js').UseJobOptions} UseJobOptions
 */

export {BASE_EVENT_LABELS, makeFormatEvent} from './format-event.js';
export {LogPanel} from './log-panel.js';
export {useJob} from './use-job.js';
export {useLogStream} from './use-log-stream.js';
