"""Water and steam by IAPWS-IF97: regions 1, 2 and 4, transport properties, states from any pair.

`state_pt`, `state_px`, `state_tx`, `state_ph` and `state_ps` give one audited state with all of its
properties; `properties` holds one function a property, for a single case and for arrays alike;
`region1`, `region2`, `saturation` and `transport` hold the equations of the releases.
"""

from greenlang.library.steam.states import State, state_ph, state_ps, state_pt, state_px, state_tx

__all__ = ["State", "state_ph", "state_ps", "state_pt", "state_px", "state_tx"]
