"""The signs that a category can have: names of the sprite, see ``assets/icons.txt``."""

ICONS = (
    "droplets", "waves", "droplet-off", "gauge", "wrench", "flask-conical", "zap", "zap-off",
    "lightbulb", "lightbulb-off", "plug", "lamp-ceiling", "pipette", "toilet", "wind", "siren",
    "arrow-up-down", "audio-lines", "circle-dot", "door-open", "key-round", "phone-call", "lock",
    "cloud-rain", "brick-wall", "app-window", "triangle-alert", "thermometer", "flame",
    "thermometer-snowflake", "sparkles", "trash-2", "trash", "package-x", "bug", "trees",
    "flower-2", "car", "fence", "plug-zap", "square-parking", "volume-2", "hammer", "dog",
    "paw-print", "shield-alert", "flame-kindling", "octagon-alert", "fire-extinguisher", "bike",
    "building", "dumbbell", "construction", "mailbox", "wifi", "paint-roller", "hand-heart",
    "package", "smartphone", "shopping-bag", "heart-handshake", "message-circle-question",
    "store", "star", "ellipsis",
)  # fmt: skip
