/**
 * The data of an event. Every event of a job says its type and when it was; what else there is depends on the type and
 * comes from the job: never take it for safe HTML.
 *
 * @typedef {{event?: string, t?: number, [member: string]: any}} EventData
 */

/**
 * What a log shows for an event: a text, an element, or nothing for null.
 *
 * @typedef {string | import('react').ReactElement | null | undefined} EventText
 */

/** @typedef {(event: EventData) => EventText} FormatEvent */

/** @typedef {EventText | FormatEvent} EventLabel */

/**
 * A line of a log; the same object as long as nothing in it changes.
 *
 * @typedef {object} LogEntry
 * @property {number} key stays with the entry when older ones are dropped
 * @property {import('react').ReactNode} text
 * @property {string} level `info`, `success`, `warning`, `error`, or whatever the event says
 * @property {string} t seconds since the job began, as `1.2s`; by the clock of this client if the event has no time
 */

/**
 * An event and when it came, in seconds since the client began to listen.
 *
 * @typedef {{readonly data: EventData, readonly elapsed?: number}} LogRecord
 */

/** @typedef {'connecting' | 'open' | 'waiting' | 'closed' | 'failed'} ConnectionState */

/**
 * @typedef {object} FeedState
 * @property {boolean} active
 * @property {ConnectionState} connection
 * @property {import('jobcast').JobcastError | null} error
 * @property {EventData | null} gap
 */

/** @typedef {Readonly<FeedState & {records: readonly LogRecord[]}>} FeedSnapshot */

/**
 * Something outside of React that changes.
 *
 * @template T
 * @typedef {object} Store
 * @property {() => T} getSnapshot
 * @property {(listener: () => void) => () => void} subscribe
 * @property {() => void} close
 */

/**
 * @typedef {object} LogStreamOptions
 * @property {'sse' | 'poll'} [mode] a stream of server-sent events (default), or a URL that answers `{"logs": […]}`
 * @property {number} [interval] milliseconds between an answer and the next poll, 3000 by default
 * @property {number} [maxFailures] failed polls in a row after which `error` says so, 3 by default
 * @property {number} [maxLogs] entries to keep, 1000 by default; older ones are dropped
 * @property {FormatEvent} [formatEvent] what to show of an event, by default its `message`
 * @property {Record<string, string>} [headers] sent with every request
 * @property {() => string | Promise<string>} [token] asked after a 401; sent as `Authorization: Bearer …` then
 * @property {RequestCredentials} [credentials] as in `fetch`
 * @property {typeof globalThis.fetch} [fetch] instead of the global one
 */

/**
 * @typedef {object} LogLines
 * @property {readonly LogEntry[]} logs the latest `maxLogs` that are shown
 * @property {boolean} active whether more may come
 * @property {ConnectionState} connection
 * @property {import('jobcast').JobcastError | null} error why the source cannot be read
 * @property {EventData | null} gap the latest `gap` event: history that this client will not get
 */

/** @typedef {Readonly<LogLines>} LogStream */

/**
 * @typedef {object} JobCallbacks
 * @property {(event: EventData) => void} [onEvent] once for every event
 * @property {(gap: EventData) => void} [onGap] when events are missing
 * @property {(error: import('jobcast').JobFailure) => void} [onError] when the job has failed or cannot be followed
 * @property {(job: import('jobcast').JobSnapshot) => void} [onDone] when the job has ended and its result is here
 */

/**
 * @typedef {object} JobViewOptions
 * @property {boolean} [enabled] false to follow nothing for now
 * @property {FormatEvent} [formatEvent] makes `logs` of all events instead of those that the job has logged
 */

/** @typedef {Omit<import('jobcast').FollowOptions, 'signal' | 'lastEventId'>} FollowOptions */

/** @typedef {FollowOptions & JobViewOptions & JobCallbacks} UseJobOptions */

/**
 * @typedef {object} JobActions
 * @property {readonly LogEntry[]} logs
 * @property {boolean} active whether more may come
 * @property {(reason?: unknown) => Promise<{cancelled: string, outcome: string} | null>} cancel asks the server to
 *     cancel the job; rejects if it refuses, null if no job is followed; what is no text is no reason, so it may handle clicks
 * @property {() => void} reconnect connects again at once, also after a failure
 */

/** @typedef {Omit<import('jobcast').JobSnapshot, 'id' | 'logs'> & {id: string | null}} JobState */

/** @typedef {Readonly<JobState & JobActions>} JobView */

/**
 * @typedef {object} LogPanelProps
 * @property {readonly LogEntry[]} logs of `useJob` or `useLogStream`
 * @property {boolean} [active] whether more may come
 * @property {import('react').ReactNode} [waitingText] shown until there is an entry
 * @property {string | number} [maxHeight] a CSS length, or pixels; by default 160px
 * @property {string} [className] added to the panel's own
 * @property {import('react').CSSProperties} [style]
 * @property {(entry: LogEntry, index: number) => import('react').ReactNode} [renderEntry] makes the lines
 * @property {boolean} [autoScroll] whether the panel follows its end, true by default
 * @property {string} [label] what a screen reader calls the panel
 */

export {};
