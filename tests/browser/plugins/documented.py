# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.coverslip]
# name = "Documented"
# version = "1.0.0"
# description = "Its docs try to run code and to fetch pictures."
# ///
"""# How to use it.

See [the site](https://strange.example/).

![a plot](https://strange.example/plot.png)

<img src="x" onerror="globalThis.wasHere = true">
<script>globalThis.wasHere = true</script>
<iframe src="https://strange.example/frame"></iframe>
<form action="https://strange.example/"><input name="a"></form>
<a href="javascript:globalThis.wasHere = true">click me</a>
<p style="background: url(https://strange.example/back.png)" onclick="globalThis.wasHere = true">styled</p>
<svg><image href="https://strange.example/image.svg" /></svg>
"""

from coverslip import op


@op(title="Do nothing")
def nothing() -> None:
    """Return at once."""
