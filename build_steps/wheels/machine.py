"""What this machine says about itself: its Debian mirror, its pip index, its certificates.

Nothing here is written down in the repository: a build uses the registries that the machine is set up
for, through apt's and pip's own configuration.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from .errors import BuildError

Output: TypeAlias = Callable[[Sequence[str]], str]
"""Runs a command and returns what it printed; empty when the command fails."""

CA_BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")

_NEEDED_COMMANDS = ("mmdebstrap", "apt-get", "apt-config", "unshare", "setpriv", "chroot")
_APT_OPTION = re.compile(r'(Acquire::(?:https?|Check-|Retries|Force)[^ ]*) "(.*)";')
_PIP_OPTIONS = frozenset(
    {"index-url", "extra-index-url", "trusted-host", "proxy", "timeout", "default-timeout", "retries"}
)
_PASSED_ON = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")


def output_of(command: Sequence[str]) -> str:
    """Run ``command`` and return what it printed; empty when it can't be run or fails."""
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""


def check_machine(
    *,
    user: Callable[[], int] = os.geteuid,
    which: Callable[[str], str | None] = shutil.which,
    install: Callable[[], None] | None = None,
) -> None:
    """Make sure that a Debian root can be made here; install mmdebstrap where that is all that's missing.

    Raises:
        BuildError: saying what the machine lacks.
    """
    if which("apt-get") is None:
        raise BuildError(
            "Compiling wheels needs Debian (apt-get is missing): run the build in a Debian container, or put "
            "the built wheels of another machine into the cache"
        )
    if user() != 0:
        raise BuildError("Compiling wheels needs root, to enter a Debian root made for it: run the build as root")
    if which("mmdebstrap") is None:
        (install or _install_mmdebstrap)()
    if missing := [name for name in _NEEDED_COMMANDS if which(name) is None]:
        raise BuildError(
            f"Compiling wheels needs {', '.join(missing)}: run `apt-get install mmdebstrap util-linux coreutils`"
        )


def _install_mmdebstrap() -> None:
    for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-q", "-y", "mmdebstrap"]):
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def debian_mirror(output: Output = output_of) -> str:
    """Return the address of the Debian archive that apt is set up for.

    apt itself is asked, so that it doesn't matter in which of its formats the sources are written.

    Raises:
        BuildError: when apt names no archive that holds a suite's main component.
    """
    listing = output(
        ["apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE) $(COMPONENT)", "Created-By: Packages"]
    )
    for line in listing.splitlines():
        uri, _, rest = line.partition(" ")
        release, _, component = rest.partition(" ")
        # Suites such as bookworm-updates and bookworm-security may live in other archives.
        if component == "main" and re.fullmatch(r"[a-z]+", release):
            return uri
    raise BuildError(
        "apt is set up for no Debian archive with a `main` component: add one to /etc/apt/sources.list.d "
        "and run `apt-get update`"
    )


def apt_options(output: Output = output_of) -> list[str]:
    """Return the lines of apt's configuration that decide how it reaches the archive."""
    found = [
        f'{match.group(1)} "{match.group(2)}";'
        for line in output(["apt-config", "dump"]).splitlines()
        if (match := _APT_OPTION.fullmatch(line)) and match.group(2)
    ]
    # Mirrors that are kept as snapshots serve Release files that have expired.
    return [*found, 'Acquire::Check-Valid-Until "false";']


def pip_environment(output: Output = output_of) -> dict[str, str]:
    """Return the settings of pip that decide which index it uses, as environment variables.

    Addresses of folders are left out: they don't exist inside of the Debian root.
    """
    settings: dict[str, str] = {}
    for line in output([sys.executable, "-m", "pip", "config", "list"]).splitlines():
        key, _, quoted = line.partition("=")
        section, _, option = key.rpartition(".")
        if option in _PIP_OPTIONS and section in {"global", "install", "download", ":env:"}:
            value = str(ast.literal_eval(quoted))
            kept = " ".join(word for word in value.split() if not word.startswith(("file:", "/")))
            if kept:
                settings["PIP_" + option.upper().replace("-", "_")] = kept
    return settings


def build_environment(
    host: Mapping[str, str] = os.environ, output: Output = output_of, epoch: int | None = None
) -> dict[str, str]:
    """Return the whole environment of commands that run inside of the Debian root."""
    environment = {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": "/root",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "PIP_NO_CACHE_DIR": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
        **pip_environment(output),
        **{name: host[name] for name in _PASSED_ON if name in host},
    }
    if epoch is not None:
        environment["SOURCE_DATE_EPOCH"] = str(epoch)
    if host_ca_bundle(host) is not None:
        for name in ("PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
            environment[name] = str(CA_BUNDLE)
    return environment


def host_ca_bundle(host: Mapping[str, str] = os.environ) -> Path | None:
    """Return the certificates that this machine trusts, to be copied to CA_BUNDLE inside of the root."""
    candidates = [Path(host[name]) for name in ("PIP_CERT", "SSL_CERT_FILE") if name in host]
    return next((path for path in [*candidates, CA_BUNDLE] if path.is_file()), None)
