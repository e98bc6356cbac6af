"""The printed documents: tagged PDF on a typographic grid, and the engine that sets them.

This package alone imports reportlab, and `word` in it python-docx. A document is a *story*, a list
of blocks, and an *edition*, what the file says of itself::

    from ctg_desktop.printing.engine.blocks import Heading, TextBlock
    from ctg_desktop.printing.engine.document import Edition, build
    from ctg_desktop.printing.engine.lines import strong
    from ctg_desktop.printing.masthead import masthead
    from ctg_desktop.printing.sections import bullets, definitions

    story = [
        masthead("Synthèse de la convention", structure="Agglomération", subtitle="2026-2030"),
        Heading(2, "Ce qu'est la convention"),
        TextBlock("Un partenariat stratégique…"),
        bullets(["Vision commune", ["Priorités ", strong("partagées")]]),
        definitions([("Pilote", "Service petite enfance"), ("Échéance", "31/12/2026")]),
    ]
    build(story, Path("synthese.pdf"), Edition(
        title="Synthèse de la convention", running_title="Synthèse de la convention",
        structure="Agglomération", edited_on=date(2026, 2, 3),
    ))

**Text** is a string, or a list of strings and `Span` (`strong`, `emphasis`, `coloured`). No
markup is read, so nothing has to be escaped. French typography, links on e-mail and web
addresses, and a visible mark (◊, its sense kept for who listens or copies) for what the font
cannot print are applied to every text. `sections.prose` sets what a person typed on several
lines, `typography` writes numbers, amounts and dates.

**Blocks** (all lengths in points; the grid step is 7):

- `masthead.masthead` opens every document: structure, logos, the only heading of level 1, a rule;
- `sections.section(title, …)` sets a heading beside its text, or above it (`wide=True`); a
  short one is not cut by a page where the page may stay white there;
- `blocks.Heading(2 | 3, …)` makes the bookmarks and never stays alone at the foot of a page;
- `blocks.TextBlock(text, style)` is a paragraph (styles in `style`: BODY, LEAD, NOTE, CELL…);
- `sections.bullets`, `numbered`, `definitions` (label and value), `facts` (short ones side by
  side), `grid` (a list in columns), `ruled_list` (blocks, one per item), `prose`;
- `sections.key_figures`, `count_bar` (counts by state), `marked_words` (icons with their words),
  `callout`, `to_complete` (what nobody filled in yet);
- `table.table(columns, rows)`: cells are texts, `States` (icons and words) or `Gauge` (bar and
  figure); a `Group` announces the rows below it; `row_header` names the column that names rows;
  `fitting` makes a column as wide as its figures;
- `timeline.timeline` draws the étapes of an action between its two dates;
- `strategy.strategy(branches)`: the enjeux and their ambitions as a diagram; `outline` when only
  their numbers are known;
- `chapters.Chapter` begins on a page and holds a document of its own, `contents` leads to it;
- `blocks.Stack` (one below the other, `together=True` to avoid a cut), `Row` of `Part` (side by
  side), `Indented`, `Tagged` (an element around a block), `Picture`, `Space`.

**Word**: each block also tells its words (`Block.tell`), so that `word` sets the same story with
the styles of Word; a block that tells nothing is decoration there.

**Pages**: a block that does not fit is asked to `split` in a `room.Room`, which tells whether it
may wait for the next page instead: only where no more than a quarter of this one stays white, the
headings right above it counted. Where a part of the document goes on, `Stack` and `Row` name its
headings again (`recalling.Recall`). `style` has the sizes of text; a table of more than five
columns takes the dense one by itself, a `close` one as well, with half the white. A commune's
sheet is set that way where its usual form takes more than two pages.

**Rules to keep the file accessible**: one masthead; headings without a skipped level; a table
has three columns or more if its rows are named; marks and bars are decoration, so the words
beside them must say the same; a picture takes a French description.

**What all documents share**: `issue.Issue` makes the top of the first page and the edition,
with the logo and the mark of examples; `states` has the marks and the words of statuses, and
names the two levels of the strategy as the convention does. `contact_table` sets contacts by
institution; `pages.well_filled` chooses the white between sections so that no page is a remnant,
`pages.tightened` leaves it out where that saves a page.

`logo.read_logo(path)` gives the logo for the masthead, or a `FileFormatError`;
`document.build` writes the file whole or not at all, or raises an `OutputError`.
`style.PORTRAIT` and `LANDSCAPE` are the two page formats of an edition.
"""
