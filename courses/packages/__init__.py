"""Packages of SCORM and cmi5: what somebody else made, checked before it is unpacked and run on an origin of its own."""
