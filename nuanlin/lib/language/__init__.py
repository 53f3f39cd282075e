"""The service language (亲情服务用语): greetings, phrases and a checker for outgoing text (D4)."""
