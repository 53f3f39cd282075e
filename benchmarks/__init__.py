"""What bin/bench measures: how fast Nuanlin is, beside the bare limit of its database."""
