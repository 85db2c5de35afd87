"""What fits into a shell: tubes, baffle spacings, unsupported spans."""

from greenlang.core.equations import equation
from greenlang.core.maths import larger
from greenlang.core.units import Metre, Ratio

TABOREK = "Taborek, Heat Exchanger Design Handbook (1983), 3.3: N = 0.785 D_ctl²/(C_t P_t²)"
TEMA = "TEMA Standards, RCB-4.5"
SPAN = "Taborek, HEDH (1983), 3.3: 52 D_o + 0.532 m, steel, after TEMA R-4.52; not confirmed"


@equation("N_t", TABOREK, at=(("0.4746", "0.03175"), ("0.98", "0.0254")))
def tubes_square(d_ctl: Metre, pitch: Metre) -> Ratio:
    """Tubes that fit inside a circle of tube centres, square layout (45 and 90 degrees)."""
    return 0.785 * d_ctl * d_ctl / (pitch * pitch)


@equation("N_t", TABOREK, at=(("0.4746", "0.03175"), ("0.98", "0.0254")))
def tubes_triangle(d_ctl: Metre, pitch: Metre) -> Ratio:
    """Tubes that fit inside a circle of tube centres, triangular layout (30 and 60 degrees)."""
    return 0.785 * d_ctl * d_ctl / (0.866 * pitch * pitch)


@equation("N/N_t", "definition", at=(("158", "175"), ("820", "1000")))
def filled(tubes: Ratio, possible: Ratio) -> Ratio:
    """Tubes over those that fit without pass lanes and impingement plates."""
    return tubes / possible


@equation("L_min", TEMA, empirical=True, at=(("0.54",), ("0.2",)))
def least_spacing(d_s: Metre) -> Metre:
    """Least usual baffle spacing: a fifth of the shell, 51 mm at least."""
    return larger(d_s / 5, 0.0508)


@equation("L_max", SPAN, empirical=True, at=(("0.01905",), ("0.0254",)))
def longest_span(d_o: Metre) -> Metre:
    """Longest unsupported tube of steel."""
    return 52 * d_o + 0.532


@equation("L_u", "baffles hold a tube of the windows at every second one", at=(("0.26",),))
def window_span(spacing: Metre) -> Metre:
    """Unsupported length of a tube in the baffle windows."""
    return 2 * spacing


@equation("P_t/D_o", "definition", at=(("0.0254", "0.01905"),))
def pitch_ratio(pitch: Metre, d_o: Metre) -> Ratio:
    """Pitch over tube diameter."""
    return pitch / d_o


@equation("L_b", "definition", at=(("20", "0.26"),))
def baffled_length(baffles: Ratio, spacing: Metre) -> Metre:
    """Length between the outermost baffles."""
    return (baffles - 1) * spacing
