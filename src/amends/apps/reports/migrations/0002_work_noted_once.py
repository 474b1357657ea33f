# SPDX-License-Identifier: Apache-2.0
"""Time of a case is noted once for each form, and customers who complained are counted."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='measuredvalue',
            name='measured_identifier_known',
        ),
        migrations.AddField(
            model_name='workentry',
            name='key',
            field=models.CharField(blank=True, max_length=40, null=True, unique=True),
        ),
        migrations.AddConstraint(
            model_name='measuredvalue',
            constraint=models.CheckConstraint(condition=models.Q(('identifier__in', ['acquisition_cost', 'case_cost', 'complainants', 'complaint_rate', 'complaints', 'complaints_fast', 'complaints_resolved', 'complaints_unsolved', 'hour_cost', 'leave_rate_unresolved', 'margin_rate', 'monthly_revenue', 'negative_wom', 'retention_cost', 'retention_gap_90', 'retention_silent_90', 'retention_unsolved_90', 'return_rate_fast', 'return_rate_fast_90', 'return_rate_resolved', 'return_rate_resolved_90', 'silent_churn_others', 'silent_churn_rate', 'silent_multiplier', 'tenure_months'])), name='measured_identifier_known'),
        ),
    ]
