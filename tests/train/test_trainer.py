"""Training itself: the same again, on from a checkpoint, and no longer than it helps."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
import pytest
import torch
from coverslip import ctx
from coverslip.training.denoising import Denoising
from coverslip.training.errors import TrainingError
from coverslip.training.settings import Settings
from coverslip.training.split import split
from coverslip.training.trainer import Trainer, rate_at
from coverslip.training.watched import trained

SMALL = Settings(steps=12, batch=2, patch=16, width=4, every=4, seed=5)


def trainer(settings: Settings = SMALL) -> Trainer:
    y, x = np.indices((96, 64))
    picture = 100 + 40 * np.sin(y / 9) * np.cos(x / 7)
    planes = (picture + np.random.default_rng(1).normal(0, 10, picture.shape))[None, None].astype("float32")
    return Trainer(Denoising(planes, split(planes.shape, settings), settings), settings, "cpu")


def weights(made: Trainer) -> Any:
    return torch.cat([value.flatten() for value in made.best().state_dict().values()])


def test_the_same_seed_gives_the_same_network_and_another_one_another() -> None:
    torch.manual_seed(77)
    drawn = torch.rand(1)
    torch.manual_seed(77)
    first, second = trainer(), trainer()
    losses = [[done.loss for done in each.run()] for each in (first, second)]
    assert losses[0] == losses[1]
    assert torch.equal(weights(first), weights(second))
    assert torch.equal(torch.rand(1), drawn), "the generator of others is left alone"
    other = trainer(Settings(**{**SMALL.as_dict(), "seed": 6}))
    assert [done.loss for done in other.run()] != losses[0]


def test_a_training_goes_on_from_its_checkpoint_as_if_it_had_not_been_interrupted() -> None:
    whole, cut = trainer(), trainer()
    expected = [done.loss for done in whole.run()]
    for done in cut.run():
        if done.step == 5:
            break
    state = cut.state()
    again = trainer()
    again.restore(state)
    assert [done.loss for done in again.run()] == expected[5:]
    assert torch.equal(weights(again), weights(whole))
    assert again.best_loss == whole.best_loss


def test_a_checkpoint_of_another_network_is_refused() -> None:
    wider = trainer(Settings(**{**SMALL.as_dict(), "width": 6}))
    with pytest.raises(TrainingError, match="This checkpoint is of another training"):
        wider.restore(trainer().state())


@pytest.mark.parametrize("masking", ["noise2self", "noise2void"])
def test_looks_come_when_they_are_due_and_training_makes_it_better(masking: str) -> None:
    made = trainer(Settings(**{**SMALL.as_dict(), "steps": 42, "every": 20, "masking": masking}))
    looks = [done for done in made.run() if done.looked is not None]
    assert [done.step for done in looks] == [20, 40, 42]
    seen = [done.looked["validation"] for done in looks if done.looked is not None]
    assert made.best_loss == min(seen)
    assert seen[-1] < seen[0]
    assert made.preview().ndim == 2


class Worse:
    """A task whose validation part only becomes worse, so the first look has the best weights."""

    inputs = outputs = 1

    def __init__(self) -> None:
        self.looks = 0
        self.first: dict[str, Any] = {}

    def loss(self, network: Any, step: int, device: Any) -> Any:
        return ((network(torch.full((1, 1, 8, 8), float(step % 3), device=device)) - 1) ** 2).mean()

    def look(self, network: Any, device: Any) -> dict[str, float]:
        del device
        self.looks += 1
        if self.looks == 1:
            self.first = {name: value.clone() for name, value in network.state_dict().items()}
        return {"validation": float(self.looks)}

    def preview(self, network: Any, device: Any) -> Any:
        del network, device
        return np.zeros((8, 8))


def test_training_stops_when_nothing_becomes_better_and_gives_the_best() -> None:
    task = Worse()
    made = Trainer(task, Settings(steps=500, every=2, patience=3, width=2, depth=1), "cpu")
    assert [done.step for done in made.run()][-1] == 8
    assert made.stopped_early
    assert all(torch.equal(value, task.first[name]) for name, value in made.best().state_dict().items())


def test_training_ends_at_the_first_look_after_the_longest_time_with_the_best_of_it() -> None:
    made = Trainer(Worse(), Settings(steps=500, every=3, minutes=1e-9, width=2, depth=1), "cpu")
    best = asyncio.run(trained(made))
    assert made.step == 3
    assert made.stopped_early
    assert torch.equal(torch.cat([value.flatten() for value in best.state_dict().values()]), weights(made))


def test_training_ends_after_one_more_step_when_somebody_asks_for_its_model(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Trainer(Worse(), Settings(steps=500, every=100, width=2, depth=1), "cpu")
    monkeypatch.setattr(ctx, "_finish", True)
    asyncio.run(trained(made))
    assert made.step == 2
    assert made.best_loss == 1


def test_the_learning_rate_rises_and_falls() -> None:
    settings = Settings(steps=100, rate=1.0)
    rates = [rate_at(step, settings) for step in range(100)]
    top = rates.index(max(rates))
    assert 10 <= top <= 20
    assert max(rates) == pytest.approx(1)
    assert rates[: top + 1] == sorted(rates[: top + 1])
    assert rates[top:] == sorted(rates[top:], reverse=True)
    assert rates[-1] < 0.02
