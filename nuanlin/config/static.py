"""Static files with the content's hash in their names, packed for the browser."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class PackedStaticFiles(CompressedManifestStaticFilesStorage):
    # A missing entry should show in the page's tests, not bring the whole page down.
    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """Return the name with its hash, or the plain one where nothing has been collected yet."""
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name
