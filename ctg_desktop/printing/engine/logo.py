"""The logo of a structure: a PNG or a JPEG that a person chose."""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import Image, UnidentifiedImageError
from reportlab.lib.utils import ImageReader

from ctg_desktop.errors import FileFormatError

MOST_PIXELS = 40_000_000
"""Beyond this a picture would take hundreds of megabytes of memory."""

_KEPT_PIXELS = 800
"""A logo is printed some 3 cm wide: more dots than this would only make the file heavier."""


def read_logo(path: Path) -> ImageReader:
    """Return the picture at `path`, ready to be drawn.

    Raises:
        FileFormatError: the file cannot be read, is no PNG nor JPEG, or is too large.
    """
    try:
        with warnings.catch_warnings(), _opened(path) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise FileFormatError(
                    f"Le logo « {path.name} » est trop grand : {width} × {height} points, "
                    "pour 40 millions au plus. Réduisez l’image, puis recommencez."
                )
            image.thumbnail((_KEPT_PIXELS, _KEPT_PIXELS))
            return ImageReader(_without_palette(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise FileFormatError(
            f"Le logo « {path.name} » est trop grand. Réduisez l’image à moins de 40 millions "
            "de points, puis recommencez."
        ) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise FileFormatError(
            f"Le logo « {path.name} » ne peut pas être lu comme une image PNG ou JPEG. "
            "Choisissez un autre fichier."
        ) from error


def _opened(path: Path) -> Image.Image:
    # Pillow only warns of some of the pictures that are too large: here they are refused.
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    return Image.open(path, formats=("PNG", "JPEG"))


def _without_palette(image: Image.Image) -> Image.Image:
    has_transparency = "transparency" in image.info or image.mode in ("LA", "PA", "RGBA")
    return image.convert("RGBA" if has_transparency else "RGB")
