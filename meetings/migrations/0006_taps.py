import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("meetings", "0005_recipients"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tap",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, verbose_name="identifiant du geste")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("presence", "présence"),
                            ("arrived", "heure d’arrivée"),
                            ("left", "heure de départ"),
                            ("proxy", "procuration"),
                            ("added", "ajout à la liste"),
                        ],
                        max_length=8,
                        verbose_name="geste",
                    ),
                ),
                ("value", models.CharField(blank=True, max_length=20, verbose_name="valeur")),
                (
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="fait le"
                    ),
                ),
                (
                    "received_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="reçu le"
                    ),
                ),
                ("is_applied", models.BooleanField(default=True, verbose_name="retenu")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taps",
                        to="meetings.participation",
                        verbose_name="participation",
                    ),
                ),
            ],
            options={
                "verbose_name": "geste",
                "verbose_name_plural": "gestes",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("participation", "key"),
                        name="tap_once",
                        violation_error_message="Ce geste est déjà noté.",
                    )
                ],
            },
        ),
    ]
