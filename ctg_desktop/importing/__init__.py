"""Taking rows in from a spreadsheet: what each column means, what would change, one gesture.

`plan.Plan` is all that a person decides; `examining.examine` tells what would come of it, and
`taking_in.take_in` writes it. Nothing is asked of an entity but its description.
"""
