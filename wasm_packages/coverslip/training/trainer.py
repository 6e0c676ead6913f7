"""Training: steps, looks at the validation part, the best weights so far, and going on where it was interrupted."""

from __future__ import annotations

import io
import math
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

from .errors import TrainingError
from .network import UNet, new_network

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .settings import Settings
    from .task import Task

#: Share of the steps in which the learning rate rises.
_RISE = 0.15
#: The longest that a gradient may be.
_STEEPEST = 5.0


@dataclass(frozen=True)
class StepDone:
    """One step.

    Attributes:
        step: how many are done.
        loss: on its patches.
        looked: figures of the validation part where it was looked at after this step.
        better: whether that look was the best so far.
    """

    step: int
    loss: float
    looked: Mapping[str, float] | None = None
    better: bool = False


class Trainer:
    """Trains a U-Net. Iterate over `run()`; stop whenever you want, `best()` gives the best network so far.

    Args:
        task: what is to be learnt.
        settings: how.
        device: where; the graphics card if there is one.
    """

    def __init__(self, task: Task, settings: Settings, device: str = "") -> None:
        self.task = task
        self.settings = settings
        self.device = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        self.step = 0
        self.stopped_early = False
        #: Look after the next step, whichever it is: somebody wants the network now.
        self.finishing = False
        self.best_loss = math.inf
        self._waited = 0
        # Channels side by side are faster: a third on processors, more in half precision.
        self._network = self._new().to(self.device, memory_format=torch.channels_last)
        self._best: dict[str, Any] = {}
        self._optimiser = torch.optim.AdamW(self._network.parameters(), lr=settings.rate, weight_decay=1e-4)
        # Half precision pays on graphics cards only.
        self._half = self.device.type == "cuda"
        self._scaler = torch.amp.GradScaler("cuda", enabled=self._half)

    def run(self) -> Iterator[StepDone]:
        """Go on to the end, or until nothing has become better for long."""
        with _deterministic():
            while self.step < self.settings.steps and not self.stopped_early:
                yield self._step()

    def best(self) -> UNet:
        """The network with the weights that were best in the validation part, on the processor, ready to be used."""
        network = self._new()
        network.load_state_dict(self._best or self._network.state_dict())
        network.eval()
        return network

    def preview(self) -> Any:
        """The task's picture of how it goes, rows and columns."""
        self._network.eval()
        with torch.inference_mode():
            return self.task.preview(self._network, self.device)

    def state(self) -> bytes:
        """All that is needed to go on from here."""
        buffer = io.BytesIO()
        names = ("step", "stopped_early", "best_loss", "_waited", "_best")
        parts = {"network": self._network, "optimiser": self._optimiser, "scaler": self._scaler}
        kept = {name: getattr(self, name) for name in names}
        torch.save({**kept, **{name: part.state_dict() for name, part in parts.items()}}, buffer)
        return buffer.getvalue()

    def restore(self, state: bytes) -> None:
        """Go on from a state that a trainer of the same task and settings gave.

        Raises:
            TrainingError: when it is another one's.
        """
        try:
            kept = torch.load(io.BytesIO(state), map_location=self.device, weights_only=True)
            self._network.load_state_dict(kept.pop("network"))
            self._optimiser.load_state_dict(kept.pop("optimiser"))
            self._scaler.load_state_dict(kept.pop("scaler"))
        except (RuntimeError, KeyError, ValueError) as error:
            raise TrainingError(f"This checkpoint is of another training, so there is no going on: {error}") from error
        vars(self).update(kept)

    def _step(self) -> StepDone:
        settings = self.settings
        for group in self._optimiser.param_groups:
            group["lr"] = rate_at(self.step, settings)
        self._network.train()
        with torch.autocast(self.device.type, enabled=self._half):
            loss = self.task.loss(self._network, self.step, self.device)
        self._optimiser.zero_grad(set_to_none=True)
        self._scaler.scale(loss).backward()
        self._scaler.unscale_(self._optimiser)
        torch.nn.utils.clip_grad_norm_(self._network.parameters(), _STEEPEST)
        self._scaler.step(self._optimiser)
        self._scaler.update()
        self.step += 1
        value = float(loss.detach())
        if not math.isfinite(value):
            raise TrainingError(
                f"The loss is no number after {self.step} steps. Give a smaller learning rate than {settings.rate:g}."
            )
        if self.step % settings.every and self.step != settings.steps and not self.finishing:
            return StepDone(self.step, value)
        return self._looked(value)

    def _looked(self, loss: float) -> StepDone:
        self._network.eval()
        with torch.inference_mode():
            looked = self.task.look(self._network, self.device)
        better = looked["validation"] < self.best_loss
        if better:
            self.best_loss, self._waited = looked["validation"], 0
            self._best = {name: value.detach().cpu().clone() for name, value in self._network.state_dict().items()}
        else:
            self._waited += 1
            self.stopped_early = self._waited >= self.settings.patience
        return StepDone(self.step, loss, looked, better)

    def _new(self) -> UNet:
        settings = self.settings
        return new_network(self.task.inputs, self.task.outputs, settings.width, settings.depth, settings.seed)


def rate_at(step: int, settings: Settings) -> float:
    """The learning rate of a step: it rises along a line, and falls along a cosine to a hundredth."""
    rise = max(1, round(settings.steps * _RISE))
    if step < rise:
        return settings.rate * (step + 1) / rise
    passed = (step - rise) / max(1, settings.steps - rise)
    return settings.rate * (0.01 + 0.99 * (1 + math.cos(math.pi * passed)) / 2)


@contextmanager
def _deterministic() -> Iterator[None]:
    """Algorithms that give the same again, as far as the device has them."""
    before = torch.are_deterministic_algorithms_enabled(), torch.is_deterministic_algorithms_warn_only_enabled()
    torch.use_deterministic_algorithms(True, warn_only=True)
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(before[0], warn_only=before[1])
