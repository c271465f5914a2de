"""cmi5: packages whose parts speak xAPI to the portal themselves, and what the portal makes of what they say.

Source: https://github.com/AICC/CMI-5_Spec_Current (Quartz, 1st Edition). A part is an "assignable unit" there.
"""
