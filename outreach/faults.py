"""What can be wrong with a list or one of its cells; pure."""

from foundation.faults import Fault


def _(text: str) -> str:
    """Marks a sentence for the catalogue; it is translated where it is shown."""
    return text


class SheetError(ValueError):
    """Why a file or a pasted text is no list of ours; `fault` says it."""

    def __init__(self, template: str, **values: str | int) -> None:
        self.fault = Fault(template, values)
        super().__init__(str(self.fault))


# --- The whole file ---------------------------------------------------------------
EMPTY = _("There is no row in it. Please copy the rows and paste them again.")
TOO_LARGE = _("The file is larger than %(most)d MB. Please split the list.")
TOO_MANY = _("The list has more than %(most)d rows. Please split it.")
NOT_A_SHEET = _(
    "This is not a spreadsheet. Please send an .xlsx or .csv file, or paste the cells."
)
OLD_OR_LOCKED = _(
    "This workbook is in the old .xls format or protected by a password. "
    "Please save it as .xlsx without a password."
)
BROKEN = _("The workbook cannot be read: it is damaged. Please save it again.")
WRONG_ENCODING = _(
    "The characters of this file cannot be read. Please save it as .xlsx, "
    "or as csv in UTF-8 or GBK."
)
MISSING_COLUMN = _("The column “%(column)s” is missing.")
TWICE = _("Two columns are headed “%(column)s”.")

# --- One cell -----------------------------------------------------------------------
MISSING = _("Nothing is entered here.")
FORMULA = _("This is a formula. Please enter its value.")
TOO_LONG = _("Longer than %(most)d characters.")
ROUNDED_CODE = _(
    "The spreadsheet took the code for a number and rounded it. Please enter it again."
)
SAME_ROW = _("The same code stands in row %(row)d already.")
LISTED = _("Already on the list “%(list)s”.")
DONE_ELSEWHERE = _("Already entered as diagnosed elsewhere.")
NO_DISTRICT = _("No such district.")
NOT_YOURS = _("Not one of your districts.")
OTHER_DISTRICT = _("The firm's file says the factory stands in %(district)s.")
OUTSIDE = _("The firm's file says the factory stands outside the city.")
NO_SECTOR = _("No such sector. Please enter its number (13 to 43) or its name.")
NO_SIZE = _("No such size: large, medium, small or micro.")
NO_YES_NO = _("Please enter yes or no.")
NO_PHONE = _("No phone number: 11 digits, or a land line with its area code.")
NO_DAY = _("No day. Please write it like 2025-11-28.")
DAY_AHEAD = _("This day is still ahead.")
