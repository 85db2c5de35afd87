"""What fouling costs, what an investment returns, what owning costs, what it all emits."""

from greenlang.agents.agent import Analysis, Example
from greenlang.agents.exchanger.method import investment, losses

ENERGY_LOSS: Example = {
    "c_hot": "160 kW/K",
    "c_cold": "360 kW/K",
    "t_hot_in": "287 degC",
    "t_cold_in": "157 degC",
    "area": "420 m2",
    "shells": 2,
    "u_clean": "430 W/m2/K",
    "r_f": "8e-4 m2 K/W",
    "sigma_r_f": "4e-5 m2 K/W",
    "eta": "88 %",
    "phi": "82 %",
    "fuel_price": "28 EUR/MWh",
    "basis": "lhv",
    "fuel": "gas",
    "co2_price": "75 EUR/t",
    "hours": "8200 h",
    "dp": "92 kPa",
    "dp_clean": "60 kPa",
    "v": "520 m3/h",
    "power_price": "90 EUR/MWh",
}
CARBON: Example = {
    "q_fuel": "1.2 MW",
    "hours": "8200 h",
    "fuel": "gas",
    "basis": "lhv",
    "power": "40 kW",
    "power_factor": "0.39 kg/kWh",
    "power_source": "US EIA, FAQ 74, 2022",
    "price": "75 EUR/t",
}
INVESTMENT: Example = {
    "capex": "10000 EUR",
    "saving": "3000 EUR",
    "periods": 10,
    "rate": "10 %",
    "finance": "10 %",
    "reinvest": "10 %",
    "sigma_capex": "10 %",
    "sigma_saving": "20 %",
    "sigma_rate": "1 %",
}
OWNERSHIP: Example = {
    "capex": "260 kEUR",
    "years": 15,
    "rate": "8 %",
    "energy_rate": "12 EUR/h",
    "hours": "8200 h",
    "cleaning": "22 kEUR",
    "repair": "6 kEUR",
    "out": "72 h",
    "out_cost": "150 EUR/h",
    "energy_escalation": "2 %",
    "residual": "15 kEUR",
}

ANALYSES = (
    Analysis(
        "energy_loss",
        "What fouling costs at reference: fuel or feed, pumping, cooling, CO2",
        losses.EnergyLossCase,
        losses.EnergyLoss,
        losses.energy_loss,
        ENERGY_LOSS,
    ),
    Analysis(
        "carbon",
        "CO2 of fuel and power, with the source of each factor",
        losses.CarbonCase,
        losses.Carbon,
        losses.carbon,
        CARBON,
    ),
    Analysis(
        "investment",
        "NPV, rates of return, paybacks, tornado and odds of an investment",
        investment.InvestmentCase,
        investment.Investment,
        investment.investment,
        INVESTMENT,
    ),
    Analysis(
        "ownership",
        "Total cost of ownership",
        investment.OwnershipCase,
        investment.Ownership,
        investment.ownership,
        OWNERSHIP,
    ),
)
