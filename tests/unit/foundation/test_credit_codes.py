"""Credit codes: one written form, and why a text is none."""

import pytest

from foundation.credit_codes import ALPHABET, CreditCodeError, normalise, with_check

CODE = "91110000600037341L"  # published example


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        CODE.lower(),
        " 9111 0000 6000 3734 1L\n",
        "911100-00600037341-L",
        "911100—00600037341‐L",
        "９１１１００００６０００３７３４１Ｌ",
        "９１１１００００\u3000６０００３７３４１ｌ",
        "\u200b91110000600037341L\ufeff",
    ],
)
def test_every_way_of_writing_gives_the_one_form(text):
    assert normalise(text) == CODE


def test_a_code_of_another_authority_may_begin_with_a_letter():
    code = with_check("N2320412MF1234567")
    assert normalise(code) == code


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "A credit code has 18 characters; this one has 0."),
        (CODE[:-1], "A credit code has 18 characters; this one has 17."),
        (CODE + "1", "A credit code has 18 characters; this one has 19."),
        (
            "911100006000373411",
            "The last character does not fit the others. Is there a typing error?",
        ),
        (
            "91110000600037431L",
            "The last character does not fit the others. Is there a typing error?",
        ),
        (
            "9111000060003734中L",
            "“中” at position 17 cannot be part of a credit code.",
        ),
        (
            "9111A000600037341L",
            "Positions 3 to 8 of a credit code are the region and hold digits only; "
            "“A” is at position 5.",
        ),
        (
            "9111000060003٣341L",
            "“٣” at position 14 cannot be part of a credit code.",
        ),
    ],
)
def test_a_wrong_code_is_refused_with_its_reason(text, reason):
    with pytest.raises(CreditCodeError) as refusal:
        normalise(text)
    assert str(refusal.value) == reason


@pytest.mark.parametrize("letter", "IOSVZ")
def test_letters_that_look_like_digits_are_named(letter):
    with pytest.raises(CreditCodeError) as refusal:
        normalise(CODE[:9] + letter.lower() + CODE[10:])
    error = refusal.value
    assert error.values == {"character": letter, "position": 10}
    assert error.template % error.values == (
        f"“{letter}” at position 10 cannot be part of a credit code: "
        "the letters I, O, S, V and Z are never used."
    )


def test_the_check_character_follows_the_standard_for_every_remainder():
    weights = [pow(3, i, 31) for i in range(17)]
    seen = set()
    for number in range(200):
        first17 = f"91320400MA{number:07d}"
        total = sum(
            ALPHABET.index(one) * weight
            for one, weight in zip(first17, weights, strict=True)
        )
        seen.add(with_check(first17)[-1])
        assert with_check(first17) == first17 + ALPHABET[-total % 31]
    assert seen == set(ALPHABET)
