"""The commented plant file that `greenlang init` writes."""

STARTER = """\
%YAML 1.2
---
# A power plant's condensers. Every number carries its unit, as you write it:
#   temperatures   degC degF K            (a sigma is a difference: 0.3 K, 0.5 degF)
#   pressures      mbar a, kPa a, psia, mmHg a, inHg a (0 degC), inHg60F a; gauges: mbar g, inHg vac
#   flows          m3/h m3/s gpm kg/s; air: kg/h, or ft3/min with `standard: 70 degF`
#   duties         MW, MMBtu/h; coefficients W/m2/K, Btu/h ft2 F; fouling m2 K/W, h ft2 F/Btu
# Check it before you run it:   greenlang check plant.yaml history.csv
# Then:                         greenlang condenser history plant.yaml history.csv --out results

plant:
  name: My power plant
  currency: EUR                 # any three letters; prices below are in it
  timezone: Europe/Berlin       # of local time stamps in the history, an IANA name
  barometer: 1.013 bar a        # of the site; gauge vacuums want the tag `barometer` as well

prices: {power: 62 EUR/MWh, fuel: 7.8 EUR/GJ, co2: 70 EUR/t, co2_factor: 94 kg/GJ,
         power_co2: 420 kg/MWh} # numbers, or a CSV of dated values (columns date, value)

units:
  U1:
    gross: 500 MW
    basis: constant_heat_input  # lost power is bought; or constant_output: more fuel is burnt
    heat_rate: 9100 kJ/kWh      # fuel for gross power at full load; without it no heat-rate column
    condenser:
      zones: {A: [A1, A2]}      # one steam pressure: its waterboxes
      steam_volume: 2100 m3
      reference: {t_in: 15 degC, v: 57600 m3/h, q: 600 MW}   # what results are brought to
    tubes:                      # of the whole condenser, shared equally by its waterboxes
      {count: 20000, d_o: 25.4 mm, wall: 0.711 mm, length: 14 m, passes: 1, material: titanium,
       rows: 60, plugged: {A1: 37, A2: [[2024-05-02, 12]]}}  # a number, or dated numbers
    # clean: {A1: [2025-05-02..2025-05-16]}     # days on which it is known to be clean
    water: {system: once_through, salinity: 0 g/kg, limits: {t_out: 33 degC, rise: 10 K}}
    pumps: {units: [P1, P2]}    # curve: cwp.csv (v [m3/h],head [m],power [kW]), static_head,
                                # system_point: {v: 57600 m3/h, head: 20 m}
    vacuum: {kind: liquid_ring, pumps: [V1, V2]}   # curve: lrvp.csv (p [mbar a],v [m3/h]),
                                # curve_seal: 15 degC
    # tower: {cells: 6, fan: {power: 150 kW, air: 560 kg/s}, merkel: {c: 1.6, n: 0.6}}
    turbine:                    # the maker's exhaust curve: change of power at constant heat input
      p_ref: 40 mbar a          # load: gross power at p_ref over `gross`; without it for any load
      curve: [{p: 25 mbar a, change: 0.5 %}, {p: 40 mbar a, change: 0 %},
              {p: 60 mbar a, change: -1.0 %}, {p: 90 mbar a, change: -3.0 %},
              {p: 160 mbar a, change: -8.5 %}]               # or exhaust.csv
      alarm: 160 mbar a
      trip: 250 mbar a
    tags:                       # what the historian calls it, its unit, its standard uncertainty
      power: {tag: U1.P, unit: MW}
      p: {A: {tag: U1.PC, unit: mbar a, sigma: 1 mbar}}      # several gauges: a list
      t_in: {tag: U1.T1, unit: degC, sigma: 0.1 K}           # one for all, or by waterbox
      t_out: {A1: {tag: U1.T2.A1, unit: degC}, A2: {tag: U1.T2.A2, unit: degC}}
      v: {A1: {tag: U1.V.A1, unit: m3/h, sigma: 3 %}, A2: {tag: U1.V.A2, unit: m3/h}}
      q_steam: {tag: U1.Q, unit: MW, sigma: 2 %}             # cycle balance; or m_exhaust
      t_hotwell: {A: {tag: U1.THW, unit: degC}}
      # t_vent, t_hood, p_suction, air, dp, t_seal, pump_on, pump_speed, vacuum_on, oxygen ...

# methods:                      # ways to clean, for the plan
#   brushes: {removes: [soft, scale], effect: 0.85, cost: 18 kEUR, duration: 20 h, half_box: true}
# plan: {from: 2027-01-04, weeks: 52, crews: 1, outages: [2027-05-03..2027-05-23]}
# log: log.csv                  # columns unit, box, what, start, end, method, remark; what is
                                # cleaning, backwash, plugging, repair, calibration, inspection
"""
