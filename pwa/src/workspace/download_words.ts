/** How far a download is, as it is told to the person. */
import type { DownloadState } from '../assets/index.js';

/** Such as “12.3 of 45.0 MB, 8.1 MB/s, 4 s left”. */
export function downloadWords({ received, total, bytesPerSecond, secondsLeft }: DownloadState): string {
  const parts = [total === null ? `${mega(received)} MB` : `${mega(received)} of ${mega(total)} MB`];
  if (bytesPerSecond !== null) parts.push(`${mega(bytesPerSecond)} MB/s`);
  if (secondsLeft !== null) parts.push(`${timeWords(secondsLeft)} left`);
  return parts.join(', ');
}

function mega(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function timeWords(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  return seconds < 3600 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
