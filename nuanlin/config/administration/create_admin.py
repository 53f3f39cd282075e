"""``bin/nuanlin create-admin``: the first account, from which all others are made."""

HELP = "make an administrator's account"
