import {StrictMode, createElement, useState} from 'react';
import {createRoot} from 'react-dom/client';
import {LogPanel, useJob, useLogStream} from 'jobcast-react';
import 'jobcast-react/styles.css';
import './app.css';

/** The same job in two components, and a choice of another one. */
function Page() {
  const [id, setId] = useState(new URLSearchParams(location.search).get('job'));
  return createElement(
    'main',
    null,
    createElement('h1', null, 'Jobs'),
    createElement(Status, {id}),
    createElement(Log, {id}),
    createElement(Stream, {id}),
    createElement('button', {id: 'other', onClick: () => setId('other')}, 'Another job'),
    createElement('button', {id: 'none', onClick: () => setId(null)}, 'No job'),
    createElement('div', {className: 'tall'}, 'The rest of the page'),
  );
}

function Status({id}) {
  const {status, progress, result, connection} = useJob(id);
  return createElement(
    'section',
    null,
    createElement('progress', {'aria-label': 'Progress', value: progress?.current ?? 0, max: progress?.total || 1}),
    createElement('output', {id: 'status'}, `${status} ${connection}`),
    createElement('output', {id: 'result'}, JSON.stringify(result)),
  );
}

function Log({id}) {
  const {logs, active} = useJob(id);
  return createElement(LogPanel, {logs, active, maxHeight: 120, label: 'Log of the job'});
}

function Stream({id}) {
  const {logs, active} = useLogStream(id && `/jobcast/jobs/${id}/logs`, {mode: 'poll', interval: 200});
  return createElement(LogPanel, {logs, active, label: 'Polled log'});
}

createRoot(document.getElementById('root')).render(createElement(StrictMode, null, createElement(Page)));
