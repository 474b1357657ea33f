# SPDX-License-Identifier: Apache-2.0

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    beside_old_code = "message_has_reader only lets one more channel through"

    dependencies = [
        ('core', '0010_emptying'),
    ]

    operations = [
        migrations.CreateModel(
            name='Messenger',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('kind', models.CharField(choices=[('wecom', '企业微信'), ('dingtalk', '钉钉'), ('feishu', '飞书'), ('slack', 'Slack、Mattermost 等')], max_length=12, verbose_name='软件')),
                ('url', models.BinaryField()),
                ('secret', models.BinaryField(default=b'')),
                ('by_night', models.BooleanField(default=False, verbose_name='夜间也发')),
                ('created_at', models.DateTimeField()),
                ('told_since', models.DateTimeField()),
                ('switched_off_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
            ],
            options={
                'verbose_name': '群机器人',
                'ordering': ('name', 'pk'),
            },
        ),
        migrations.RemoveConstraint(
            model_name='message',
            name='message_has_reader',
        ),
        migrations.AddField(
            model_name='message',
            name='counted_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='message',
            name='channel',
            field=models.CharField(choices=[('notice', '站内提醒'), ('email', '电子邮件'), ('sms', '短信'), ('group', '群消息')], max_length=8),
        ),
        migrations.AddField(
            model_name='messenger',
            name='created_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='messenger',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构'),
        ),
        migrations.AddField(
            model_name='message',
            name='messenger',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='core.messenger'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('channel', 'notice'), ('to__isnull', False)), models.Q(('channel', 'email'), models.Q(models.Q(('address', ''), _negated=True), models.Q(('filled_by', ''), _negated=True), _connector='OR')), models.Q(('address', ''), ('channel', 'sms'), models.Q(('filled_by', ''), _negated=True)), models.Q(('channel', 'group'), ('filled_by', ''), ('messenger__isnull', False)), _connector='OR'), name='message_has_reader'),
        ),
        migrations.AddConstraint(
            model_name='messenger',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='messenger_has_name'),
        ),
    ]
