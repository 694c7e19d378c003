"""The face: how days, money, figures and the parts of a page look."""
