"""Areas, shares and rows of a baffled shell, from measures that a drawing shows."""

from greenlang.core.equations import equation
from greenlang.core.maths import acos, pi, select, smaller, sqrt
from greenlang.core.units import Metre, Ratio, SquareMetre

TABOREK = "Taborek, Heat Exchanger Design Handbook (1983), 3.3; Serth (2007), ch. 6"
PROJECT = "assumed by this project, after Taborek, HEDH (1983), 3.3.5; not confirmed"

DRAWING = (("0.54", "0.5", "0.0254"), ("1.05", "1", "0.01905"))


@equation("X_t", TABOREK, at=(("0.03175",), ("0.0254",)))
def pitch_across_60(pitch: Metre) -> Metre:
    """Pitch across the flow, 60 degrees (rotated triangle)."""
    return sqrt(3) * pitch


@equation("X_t", TABOREK, at=(("0.03175",), ("0.0254",)))
def pitch_across_45(pitch: Metre) -> Metre:
    """Pitch across the flow, 45 degrees (rotated square)."""
    return sqrt(2) * pitch


@equation("X_l", TABOREK, at=(("0.03175",), ("0.0254",)))
def pitch_along_30(pitch: Metre) -> Metre:
    """Pitch along the flow, 30 degrees (triangle)."""
    return sqrt(3) / 2 * pitch


@equation("X_l", TABOREK, at=(("0.03175",), ("0.0254",)))
def pitch_along_60(pitch: Metre) -> Metre:
    """Pitch along the flow, 60 degrees."""
    return pitch / 2


@equation("X_l", TABOREK, at=(("0.03175",), ("0.0254",)))
def pitch_along_45(pitch: Metre) -> Metre:
    """Pitch along the flow, 45 degrees."""
    return pitch / sqrt(2)


PITCH_GUARD = "pitch > d_o: the pitch must exceed the tube diameter; check the data sheet"


@equation("g", TABOREK, guards=(PITCH_GUARD,), at=(("0.03175", "0.0254"), ("0.0254", "0.01905")))
def gap_in_line(pitch: Metre, d_o: Metre) -> Metre:
    """Free width between neighbours in a row, 30 and 90 degrees."""
    return pitch - d_o


@equation(
    "g",
    TABOREK,
    guards=(PITCH_GUARD,),
    at=(("0.03175", "0.0254", "0.0449"), ("0.09", "0.0254", "0.127")),
)
def gap_staggered(pitch: Metre, d_o: Metre, across: Metre) -> Metre:
    """Free width of a row, 45 and 60 degrees: the straight gap or the two slanted ones."""
    return smaller(2 * (pitch - d_o), across - d_o)


@equation(
    "D_ctl",
    TABOREK,
    guards=("dotl > d_o: the outer tube limit holds no tube; check the data sheet",),
    at=(("0.5", "0.0254"), ("1", "0.01905")),
)
def centre_circle(dotl: Metre, d_o: Metre) -> Metre:
    """Circle through the centres of the outermost tubes."""
    return dotl - d_o


@equation(
    "S_m",
    TABOREK,
    guards=("d_s > dotl: the tubes must lie inside the shell; check d_s and dotl",),
    at=(
        ("0.127", "0.54", "0.5", "0.4746", "0.03175", "0.00635"),
        ("0.26", "1.05", "1", "0.98", "0.0254", "0.00635"),
    ),
)
def crossflow_area(
    spacing: Metre, d_s: Metre, dotl: Metre, d_ctl: Metre, across: Metre, gap: Metre
) -> SquareMetre:
    """Area for flow across the bundle at its middle."""
    return spacing * (d_s - dotl + d_ctl / across * gap)


@equation(
    "c_s",
    TABOREK,
    guards=(
        "cut > 0: a baffle without a cut lets nothing pass; 0.15 to 0.45 is usual",
        (
            "cut < 0.5: a cut of half the shell or more leaves tubes unsupported; 0.15 to 0.45 is "
            "usual"
        ),
    ),
    valid={"cut": ("0.15", "0.45")},
    at=(("0.25",), ("0.4",)),
)
def chord(cut: Ratio) -> Ratio:
    """Distance of the baffle's edge from the shell axis, over the radius."""
    return 1 - 2 * cut


@equation(
    "c_ctl",
    TABOREK,
    guards=(
        (
            "chord_s * d_s < d_ctl: no tube lies in the baffle window, which this method does not "
            "cover; check cut and dotl"
        ),
    ),
    at=(("0.5", "0.54", "0.4746"), ("0.2", "1.05", "0.98")),
)
def chord_of_tubes(chord_s: Ratio, d_s: Metre, d_ctl: Metre) -> Ratio:
    """The same edge over the radius of the circle of tube centres."""
    return d_s / d_ctl * chord_s


@equation("θ", TABOREK, at=(("0.5",), ("0.2",)))
def angle(chord: Ratio) -> Ratio:
    """Angle that a chord subtends at the axis, in radians."""
    return 2 * acos(chord)


@equation("F_w", TABOREK, at=(("2.0944", "0.5"), ("2.738", "0.2")))
def segment_share(theta: Ratio, chord: Ratio) -> Ratio:
    """Share of a circle beyond a chord: (θ - sin θ)/2π, its sine by the chord c = cos(θ/2)."""
    return (theta / 2 - chord * sqrt(1 - chord * chord)) / pi


@equation("F_c", TABOREK, at=(("0.16",), ("0.3",)))
def crossflow_share(f_w: Ratio) -> Ratio:
    """Share of the tubes between the tips of the baffles."""
    return 1 - 2 * f_w


@equation("N_w", TABOREK, at=(("158", "0.16"), ("820", "0.2")))
def window_tubes(tubes: Ratio, f_w: Ratio) -> Ratio:
    """Tubes in one window."""
    return tubes * f_w


@equation(
    "S_w",
    TABOREK,
    guards=(
        (
            "d_s * d_s * share > tubes * d_o * d_o: the tubes fill the baffle window; check the "
            "number of tubes and the cut"
        ),
    ),
    at=(("0.54", "0.195", "25", "0.0254"), ("1.05", "0.2", "150", "0.01905")),
)
def window_area(d_s: Metre, share: Ratio, tubes: Ratio, d_o: Metre) -> SquareMetre:
    """Free area of one window; `share` is that of the shell, `tubes` those in the window."""
    return pi / 4 * (d_s * d_s * share - tubes * d_o * d_o)


@equation(
    "D_w",
    TABOREK,
    at=(
        ("0.032", "0.0254", "25", "0.54", "2.0944"),
        ("0.1", "0.01905", "150", "1.05", "2.1"),
    ),
)
def window_diameter(s_w: SquareMetre, d_o: Metre, tubes: Ratio, d_s: Metre, theta: Ratio) -> Metre:
    """Hydraulic diameter of one window."""
    return 4 * s_w / (pi * d_o * tubes + d_s * theta / 2)


@equation(
    "S_sb",
    TABOREK,
    at=(("0.54", "0.0052", "2.0944"), ("1.05", "0.007", "2.1")),
)
def shell_leakage_area(d_s: Metre, clearance: Metre, theta: Ratio) -> SquareMetre:
    """Leakage area between one baffle and the shell; the clearance is diametral."""
    return d_s * clearance / 2 * (pi - theta / 2)


@equation(
    "S_tb",
    TABOREK,
    at=(("0.0254", "0.0008", "158", "25"), ("0.01905", "0.0004", "820", "150")),
)
def tube_leakage_area(d_o: Metre, clearance: Metre, tubes: Ratio, window: Ratio) -> SquareMetre:
    """Leakage area through the holes of one baffle; the clearance is diametral."""
    return pi / 4 * clearance * (2 * d_o + clearance) * (tubes - window)


@equation(
    "F_bp",
    TABOREK,
    at=(
        ("0.127", "0.54", "0.5", "2", "0.019", "0.0171"),
        ("0.26", "1.05", "1", "0", "0", "0.07"),
    ),
)
def bypass_share(
    spacing: Metre, d_s: Metre, dotl: Metre, lanes: Ratio, width: Metre, s_m: SquareMetre
) -> Ratio:
    """Share of the crossflow area that goes around the bundle or through pass lanes."""
    return spacing * (d_s - dotl + lanes * width / 2) / s_m


@equation("F_bp", TABOREK, at=(("0.127", "0.54", "0.5", "0.0171"), ("0.26", "1.05", "1", "0.07")))
def bypass_share_without_lanes(spacing: Metre, d_s: Metre, dotl: Metre, s_m: SquareMetre) -> Ratio:
    """Share of the crossflow area that goes around the bundle; no pass lane lies along the flow."""
    return spacing * (d_s - dotl) / s_m


@equation("r_s", TABOREK, at=(("0.0015", "0.0035"), ("0.005", "0.006")))
def shell_leakage_share(s_sb: SquareMetre, s_tb: SquareMetre) -> Ratio:
    """Share of the leakage that passes between baffle and shell."""
    return s_sb / (s_sb + s_tb)


@equation("r_lm", TABOREK, at=(("0.0015", "0.0035", "0.0171"), ("0.005", "0.006", "0.07")))
def leakage_ratio(s_sb: SquareMetre, s_tb: SquareMetre, s_m: SquareMetre) -> Ratio:
    """Both leakage areas over the crossflow area."""
    return (s_sb + s_tb) / s_m


@equation("N_c", TABOREK, at=(("0.54", "0.5", "0.03175"), ("1.05", "0.2", "0.018")))
def crossflow_rows(d_s: Metre, chord: Ratio, along: Metre) -> Ratio:
    """Rows crossed between the tips of two baffles."""
    return d_s * chord / along


@equation(
    "N_cw",
    TABOREK,
    guards=("cut * d_s > (d_s - d_ctl) / 2: no row lies in the baffle window; check cut and dotl",),
    at=(("0.25", "0.54", "0.4746", "0.03175"), ("0.2", "1.05", "0.98", "0.018")),
)
def window_rows(cut: Ratio, d_s: Metre, d_ctl: Metre, along: Metre) -> Ratio:
    """Rows crossed in one window, effectively."""
    return 0.8 / along * (cut * d_s - (d_s - d_ctl) / 2)


@equation(
    "l",
    "definition",
    guards=("end > 0: the baffles do not fit into the tube length; check count, spacing, length",),
    at=(("0.2", "0.127"), ("0.26", "0.26")),
)
def spacing_ratio(end: Metre, spacing: Metre) -> Ratio:
    """End spacing over central spacing."""
    return end / spacing


@equation(
    "L_be", "what the tube length leaves", at=(("4.845", "36", "0.127"), ("6.1", "18", "0.3"))
)
def end_spacing(length: Metre, baffles: Ratio, spacing: Metre) -> Metre:
    """Each of two equal end spacings."""
    return (length - (baffles - 1) * spacing) / 2


@equation(
    "L_be",
    "what the tube length leaves",
    at=(("4.845", "36", "0.127", "0.2"), ("6.1", "18", "0.3", "0.5")),
)
def other_end_spacing(length: Metre, baffles: Ratio, spacing: Metre, end: Metre) -> Metre:
    """The end spacing that is not given, from the other one."""
    return length - (baffles - 1) * spacing - end


@equation("L_sb", PROJECT, empirical=True, at=(("0.54",), ("1.05",)))
def assumed_shell_clearance(d_s: Metre) -> Metre:
    """Shell less baffle diameter where it is not measured."""
    return 0.0031 + 0.004 * d_s


@equation("L_tb", PROJECT, empirical=True, at=(("0.0254", "0.254"), ("0.0254", "1.2")))
def assumed_tube_clearance(d_o: Metre, spacing: Metre) -> Metre:
    """Hole less tube diameter where it is not measured: TEMA's two classes by unsupported span."""
    return select(
        2 * spacing > 0.91,
        lambda: select(d_o <= 0.03175, lambda: 0.0004, lambda: 0.00079),
        lambda: 0.00079,
    )


@equation("D_otl", PROJECT, empirical=True, at=(("0.54",), ("1.05",)))
def assumed_tube_limit(d_s: Metre) -> Metre:
    """Outer tube limit of a fixed-head bundle where it is not given."""
    return d_s - 0.012 - 0.005 * d_s


SPREAD = "this project's spread of an assumed clearance"


@equation("L/2", SPREAD, at=(("0.0008",), ("0.012",)))
def half(clearance: Metre) -> Metre:
    """An assumed clearance at half its size: a tightly built shell."""
    return clearance / 2


@equation("2 L", SPREAD, at=(("0.0008",), ("0.012",)))
def twice(clearance: Metre) -> Metre:
    """An assumed clearance at twice its size: a worn or coarsely built shell."""
    return 2 * clearance


@equation("D_s - D_otl", "definition", at=(("0.54", "0.5"), ("1.05", "1")))
def bundle_gap(d_s: Metre, dotl: Metre) -> Metre:
    """Diametral gap between bundle and shell."""
    return d_s - dotl


@equation("D_otl", "definition", at=(("0.54", "0.04"), ("1.05", "0.05")))
def tube_limit(d_s: Metre, gap: Metre) -> Metre:
    """Outer tube limit that leaves this gap."""
    return d_s - gap
