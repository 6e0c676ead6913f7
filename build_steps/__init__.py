"""The steps of the build, one a file: each is a function of the configuration that gives its outputs."""
