"""Rules of the house: what makes a model readable, translated, complete and safe to run for people."""
