"""Sectors of firms: GB/T 4754, section C (manufacturing), divisions 13-43; pure."""


def _(text: str) -> str:
    """Marks a name for the catalogue; it is translated where it is shown."""
    return text


NOT_MANUFACTURING = "00"

# GB/T 4754, section C (manufacturing), divisions 13-43.
SECTORS = [
    ("13", _("Farm and sideline food processing")),
    ("14", _("Food manufacturing")),
    ("15", _("Liquor, beverages and tea")),
    ("16", _("Tobacco products")),
    ("17", _("Textiles")),
    ("18", _("Garments and apparel")),
    ("19", _("Leather, fur, feather and footwear")),
    ("20", _("Wood, bamboo and straw products")),
    ("21", _("Furniture")),
    ("22", _("Paper and paper products")),
    ("23", _("Printing and recorded media")),
    ("24", _("Culture, education, arts and sports goods")),
    ("25", _("Petroleum, coal and other fuel processing")),
    ("26", _("Chemical raw materials and products")),
    ("27", _("Pharmaceuticals")),
    ("28", _("Chemical fibres")),
    ("29", _("Rubber and plastic products")),
    ("30", _("Non-metallic mineral products")),
    ("31", _("Ferrous metal smelting and rolling")),
    ("32", _("Non-ferrous metal smelting and rolling")),
    ("33", _("Metal products")),
    ("34", _("General equipment")),
    ("35", _("Special equipment")),
    ("36", _("Automobiles")),
    ("37", _("Rail, ship, aerospace and other transport equipment")),
    ("38", _("Electrical machinery and equipment")),
    ("39", _("Computers, communication and other electronics")),
    ("40", _("Instruments and meters")),
    ("41", _("Other manufacturing")),
    ("42", _("Waste resources utilisation")),
    ("43", _("Repair of metal products, machinery and equipment")),
    (NOT_MANUFACTURING, _("Not manufacturing")),
]
MANUFACTURING = frozenset(code for code, _name in SECTORS if code != NOT_MANUFACTURING)
