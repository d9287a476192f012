"""Minima beyond counting: gradient descent finds the nearest, seldom the lowest."""

from __future__ import annotations

from math import pi

from gdanim.landscapes.entry import GAVANA, JAMIL_YANG, Landscape, simulation_library

LANDSCAPES = (
    Landscape(
        name="ackley",
        title="Ackley",
        formula="-20*exp(-0.2*sqrt(0.5*(x**2 + y**2))) - exp(0.5*(cos(2*pi*x) + cos(2*pi*y))) + E + 20",
        domain=((-5, 5), (-5, 5)),
        search_domain=((-32.768, 32.768), (-32.768, 32.768)),
        minima=((0, 0),),
        smoothness="smooth but for a cone at the minimum; there the formula's gradient is 0/0: nan at exactly (0, 0)",
        sources=(simulation_library("ackley"), JAMIL_YANG),
        tags=("many minima", "non-smooth"),
    ),
    Landscape(
        name="rastrigin",
        title="Rastrigin",
        formula="20 + x**2 - 10*cos(2*pi*x) + y**2 - 10*cos(2*pi*y)",
        domain=((-5.12, 5.12), (-5.12, 5.12)),
        minima=((0, 0),),
        sources=(simulation_library("rastr"), JAMIL_YANG),
        tags=("many minima",),
    ),
    Landscape(
        name="griewank",
        title="Griewank",
        formula="(x**2 + y**2)/4000 - cos(x)*cos(y/sqrt(2)) + 1",
        domain=((-10, 10), (-10, 10)),
        search_domain=((-600, 600), (-600, 600)),
        minima=((0, 0),),
        sources=(simulation_library("griewank"), JAMIL_YANG),
        tags=("many minima",),
    ),
    Landscape(
        name="bohachevsky1",
        title="Bohachevsky 1",
        formula="x**2 + 2*y**2 - 0.3*cos(3*pi*x) - 0.4*cos(4*pi*y) + 0.7",
        domain=((-1.5, 1.5), (-1.5, 1.5)),
        search_domain=((-100, 100), (-100, 100)),
        minima=((0, 0),),
        sources=(simulation_library("boha"), JAMIL_YANG),
        tags=("many minima",),
    ),
    Landscape(
        name="bohachevsky2",
        title="Bohachevsky 2",
        formula="x**2 + 2*y**2 - 0.3*cos(3*pi*x)*cos(4*pi*y) + 0.3",
        domain=((-1.5, 1.5), (-1.5, 1.5)),
        search_domain=((-100, 100), (-100, 100)),
        minima=((0, 0),),
        sources=(simulation_library("boha"), JAMIL_YANG),
        tags=("many minima",),
    ),
    Landscape(
        name="bohachevsky3",
        title="Bohachevsky 3",
        formula="x**2 + 2*y**2 - 0.3*cos(3*pi*x + 4*pi*y) + 0.3",
        domain=((-1.5, 1.5), (-1.5, 1.5)),
        search_domain=((-100, 100), (-100, 100)),
        minima=((0, 0),),
        sources=(simulation_library("boha"), JAMIL_YANG),
        tags=("many minima",),
    ),
    Landscape(
        name="egg_crate",
        title="Egg crate",
        formula="x**2 + y**2 + 25*(sin(x)**2 + sin(y)**2)",
        domain=((-5, 5), (-5, 5)),
        minima=((0, 0),),
        sources=(JAMIL_YANG,),
        tags=("many minima",),
    ),
    Landscape(
        name="price2",
        title="Price 2",
        formula="1 + sin(x)**2 + sin(y)**2 - 0.1*exp(-x**2 - y**2)",
        domain=((-5, 5), (-5, 5)),
        search_domain=((-10, 10), (-10, 10)),
        minima=((0, 0),),
        sources=(JAMIL_YANG,),
        tags=("many minima",),
    ),
    Landscape(
        name="parsopoulos",
        title="Parsopoulos",
        formula="cos(x)**2 + sin(y)**2",
        domain=((-5, 5), (-5, 5)),
        minima=tuple((k * pi / 2, m * pi) for k in (-3, -1, 1, 3) for m in (-1, 0, 1)),
        sources=(JAMIL_YANG,),
        tags=("many minima",),
        remark="The minima repeat for ever.",
    ),
    Landscape(
        name="levy",
        title="Levy",
        formula=(
            "sin(pi*(1 + (x - 1)/4))**2 + ((x - 1)/4)**2*(1 + 10*sin(pi*(1 + (x - 1)/4) + 1)**2) "
            "+ ((y - 1)/4)**2*(1 + sin(2*pi*(1 + (y - 1)/4))**2)"
        ),
        domain=((-10, 10), (-10, 10)),
        minima=((1, 1),),
        sources=(simulation_library("levy"),),
        tags=("many minima",),
    ),
    Landscape(
        name="levy13",
        title="Levy 13",
        formula="sin(3*pi*x)**2 + (x - 1)**2*(1 + sin(3*pi*y)**2) + (y - 1)**2*(1 + sin(2*pi*y)**2)",
        domain=((-3, 5), (-3, 5)),
        search_domain=((-10, 10), (-10, 10)),
        minima=((1, 1),),
        sources=(simulation_library("levy13"), JAMIL_YANG),
        tags=("many minima",),
    ),
    Landscape(
        name="schaffer2",
        title="Schaffer 2",
        formula="0.5 + (sin(x**2 - y**2)**2 - 0.5)/(1 + 0.001*(x**2 + y**2))**2",
        domain=((-3, 3), (-3, 3)),
        search_domain=((-100, 100), (-100, 100)),
        minima=((0, 0),),
        sources=(simulation_library("schaffer2"), JAMIL_YANG),
        tags=("many minima",),
        remark="The curvature at the minimum is only 0.002: sin²(x² − y²) is quartic there.",
    ),
    Landscape(
        name="schaffer4",
        title="Schaffer 4",
        formula="0.5 + (cos(sin(x**2 - y**2))**2 - 0.5)/(1 + 0.001*(x**2 + y**2))**2",
        domain=((-3, 3), (-3, 3)),
        search_domain=((-100, 100), (-100, 100)),
        minima=((-1.2531318314637332, 0), (0, -1.2531318314637332), (0, 1.2531318314637332), (1.2531318314637332, 0)),
        sources=(simulation_library("schaffer4"), JAMIL_YANG),
        tags=("many minima",),
        remark="Often written with sin|x² − y²|, which changes nothing: the cosine is even.",
    ),
    Landscape(
        name="drop_wave",
        title="Drop wave",
        formula="-(1 + cos(12*sqrt(x**2 + y**2)))/(0.5*(x**2 + y**2) + 2)",
        domain=((-2, 2), (-2, 2)),
        search_domain=((-5.12, 5.12), (-5.12, 5.12)),
        minima=((0, 0),),
        smoothness="smooth, but the formula's gradient is 0/0 at the minimum: nan at exactly (0, 0)",
        sources=(simulation_library("drop"), JAMIL_YANG),
        tags=("many minima",),
    ),
    Landscape(
        name="shubert",
        title="Shubert",
        formula=(
            "(cos(2*x + 1) + 2*cos(3*x + 2) + 3*cos(4*x + 3) + 4*cos(5*x + 4) + 5*cos(6*x + 5))"
            "*(cos(2*y + 1) + 2*cos(3*y + 2) + 3*cos(4*y + 3) + 4*cos(5*y + 4) + 5*cos(6*y + 5))"
        ),
        domain=((-5.12, 5.12), (-5.12, 5.12)),
        search_domain=((-10, 10), (-10, 10)),
        minima=(
            (-1.425128428319761, -0.8003211004719731),
            (-0.8003211004719731, -1.425128428319761),
            (-0.8003211004719731, 4.858056878859825),
            (4.858056878859825, -0.8003211004719731),
        ),
        sources=(simulation_library("shubert"), JAMIL_YANG),
        tags=("many minima",),
        remark="18 global minima in the search domain, four of them in the window.",
    ),
    Landscape(
        name="langermann",
        title="Langermann",
        formula=(
            "-exp(-((x - 3)**2 + (y - 5)**2)/pi)*cos(pi*((x - 3)**2 + (y - 5)**2)) "
            "- 2*exp(-((x - 5)**2 + (y - 2)**2)/pi)*cos(pi*((x - 5)**2 + (y - 2)**2)) "
            "- 5*exp(-((x - 2)**2 + (y - 1)**2)/pi)*cos(pi*((x - 2)**2 + (y - 1)**2)) "
            "- 2*exp(-((x - 1)**2 + (y - 4)**2)/pi)*cos(pi*((x - 1)**2 + (y - 4)**2)) "
            "- 3*exp(-((x - 7)**2 + (y - 9)**2)/pi)*cos(pi*((x - 7)**2 + (y - 9)**2))"
        ),
        domain=((0, 10), (0, 10)),
        minima=((2.0029921199344654, 1.0060959402921885),),
        sources=(GAVANA,),
        tags=("many minima",),
        remark="With the minus sign; without it, another function with another minimum.",
    ),
    Landscape(
        name="trefethen4",
        title="Trefethen 4",
        formula=(
            "exp(sin(50*x)) + sin(60*exp(y)) + sin(70*sin(x)) + sin(sin(80*y)) - sin(10*(x + y)) + (x**2 + y**2)/4"
        ),
        domain=((-0.5, 0.5), (-0.5, 0.5)),
        search_domain=((-1, 1), (-1, 1)),
        minima=((-0.024403079694375173, 0.21061242715535577),),
        sources=(
            "Trefethen 2002, A hundred-dollar, hundred-digit challenge, SIAM News 35(1), problem 4",
            "Bornemann, Laurie, Wagon and Waldvogel 2004, The SIAM 100-Digit Challenge",
        ),
        tags=("many minima",),
    ),
)
