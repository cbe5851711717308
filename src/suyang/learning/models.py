"""Programmes, groups, who joined, who was there, which lessons and checks they took."""

from __future__ import annotations

from django.db import models

from suyang.assessment.models import Check
from suyang.foundation.ids import uuid7
from suyang.library.models import Lesson
from suyang.organisations.models import Unit
from suyang.people.models import Person


class Programme(models.Model):
    """One version of a programme: for an audience, with lessons, checks and indicators."""

    slug = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    title = models.JSONField()
    tasks = models.JSONField(default=list)
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    is_current = models.BooleanField(default=True)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="one_programme_a_version")
        ]


class Group(models.Model):
    """People who learn together with a trainer, in a place that is a unit."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="groups")
    task = models.CharField(max_length=20, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="groups")
    trainer = models.ForeignKey(Person, models.PROTECT, related_name="led_groups")
    name = models.CharField(max_length=60)
    code = models.CharField(max_length=8, unique=True)
    seed = models.PositiveBigIntegerField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    origin = models.UUIDField()
    imported_at = models.DateTimeField(null=True)


class Enrolment(models.Model):
    """A person in a group. `first_half` is the half of the bank that their first check uses."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="enrolments")
    person = models.ForeignKey(Person, models.CASCADE, related_name="enrolments")
    number = models.PositiveSmallIntegerField()
    first_half = models.CharField(max_length=1)
    joined_at = models.DateTimeField()
    before_skipped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "person"], name="joined_once"),
            models.UniqueConstraint(fields=["group", "number"], name="one_number_in_a_group"),
        ]
        ordering = ["group_id", "number"]


class Attendances(models.QuerySet["Attendance"]):
    def standing(self) -> Attendances:
        """Those that hold: not taken back. At most one a person and day."""
        return self.filter(was_there=True, correction=None)


class Attendance(models.Model):
    """A person was there on a day: one attendance (人次), however often it is recorded.

    A row never changes. What was noted wrongly is taken back by a row that names it and says the
    opposite; each row is corrected at most once, so that the last one of a day holds.
    """

    class Source(models.TextChoices):
        JOINED = "joined"
        CHECK = "check"
        LESSON = "lesson"
        TRAINER = "trainer"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="attendances")
    day = models.DateField()
    source = models.CharField(max_length=10, choices=Source.choices)
    recorded_at = models.DateTimeField()
    was_there = models.BooleanField(default=True)
    corrects = models.OneToOneField(
        "self", models.CASCADE, related_name="correction", null=True, editable=False
    )

    objects = Attendances.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "day"],
                condition=models.Q(corrects=None),
                name="one_attendance_a_day",
            )
        ]


class LessonTaken(models.Model):
    """A lesson that a person in a group opened, and when they came to its end."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="lessons_taken")
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "lesson"], name="lesson_taken_once")
        ]


class GroupCheck(models.Model):
    """The check that an enrolled person takes before or after the lessons."""

    class Occasion(models.TextChoices):
        BEFORE = "before"
        AFTER = "after"

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="group_checks")
    occasion = models.CharField(max_length=6, choices=Occasion.choices)
    check_taken = models.OneToOneField(Check, models.CASCADE, related_name="group_check")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "occasion"], name="one_check_an_occasion")
        ]


class PackageImport(models.Model):
    """A group package that was taken in: the same one again changes nothing."""

    digest = models.CharField(max_length=64, unique=True)
    group = models.ForeignKey(Group, models.CASCADE, related_name="imports")
    counts = models.JSONField()
    imported_by = models.UUIDField(null=True)
    imported_at = models.DateTimeField()
