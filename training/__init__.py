"""The trainer of the starter packages: parallel text in, an Argos package out."""
