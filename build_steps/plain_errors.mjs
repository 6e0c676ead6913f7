// Imported first: an error that nobody caught is told by its message. Node would quote the line it was thrown in,
// which for Pyodide is a megabyte.
import process from 'node:process';

process.on('uncaughtException', (error) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
