from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nuanlin.domains.service_desk import catalogue_details


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    catalogue_details.fill(apps.get_model("service_desk", "Category"))


class Migration(migrations.Migration):
    dependencies = [("service_desk", "0006_catalogue_edited_by_managers")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
