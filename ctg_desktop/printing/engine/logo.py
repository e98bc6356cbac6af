"""The logo of a structure: a PNG or a JPEG that a person chose."""

from __future__ import annotations

import warnings
from functools import cached_property, lru_cache
from pathlib import Path

from PIL import Image, UnidentifiedImageError
from reportlab.lib.utils import ImageReader

from ctg_desktop.errors import FileFormatError

MOST_PIXELS = 40_000_000
"""Beyond this a picture would take hundreds of megabytes of memory."""

_KEPT_PIXELS = 800
"""A logo is printed some 3 cm wide: more dots than this would only make the file heavier."""


_MOST_BYTES = 20 * 1024 * 1024

_PALE = 225
"""The grey, of 255, from which nothing of a picture stands out on paper."""


class Logo(ImageReader):  # type: ignore[misc]  # reportlab carries no types
    """A picture ready to be drawn on white paper; `picture` is what Pillow knows of it."""

    def __init__(self, picture: Image.Image, *, is_transparent: bool = False) -> None:
        """Keep the picture; `is_transparent` tells that paper showed through it."""
        super().__init__(picture)
        self.picture = picture
        self.is_transparent = is_transparent

    @property
    def note(self) -> str:
        """What is to be known before it is printed, in French; empty for an ordinary one."""
        if self.is_pale:
            return "presque blanc, il se verra à peine sur le papier."
        return "fond transparent, imprimé sur le blanc du papier." if self.is_transparent else ""

    @cached_property
    def is_pale(self) -> bool:
        """Whether it can hardly be seen on white paper."""
        grey = self.picture.convert("L").histogram()
        return not any(grey[:_PALE])


def read_logo(path: Path) -> Logo:
    """Return the picture at `path`, upright, without empty borders, laid on white.

    The last ones are kept as long as their files stay as they are: a batch bears them each time.

    Raises:
        FileFormatError: the file is gone, is no PNG nor JPEG, is too large, or shows nothing.
    """
    try:
        told = path.stat()
    except (OSError, ValueError):
        told = None
    if told is None:
        raise FileFormatError(
            f"Le logo « {path.name} » n’existe pas à cet endroit. Choisissez un autre fichier."
        )
    if told.st_size > _MOST_BYTES:
        raise FileFormatError(
            f"Le logo « {path.name} » est un fichier trop grand : 20 Mo au plus. Réduisez "
            "l’image, puis recommencez."
        )
    return _read(path, told.st_mtime_ns, told.st_size)


@lru_cache(maxsize=8)
def _read(path: Path, _changed_at: int, _size: int) -> Logo:
    from PIL.ImageOps import exif_transpose  # most documents bear no logo

    try:
        with warnings.catch_warnings(), _opened(path) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise FileFormatError(
                    f"Le logo « {path.name} » est trop grand : {width} × {height} points, "
                    "pour 40 millions au plus. Réduisez l’image, puis recommencez."
                )
            # A phone or a scanner notes how it was held, and leaves the picture lying.
            upright = exif_transpose(image)
            shown = _without_empty_borders(_without_palette(upright), path)
            shown.thumbnail((_KEPT_PIXELS, _KEPT_PIXELS))
            return _on_white(shown)
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
    warnings.simplefilter("ignore")  # what a camera noted may be damaged: the picture is there
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    return Image.open(path, formats=("PNG", "JPEG"))


def _without_palette(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # a scan in 65 536 greys, which Pillow would cut off at 255
        image = image.convert("I").point(lambda grey: grey / 256).convert("L")
    has_transparency = "transparency" in image.info or image.mode in ("LA", "PA", "RGBA")
    return image.convert("RGBA" if has_transparency else "RGB")


def _on_white(image: Image.Image) -> Logo:
    """Return a picture as paper shows it: nothing in a file that is kept may be transparent."""
    if image.mode != "RGBA" or image.getchannel("A").getextrema() == (255, 255):
        return Logo(image.convert("RGB"))
    paper = Image.new("RGBA", image.size, "white")
    return Logo(Image.alpha_composite(paper, image).convert("RGB"), is_transparent=True)


def _without_empty_borders(image: Image.Image, path: Path) -> Image.Image:
    """Return what a picture shows, so that its size on paper is that of the drawing.

    Raises:
        FileFormatError: it is fully transparent.
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
