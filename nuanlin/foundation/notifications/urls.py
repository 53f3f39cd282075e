from django.urls import path

from nuanlin.foundation.notifications import device_doors, receiving
from nuanlin.foundation.notifications.api import router as api_router
from nuanlin.foundation.notifications.pages import channels, messages, reach

app_name = "notifications"
urlpatterns = [
    path("", messages.message_list, name="list"),
    path("bell/", messages.bell, name="bell"),
    path("read/", messages.read_all, name="read_all"),
    path("<int:notification_id>/open/", messages.open_message, name="open"),
    path("reach/", reach.reach, name="reach"),
    path("reach/mail/", reach.give_mail, name="give_mail"),
    path("reach/mail/<int:address_id>/remove/", reach.remove_mail, name="remove_mail"),
    path("reach/mail/confirm/<str:token>/", reach.confirm_mail, name="confirm_mail"),
    path("reach/wechat/", reach.ask_wechat_code, name="wechat_code"),
    path("reach/wechat/off/", reach.unbind_wechat, name="wechat_off"),
    path("device/", device_doors.device, name="device"),
    path("device/remove/", device_doors.remove_device, name="remove_device"),
    path("receipts/<str:way>/<str:token>/", receiving.receipts, name="receipts"),
    path("mail/stop/<str:token>/", receiving.stop_mail, name="stop_mail"),
]

channel_urlpatterns = [
    path("", channels.channel_list, name="list"),
    path("<slug:way>/", channels.channel, name="channel"),
    path("<slug:way>/steps/", channels.step, name="step"),
    path("<slug:way>/tests/", channels.test, name="test"),
    path("addresses/<int:address_id>/clear/", channels.clear, name="clear"),
]

# As short as may be: they stand in text messages.
link_urlpatterns = [path("<int:notification_id>/", messages.landing, name="landing")]

__all__ = ["api_router", "channel_urlpatterns", "link_urlpatterns", "urlpatterns"]
