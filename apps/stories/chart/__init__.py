"""The swimlane chart as plain geometry: entries in, lanes, marks and arcs with coordinates out.

Pure: no database, no clock, no mark-up. The template draws what stands here and nothing else.
All coordinates are whole user units of the SVG; x grows with time, y with the lane.
"""

from apps.stories.chart.drawing import draw
from apps.stories.chart.shapes import Chart, Entry, Held, Telling

__all__ = ["Chart", "Entry", "Held", "Telling", "draw"]
