"""The logo of a structure: a PNG or a JPEG that a person chose."""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError
from reportlab.lib.utils import ImageReader

from ctg_desktop.errors import FileFormatError

MOST_PIXELS = 40_000_000
"""Beyond this a picture would take hundreds of megabytes of memory."""

_KEPT_PIXELS = 800
"""A logo is printed some 3 cm wide: more dots than this would only make the file heavier."""


class Logo(ImageReader):  # type: ignore[misc]  # reportlab carries no types
    """A picture ready to be drawn; `picture` is what Pillow knows of it."""

    def __init__(self, picture: Image.Image) -> None:
        """Keep the picture."""
        super().__init__(picture)
        self.picture = picture


def read_logo(path: Path) -> Logo:
    """Return the picture at `path`, upright and without empty borders, ready to be drawn.

    Raises:
        FileFormatError: the file is gone, is no PNG nor JPEG, is too large, or shows nothing.
    """
    try:
        with warnings.catch_warnings(), _opened(path) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise FileFormatError(
                    f"Le logo « {path.name} » est trop grand : {width} × {height} points, "
                    "pour 40 millions au plus. Réduisez l’image, puis recommencez."
                )
            # A phone or a scanner notes how it was held, and leaves the picture lying.
            upright = ImageOps.exif_transpose(image)
            shown = _without_empty_borders(_without_palette(upright), path)
            shown.thumbnail((_KEPT_PIXELS, _KEPT_PIXELS))
            return Logo(shown)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise FileFormatError(
            f"Le logo « {path.name} » est trop grand. Réduisez l’image à moins de 40 millions "
            "de points, puis recommencez."
        ) from error
    except FileNotFoundError as error:
        raise FileFormatError(
            f"Le logo « {path.name} » n’existe pas à cet endroit. Choisissez un autre fichier."
        ) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise FileFormatError(
            f"Le logo « {path.name} » ne peut pas être lu comme une image PNG ou JPEG. "
            "Choisissez un autre fichier."
        ) from error


def _opened(path: Path) -> Image.Image:
    # Pillow only warns of some of the pictures that are too large: here they are refused.
    warnings.simplefilter("ignore")  # what a camera noted may be damaged: the picture is there
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    return Image.open(path, formats=("PNG", "JPEG"))


def _without_palette(image: Image.Image) -> Image.Image:
    has_transparency = "transparency" in image.info or image.mode in ("LA", "PA", "RGBA")
    return image.convert("RGBA" if has_transparency else "RGB")


def _without_empty_borders(image: Image.Image, path: Path) -> Image.Image:
    """Return what a picture shows, so that its size on paper is that of the drawing.

    Raises:
        FileFormatError: it is wholly transparent.
    """
    if image.mode != "RGBA":
        return image
    box = image.getchannel("A").getbbox()
    if box is None:
        raise FileFormatError(
            f"Le logo « {path.name} » est entièrement transparent : rien ne s’imprimerait. "
            "Choisissez un autre fichier."
        )
    return image.crop(box)
