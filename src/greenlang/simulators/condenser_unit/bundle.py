"""The condenser: water marched along its tubes with local films, a common steam temperature.

Other than in the analysis: the tube side by Petukhov and Popov at local temperatures, not by
Gnielinski at a mean; the film outside from the local flux, step by step, with a bundle factor that
steam shear changes (w^0.05); the steam loses pressure on its way through the bundle, half of which
the tubes see on the mean; part of the surface is blanketed where air collects. p is the pressure
where the gauge stands, before the first tubes.
"""

from dataclasses import dataclass, replace

import numpy as np

from greenlang.simulators.condenser_unit import water
from greenlang.simulators.truth import Floats

STEPS = 5  # along the tube: the pressure then lies within 0.02 mbar of 60 steps
GRAVITY = 9.80665


@dataclass(frozen=True)
class Tubes:
    """The tubes of one condenser; `tubes` of all boxes together. m, W/(m K)."""

    count: int
    d_o: float
    wall: float
    length: float
    k: float

    @property
    def d_i(self) -> float:
        """Bore."""
        return self.d_o - 2 * self.wall

    @property
    def bore(self) -> float:
        """Flow area of one tube, m2."""
        return float(np.pi * self.d_i**2 / 4)


@dataclass(frozen=True)
class Films:
    """What the bundle really does: factors on the films, `shear` exponent of steam velocity."""

    inside: float = 1.0
    outside: float = 0.79
    shear: float = 0.05


@dataclass(frozen=True)
class Water:
    """Water and surface of all boxes, arrays (rows, boxes); `t_in` in K, `v` in m3/s.

    `active` is the share of a box's tubes that are neither plugged nor blocked.
    """

    t_in: Floats
    v: Floats
    r_f: Floats
    active: Floats


@dataclass(frozen=True)
class Bundle:
    """A condenser with `boxes` equal waterboxes in parallel under one pressure."""

    tubes: Tubes
    films: Films
    boxes: int = 2
    w_ref: float = 600e6 * 36.7  # W m3/kg: duty times steam volume at which shear is 1
    loss: float = 50.0  # Pa over the bundle at that volume flow and 37.7 mbar

    def velocity(self, x: Water) -> Floats:
        """In the tubes that carry water, m/s."""
        bores = self.tubes.bore * self.tubes.count / self.boxes
        return np.asarray(x.v / (bores * x.active))

    def heat(self, t_s: Floats, q: Floats, x: Water, blanketed: Floats) -> Floats:
        """Heat (W) that each box takes at steam temperature `t_s` (K) and the shear of `q` W."""
        m = x.v * water.density(x.t_in)
        cp = water.heat_capacity(x.t_in + 5.0)
        p = water.saturation_pressure(t_s)
        w = q * water.steam_volume(p) / self.w_ref
        seen = water.saturation_temperature(p - 0.5 * self.loss * w**2 * p / 3770.0)
        outlet = self._outlet(seen, x, blanketed, w**self.films.shear)
        return np.asarray(m * cp * (outlet - x.t_in))

    def _outlet(self, t_s: Floats, x: Water, blanketed: Floats, shear: Floats) -> Floats:
        """Outlet temperature (K) of each box; a box without water gives its inlet's."""
        steam = t_s[..., None]
        open_ = x.v > 1e-3
        x = replace(x, v=np.where(open_, x.v, 1.0))
        m = x.v * water.density(x.t_in)
        surface = np.pi * self.tubes.d_o * self.tubes.length * self.tubes.count / self.boxes
        area = surface * x.active * (1.0 - blanketed[..., None])
        v = self.velocity(x)
        cp = water.heat_capacity(x.t_in + 5.0)
        film = Film(steam, self.films.outside * shear[..., None], self.tubes.d_o)
        t, h_s = x.t_in, np.full_like(x.t_in, 1.0e4)
        for k in range(STEPS):
            r_t = self._inside(v, t)
            for _ in range(3 if k == 0 else 1):
                u = 1.0 / (r_t + self._wall + x.r_f + 1.0 / h_s)
                h_s = film(u * (steam - t))
            u = 1.0 / (r_t + self._wall + x.r_f + 1.0 / h_s)
            half = steam - (steam - t) * np.exp(-0.5 * u * area / STEPS / (m * cp))
            u = 1.0 / (self._inside(v, half) + self._wall + x.r_f + 1.0 / film(u * (steam - half)))
            t = steam - (steam - t) * np.exp(-u * area / STEPS / (m * cp))
        return np.where(open_, t, x.t_in)

    @property
    def _wall(self) -> float:
        return self.tubes.d_o * float(np.log(self.tubes.d_o / self.tubes.d_i)) / (2 * self.tubes.k)

    def _inside(self, v: Floats, t: Floats) -> Floats:
        """Resistance of the water on the outer surface, m2 K/W (Petukhov, Popov, Kirillov)."""
        d, k, mu = self.tubes.d_i, water.conductivity(t), water.viscosity(t)
        re = v * d * water.density(t) / mu
        pr = mu * water.heat_capacity(t) / k
        f = (1.82 * np.log10(re) - 1.64) ** -2 / 8.0
        nu = f * re * pr / (1.07 + 12.7 * np.sqrt(f) * (np.cbrt(pr) ** 2 - 1.0))
        return np.asarray(self.tubes.d_o / (self.films.inside * nu * k))


@dataclass(frozen=True)
class Film:
    """Condensate outside a tube by Nusselt, from the flux (W/m2) that passes it."""

    steam: Floats
    factor: Floats
    d_o: float

    def __call__(self, flux: Floats) -> Floats:
        """W/(m2 K), with properties at the film's mean temperature."""
        flux = np.maximum(flux, 1.0)
        t = self.steam - 0.5 * flux / 1.0e4
        rho, k = water.density(t), water.conductivity(t)
        group = k**3 * rho**2 * GRAVITY * water.latent_heat(self.steam)
        group = group / (water.viscosity(t) * self.d_o)
        return np.asarray(self.factor ** (4 / 3) * 0.728 ** (4 / 3) * np.cbrt(group / flux))
