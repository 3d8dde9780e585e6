import { readableName } from '../../../tools/diagram/model/names';

it.each([
  ['prod-chat/Http/Functions/GetUsage/Function/Resource', 'Get usage'],
  ['prod-rag/Ingestion/Worker/Function/Resource', 'Ingestion worker'],
  ['prod-rag/Ingestion/Queue/Queue/Resource', 'Ingestion'],
  ['prod-chat/Queues/Paid/DeadLetters/Resource', 'Paid dead letters'],
  ['prod-chat/Http/Api/Resource', 'Http'],
  ['Gallery/UploadsDLQ/Resource', 'Uploads DLQ'],
  ['Gallery/my-old_queue', 'My old queue'],
])('calls %s %s', (path, name) => {
  expect(readableName(path, 'Id12345678')).toBe(name);
});

it('takes the logical id without its hash where there is no path', () => {
  expect(readableName('Stack', 'PhotosTable7E3E5302')).toBe('Photos table');
});
