"""WeChat: template messages of an official account, subscription messages of a mini program.

After developers.weixin.qq.com: "Get stable access token", "Send template message" (with
client_msg_id), "subscribeMessage.send", "Event push: TEMPLATESENDJOBFINISH", and the list of global
return codes.
"""

from nuanlin.foundation.notifications.channels.wechat.sending import WechatChannel

CHANNEL = WechatChannel()
