"""What ten times the rate does to seven optimizers at a saddle.

All start at (0.5, 10⁻¹⁰) on x² − y², and must leave along y. RMSProp and Adam step by about their rate, however small
the slope: ten times the rate is about a tenth of the time. AdaGrad's y grows like the rate times √8k, so that for it it
is a hundredth. Gradient descent multiplies y by 1 + 2η, a straight line here; memory makes it steeper, and least so at
a high rate. AdaDelta has no rate, and is the same in all three films. At 0.1 RMSProp pays in x: it leaps to and fro by
its rate. The memory is 0.9, as measured on the literature's picture, whose caption says 0.95: with that Momentum leaves
after 197 steps at the middle rate, not 231.
"""

import gdanim as gd

saddle = gd.Objective("x**2 - y**2", domain=[(-1, 1), (-1, 1)], saddles=[(0, 0)], name="saddle")
panels = [gd.Coordinates("x", limits=(-0.25, 0.5), weight=44), gd.Coordinates("y", "log", (1e-10, 1), weight=56)]


def film(rate, steps, caption):
    rules = {"GD": gd.GradientDescent(rate), "Momentum": gd.Momentum(rate), "Nesterov": gd.Nesterov(rate)}
    rules |= {"AdaGrad": gd.AdaGrad(rate), "RMSProp": gd.RMSProp(rate, rho=0.9), "AdaDelta": gd.AdaDelta()}
    runs = [gd.Run(rule, (0.5, 1e-10), label=name) for name, rule in (rules | {"Adam": gd.Adam(rate)}).items()]
    return gd.Scene(f"Seven optimizers at a rate of {rate}", saddle, runs, panels, steps=steps, fps=10, caption=caption)


low = film(0.001, 500, "Only AdaDelta, which has no rate, is out in 500 steps.")
middle = film(0.01, 250, "AdaDelta, RMSProp and Adam are out in 80 steps; Momentum and Nesterov take over 200.")
high = film(0.1, 150, "All get out; RMSProp leaps to and fro in x by its rate, for ever.")
