from django.db import migrations, models

# Until now a withdrawal was kept as an end.
NAME_THEM = """
UPDATE notices_notice later SET relation = 'withdrawal'
  FROM notices_notice first
 WHERE first.id = later.follows_id AND first.state = 'withdrawn' AND later.relation = 'end'
"""
AS_BEFORE = "UPDATE notices_notice SET relation = 'end' WHERE relation = 'withdrawal'"


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0003_a_second_round_waits'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='notice', name='notice_ended_once'),
        migrations.AlterField(
            model_name='notice',
            name='relation',
            field=models.CharField(blank=True, choices=[('correction', 'Correction'), ('end', 'It is over'), ('withdrawal', 'Withdrawn')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('relation__in', ['end', 'withdrawal'])), fields=('follows',), name='notice_ended_once'),
        ),
        migrations.RunSQL(NAME_THEM, AS_BEFORE),
    ]
