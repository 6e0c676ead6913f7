"""A battery of scikit-image and PyWavelets functions, to be run natively and in Pyodide."""
