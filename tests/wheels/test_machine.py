"""The machine's own configuration decides which registries a build uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from build_steps.wheels import BuildError
from build_steps.wheels.machine import apt_options, build_environment, check_machine, debian_mirror, pip_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def printing(text: str) -> Callable[[Sequence[str]], str]:
    return lambda _: text


def test_the_mirror_is_that_of_the_main_suite() -> None:
    listing = (
        "http://security.example/debian-security/ bookworm-security main\n"
        "http://mirror.example/debian/ bookworm contrib\n"
        "http://mirror.example/debian/ bookworm main\n"
    )
    assert debian_mirror(printing(listing)) == "http://mirror.example/debian/"


def test_a_machine_without_a_mirror_is_told_what_to_do() -> None:
    with pytest.raises(BuildError, match="apt-get update"):
        debian_mirror(printing(""))


def test_apt_reaches_the_mirror_as_the_machine_does() -> None:
    dump = (
        'Acquire "";\nAcquire::http::Proxy "http://proxy.example:3128";\nAcquire::Check-Date "false";\n'
        'Acquire::Languages:: "none";\nDPkg::Post-Invoke:: "rm -rf /";\n'
    )
    assert apt_options(printing(dump)) == [
        'Acquire::http::Proxy "http://proxy.example:3128";',
        'Acquire::Check-Date "false";',
        'Acquire::Check-Valid-Until "false";',
    ]


def test_pip_keeps_its_index_but_no_folders_of_this_machine() -> None:
    listing = (
        "global.index-url='http://index.example/simple'\n"
        "global.extra-index-url='file:///srv/simple http://more.example/simple'\n"
        "global.constraint='/etc/constraints.txt'\n"
        "global.find-links='/srv/wheels'\n"
        ":env:.default-timeout='180'\n"
    )
    assert pip_environment(printing(listing)) == {
        "PIP_INDEX_URL": "http://index.example/simple",
        "PIP_EXTRA_INDEX_URL": "http://more.example/simple",
        "PIP_DEFAULT_TIMEOUT": "180",
    }


def test_a_build_sees_proxies_and_a_fixed_time_but_nothing_else_of_the_host() -> None:
    host = {"https_proxy": "http://proxy.example:3128", "CFLAGS": "-march=native", "PYTHONPATH": "/elsewhere"}
    environment = build_environment(host, printing(""), epoch=1704067200)
    assert environment["https_proxy"] == "http://proxy.example:3128"
    assert environment["SOURCE_DATE_EPOCH"] == "1704067200"
    assert not {"CFLAGS", "PYTHONPATH"} & environment.keys()


def test_needs_debian() -> None:
    with pytest.raises(BuildError, match="needs Debian"):
        check_machine(user=lambda: 0, which=lambda _: None)


def test_needs_root() -> None:
    with pytest.raises(BuildError, match="needs root"):
        check_machine(user=lambda: 1000, which=lambda name: f"/usr/bin/{name}")


def test_installs_mmdebstrap_where_that_is_missing() -> None:
    present = {"apt-get", "apt-config", "unshare", "setpriv", "chroot"}
    check_machine(
        user=lambda: 0,
        which=lambda name: name if name in present else None,
        install=lambda: present.add("mmdebstrap"),
    )
    assert "mmdebstrap" in present


def test_says_what_is_missing_when_that_did_not_help() -> None:
    with pytest.raises(BuildError, match="needs mmdebstrap: run `apt-get install mmdebstrap"):
        check_machine(user=lambda: 0, which=lambda name: None if name == "mmdebstrap" else name, install=lambda: None)
