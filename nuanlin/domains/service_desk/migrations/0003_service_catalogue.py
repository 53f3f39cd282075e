from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nuanlin.domains.service_desk import catalogue


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    catalogue.install(apps.get_model("service_desk", "Category"))


class Migration(migrations.Migration):
    dependencies = [("service_desk", "0002_deepen_the_loop")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
