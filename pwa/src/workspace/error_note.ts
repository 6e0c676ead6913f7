/** Errors, as they are told to the person. */
import { Cancelled, CoverslipError, Refused, RemoteError } from '../contracts/errors.js';

/** What is told to the person when something went wrong. `details` (a traceback) is folded away. */
export interface ErrorNote {
  readonly title: string;
  readonly message: string;
  readonly details: string;
}

/** Errors of our own Python whose messages are sentences for everybody: the names of their classes would add nothing. */
const PLAIN = new Set([
  'ArgumentError',
  'DescriptionError',
  'FileFormatError',
  'HeaderError',
  'InputMismatch',
  'ModelError',
  'NotAvailable',
  'NotOffered',
  'PluginError',
  'TrainingError',
]);

/** @param what was tried, such as “Opening cell.tif”. */
export function errorNote(error: unknown, what: string): ErrorNote {
  if (error instanceof RemoteError) {
    const title = PLAIN.has(error.type) ? `${what} failed` : `${what} failed: ${error.type}`;
    return { title, message: error.message || error.type, details: error.traceback };
  }
  const message = error instanceof Error ? error.message : String(error);
  const details = error instanceof CoverslipError ? causes(error) : error instanceof Error ? (error.stack ?? '') : '';
  return { title: `${what} failed`, message, details };
}

/** Whether the person ended it, so that there is nothing to tell. */
export function wasStopped(error: unknown): boolean {
  return (
    error instanceof Cancelled ||
    error instanceof Refused ||
    (error instanceof DOMException && error.name === 'AbortError')
  );
}

function causes(error: Error): string {
  const lines: string[] = [];
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause)
    lines.push(`${cause.name}: ${cause.message}`);
  return lines.join('\n');
}
