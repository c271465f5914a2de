"""Packages of SCORM, cmi5 and H5P: what somebody else made, checked before it is unpacked and run on an origin of its own."""
