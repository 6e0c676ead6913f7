"""The site: every output of the other steps at its place below `dist`, and site.json that names them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from build_steps.assets import Asset, compress, gzipped, plain
from build_steps.bundle import bundle
from build_steps.content import sha256_of, write_whole
from build_steps.errors import StepError
from build_steps.inference import inference_builds, inference_files, inference_version
from build_steps.packs import Pack, coverslip_pack, package_packs
from build_steps.page import manifest, page, page_start
from build_steps.plugins import shipped_plugins
from build_steps.runtime import pyodide_version, python_version, runtime_files
from build_steps.samples import samples

if TYPE_CHECKING:
    from build_steps.config import Config

_LARGE = 4_000_000
_LAST = ("index.html", "site.json", "sw.js")
"""Written after everything they name, so that a site that is being served stays whole."""


@dataclass
class _Site:
    """What has been placed so far, by path below the site."""

    files: dict[str, Path | bytes] = field(default_factory=dict)
    refs: dict[str, dict[str, object]] = field(default_factory=dict)

    def place(self, asset: Asset) -> dict[str, object]:
        """Places `asset` and gives its AssetRef (contracts/site.ts)."""
        self.files[asset.path] = asset.content
        self.refs[asset.path] = asset.ref
        return asset.ref


def site(config: Config) -> Path:
    """Builds the site and gives its folder."""
    made = bundle(config)
    packs = package_packs(config)
    coverslip = coverslip_pack(config)
    carried = [each for each in samples(config) if config.large_samples or each.path.stat().st_size <= _LARGE]
    placed = _Site()
    shell = [placed.place(plain(f"app/{path.name}", path)) for path in made.app_files()]
    shell += [placed.place(plain("index.html", page(config, made)))]
    shell += [placed.place(plain("manifest.webmanifest", manifest(config)))]
    icons = sorted(path for path in (config.root / "pwa" / "icons").iterdir() if path.is_file())
    shell += [placed.place(plain(f"icons/{path.name}", path)) for path in icons]
    frames = sorted((config.root / "pwa" / "frames").glob("*.html"))
    shell += [placed.place(plain(f"frames/{path.name}", path)) for path in frames]
    files = runtime_files(config, coverslip.archive)
    compress(config, [*files.values(), *inference_files(config), *(pack.archive for pack in packs)])
    runtime = {name: placed.place(gzipped(config, name, path)) for name, path in sorted(files.items())}
    content: dict[str, object] = {
        "runtime": {"pyodide": pyodide_version(config), "python": python_version(config), "files": runtime},
        "inference": _inference(config, placed),
        "packages": {pack.name: _package(config, placed, pack) for pack in packs},
        "plugins": [
            {
                "file": placed.place(plain(f"plugins/{plugin.path.name}", plugin.path)),
                "header": plugin.header,
                "ops": plugin.ops,
            }
            for plugin in shipped_plugins(config, packs, coverslip)
        ],
        "samples": [
            {
                "name": sample.name,
                "title": sample.title,
                "file": placed.place(plain(f"samples/{sample.name}", sample.path)),
                "mediaType": sample.media_type,
                "licence": sample.licence,
                "origin": sample.origin,
            }
            for sample in carried
        ],
    }
    for sample in carried:
        package = sample.origin.partition("==")[0]
        placed.place(plain(f"samples/LICENSE-{package}.txt", sample.licence_text))
    hashed = sha256_of(json.dumps([placed.refs, content, made.service_worker], sort_keys=True).encode())
    version = f"{config.version}+{hashed[:12]}"
    manifest_bytes = _json({"version": version, **content})
    own = plain("site.json", manifest_bytes)
    placed.place(own)
    start = sorted(page_start(made) | {"index.html", "manifest.webmanifest", "site.json"})
    known = {"version": version, "shell": [*shell, own.ref], "start": start, "runtime": runtime}
    worker = f"const __SITE__={json.dumps(known, sort_keys=True, separators=(',', ':'))};\n{made.service_worker}\n"
    placed.place(plain("sw.js", worker.encode()))
    _write(config.out, placed.files)
    total = sum(int(str(ref["transfer"])) for ref in placed.refs.values())
    config.report.say(
        f"The site is in {config.out}: version {version}, {len(placed.files)} files, {total / 1e6:.1f} MB."
    )
    return config.out


def _inference(config: Config, placed: _Site) -> dict[str, object]:
    builds = {
        device: {part: placed.place(gzipped(config, path.name, path)) for part, path in build.items()}
        for device, build in inference_builds(config).items()
    }
    return {"version": inference_version(config), "builds": builds}


def _package(config: Config, placed: _Site, pack: Pack) -> dict[str, object]:
    return {
        "name": pack.name,
        "version": pack.version,
        "archive": placed.place(gzipped(config, f"{pack.name}.zip", pack.archive)),
        "depends": list(pack.depends),
        "imports": list(pack.imports),
        "origin": pack.origin,
        "licence": pack.licence,
    }


def _json(value: object) -> bytes:
    return (json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _write(out: Path, files: dict[str, Path | bytes]) -> None:
    """Makes `out` hold `files`, and nothing else where the site has its files; one that is right is left alone.

    What a host or git keeps beside the site, such as `CNAME` or `.git`, stays.

    Raises:
        StepError: `out` is no folder, or one that holds something else than a site.
    """
    if out.exists() and not out.is_dir():
        raise StepError(f"{out} is a file; name a folder with --out.")
    own = {name.partition("/")[0] for name in files}
    held = {path.name for path in out.iterdir() if not path.name.startswith(".")} if out.is_dir() else set()
    # A build that was interrupted leaves folders without what is written last.
    if "site.json" not in held and not held <= own - set(_LAST):
        raise StepError(f"{out} is not empty and holds no site; name another folder with --out.")
    for name in sorted(files, key=lambda name: (name in _LAST, name)):
        content = files[name]
        target = out / name
        data = content if isinstance(content, bytes) else None
        size = len(data) if data is not None else Path(str(content)).stat().st_size
        # The name of an asset says its content; anything else is compared.
        if target.is_file() and target.stat().st_size == size:
            if name.startswith("assets/"):
                continue
            data = data if data is not None else Path(str(content)).read_bytes()
            if target.read_bytes() == data:
                continue
        write_whole(target, data if data is not None else Path(str(content)).read_bytes())
    for path in sorted((path for name in own for path in (out / name).rglob("*")), reverse=True):
        if path.is_file() and path.relative_to(out).as_posix() not in files:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
