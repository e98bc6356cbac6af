"""The structure tree of a tagged PDF: what each piece of a page is, in reading order.

An :class:`Element` is one node (a heading, a list item, a cell). Pages refer to it by numbered
pieces of marked content; the tree is written when the document is complete, straight to bytes,
since a plan of 2 000 actions has some 20 000 elements.

Source: ISO 32000-1, 14.7 (logical structure) and 14.8 (tagged PDF); ISO 14289-1 (PDF/UA-1).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Annotation:
    """A link on a page, as a child of its element."""

    page: int
    name: str


class Element:
    """One node of the tree; `attributes` are raw PDF entries (`/Alt (…)`)."""

    __slots__ = ("attributes", "children", "kind", "number", "parent")

    def __init__(self, kind: str, parent: Element | None, attributes: str = "") -> None:
        """Create the node as the last child of `parent`."""
        self.kind = kind
        self.parent = parent
        self.attributes = attributes
        self.number = 0
        """That of its object, once the tree is written."""
        # Elements, links, and pieces of marked content: see `_piece`.
        self.children: list[Element | int | _Annotation] = []
        if parent is not None:
            parent.children.append(self)


class StructureTree:
    """All the elements of one document, and which of them owns each piece of each page."""

    def __init__(self) -> None:
        """Start with the root element, `Document`."""
        self.root = Element("Document", None)
        self._owners: list[list[Element]] = []
        self._links: list[tuple[str, Element]] = []
        self._first = self._second = 0
        self._elements: list[Element] = []

    def start_page(self) -> None:
        """Open the list of the next page's pieces."""
        self._owners.append([])

    def new_piece(self, element: Element) -> int:
        """Return the number of the next piece of the current page, owned by `element`."""
        owners = self._owners[-1]
        number = len(owners)
        owners.append(element)
        element.children.append(_piece(len(self._owners) - 1, number))
        return number

    def add_link(self, element: Element, annotation_name: str) -> None:
        """Make an annotation of the current page a child of `element`."""
        element.children.append(_Annotation(len(self._owners) - 1, annotation_name))
        self._links.append((annotation_name, element))

    @property
    def links(self) -> list[str]:
        """The names of the annotations, in order; the n-th has `StructParent` pages + n."""
        return [name for name, _ in self._links]

    @property
    def page_count(self) -> int:
        """How many pages were started."""
        return len(self._owners)

    def number_from(self, root: int, second: int) -> int:
        """Give each element the number of its object, and return the one after the last.

        `root` is the number of the first object, `second` that of the second; those of the others
        follow one another.
        """
        self._first, self._second = root, second
        self._elements = _below(self.root, [])
        for number, element in enumerate(self._elements, start=second + 1):
            element.number = number
        return second + 1 + len(self._elements)

    def objects(self, pages: Sequence[int], annotations: dict[str, int]) -> Iterator[str]:
        """Yield the PDF objects of the tree, its root first, after :meth:`number_from`.

        The tree is taken apart as it is written: hundreds of thousands of elements that go at once,
        or wait for Python's collector, stop a window for so long.

        Args:
            pages: the object number of each page.
            annotations: the object number of each link.
        """
        root, second, elements = self._first, self._second, self._elements
        parent_tree = [
            f"{page} [{' '.join([f'{owner.number} 0 R' for owner in owners])}]"
            for page, owners in enumerate(self._owners)
        ]
        parent_tree += [
            f"{self.page_count + n} {element.number} 0 R"
            for n, (_, element) in enumerate(self._links)
        ]
        yield (
            f"<</Type/StructTreeRoot/K {second + 1} 0 R/ParentTree {second} 0 R"
            f"/ParentTreeNextKey {len(parent_tree)}>>"
        )
        yield f"<</Nums [{' '.join(parent_tree)}]>>"
        self._owners.clear()
        elements.reverse()
        while elements:
            element = elements.pop()
            parent = root if element.parent is None else element.parent.number
            yield (
                f"<</S/{element.kind}/P {parent} 0 R"
                f"{_children(element, pages, annotations)}{element.attributes}>>"
            )
            element.children.clear()


_PIECE_BITS = 20
"""No page has a million pieces."""


def _piece(page: int, number: int) -> int:
    """Return a piece of a page as one number: a pair would take three times the memory."""
    return page << _PIECE_BITS | number


def _page_and_number(piece: int) -> tuple[int, int]:
    return piece >> _PIECE_BITS, piece & (1 << _PIECE_BITS) - 1


def _below(element: Element, found: list[Element]) -> list[Element]:
    """Add an element and all below it to those found, in reading order."""
    found.append(element)
    for child in element.children:
        if isinstance(child, Element):
            _below(child, found)
    return found


def _children(element: Element, pages: Sequence[int], annotations: dict[str, int]) -> str:
    """Write `/Pg` (the page of the first piece) and `/K`."""
    if len(element.children) == 1 and isinstance(element.children[0], int):  # most cells
        page, number = _page_and_number(element.children[0])
        return f"/Pg {pages[page]} 0 R/K {number}"
    pieces = (_page_and_number(each) for each in element.children if isinstance(each, int))
    own_page = next((page for page, _ in pieces), None)
    written = []
    for child in element.children:
        if isinstance(child, Element):
            written.append(f"{child.number} 0 R")
        elif isinstance(child, _Annotation):
            at, target = pages[child.page], annotations[child.name]
            written.append(f"<</Type/OBJR/Pg {at} 0 R/Obj {target} 0 R>>")
        else:
            page, number = _page_and_number(child)
            if page == own_page:
                written.append(str(number))
            else:
                written.append(f"<</Type/MCR/Pg {pages[page]} 0 R/MCID {number}>>")
    page_entry = "" if own_page is None else f"/Pg {pages[own_page]} 0 R"
    if not written:
        return page_entry
    return (
        f"{page_entry}/K {written[0]}"
        if len(written) == 1
        else (f"{page_entry}/K[{' '.join(written)}]")
    )


def text_entry(key: str, text: str) -> str:
    """Write a text entry of an element (`Alt`, `ActualText`) in any script."""
    return f"/{key} <FEFF{text.encode('utf-16-be', 'replace').hex().upper()}>"


def scope_entry(scope: str, *, columns: int = 1) -> str:
    """Write the attributes of a header cell: `Column` or `Row`, over so many columns."""
    span = f"/ColSpan {columns}" if columns > 1 else ""
    return f"/A<</O/Table/Scope/{scope}{span}>>"


def box_entry(left: float, bottom: float, right: float, top: float) -> str:
    """Write the box of a figure, in points from the page's lower left corner."""
    return f"/A<</O/Layout/Placement/Block/BBox[{left:.2f} {bottom:.2f} {right:.2f} {top:.2f}]>>"
