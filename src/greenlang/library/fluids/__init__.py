"""Properties of liquids: petroleum by gravity and Watson K, user tables, engines."""
