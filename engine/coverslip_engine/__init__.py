"""The engine: native plugins, jobs and the server through which the app reaches them."""
