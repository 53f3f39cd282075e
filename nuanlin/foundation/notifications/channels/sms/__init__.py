"""Text messages by Aliyun: Short Message Service, API version 2017-05-25 (Dysmsapi)."""

from nuanlin.foundation.notifications.channels.sms.sending import SmsChannel

CHANNEL = SmsChannel()
