"""The processes of the tutorials: wait, list primes, return an object, run a few steps."""

from __future__ import annotations

import time
from typing import Annotated

from pydantic import BaseModel, Field

from ..functions._context import JobContext
from ..functions._registry import ProcessRegistry

registry = ProcessRegistry()


@registry.process(
    title="Sleep Processor",
    description="Sleeps for `duration` seconds. Fails on purpose if `fail` is `True`. "
    "Returns the effective amount of sleep in seconds.",
)
def sleep_a_while(
    job: JobContext,
    duration: Annotated[float, Field(ge=0)] = 10.0,
    fail: bool = False,
) -> float:
    """Sleep, and report progress ten times a second."""
    start = time.monotonic()
    while (slept := time.monotonic() - start) < duration:
        percent = 100 * slept / duration
        job.progress(percent, f"Slept {slept:.1f} of {duration:g} s")
        if fail and slept >= duration / 2:
            raise RuntimeError("Woke up too early")
        time.sleep(min(0.1, duration - slept))
    if fail:  # a nap shorter than one step
        raise RuntimeError("Woke up too early")
    job.progress(100, f"Slept {slept:.1f} s")
    return slept


@registry.process(
    title="Prime Processor",
    description="Returns the list of prime numbers between a `min_val` and `max_val`.",
)
def primes_between(
    min_val: Annotated[int, Field(ge=0)] = 0,
    max_val: Annotated[int, Field(le=100)] = 100,
) -> list[int]:
    """Try every divisor."""
    if max_val < min_val:
        raise ValueError(
            f"max_val must not be below min_val, but {max_val} < {min_val}"
        )
    candidates = range(max(2, min_val), max_val + 1)
    return [number for number in candidates if _is_prime(number)]


def _is_prime(number: int) -> bool:
    divisors = range(2, int(number**0.5) + 1)
    return all(number % divisor for divisor in divisors)


class SceneSpec(BaseModel):
    threshold: float
    factor: float


@registry.process(title="BaseModel Test")
def return_base_model(scene_spec: SceneSpec) -> SceneSpec:
    return scene_spec


@registry.process(
    title="A Small Workflow",
    description="Says its main input twice.",
    inputs={
        "id": Field(title="main input"),
        "id2": Field(title="input for the second step"),
    },
    outputs={"final": Field(title="Final output")},
)
def first_workflow(
    job: JobContext,
    id: str = "hithere",
    id2: str = "watchadoing",
) -> str:
    """Take two steps."""
    job.progress(50, f"second step: {id2}")
    return id * 2


@registry.process(
    title="A Big Workflow",
    description="This is a workflow with several steps and defined dependencies "
    "that execute sequentially.",
    inputs={"id": Field(title="main input")},
    outputs={"final": Field(title="Final output")},
)
def process_pipeline(job: JobContext, id: str) -> tuple[tuple[str, str], str]:
    """Read, preprocess, make features, resample."""
    path = id
    for i, step in enumerate(("read", "preprocessed", "feature_mean")):
        job.progress(25 * (i + 1), step)
        path = f"{path}_{step}"
    return (path, f"resampled_from={id}"), path
