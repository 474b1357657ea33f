# SPDX-License-Identifier: Apache-2.0
"""One JavaScript context a process, with the questionnaires' library in it: made when asked, mended when broken."""

import atexit
import ctypes
import json
import os
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from threading import RLock
from typing import Any

from py_mini_racer import (
    DEFAULT_V8_FLAGS,
    JSEvalException,
    JSOOMException,
    JSTimeoutException,
    MiniRacer,
    init_mini_racer,
)

from amends.ui.vendored import PACKAGES, VENDOR_ROOT

SECONDS = 5.0
BYTES = 512 * 1024 * 1024
MOST_MODELS = 24
OURS = files(__package__).joinpath("questionnaire.js")


class EngineFailed(RuntimeError):
    """The library did not answer: out of time, out of memory, or at fault itself. The next call begins afresh."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the questionnaires' library failed: {reason}")


def _source() -> str:
    folder = VENDOR_ROOT / PACKAGES["survey-core"].folder
    names = ("survey.core.min.js", "simplified-chinese.min.js")
    return "\n;".join([*((folder / name).read_text(encoding="utf-8") for name in names), OURS.read_text()])


def _made() -> MiniRacer:
    # With memory protection keys only descendants of the first thread may touch the engine's memory; requests are
    # served, and workers forked, by any thread.
    init_mini_racer(flags=[*DEFAULT_V8_FLAGS, "--no-memory-protection-keys"], ignore_duplicate_init=True)
    return MiniRacer()


def _apart() -> MiniRacer:
    """A context with a loop of its own: made where a loop runs already, it would take that one and wait for itself."""
    with ThreadPoolExecutor(1) as elsewhere:
        return elsewhere.submit(_made).result()


class Racer:
    """The context and the models built in it. One caller at a time; the others wait."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._context: MiniRacer | None = None
        self._models: OrderedDict[str, None] = OrderedDict()

    def _ready(self) -> MiniRacer:
        if self._context is None:
            self._context = _apart()
            self._context.set_hard_memory_limit(BYTES)
            self._context.eval(_source())
        return self._context

    def close(self) -> None:
        """End the context; an open one would keep the process from ending."""
        with self._lock:
            context, self._context = self._context, None
            self._models.clear()
            if context is not None:
                context.close()

    def abandon(self) -> None:
        """In a forked child: forget the parent's context untouched. Its thread is not here, and to free it aborts."""
        self._lock = RLock()
        if self._context is not None:
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(self._context))
        self._context = None
        self._models.clear()

    def _run(self, function: str, *arguments: object) -> Any:  # whatever the function gives, out of JSON
        # Parsed there, so that no key of the values can be a word of the language.
        values = json.dumps(json.dumps(arguments))
        try:
            answer = self._ready().eval(
                f"JSON.stringify(Amends.{function}(...JSON.parse({values})) ?? null)", timeout_sec=SECONDS
            )
        except JSEvalException as fault:
            raise EngineFailed(str(fault).partition("\n")[0]) from None  # its lines are the whole library
        except (JSTimeoutException, JSOOMException) as limit:
            self.close()
            raise EngineFailed(str(limit)) from limit
        return json.loads(str(answer))

    def ask(self, function: str, *arguments: object) -> Any:
        """Call one function of `questionnaire.js` with plain values; raises `EngineFailed`."""
        with self._lock:
            return self._run(function, *arguments)

    def ask_model(self, function: str, key: str, content: str, locale: str, *arguments: object) -> Any:
        """The same for a function whose first argument is a model: built from `content` unless there under `key`."""
        with self._lock:
            self._keep(key, content, locale)
            try:
                return self._run(function, key, *arguments)
            except EngineFailed:
                self._models.pop(key, None)  # who knows what state the fault left it in
                raise

    def _keep(self, key: str, content: str, locale: str) -> None:
        if key in self._models:
            self._models.move_to_end(key)
            return
        while len(self._models) >= MOST_MODELS:
            self._run("drop", self._models.popitem(last=False)[0])
        self._run("load", key, content, locale)
        self._models[key] = None


RACER = Racer()
atexit.register(RACER.close)
os.register_at_fork(after_in_child=RACER.abandon)
