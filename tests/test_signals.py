"""What ends a process waits until what may not be left half done is done."""

from __future__ import annotations

import signal
import threading

import pytest

from gdanim.signals import undisturbed


def test_an_interrupt_comes_afterwards() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), undisturbed():
        signal.raise_signal(signal.SIGINT)
        done.append("all of it")
    assert done == ["all of it"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_what_is_held_within_is_held_without() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), undisturbed():
        with undisturbed():
            signal.raise_signal(signal.SIGINT)
        done.append("the rest")
    assert done == ["the rest"]


def test_an_error_passes() -> None:
    with pytest.raises(OSError, match="full"), undisturbed():
        raise OSError("full")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_another_thread_is_let_be() -> None:
    done = []

    @undisturbed()
    def work() -> None:
        done.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [signal.default_int_handler]
