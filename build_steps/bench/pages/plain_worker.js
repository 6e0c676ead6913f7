// What a page does that knows nothing but Pyodide: the peer that our sandbox is measured against.
self.onmessage = async ({ data: { packages, code } }) => {
  try {
    const { loadPyodide } = await import('../pyodide/pyodide.mjs');
    const py = await loadPyodide();
    postMessage('started');
    if (packages.length > 0) await py.loadPackage(packages, { messageCallback: () => {} });
    py.runPython(code);
    postMessage('done');
  } catch (error) {
    postMessage(`failed: ${error}`);
  }
};
