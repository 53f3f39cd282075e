from decimal import Decimal

from django.conf import settings
from django.db import migrations, models

WAYS = [
    ("app", "In Nuanlin"),
    ("push", "On the device"),
    ("wechat", "WeChat"),
    ("sms", "Text message"),
    ("email", "E-mail"),
    ("group", "Staff group"),
]


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("notifications", "0002_deliveries"),
    ]

    operations = [
        migrations.DeleteModel(name="ChannelState"),
        migrations.CreateModel(
            name="ChannelState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("way", models.CharField(choices=WAYS, max_length=10, unique=True)),
                ("paused_at", models.DateTimeField(null=True)),
                ("rate", models.FloatField(verbose_name="messages a second")),
                ("tokens", models.FloatField(default=0)),
                ("tokens_at", models.DateTimeField(null=True)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("open_until", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=300)),
                (
                    "price",
                    models.DecimalField(
                        decimal_places=4,
                        default=Decimal(0),
                        max_digits=8,
                        verbose_name="price of one message",
                    ),
                ),
                (
                    "budget",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        verbose_name="budget of a month",
                    ),
                ),
                ("month", models.DateField(null=True)),
                (
                    "spent",
                    models.DecimalField(decimal_places=4, default=Decimal(0), max_digits=12),
                ),
                ("told_month", models.DateField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="delivery", name="delivery_once_for_the_service"
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("provider_id", ""), _negated=True),
                fields=["way", "provider_id"],
                name="delivery_receipt",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("reference", "told"), ("state", "queued")),
                fields=["account", "way"],
                name="delivery_digest",
            ),
        ),
        migrations.AddField(
            model_name="earlyreceipt",
            name="address",
            field=models.TextField(default=""),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(model_name="earlyreceipt", name="early_receipt_once"),
        migrations.AddConstraint(
            model_name="earlyreceipt",
            constraint=models.UniqueConstraint(
                fields=("way", "provider_id", "address"), name="early_receipt_once"
            ),
        ),
    ]
