"""The commands of build.py, one a file: `run(config, arguments)` gives the exit code."""
