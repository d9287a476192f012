"""Functions with kinks and cusps, where the gradient jumps or is infinite."""

from __future__ import annotations

from gdanim.landscapes.entry import JAMIL_YANG, Landscape, simulation_library

LANDSCAPES = (
    Landscape(
        name="bukin6",
        title="Bukin 6",
        formula="100*sqrt(Abs(y - 0.01*x**2)) + 0.01*Abs(x + 10)",
        domain=((-15, -5), (-3, 3)),
        minima=((-10, 1),),
        smoothness="a cusp of infinite slope along y = x²/100, a kink at x = −10",
        sources=(simulation_library("bukin6"), JAMIL_YANG),
        tags=("non-smooth",),
    ),
    Landscape(
        name="cross_in_tray",
        title="Cross-in-tray",
        formula="-0.0001*(Abs(sin(x)*sin(y)*exp(Abs(100 - sqrt(x**2 + y**2)/pi))) + 1)**0.1",
        domain=((-10, 10), (-10, 10)),
        minima=tuple(
            (x, y) for x in (-1.3494066171539107, 1.3494066171539107) for y in (-1.3494066171539107, 1.3494066171539107)
        ),
        smoothness="kinks along x = kπ and y = kπ, smooth at the minima; the gradient is nan at (0, 0)",
        sources=(simulation_library("crossit"), JAMIL_YANG),
        tags=("non-smooth", "many minima"),
    ),
    Landscape(
        name="holder_table",
        title="Hölder table",
        formula="-Abs(sin(x)*cos(y)*exp(Abs(1 - sqrt(x**2 + y**2)/pi)))",
        domain=((-10, 10), (-10, 10)),
        minima=tuple(
            (x, y) for x in (-8.055023475736563, 8.055023475736563) for y in (-9.664590019241272, 9.664590019241272)
        ),
        smoothness="kinks where sin x cos y = 0 and where r = π, smooth at the minima; the gradient is nan at (0, 0)",
        sources=(simulation_library("holder"), JAMIL_YANG),
        tags=("non-smooth", "many minima"),
        remark="The lowest in the box only: |f| grows with the radius.",
    ),
    Landscape(
        name="eggholder",
        title="Eggholder",
        formula="-(y + 47)*sin(sqrt(Abs(y + x/2 + 47))) - x*sin(sqrt(Abs(x - (y + 47))))",
        domain=((-512, 512), (-512, 512)),
        smoothness="cusps of infinite slope along y + x/2 + 47 = 0 and x − y − 47 = 0",
        sources=(simulation_library("egg"), JAMIL_YANG),
        tags=("non-smooth", "many minima"),
        remark="The lowest point of the box, −959.6407 at (512, 404.2318), is on its edge, where the slope is not 0.",
    ),
    Landscape(
        name="schwefel",
        title="Schwefel",
        formula="418.9829*2 - x*sin(sqrt(Abs(x))) - y*sin(sqrt(Abs(y)))",
        domain=((-500, 500), (-500, 500)),
        minima=((420.96874635998205, 420.96874635998205),),
        smoothness="once differentiable; at x = 0 and y = 0 the curvature is infinite, the formula's gradient nan",
        sources=(simulation_library("schwef"), JAMIL_YANG),
        tags=("many minima", "non-smooth"),
        remark="The rounded constant 418.9829 leaves 2.5e−5 at the minimum.",
    ),
    Landscape(
        name="alpine1",
        title="Alpine 1",
        formula="Abs(x*sin(x) + 0.1*x) + Abs(y*sin(y) + 0.1*y)",
        domain=((-10, 10), (-10, 10)),
        minima=((0, 0),),
        smoothness="kinks where x(sin x + 0.1) = 0, and likewise in y",
        sources=(JAMIL_YANG,),
        tags=("non-smooth", "many minima"),
        remark="0 is reached on a whole grid of points.",
    ),
    Landscape(
        name="bartels_conn",
        title="Bartels–Conn",
        formula="Abs(x**2 + y**2 + x*y) + Abs(sin(x)) + Abs(cos(y))",
        domain=((-5, 5), (-5, 5)),
        search_domain=((-500, 500), (-500, 500)),
        minima=((0, 0),),
        smoothness="kinks where sin x = 0 or cos y = 0",
        sources=(JAMIL_YANG,),
        tags=("non-smooth",),
    ),
)
