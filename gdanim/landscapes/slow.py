"""Where descent stands still: saddles, and plateaus without a slope to follow."""

from __future__ import annotations

from math import pi, sqrt

from gdanim.landscapes.entry import JAMIL_YANG, OURS, TEACHING, Landscape, simulation_library

LANDSCAPES = (
    Landscape(
        name="saddle",
        title="Saddle",
        formula="x**2 - y**2",
        domain=((-2, 2), (-2, 2)),
        saddles=((0, 0),),
        sources=(TEACHING,),
        tags=("saddle", "unbounded"),
        remark="Unbounded below.",
    ),
    Landscape(
        name="monkey_saddle",
        title="Monkey saddle",
        formula="x**3 - 3*x*y**2",
        domain=((-2, 2), (-2, 2)),
        saddles=((0, 0),),
        sources=(TEACHING,),
        tags=("saddle", "unbounded", "degenerate"),
        remark="Unbounded below; the Hessian at the saddle is 0: two ways down for the legs, one for the tail.",
    ),
    Landscape(
        name="bounded_saddle",
        title="Saddle with walls",
        formula="x**2 - y**2 + y**4/4",
        domain=((-2, 2), (-2.5, 2.5)),
        minima=((0, -sqrt(2)), (0, sqrt(2))),
        saddles=((0, 0),),
        sources=(OURS,),
        tags=("saddle", "several minima"),
    ),
    Landscape(
        name="gaussian_pit",
        title="Gaussian pit",
        formula="-exp(-(x**2 + y**2)/2)",
        domain=((-5, 5), (-5, 5)),
        minima=((0, 0),),
        sources=(JAMIL_YANG,),
        tags=("plateau",),
    ),
    Landscape(
        name="easom",
        title="Easom",
        formula="-cos(x)*cos(y)*exp(-(x - pi)**2 - (y - pi)**2)",
        domain=((-2, 8), (-2, 8)),
        search_domain=((-100, 100), (-100, 100)),
        minima=((pi, pi),),
        sources=(simulation_library("easom"), JAMIL_YANG),
        tags=("plateau", "many minima"),
    ),
    Landscape(
        name="two_wells",
        title="Two wells",
        formula="-exp(-((x + 1)**2 + (y + 1)**2)) - 2*exp(-((x - 1.5)**2 + (y - 1)**2)/0.8)",
        domain=((-4, 4), (-4, 4)),
        minima=((1.4999646327439067, 0.9999717061951254),),
        local_minima=((-0.9999829566534051, -0.999986365322724),),
        saddles=((0.21391502860815312, -0.028867977113477494),),
        sources=(OURS,),
        tags=("plateau", "several minima"),
    ),
    Landscape(
        name="three_wells",
        title="Three wells",
        formula=(
            "-exp(-((x + 2)**2 + y**2)) - 1.5*exp(-((x - 2)**2 + (y - 1)**2)/0.5) "
            "- 0.8*exp(-(x**2 + (y + 2)**2)/2) + (x**2 + y**2)/200"
        ),
        domain=((-5, 5), (-5, 5)),
        minima=((1.9962667670799707, 0.9977274603364347),),
        local_minima=((-1.974400948021804, -0.015718135004522203), (-0.0018533986033137718, -1.9734695067675718)),
        saddles=((-1.0042388135616873, -0.9616386835416799), (1.1725936538558268, -0.1369490494238998)),
        sources=(OURS,),
        tags=("plateau", "several minima"),
    ),
    Landscape(
        name="michalewicz",
        title="Michalewicz",
        formula="-sin(x)*sin(x**2/pi)**20 - sin(y)*sin(2*y**2/pi)**20",
        domain=((0, pi), (0, pi)),
        minima=((2.2029055201726093, pi / 2),),
        sources=(simulation_library("michal"), JAMIL_YANG),
        tags=("plateau", "several minima"),
        remark="With m = 10.",
    ),
    Landscape(
        name="peaks",
        title="Peaks",
        formula=(
            "3*(1 - x)**2*exp(-x**2 - (y + 1)**2) - 10*(x/5 - x**3 - y**5)*exp(-x**2 - y**2) "
            "- exp(-(x + 1)**2 - y**2)/3"
        ),
        domain=((-3, 3), (-3, 3)),
        minima=((0.22827892055636909, -1.6255349574999964),),
        local_minima=((-1.3473962443682108, 0.20451886609700518), (0.2964455538468321, 0.32019624766683435)),
        saddles=(
            (-0.2659375568372457, 0.4667399937262694),
            (0.4163233216785082, -0.3941450984024246),
            (1.0982728343350927, 0.8544609795247524),
        ),
        sources=("the demonstration function peaks of MATLAB",),
        tags=("several minima", "plateau"),
    ),
    Landscape(
        name="franke",
        title="Franke",
        formula=(
            "3/4*exp(-((9*x - 2)**2 + (9*y - 2)**2)/4) + 3/4*exp(-(9*x + 1)**2/49 - (9*y + 1)/10) "
            "+ exp(-((9*x - 7)**2 + (9*y - 3)**2)/4)/2 - exp(-(9*x - 4)**2 - (9*y - 7)**2)/5"
        ),
        domain=((0, 1), (0, 1)),
        local_minima=((0.4557103793185635, 0.7841906776136751),),
        saddles=((0.556036904214419, 0.2773758720247615), (0.6160307592684094, 0.8571405567407937)),
        sources=(simulation_library("franke2d"),),
        remark="Made for interpolation: lower values than in the dip are on the edge of the square.",
    ),
)
