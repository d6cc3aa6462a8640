"""The figures that the site promises to keep. `./run bench` measures them; README.md says how."""
