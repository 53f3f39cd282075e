from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from nuanlin.domains.service_desk.catalogue import CATALOGUE


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the shipped catalogue into the database; the office owns it from then on."""
    category = apps.get_model("service_desk", "Category")
    order = 0
    for group in CATALOGUE:
        order += 10
        parent = category.objects.create(
            code=group.code,
            name_zh=group.name_zh,
            name_en=group.name_en,
            icon=group.icon,
            department=group.leaves[0].department,
            order=order,
        )
        for leaf in group.leaves:
            order += 10
            category.objects.create(parent=parent, order=order, **leaf._asdict())


class Migration(migrations.Migration):
    dependencies = [("service_desk", "0002_deepen_the_loop")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
