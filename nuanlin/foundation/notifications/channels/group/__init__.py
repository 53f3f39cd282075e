"""Staff groups in WeCom, DingTalk and Feishu, by the robots that a group's owner adds to it.

After "Message push (formerly group robot)" of developer.work.weixin.qq.com, "Custom robot" of
open.dingtalk.com, and "Custom bot usage guide" of open.feishu.cn.
"""

from nuanlin.foundation.notifications.channels.group.sending import GroupChannel

CHANNEL = GroupChannel()
