import { expect, test } from 'vitest';
import { FetchError, RemoteError } from '../../../pwa/src/contracts/errors.js';
import { errorNote } from '../../../pwa/src/workspace/error_note.js';

test('an error of a plugin is named by its class, with its traceback folded away', () => {
  expect(errorNote(new RemoteError('ValueError', 'no cells', 'Traceback …'), 'Counting')).toEqual({
    title: 'Counting failed: ValueError',
    message: 'no cells',
    details: 'Traceback …',
  });
});

test('a sentence of our own Python needs no name of a class', () => {
  const note = errorNote(new RemoteError('FileFormatError', 'a.tif is empty.', ''), 'Opening a.tif');
  expect([note.title, note.message]).toEqual(['Opening a.tif failed', 'a.tif is empty.']);
  expect(errorNote(new RemoteError('ModelError', 'It is no model.', ''), '“Run a model”').title).toBe(
    '“Run a model” failed',
  );
});

test('an error without a message is told by its class', () => {
  expect(errorNote(new RemoteError('StopIteration', '', ''), 'Counting').message).toBe('StopIteration');
});

test('what caused an error of ours is in the details', () => {
  const cause = new TypeError('Failed to fetch');
  const note = errorNote(new FetchError('x.tif could not be fetched.', 'x.tif', null, { cause }), 'Opening the link');
  expect(note.details).toBe('TypeError: Failed to fetch');
});
