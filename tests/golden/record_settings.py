"""Record what torch, optax, schedulefree and pytorch_optimizer do with settings off their defaults: settings.json.

Run by hand, in an environment with those libraries, which gdanim itself never needs:
torch 2.13.0, optax 0.2.8 on jax 0.10.2, schedulefree 1.4.1, pytorch_optimizer 4.1.0.

    python tests/golden/record_settings.py
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

EXPRESSION = "(x**2 + y - 3)**2 + (x + y**2 - 2)**2 + (z - x)**2 + sin(2*z)"
START = (0.6, -1.2, 1.5)
STEPS = 40

DECAY = 0.97
"""Where a case is `scheduled`, the rate of step k is learning_rate * DECAY**k."""

ADAM = {"beta1": 0.8, "beta2": 0.9, "epsilon": 0.01, "weight_decay": 0.2}
TORCH_ADAM = "betas=(0.8, 0.9), eps=0.01, weight_decay=0.2"
FREE = {"weight_decay": 0.2, "warmup_steps": 7, "r": 0.5, "weight_lr_power": 1.5}
TORCH_FREE = "weight_decay=0.2, warmup_steps=7, r=0.5, weight_lr_power=1.5, foreach=False"
ADAN = {"beta1": 0.9, "beta2": 0.8, "beta3": 0.95, "epsilon": 0.01, "weight_decay": 0.1}
TORCH_ADAN = "betas=(0.9, 0.8, 0.95), eps=0.01, weight_decay=0.1, foreach=False"
PRODIGY = {"beta1": 0.8, "beta2": 0.9, "beta3": 0.93, "epsilon": 0.01, "estim_lr0": 0.01, "estim_lr_coef": 0.7}
OPTAX_PRODIGY = "betas=(0.8, 0.9), beta3=0.93, eps=0.01, estim_lr0=0.01, estim_lr_coef=0.7, weight_decay=0.1"

# Our rule, its learning rate and settings, and the reference with the rate left open: {rate}.
CASES: list[tuple[str, float, dict[str, Any], str]] = [
    (
        "Momentum",
        0.003,
        {"momentum": 0.8, "dampening": 0.2, "weight_decay": 0.1},
        "torch.optim.SGD(p, lr={rate}, momentum=0.8, dampening=0.2, weight_decay=0.1)",
    ),
    (
        "Nesterov",
        0.0003,
        {"momentum": 0.8, "weight_decay": 0.1, "maximize": True},
        "torch.optim.SGD(p, lr={rate}, momentum=0.8, weight_decay=0.1, nesterov=True, maximize=True)",
    ),
    (
        "AdaGrad",
        0.1,
        {"learning_rate_decay": 0.1, "weight_decay": 0.2, "initial_accumulator": 0.3, "epsilon": 0.1},
        "torch.optim.Adagrad(p, lr={rate}, lr_decay=0.1, weight_decay=0.2, initial_accumulator_value=0.3, eps=0.1)",
    ),
    (
        "AdaDelta",
        1.0,
        {"rho": 0.8, "epsilon": 0.01, "weight_decay": 0.2},
        "torch.optim.Adadelta(p, lr={rate}, rho=0.8, eps=0.01, weight_decay=0.2)",
    ),
    (
        "RMSProp",
        0.03,
        {"rho": 0.8, "epsilon": 0.01, "weight_decay": 0.2, "momentum": 0.7, "centered": True},
        "torch.optim.RMSprop(p, lr={rate}, alpha=0.8, eps=0.01, weight_decay=0.2, momentum=0.7, centered=True)",
    ),
    ("Adam", 0.03, ADAM, f"torch.optim.Adam(p, lr={{rate}}, {TORCH_ADAM})"),
    (
        "Adam",
        0.03,
        ADAM | {"decoupled_weight_decay": True},
        f"torch.optim.Adam(p, lr={{rate}}, decoupled_weight_decay=True, {TORCH_ADAM})",
    ),
    (
        "AMSGrad",
        0.03,
        ADAM | {"decoupled_weight_decay": True},
        f"torch.optim.Adam(p, lr={{rate}}, amsgrad=True, decoupled_weight_decay=True, {TORCH_ADAM})",
    ),
    ("AdamW", 0.03, ADAM | {"amsgrad": True}, f"torch.optim.AdamW(p, lr={{rate}}, amsgrad=True, {TORCH_ADAM})"),
    (
        "NAdam",
        0.03,
        ADAM | {"momentum_decay": 0.1, "decoupled_weight_decay": True},
        f"torch.optim.NAdam(p, lr={{rate}}, momentum_decay=0.1, decoupled_weight_decay=True, {TORCH_ADAM})",
    ),
    (
        "RAdam",
        0.01,
        ADAM | {"decoupled_weight_decay": True},
        f"torch.optim.RAdam(p, lr={{rate}}, decoupled_weight_decay=True, {TORCH_ADAM})",
    ),
    ("AdaMax", 0.03, ADAM, f"torch.optim.Adamax(p, lr={{rate}}, {TORCH_ADAM})"),
    (
        "Rprop",
        0.03,
        {"eta_minus": 0.4, "eta_plus": 1.3, "step_min": 0.001, "step_max": 0.2},
        "torch.optim.Rprop(p, lr={rate}, etas=(0.4, 1.3), step_sizes=(0.001, 0.2))",
    ),
    (
        "ASGD",
        0.01,
        {"lambd": 0.1, "alpha": 0.6, "t0": 10.0, "weight_decay": 0.2},
        "torch.optim.ASGD(p, lr={rate}, lambd=0.1, alpha=0.6, t0=10.0, weight_decay=0.2)",
    ),
    (
        "ScheduleFreeSGD",
        0.02,
        FREE | {"momentum": 0.8},
        f"schedulefree.SGDScheduleFree(p, lr={{rate}}, momentum=0.8, {TORCH_FREE})",
    ),
    (
        "ScheduleFreeAdamW",
        0.05,
        FREE | {"beta1": 0.8, "beta2": 0.9, "epsilon": 0.01},
        f"schedulefree.AdamWScheduleFree(p, lr={{rate}}, betas=(0.8, 0.9), eps=0.01, {TORCH_FREE})",
    ),
    ("Adan", 0.03, ADAN, f"pytorch_optimizer.Adan(p, lr={{rate}}, {TORCH_ADAN})"),
    (
        "Adan",
        0.03,
        ADAN | {"weight_decouple": True},
        f"pytorch_optimizer.Adan(p, lr={{rate}}, weight_decouple=True, {TORCH_ADAN})",
    ),
    (
        "Adan",
        0.03,
        ADAN | {"max_grad_norm": 0.5},
        f"pytorch_optimizer.Adan(p, lr={{rate}}, max_grad_norm=0.5, {TORCH_ADAN})",
    ),
    (
        "Lion",
        0.01,
        {"beta1": 0.8, "beta2": 0.9, "weight_decay": 0.2},
        "optax.lion({rate}, b1=0.8, b2=0.9, weight_decay=0.2)",
    ),
    (
        "Yogi",
        0.03,
        {"beta1": 0.8, "beta2": 0.9, "epsilon": 0.01, "initial_accumulator": 0.1},
        "optax.chain(optax.scale_by_yogi(b1=0.8, b2=0.9, eps=0.01, initial_accumulator_value=0.1), "
        "optax.scale_by_learning_rate({rate}))",
    ),
    (
        "AdaBelief",
        0.03,
        {"beta1": 0.8, "beta2": 0.9, "epsilon": 0.01, "epsilon_root": 0.02, "nesterov": True},
        "optax.adabelief({rate}, b1=0.8, b2=0.9, eps=0.01, eps_root=0.02, nesterov=True)",
    ),
    (
        "ADOPT",
        0.03,
        {"beta1": 0.8, "beta2": 0.9, "epsilon": 0.5, "nesterov": True},
        "optax.contrib.adopt({rate}, b1=0.8, b2=0.9, eps=0.5, nesterov=True)",
    ),
    (
        "ADOPT",
        0.03,
        {"beta1": 0.8, "beta2": 0.9, "epsilon": 0.5, "use_clipping": False},
        "optax.contrib.adopt({rate}, b1=0.8, b2=0.9, eps=0.5, use_clipping=False)",
    ),
    # g grows at first, so that c is clipped.
    (
        "ADOPT",
        0.5,
        {"beta1": 0.5, "beta2": 0.5, "epsilon": 1e-6},
        "optax.contrib.adopt({rate}, b1=0.5, b2=0.5, eps=1e-6)",
    ),
    (
        "AdeMAMix",
        0.03,
        ADAM | {"beta3": 0.95, "alpha": 2.0, "epsilon_root": 0.02},
        "optax.contrib.ademamix({rate}, b1=0.8, b2=0.9, b3=0.95, alpha=2.0, eps=0.01, eps_root=0.02, weight_decay=0.2)",
    ),
    ("SM3", 0.1, {"momentum": 0.7}, "optax.sm3(0.1, momentum=0.7)"),
    ("Signum", 0.03, {"momentum": 0.7}, "optax.signum({rate}, beta=0.7)"),
    (
        "OptimisticGradientDescent",
        0.003,
        {"alpha": 0.7, "beta": 0.4},
        "optax.optimistic_gradient_descent({rate}, alpha=0.7, beta=0.4)",
    ),
    (
        "LARS",
        0.3,
        {"weight_decay": 0.1, "trust_coefficient": 0.01, "epsilon": 0.02, "momentum": 0.8, "nesterov": True},
        "optax.lars({rate}, weight_decay=0.1, trust_coefficient=0.01, eps=0.02, momentum=0.8, nesterov=True)",
    ),
    (
        "LAMB",
        0.03,
        ADAM | {"epsilon_root": 0.02},
        "optax.lamb({rate}, b1=0.8, b2=0.9, eps=0.01, eps_root=0.02, weight_decay=0.2)",
    ),
    ("Fromage", 0.03, {"min_norm": 2.0}, "optax.fromage({rate}, min_norm=2.0)"),
    (
        "NovoGrad",
        0.03,
        ADAM | {"epsilon_root": 0.02},
        "optax.novograd({rate}, b1=0.8, b2=0.9, eps=0.01, eps_root=0.02, weight_decay=0.2)",
    ),
    ("Prodigy", 1.0, PRODIGY | {"weight_decay": 0.1}, f"optax.contrib.prodigy({{rate}}, {OPTAX_PRODIGY})"),
    (
        "Prodigy",
        1.0,
        PRODIGY | {"weight_decay": 0.1, "safeguard_warmup": True},
        f"optax.contrib.prodigy({{rate}}, safeguard_warmup=True, {OPTAX_PRODIGY})",
    ),
    *(
        (
            "PolyakStep",
            0.05,
            {"scaling": 0.6, "f_min": 0.5, "epsilon": 0.1, "variant": variant},
            f"optax.polyak_sgd(0.05, scaling=0.6, f_min=0.5, eps=0.1, variant={variant!r})",
        )
        for variant in ("sps", "sps+")
    ),
]

SEARCHING = {"tolerance_grad": 1e-5, "tolerance_change": 1e-8, "history_size": 3, "line_search_fn": "strong_wolfe"}
TORCH_SEARCHING = ", ".join(f"{name}={value!r}" for name, value in SEARCHING.items())
CASES += [
    ("LBFGS", rate, SEARCHING, f"torch.optim.LBFGS(p, lr={{rate}}, max_iter=1, max_eval=25, {TORCH_SEARCHING})")
    for rate in (0.01, 0.1, 1.0, 10.0, 100.0)
]
"""First lengths from too short to too long. (With 0.001 it is noise in f that decides between branches at step 12.)"""

UNSCHEDULED = {"LBFGS", "ASGD", "SM3", "PolyakStep", "Nesterov"}
"""What takes no schedule in its library, or takes it otherwise than we do, as our docstrings say."""


def value_and_gradient(point: Any) -> tuple[float, Any]:
    """Return f and its gradient, written by hand."""
    x, y, z = point
    a, b, c = x**2 + y - 3, x + y**2 - 2, z - x
    slope = [4 * x * a + 2 * b - 2 * c, 2 * a + 4 * y * b, 2 * c + 2 * np.cos(2 * z)]
    return a**2 + b**2 + c**2 + np.sin(2 * z), np.array(slope)


def with_torch(text: str, rates: list[float]) -> Iterator[Any]:
    """Yield the points of an optimizer in torch's manner."""
    import pytorch_optimizer
    import schedulefree
    import torch

    torch.set_default_dtype(torch.float64)
    parameter = torch.nn.Parameter(torch.tensor(START))
    names = {"torch": torch, "schedulefree": schedulefree, "pytorch_optimizer": pytorch_optimizer, "p": [parameter]}
    optimizer = eval(text.format(rate=rates[0]), names)
    if text.startswith("schedulefree"):
        optimizer.train()
    for rate in rates:
        for group in optimizer.param_groups:
            group["lr"] = rate

        def closure() -> Any:
            value, gradient = value_and_gradient(parameter.detach().numpy())
            parameter.grad = torch.tensor(gradient)
            return torch.tensor(value)

        optimizer.step(closure) if "LBFGS" in text else (closure(), optimizer.step())
        yield parameter.detach().numpy().copy()


def with_optax(text: str, rates: list[float]) -> Iterator[Any]:
    """Yield the points of an optimizer in optax's manner."""
    import jax
    import optax
    import optax.contrib

    jax.config.update("jax_enable_x64", True)
    schedule = jax.numpy.array(rates)
    rule = eval(text.format(rate="lambda k: schedule[k]"), {"optax": optax, "schedule": schedule})
    x = jax.numpy.array(START)
    state = rule.init(x)
    for _ in rates:
        value, gradient = value_and_gradient(np.asarray(x))
        asked = {"value": jax.numpy.array(value)} if "polyak" in text else {}
        update, state = rule.update(jax.numpy.array(gradient), state, x, **asked)
        x = optax.apply_updates(x, update)
        yield np.asarray(x)


def searches(count: int) -> Iterator[dict[str, Any]]:
    """Yield lengths that torch's strong Wolfe search finds along -g, from random starts and first lengths."""
    import torch
    from torch.optim.lbfgs import _strong_wolfe

    random = np.random.default_rng(0)
    for start, exponent in zip(random.uniform(-3, 3, (count, 3)), random.uniform(-5, 3, count), strict=True):
        value, gradient = value_and_gradient(start)
        direction, slope = -torch.tensor(gradient), torch.tensor(gradient)

        def along(_: Any, t: Any, way: Any, start: Any = start) -> tuple[float, Any]:
            value, gradient = value_and_gradient(start + float(t) * way.numpy())
            return float(value), torch.tensor(gradient)

        first = 10.0**exponent
        found = _strong_wolfe(along, None, first, direction, float(value), slope, slope.dot(direction))
        yield {"start": start.tolist(), "first": first, "length": float(found[2])}


def main() -> None:
    """Write settings.json beside this file."""
    cases = []
    for rule, rate, settings, text in CASES:
        scheduled = rule not in UNSCHEDULED
        rates = [rate * DECAY**k if scheduled else rate for k in range(STEPS)]
        walk = with_optax if text.startswith("optax") else with_torch
        points = [point.tolist() for point in walk(text, rates)]
        cases.append(
            {
                "rule": rule,
                "learning_rate": rate,
                "settings": settings,
                "scheduled": scheduled,
                "reference": text.format(rate=rate),
                "points": points[4::5],
            }
        )
    what = "points after every fifth step from `start`; where `scheduled`, step k has the rate learning_rate * decay**k"
    recorded = {
        "what": what,
        "expression": EXPRESSION,
        "start": START,
        "decay": DECAY,
        "cases": cases,
        "searches": [*searches(200)],
    }
    Path(__file__).with_name("settings.json").write_text(json.dumps(recorded, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
