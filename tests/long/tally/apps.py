from django.apps import AppConfig


class Tally(AppConfig):
    name = "tests.long.tally"
    label = "tally"

    def ready(self) -> None:
        from suyang.assessment.actions import CHECK_FINISHED
        from suyang.foundation import outbox

        @outbox.consumer("tally", CHECK_FINISHED)
        def count(event):
            from tests.long.tally.models import Call

            Call.objects.create(event=event.id)
