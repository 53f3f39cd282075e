"""E-mail by SMTP (RFC 5321; STARTTLS RFC 3207, submission over TLS RFC 8314)."""

from nuanlin.foundation.notifications.channels.email.sending import EmailChannel

CHANNEL = EmailChannel()
