// Imports every package from its pack, each in a fresh interpreter that holds only what the package says it needs:
// node import_packs.mjs JOB
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const job = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const { loadPyodide } = await import(pathToFileURL(path.join(job.pyodide, 'pyodide.mjs')));
const snapshot = fs.readFileSync(job.snapshot);

/** What is used of a package besides that it imports. */
const uses = {
  scipy:
    'import numpy, scipy.linalg as l; assert abs(l.det(numpy.eye(3) * 2) - 8) < 1e-9; import scipy.ndimage, scipy.stats, scipy.optimize, scipy.signal',
  'scikit-image':
    'import numpy, skimage.filters as f, skimage.measure as m, skimage.segmentation as s, skimage.morphology as o; a = numpy.zeros((9, 9)); a[2:5, 2:5] = 1; assert m.label(a > f.threshold_otsu(a)).max() == 1; import skimage.feature, skimage.restoration, skimage.exposure, skimage.transform, skimage.io, skimage.color, skimage.draw, skimage.graph, skimage.registration',
  matplotlib:
    'import matplotlib; matplotlib.use("agg"); import matplotlib.pyplot as p, io; fig = p.figure(); fig.gca().hist([1, 2, 2]); fig.gca().set_title("µm"); b = io.BytesIO(); fig.savefig(b); assert len(b.getvalue()) > 2000',
  pandas:
    'import pandas; assert pandas.DataFrame({"a": [1, 2]}).a.mean() == 1.5; assert pandas.Timestamp("2026-01-01", tz="Europe/Berlin").utcoffset()',
  'scikit-learn':
    'from sklearn.ensemble import RandomForestClassifier as R; assert R(n_estimators=2).fit([[0], [1]], [0, 1]).predict([[1]]).shape == (1,); import sklearn.cluster, sklearn.svm, sklearn.decomposition',
  pillow:
    'import io; from PIL import Image; b = io.BytesIO(); Image.new("L", (3, 3)).save(b, "PNG"); assert Image.open(io.BytesIO(b.getvalue())).size == (3, 3); Image.new("RGB", (8, 8)).save(io.BytesIO(), "JPEG")',
  imagecodecs:
    'import numpy, imagecodecs as i; a = numpy.arange(12, dtype="u1").reshape(3, 4); assert (i.lzw_decode(i.lzw_encode(a.tobytes())) == a.tobytes()); assert i.jpeg_encode(numpy.zeros((8, 8), "u1")); assert (i.png_decode(i.png_encode(a)) == a).all(); assert i.zlib_decode(i.zlib_encode(b"abc")) == b"abc"',
  tifffile:
    'import io, numpy, tifffile; b = io.BytesIO(); tifffile.imwrite(b, numpy.ones((4, 5), "u2")); assert tifffile.imread(io.BytesIO(b.getvalue())).sum() == 20',
  networkx: 'import networkx as n; assert n.shortest_path_length(n.path_graph(4), 0, 3) == 3',
  pywavelets: 'import pywt; assert len(pywt.dwt([1, 2, 3, 4], "db1")) == 2',
  numpy:
    'import numpy, numpy.testing, numpy.linalg, numpy.fft, numpy.random; assert numpy.linalg.inv(numpy.eye(2) * 2)[0, 0] == 0.5; assert numpy.fft.fft([1, 0])[0] == 1',
};

const results = {};
for (const [name, { imports }] of Object.entries(job.packages)) {
  const pyodide = await loadPyodide({ _loadSnapshot: snapshot });
  const target = pyodide.runPython('import site; site.getsitepackages()[0]');
  const wanted = [name];
  const mounted = new Set();
  while (wanted.length) {
    const next = wanted.pop();
    if (mounted.has(next)) continue;
    mounted.add(next);
    pyodide.unpackArchive(new Uint8Array(fs.readFileSync(job.packages[next].archive)), 'zip', { extractDir: target });
    wanted.push(...job.packages[next].depends);
  }
  try {
    pyodide.runPython('import importlib; importlib.invalidate_caches()');
    const importModule = pyodide.runPython('importlib.import_module');
    for (const module of imports) importModule(module);
    if (uses[name]) pyodide.runPython(uses[name]);
    pyodide.globals.set('name', name);
    pyodide.runPython('import importlib.metadata; assert importlib.metadata.version(name)');
    results[name] = 'ok';
  } catch (error) {
    results[name] = String(error.message ?? error).slice(-1500);
  }
}
console.log(JSON.stringify(results));
process.exit(0);
