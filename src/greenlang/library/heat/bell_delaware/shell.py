"""One shell by Bell-Delaware, from its drawing to film and drop. Decimal or arrays."""

from dataclasses import dataclass
from typing import Any

from greenlang.library.flow.friction import reynolds
from greenlang.library.heat.bell_delaware import coefficients, factors
from greenlang.library.heat.bell_delaware import geometry as of

Number = Any


@dataclass(frozen=True)
class Drawing:
    """Measures of one shell, m; clearances diametral, `layout` "30", "45", "60" or "90"."""

    d_s: Number
    dotl: Number
    d_o: Number
    pitch: Number
    layout: str
    tubes: Number
    baffles: Number
    cut: Number
    spacing: Number
    end_in: Number
    end_out: Number
    to_shell: Number
    to_tube: Number
    strips: Number = 0
    lanes: Number = 0
    lane_width: Number = None


@dataclass(frozen=True)
class Bundle:
    """What the method needs of a drawing: areas in m2, shares, rows."""

    drawing: Drawing
    s_m: Number
    s_w: Number
    s_sb: Number
    s_tb: Number
    d_w: Number
    f_w: Number
    f_c: Number
    f_bp: Number
    r_s: Number
    r_lm: Number
    rows: Number
    window_rows: Number
    gap: Number  # pitch less tube diameter
    l_in: Number
    l_out: Number
    ln_in: Number
    ln_out: Number
    ln_p: Number


@dataclass(frozen=True)
class Flow:
    """The stream in the bundle: ideal bank and every factor on film and drop."""

    g: Number
    re: Number
    j: Number
    f: Number
    j_c: Number
    j_l: Number
    j_b: Number
    j_s: Number
    j_r: Number
    r_l: Number
    r_b: Number
    r_s: Number


@dataclass(frozen=True)
class Drops:
    """Pressure drop of one shell by part, Pa."""

    ideal: Number
    crossflow: Number
    window: Number
    ends: Number


def pitches(layout: str, pitch: Number) -> tuple[Number, Number]:
    """Pitch across and along the flow."""
    if layout == "30":
        return pitch, of.pitch_along_30(pitch)
    if layout == "60":
        return of.pitch_across_60(pitch), of.pitch_along_60(pitch)
    if layout == "45":
        return of.pitch_across_45(pitch), of.pitch_along_45(pitch)
    return pitch, pitch


def bundle(x: Drawing) -> Bundle:
    """Areas, shares and rows; ImpossibleState names the measure that cannot be."""
    straight = of.gap_in_line(x.pitch, x.d_o)
    across, along = pitches(x.layout, x.pitch)
    slanted = x.layout in {"45", "60"}
    gap = of.gap_staggered(x.pitch, x.d_o, across) if slanted else straight
    d_ctl = of.centre_circle(x.dotl, x.d_o)
    s_m = of.crossflow_area(x.spacing, x.d_s, x.dotl, d_ctl, across, gap)
    chord = of.chord(x.cut)
    theta, chord_ctl = of.angle(chord), of.chord_of_tubes(chord, x.d_s, d_ctl)
    f_w = of.segment_share(of.angle(chord_ctl), chord_ctl)
    n_w = of.window_tubes(x.tubes, f_w)
    s_w = of.window_area(x.d_s, of.segment_share(theta, chord), n_w, x.d_o)
    s_sb = of.shell_leakage_area(x.d_s, x.to_shell, theta)
    s_tb = of.tube_leakage_area(x.d_o, x.to_tube, x.tubes, n_w)
    l_in = of.spacing_ratio(x.end_in, x.spacing)
    l_out = l_in if x.end_out is x.end_in else of.spacing_ratio(x.end_out, x.spacing)
    ln_in = factors.ln_spacing(l_in)
    return Bundle(
        x, s_m, s_w, s_sb, s_tb,
        d_w=of.window_diameter(s_w, x.d_o, n_w, x.d_s, theta),
        f_w=f_w,
        f_c=of.crossflow_share(f_w),
        f_bp=_bypass(x, s_m),
        r_s=of.shell_leakage_share(s_sb, s_tb),
        r_lm=of.leakage_ratio(s_sb, s_tb, s_m),
        rows=of.crossflow_rows(x.d_s, chord, along),
        window_rows=of.window_rows(x.cut, x.d_s, d_ctl, along),
        gap=straight,
        l_in=l_in,
        l_out=l_out,
        ln_in=ln_in,
        ln_out=ln_in if l_out is l_in else factors.ln_spacing(l_out),
        ln_p=coefficients.ln_closeness(x.d_o, x.pitch),
    )  # fmt: skip


def _bypass(x: Drawing, s_m: Number) -> Number:
    if x.lane_width is None:
        return of.bypass_share_without_lanes(x.spacing, x.d_s, x.dotl, s_m)
    return of.bypass_share(x.spacing, x.d_s, x.dotl, x.lanes, x.lane_width, s_m)


def flow(b: Bundle, m: Number, mu: Number) -> Flow:
    """Every factor at a mass flow (kg/s) and a viscosity (Pa s)."""
    x = b.drawing
    g = factors.mass_velocity(m, b.s_m)
    re = reynolds(g, x.d_o, mu)
    ln_re = coefficients.ln_reynolds(re)
    a_1, a_2, a, b_1, b_2, spread = coefficients.ROWS[x.layout]
    open_share = factors.open_share(x.strips, b.rows)
    w_in, v_in = factors.film_weight(re, b.ln_in), factors.drop_weight(re, b.ln_in)
    same = b.ln_out is b.ln_in
    w_out = w_in if same else factors.film_weight(re, b.ln_out)
    v_out = v_in if same else factors.drop_weight(re, b.ln_out)
    return Flow(
        g, re,
        j=coefficients.bank(a_1(re), a_2(re), a(ln_re), ln_re, b.ln_p),
        f=coefficients.bank(b_1(re), b_2(re), spread(ln_re), ln_re, b.ln_p),
        j_c=factors.j_c(b.f_c),
        j_l=factors.j_l(b.r_s, b.r_lm),
        j_b=factors.j_b(re, b.f_bp, open_share),
        j_s=factors.j_s(x.baffles, b.l_in, b.l_out, w_in, w_out),
        j_r=factors.j_r(re, b.rows, b.window_rows, x.baffles),
        r_l=factors.r_l(b.r_s, b.r_lm),
        r_b=factors.r_b(re, b.f_bp, open_share),
        r_s=factors.r_s(v_in, v_out),
    )  # fmt: skip


def film(s: Flow, cp: Number, pr: Number) -> tuple[Number, Number]:
    """Film of the ideal bank and of the bundle, W/(m2 K), before the wall's correction."""
    h_ideal = factors.ideal_film(s.j, cp, s.g, pr)
    return h_ideal, factors.bundle_film(h_ideal, s.j_c, s.j_l, s.j_b, s.j_s, s.j_r)


def drops(b: Bundle, s: Flow, m: Number, rho: Number, mu: Number, wall: Number) -> Drops:
    """Drop of one shell by part; `wall` is (mu/mu_w)^0.14."""
    x = b.drawing
    ideal = factors.ideal_drop(s.f, b.rows, s.g, rho, wall)
    g_w = factors.window_velocity(m, b.s_m, b.s_w)
    window = factors.window_drop(s.re, g_w, rho, b.window_rows, mu, b.gap, x.spacing, b.d_w)
    return Drops(
        ideal,
        factors.crossflow_drop(x.baffles, ideal, s.r_l, s.r_b),
        factors.windows_drop(x.baffles, window, s.r_l),
        factors.ends_drop(ideal, b.rows, b.window_rows, s.r_b, s.r_s),
    )
