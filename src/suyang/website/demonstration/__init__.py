"""A made-up province: three years of offices, groups, plans and reports, by the real actions.

Nobody in it is real: places are letters and numbers, people a family name and a number word,
answers are drawn from the measurement model. Every page and file of it says that it is made up.

world.py       how large it is, its places, what chance draws
schedule.py    stories that go on at their moments, told in the order of time
offices.py     units and accounts
learners.py    groups and the people in them; answering.py how they answer
workplans.py   a plan for every unit and year
indicators.py  what is reported, and on which forms
reports.py     reports, decisions, follow-ups; figures.py their numbers and words; pictures.py
making.py      all of it together
"""

from suyang.website.demonstration.answering import answer_all
from suyang.website.demonstration.making import Made, begins, make
from suyang.website.demonstration.world import Shape

__all__ = ["Made", "Shape", "answer_all", "begins", "make"]
