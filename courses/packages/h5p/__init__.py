"""H5P: content together with the libraries that it is made with, played by H5P's own core.

The core (static/vendor/h5p-core) and the libraries run in a page inside the player on the packages' origin. The player
hears what they state as xAPI and reports it as a SCORM package does.

Source: https://h5p.org/documentation/developers/h5p-specification.
"""
