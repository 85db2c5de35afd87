"""The commented plant file that `greenlang init` writes."""

STARTER = """\
%YAML 1.2
---
# A plant of exchangers. Every number carries its unit, as you write it:
#   temperatures   degC degF K              (a sigma is a difference: 0.8 K, 1.5 degF)
#   flows          kg/s t/h lb/h klb/h, or volumes m3/h gpm bbl/d with the density basis `at:`
#   pressures      bar a, bar g, kPa a, psig, kg/cm2 g ...; drops: kPa, psi, bar
#   areas          m2 ft2; coefficients W/m2/K, Btu/h ft2 F; fouling m2 K/W, h ft2 F/Btu
# Check it before you run it:   greenlang check plant.yaml history.csv
# Then:                         greenlang exchanger history plant.yaml history.csv --out results

plant:
  name: My unit
  currency: EUR                 # any three letters; prices below are in it
  timezone: Europe/Berlin       # of local time stamps in the history, an IANA name
  barometer: 1.013 bar a        # needed for gauge pressures
  ambient: 15 degC

fluids:
  crude:                        # an oil: API gravity and Watson K, viscosity at two temperatures
    {kind: petroleum, api: 34, watson_k: 11.8, viscosity: [[40 degC, 4.6 cSt], [100 degC, 1.6 cSt]]}
  diesel:
    {kind: petroleum, api: 32, watson_k: 11.8, viscosity: [[40 degC, 3.5 cSt], [100 degC, 1.3 cSt]]}
  # cooling_water: {kind: water}
  # glycol: {kind: table, file: glycol.csv}     # columns t, rho, cp, mu, k, each with its unit
  # propane: {kind: pure, name: Propane, pressure: 16 bar a}

# assays:                       # when the crude changes: the same fluid, from a date on
#   - {from: 2026-02-01, fluid: crude, kind: petroleum, api: 31, watson_k: 11.75,
#      viscosity: [[40 degC, 6.2 cSt], [100 degC, 1.95 cSt]]}

assets:
  E-101:
    # With geometry the clean coefficient is predicted by film correlations at the actual flows.
    # model: bell_delaware      # in place of Kern's shell side; takes dotl, strips, lanes and under
    #                           # baffles to_shell, to_tube (diametral), spacing_in, spacing_out
    shell: {type: E, series: 1, d_i: 0.9 m, layout: 45, pitch: 25.4 mm,
            baffles: {count: 18, cut: 25 %, spacing: 260 mm}}
    tubes: {count: 820, passes: 2, d_o: 19.05 mm, d_i: 14.83 mm, length: 6.1 m, k: 45 W/m/K}
    sides: {hot: {fluid: diesel, in: shell}, cold: {fluid: crude, in: tube}}
    design: {duty: 6 MW, u_clean: 420 W/m2/K, r_f: {shell: 3e-4 m2 K/W, tube: 5e-4 m2 K/W},
             limits: {dp_tube: 150 kPa}}
    tags:                       # what the historian calls it, its unit, its standard uncertainty
      t_hot_in:   {tag: TI101, unit: degC, sigma: 0.8 K}
      t_hot_out:  {tag: TI102, unit: degC, sigma: 0.8 K}
      t_cold_in:  {tag: TI103, unit: degC, sigma: 0.8 K}
      t_cold_out: {tag: TI104, unit: degC, sigma: 0.8 K}
      m_hot:      {tag: FI101, unit: t/h, sigma: 2 %}
      m_cold:     {tag: FI102, unit: m3/h, at: 15 degC, sigma: 2 %}
      # dp_tube:  {tag: PDI101, unit: kPa}      # tells a bypass and plugging from fouling
      # bypass:   {tag: ZT101, unit: "%"}       # position of the bypass valve, 0 is closed
    # new_bundle: 2024-03-01    # from then on R_f is absolute, not relative to the cleanest time
    # clean: [2025-05-02..2025-05-10]           # or: days on which it is known to be clean

  E-102:                        # without drawings the area and the tube passes are enough
    arrangement: E 1-2
    area: 260 m2
    sides: {hot: {fluid: diesel, in: shell}, cold: {fluid: crude, in: tube}}
    design: {u_clean: 400 W/m2/K}
    tags:
      t_hot_in:   {tag: TI111, unit: degC, sigma: 0.8 K}
      t_hot_out:  {tag: TI101, unit: degC, sigma: 0.8 K}
      t_cold_in:  {tag: TI104, unit: degC, sigma: 0.8 K}
      t_cold_out: {tag: TI112, unit: degC, sigma: 0.8 K}
      m_hot:      {tag: FI101, unit: t/h, sigma: 2 %}
      m_cold:     {tag: FI102, unit: m3/h, at: 15 degC, sigma: 2 %}

network:                        # who feeds whom, in flow order; a split is {split: [[...], [...]]}
  cold: [[crude, E-101, E-102, H-1]]
  hot: [[diesel, E-102, E-101]]
  furnace: {asset: H-1, efficiency: 0.88, fuel: gas}

prices:                         # numbers, or a CSV of dated values (columns date, value)
  gas: 28 EUR/MWh
  basis: lhv                    # of price, efficiency and CO2 factor alike
  co2: 75 EUR/t

methods:
  hydroblast: {cost: 45 kEUR, duration: 9 d, effect: 0.9, needs: [crew]}
  chemical: {cost: 22 kEUR, duration: 3 d, effect: 0.7, needs: [crew]}

plan: {from: 2027-01-04, weeks: 52, crews: 1, outages: [2027-04-05..2027-04-25]}

# rules: {fouling_high: {medium: 0.8}, limit_near: {medium: 90 d}}   # alerts; see the report

# log: cleanings.csv            # columns asset, start, end, method, remark
"""
