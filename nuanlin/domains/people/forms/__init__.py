"""The shapes in which facts about people, homes and staff are typed."""
