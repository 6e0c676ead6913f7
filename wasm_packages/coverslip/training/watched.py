"""A training that tells how it goes, and goes on where it was interrupted."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from coverslip import ctx
from coverslip.image import Image
from coverslip.progress import progress

from .pictures import grey

if TYPE_CHECKING:
    from .network import UNet
    from .trainer import Trainer

#: Share of the whole run that training takes.
BEGIN, END = 0.02, 0.9
#: What a checkpoint is called.
_STATE = "training"


async def trained(trainer: Trainer) -> UNet:
    """Train to the end, and give the best network.

    After each step a click on Stop is heard. At each look at the validation part its figures and a picture are told,
    and a checkpoint is kept. Who asks for the model before the end has it after one more step and look.
    """
    kept = ctx.resumed()
    if kept is not None:
        trainer.restore(kept[_STATE])
    first, started, steps = trainer.step, time.monotonic(), trainer.settings.steps
    losses: list[float] = []
    with ctx.finishable("Stop and keep the model") as asked:
        for done in trainer.run():
            losses.append(done.loss)
            left = (time.monotonic() - started) / (done.step - first) * (steps - done.step)
            text = f"Step {done.step} of at most {steps}"
            await progress(BEGIN + (END - BEGIN) * done.step / steps, text, seconds_left=left)
            trainer.finishing = asked()
            if done.looked is None:
                continue
            await ctx.metrics({"step": done.step, "loss": sum(losses) / len(losses), **done.looked})
            losses.clear()
            if done.better:
                await ctx.picture(Image(grey(trainer.preview())), "Validation: before and after")
            await ctx.checkpoint({_STATE: trainer.state()})
            if trainer.finishing or 0 < trainer.settings.minutes * 60 < time.monotonic() - started:
                trainer.stopped_early = True
    return trainer.best()
