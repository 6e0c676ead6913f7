# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.coverslip]
# name = "Vault"
# version = "1.0.0"
# description = "Keeps a secret."
# ///
"""The well-behaved neighbour of the hostile plugins: nobody may learn what it keeps."""

from pathlib import Path

from coverslip import op

secret = ["nothing yet"]


@op(title="Keep")
async def keep(text: str) -> str:
    """Keep a text in memory and in a file."""
    secret[0] = text
    Path("/home/secret.txt").write_text(text)
    return "kept"


@op(title="Length")
async def length() -> int:
    """Tell how long the text is, and nothing else."""
    return len(secret[0])


def tell() -> str:
    """No op: only for the plugin itself."""
    return secret[0]
