"""Water as a solvent: oxygen in equilibrium with air, and what it may scale."""
