# SPDX-License-Identifier: Apache-2.0

import amends.apps.core.rules.roles
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('core', '0001_squashed_0007_texts'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='user',
            name='user_role_known',
        ),
        migrations.AlterField(
            model_name='user',
            name='role',
            field=models.CharField(choices=[(amends.apps.core.rules.roles.Role['HOTLINE_AGENT'], '话务员'), (amends.apps.core.rules.roles.Role['HALL_CLERK'], '营业员'), (amends.apps.core.rules.roles.Role['COMPLAINT_OFFICER'], '投诉专员'), (amends.apps.core.rules.roles.Role['TEAM_LEADER'], '班组长'), (amends.apps.core.rules.roles.Role['CITY_MANAGER'], '地市投诉主管'), (amends.apps.core.rules.roles.Role['PROVINCE_MANAGER'], '省公司审批人'), (amends.apps.core.rules.roles.Role['COMPLIANCE_LEAD'], '合规负责人'), (amends.apps.core.rules.roles.Role['PR_LEAD'], '公共关系负责人'), (amends.apps.core.rules.roles.Role['QA_REVIEWER'], '质检员'), (amends.apps.core.rules.roles.Role['ANALYST'], '满意度分析员'), (amends.apps.core.rules.roles.Role['RECOVERY_MANAGER'], '修复管理负责人'), (amends.apps.core.rules.roles.Role['TRAINER'], '培训师'), (amends.apps.core.rules.roles.Role['KNOWLEDGE_EDITOR'], '知识编辑'), (amends.apps.core.rules.roles.Role['ADMINISTRATOR'], '系统管理员')], max_length=24, verbose_name='角色'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', [amends.apps.core.rules.roles.Role['HOTLINE_AGENT'], amends.apps.core.rules.roles.Role['HALL_CLERK'], amends.apps.core.rules.roles.Role['COMPLAINT_OFFICER'], amends.apps.core.rules.roles.Role['TEAM_LEADER'], amends.apps.core.rules.roles.Role['CITY_MANAGER'], amends.apps.core.rules.roles.Role['PROVINCE_MANAGER'], amends.apps.core.rules.roles.Role['COMPLIANCE_LEAD'], amends.apps.core.rules.roles.Role['PR_LEAD'], amends.apps.core.rules.roles.Role['QA_REVIEWER'], amends.apps.core.rules.roles.Role['ANALYST'], amends.apps.core.rules.roles.Role['RECOVERY_MANAGER'], amends.apps.core.rules.roles.Role['TRAINER'], amends.apps.core.rules.roles.Role['KNOWLEDGE_EDITOR'], amends.apps.core.rules.roles.Role['ADMINISTRATOR']])), name='user_role_known'),
        ),
    ]
