from django.db import migrations

# One event in eight: the whole table need not be read for a month. It lies here, since below no
# one knows these verbs.
INDEX = """
CREATE INDEX quality_counted_event ON audit_event (community_id, at)
 WHERE verb IN ('case.done', 'case.settled_online', 'case.waiting')
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("audit", "0002_times_are_given")]
    operations = [migrations.RunSQL(INDEX, "DROP INDEX quality_counted_event")]
