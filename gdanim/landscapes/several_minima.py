"""A handful of minima: which one a run finds depends on its start."""

from __future__ import annotations

from math import pi

from gdanim.landscapes.entry import JAMIL_YANG, Landscape, simulation_library

LANDSCAPES = (
    Landscape(
        name="himmelblau",
        title="Himmelblau",
        formula="(x**2 + y - 11)**2 + (x + y**2 - 7)**2",
        domain=((-5, 5), (-5, 5)),
        minima=(
            (-3.779310253377747, -3.2831859912861696),
            (-2.805118086952745, 3.131312518250573),
            (3, 2),
            (3.5844283403304917, -1.8481265269644036),
        ),
        saddles=(
            (-3.0730257507643897, -0.08135304428796751),
            (-0.12796134673068008, -1.9537149802445763),
            (0.08667750455539636, 2.884254701174776),
            (3.385154183607021, 0.07385187983774928),
        ),
        sources=("Himmelblau 1972, Applied Nonlinear Programming", JAMIL_YANG),
        tags=("several minima",),
    ),
    Landscape(
        name="three_hump_camel",
        title="Three-hump camel",
        formula="2*x**2 - 1.05*x**4 + x**6/6 + x*y + y**2",
        domain=((-2.5, 2.5), (-2.5, 2.5)),
        search_domain=((-5, 5), (-5, 5)),
        minima=((0, 0),),
        local_minima=((-1.7475523458302888, 0.8737761729151444), (1.7475523458302888, -0.8737761729151444)),
        saddles=((-1.07054229182366, 0.53527114591183), (1.07054229182366, -0.53527114591183)),
        sources=(simulation_library("camel3"), JAMIL_YANG),
        tags=("several minima",),
    ),
    Landscape(
        name="six_hump_camel",
        title="Six-hump camel",
        formula="(4 - 2.1*x**2 + x**4/3)*x**2 + x*y + (-4 + 4*y**2)*y**2",
        domain=((-2, 2), (-1.2, 1.2)),
        search_domain=((-3, 3), (-2, 2)),
        minima=((-0.08984201310031806, 0.7126564030207396), (0.08984201310031806, -0.7126564030207396)),
        local_minima=(
            (-1.703606714969981, 0.7960835686726251),
            (-1.6071047529201972, -0.5686514548841314),
            (1.6071047529201972, 0.5686514548841314),
            (1.703606714969981, -0.7960835686726251),
        ),
        saddles=(
            (-1.6380679841897785, -0.22867406904439408),
            (-1.2960702671671092, -0.6050843880386585),
            (-1.1092053368047865, 0.7682680925095399),
            (0, 0),
            (1.1092053368047865, -0.7682680925095399),
            (1.2960702671671092, 0.6050843880386585),
            (1.6380679841897785, 0.22867406904439408),
        ),
        sources=(simulation_library("camel6"), JAMIL_YANG),
        tags=("several minima",),
    ),
    Landscape(
        name="styblinski_tang",
        title="Styblinski–Tang",
        formula="(x**4 - 16*x**2 + 5*x + y**4 - 16*y**2 + 5*y)/2",
        domain=((-5, 5), (-5, 5)),
        minima=((-2.903534027771177, -2.903534027771177),),
        local_minima=(
            (-2.903534027771177, 2.746802770990837),
            (2.746802770990837, -2.903534027771177),
            (2.746802770990837, 2.746802770990837),
        ),
        saddles=(
            (-2.903534027771177, 0.1567312567803401),
            (0.1567312567803401, -2.903534027771177),
            (0.1567312567803401, 2.746802770990837),
            (2.746802770990837, 0.1567312567803401),
        ),
        sources=(simulation_library("stybtang"), JAMIL_YANG),
        tags=("several minima",),
        remark="The minimum is −39.16616570 for every variable; −39.16599 is often printed.",
    ),
    Landscape(
        name="goldstein_price",
        title="Goldstein–Price",
        formula=(
            "(1 + (x + y + 1)**2*(19 - 14*x + 3*x**2 - 14*y + 6*x*y + 3*y**2))"
            "*(30 + (2*x - 3*y)**2*(18 - 32*x + 12*x**2 + 48*y - 36*x*y + 27*y**2))"
        ),
        domain=((-2, 2), (-2, 2)),
        minima=((0, -1),),
        local_minima=((-0.6, -0.4), (1.2, 0.8), (1.8, 0.2)),
        saddles=((-0.4, -0.6), (0.6, 0.4), (1.2, -0.2), (1.4, 0.6)),
        sources=(simulation_library("goldpr"), JAMIL_YANG),
        tags=("several minima",),
    ),
    Landscape(
        name="mccormick",
        title="McCormick",
        formula="sin(x + y) + (x - y)**2 - 1.5*x + 2.5*y + 1",
        domain=((-1.5, 4), (-3, 4)),
        minima=((1 / 2 - pi / 3, -1 / 2 - pi / 3),),
        local_minima=((1 / 2 + 2 * pi / 3, -1 / 2 + 2 * pi / 3),),
        saddles=((1 / 2 + pi / 3, -1 / 2 + pi / 3),),
        sources=(simulation_library("mccorm"), JAMIL_YANG),
        tags=("several minima", "unbounded"),
        remark="Lowest in the box only: along x − y = 1 f falls for ever. Often printed as −1.9133, it is −1.91322.",
    ),
    Landscape(
        name="branin",
        title="Branin",
        formula="(y - 5.1/(4*pi**2)*x**2 + 5/pi*x - 6)**2 + 10*(1 - 1/(8*pi))*cos(x) + 10",
        domain=((-5, 10), (0, 15)),
        minima=((-pi, 12.275), (pi, 2.275), (3 * pi, 2.475)),
        saddles=((0, 6), (2 * pi, 1.1)),
        sources=(simulation_library("branin"), JAMIL_YANG),
        tags=("several minima",),
    ),
    Landscape(
        name="hosaki",
        title="Hosaki",
        formula="(1 - 8*x + 7*x**2 - 7*x**3/3 + x**4/4)*y**2*exp(-y)",
        domain=((0, 5), (0, 6)),
        minima=((4, 2),),
        sources=(JAMIL_YANG,),
        tags=("several minima",),
        remark="The whole line y = 0 is critical; unbounded below for y < 0.",
    ),
    Landscape(
        name="bird",
        title="Mishra's bird",
        formula="sin(x)*exp((1 - cos(y))**2) + cos(y)*exp((1 - sin(x))**2) + (x - y)**2",
        domain=((-2 * pi, 2 * pi), (-2 * pi, 2 * pi)),
        minima=((-1.5821421769300335, -3.1302468034546562), (4.701043130249553, 3.15293850372493)),
        local_minima=(
            (-5.617907679231666, -5.37766660833261),
            (-1.536662471846804, 3.1074587986417006),
            (0.6652776279479201, 0.9055186988469766),
            (4.655171399427279, -3.084375072632382),
        ),
        saddles=(
            (-5.842538233798368, 3.8857365964918755),
            (-5.829037547196333, -2.0194268112343),
            (-3.8386409508047605, -4.764321307934983),
            (-2.6929621691503898, 1.116648566811643),
            (-0.05191441898230145, 1.622710745777198),
            (0.05193232755029341, -0.8737480295799291),
            (0.4541477599832537, 4.263758495945287),
            (2.4445443563748257, 1.5188639992446031),
            (2.7129036971638296, -4.042562997062159),
            (3.488157894407921, -1.9173615676130242),
            (5.613359323857056, -1.1421073703689328),
        ),
        sources=(JAMIL_YANG,),
        tags=("several minima",),
    ),
    Landscape(
        name="muller_brown",
        title="Müller–Brown",
        formula=(
            "-200*exp(-(x - 1)**2 - 10*y**2) - 100*exp(-x**2 - 10*(y - 1/2)**2) "
            "- 170*exp(-13/2*(x + 1/2)**2 + 11*(x + 1/2)*(y - 3/2) - 13/2*(y - 3/2)**2) "
            "+ 15*exp(7/10*(x + 1)**2 + 3/5*(x + 1)*(y - 1) + 7/10*(y - 1)**2)"
        ),
        domain=((-1.5, 1.2), (-0.2, 2)),
        minima=((-0.5582236346330243, 1.4417258418046686),),
        local_minima=((-0.050010822998206056, 0.4666941048719721), (0.6234994049308765, 0.028037758528685664)),
        saddles=((-0.8220015587327321, 0.6243128028148713), (0.212486582000662, 0.2929883251073678)),
        sources=("Müller and Brown 1979, Theoretica Chimica Acta 53:75-93",),
        tags=("several minima",),
        remark="A model of a chemical reaction; its path crosses both saddles.",
    ),
)
