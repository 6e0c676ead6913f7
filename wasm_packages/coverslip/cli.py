"""Running plugins from a terminal."""


def main() -> None:
    """Run the ops of the calling script."""
