"""An engine in a real JupyterLab."""
