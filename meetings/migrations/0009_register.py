"""The register of sealed PVs: one reference each, and the PVs that were decided upon already."""

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

DECIDED = ("approved", "amended", "tacit", "contested")


def enter_what_was_decided(apps, schema_editor):
    """A row for each PV decided upon before the register: its last text, its last paper.

    Numbered by zone and year of the meeting, in the order of the verdicts. One without a kept text
    cannot be entered: nobody could say what was approved.
    """
    PV = apps.get_model("meetings", "PV")
    PVVersion = apps.get_model("meetings", "PVVersion")
    Paper = apps.get_model("meetings", "Paper")
    SealedPV = apps.get_model("meetings", "SealedPV")
    last = {}
    for pk, pv in PVVersion.objects.order_by("number").values_list("pk", "pv_id"):
        last[pv] = pk
    numbers = {}
    decided = PV.objects.filter(status__in=DECIDED, pk__in=last, sealed=None)
    for pv in decided.select_related("meeting__zone").order_by("decided_at", "pk"):
        year = timezone.localtime(pv.meeting.starts_at).year
        prefix = f"{pv.meeting.zone.name_fr} {year}/"
        numbers[prefix] = numbers.get(prefix, 0) + 1
        row = SealedPV.objects.create(
            pv=pv,
            edition=pv.edition,
            reference=f"{prefix}{numbers[prefix]}",
            status=pv.status,
            version_id=last[pv.pk],
            decided_at=pv.decided_at,
            decided_in_id=pv.decided_in_id,
            sealed_at=pv.decided_at,
        )
        paper = Paper.objects.filter(kind="pv", meeting=pv.meeting_id).exclude(sha256="")
        paper = paper.filter(created_at__gte=pv.decided_at).order_by("-created_at", "-pk").first()
        if paper is not None:
            Paper.objects.filter(pk=paper.pk).update(sealed=row)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0008_votes")]

    operations = [
        migrations.AlterField(
            "sealedpv",
            "reference",
            models.CharField(max_length=120, unique=True, verbose_name="référence"),
        ),
        migrations.AddField(
            "remark",
            "letter",
            models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="remark",
                to="meetings.letter",
            ),
        ),
        migrations.RunPython(enter_what_was_decided, migrations.RunPython.noop),
    ]
