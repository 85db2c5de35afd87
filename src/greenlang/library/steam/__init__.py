"""Water and steam by IAPWS-IF97: all regions, transport properties, states from any pair.

`state_pt`, `state_px`, `state_tx`, `state_ph`, `state_ps` and `state_hs` give one audited state
with all of its properties; `properties` holds one function a property, for a single case and for
arrays alike; `region1` to `region5`, `saturation` and `transport` hold the equations of the
releases.
"""

from greenlang.library.steam.states import State, state_ph, state_ps, state_pt, state_px, state_tx
from greenlang.library.steam.states_hs import state_hs

__all__ = ["State", "state_hs", "state_ph", "state_ps", "state_pt", "state_px", "state_tx"]
