# SPDX-License-Identifier: Apache-2.0
"""The word in a link: always the same for one invitation, never the same for two."""

from amends.apps.surveys.rules.tokens import LENGTH, token_hash, token_of


def test_the_token_of_an_invitation_is_the_same_again() -> None:
    assert token_of("secret", "salt") == token_of("secret", "salt")


def test_another_salt_or_secret_gives_another_token() -> None:
    tokens = {token_of(secret, salt) for secret in ("one", "two") for salt in ("a", "b")}
    assert len(tokens) == 4


def test_a_token_is_short_and_holds_no_letter_that_reads_like_another() -> None:
    letters = "".join(token_of("secret", str(number)) for number in range(200))
    assert len(letters) == 200 * LENGTH
    assert LENGTH <= 16
    assert not set(letters) & set("01lIoO-_")
    assert letters.isalnum()


def test_the_hash_does_not_hold_the_token() -> None:
    token = token_of("secret", "salt")
    assert token not in token_hash(token)
    assert len(token_hash(token)) == 64
