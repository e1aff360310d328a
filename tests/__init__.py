"""The tests. A package, so that another installed package of this name cannot take its place."""
