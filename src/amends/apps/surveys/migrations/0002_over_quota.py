# SPDX-License-Identifier: Apache-2.0

from collections import Counter

from django.db import migrations, models


def set_apart(apps, _editor):
    """Who answered when a quota was full was counted as screened out until now."""
    turned_away = Counter()
    rows = apps.get_model("surveys", "Response").objects.filter(complete=False, submitted_at__isnull=False)
    invitations = apps.get_model("surveys", "Invitation").objects
    for wave, invitation, flags in rows.values_list("wave", "invitation", "flags").iterator():
        if "over_quota" in flags:
            turned_away[wave] += 1
            invitations.filter(pk=invitation, state="screened_out").update(state="over_quota")
    for wave in apps.get_model("surveys", "SurveyWave").objects.filter(pk__in=list(turned_away)):
        wave.frame["over_quota"] = turned_away[wave.pk]
        wave.save(update_fields=["frame"])


def put_back(apps, _editor):
    """As it was: turned away is screened out."""
    apps.get_model("surveys", "Invitation").objects.filter(state="over_quota").update(state="screened_out")


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="invitation",
            name="invitation_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="invitation",
            name="invitation_end_has_time",
        ),
        migrations.AlterField(
            model_name="invitation",
            name="state",
            field=models.CharField(
                choices=[
                    ("reserve", "备选"),
                    ("waiting", "待邀请"),
                    ("sent", "已邀请"),
                    ("opened", "已打开"),
                    ("started", "答了一部分"),
                    ("completed", "已完成"),
                    ("screened_out", "不合条件"),
                    ("over_quota", "配额已满"),
                    ("refused", "不愿作答"),
                    ("unreachable", "联系不上"),
                    ("expired", "过期未答"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "reserve",
                            "waiting",
                            "sent",
                            "opened",
                            "started",
                            "completed",
                            "screened_out",
                            "over_quota",
                            "refused",
                            "unreachable",
                            "expired",
                        ],
                    )
                ),
                name="invitation_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", False),
                        (
                            "state__in",
                            ["completed", "expired", "over_quota", "refused", "screened_out", "unreachable"],
                        ),
                    ),
                    models.Q(
                        models.Q(
                            (
                                "state__in",
                                [
                                    "completed",
                                    "expired",
                                    "over_quota",
                                    "refused",
                                    "screened_out",
                                    "unreachable",
                                ],
                            ),
                            _negated=True,
                        ),
                        ("ended_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="invitation_end_has_time",
            ),
        ),
        migrations.RunPython(set_apart, put_back),
    ]
