/**
 * Runs once, in a sandbox that waits for its plugin, what every plugin's start and first call run: browsers compile
 * code when it is first used. What it leaves behind are compiled code and imported modules of packages.
 */
import { MessagePortEndpoint, Peer } from '../rpc/index.js';
import type { Sandbox } from './sandbox.js';

const FILE_NAME = 'rehearsal.py';
/** A plugin like many others. Its last act is to make Python forget it. */
const SOURCE = `"""A plugin that only shows Python how plugins start."""

from __future__ import annotations

import importlib
import linecache
import sys
from typing import Annotated, Literal

from coverslip import Table, op, progress


@op(title="Rehearse")
async def rehearse(modules: list, sigma: float = 2.0, way: Literal["a", "b"] = "a", invert: bool = False) -> Table:
    """Import modules.

    Args:
        modules: as "module:name".
        sigma: how much.
        way: which.
        invert: whether.
    """
    await progress(0.5, "importing")
    for wanted in modules:
        module, _, name = wanted.partition(":")
        try:
            getattr(importlib.import_module(module), name, None)
        except Exception:
            continue  # the plugin that needs it will say so
    sys.modules.pop(__name__, None)
    linecache.cache.pop(__file__, None)
    return Table([{"name": "a", "value": sigma}])
`;

interface Runtime {
  load(source: string, fileName: string, header: object): Promise<unknown>;
  run(op: string, args: readonly unknown[], kwargs: object): Promise<unknown>;
}

/** @param modules to import, as "module:name"; those that can't be imported are passed over. */
export async function rehearse(sandbox: Sandbox, modules: readonly string[]): Promise<void> {
  const peer = new Peer(new MessagePortEndpoint(await sandbox.serve()), { root: {}, name: 'A rehearsal' });
  void sandbox.ended.then((reason) => peer.close(reason));
  try {
    const runtime = peer.root as unknown as Runtime;
    await runtime.load(SOURCE, FILE_NAME, {});
    await peer.call(peer.root, 'run', ['rehearse', [modules], {}], {}, {});
  } finally {
    peer.close('it was a rehearsal');
  }
}
