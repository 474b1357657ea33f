# SPDX-License-Identifier: Apache-2.0

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('satisfaction', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='gapcharge',
            name='owner_role',
            field=models.CharField(choices=[('hotline_agent', '话务员'), ('hall_clerk', '营业员'), ('complaint_officer', '投诉专员'), ('team_leader', '班组长'), ('city_manager', '地市投诉主管'), ('province_manager', '省公司审批人'), ('compliance_lead', '合规负责人'), ('pr_lead', '公共关系负责人'), ('qa_reviewer', '质检员'), ('analyst', '满意度分析员'), ('recovery_manager', '修复管理负责人'), ('trainer', '培训师'), ('knowledge_editor', '知识编辑'), ('administrator', '系统管理员')], max_length=24, verbose_name='责任岗位'),
        ),
    ]
