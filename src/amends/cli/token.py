# SPDX-License-Identifier: Apache-2.0
"""Issue, list and revoke the tokens of programs; each acts as a person, within some of that person's rights."""

import argparse
import secrets
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from amends.cli import web

if TYPE_CHECKING:
    from amends.apps.core.models import ApiToken, User

LONGEST_DAYS = 3650
DONE, REFUSED, USAGE = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose token, and what to do; without --rights and --revoke the tokens are listed."""
    parser.add_argument("staff_number", metavar="STAFF_NUMBER", help="the person the program acts as")
    parser.add_argument("--rights", help="what the program may do, separated by commas")
    parser.add_argument("--name", help="what the token is for")
    parser.add_argument("--days", type=int, metavar="N", help="let it end after so many days (1 to 3650)")
    parser.add_argument("--revoke", type=int, metavar="ID", help="end this token")


def run(args: argparse.Namespace) -> int:
    """0 when done, 1 with the reason when refused, 2 for wrong usage."""
    issues = args.rights is not None or args.name is not None
    if issues and (not args.rights or not args.name or args.revoke is not None):
        return _say("--rights 与 --name 要一起写，不能与 --revoke 同用。", USAGE)
    if args.days is not None and (not issues or not 1 <= args.days <= LONGEST_DAYS):
        return _say(f"--days 为 1 至 {LONGEST_DAYS} 的天数，与 --rights、--name 同用。", USAGE)
    web.load()
    from amends.apps.core.models import User

    user = User.objects.filter(username=args.staff_number).select_related("unit").first()
    if user is None:
        return _say(f"没有工号 {args.staff_number}。", REFUSED)
    if issues:
        return _issue(user, args.rights, args.name, args.days)
    return _list(user) if args.revoke is None else _revoke(user, args.revoke)


def _issue(user: "User", words: str, name: str, days: int | None) -> int:
    from amends.apps.core.actions.accounts import RightNotHeld, issue_token
    from amends.apps.core.rules.roles import Right

    asked = {word.strip() for word in words.split(",")}
    if unknown := asked - set(Right):
        return _say(f"不认识权限 {'、'.join(sorted(unknown))}；可选：{'、'.join(Right)}。", USAGE)
    secret, at = secrets.token_urlsafe(32), datetime.now(UTC)
    rights, until = [Right(word) for word in asked], at + timedelta(days=days) if days else None
    try:
        token = issue_token(
            user=user, name=name, rights=rights, secret=secret, by=None, at=at, expires_at=until
        )
    except RightNotHeld as refusal:
        return _say(f"{user}没有这些权限：{refusal}。", REFUSED)
    print(f"令牌 {token.pk} 已签发。下面的密钥只显示这一次：", file=sys.stderr)
    print(secret)  # alone on stdout, so that it can be piped into a vault
    return DONE


def _list(user: "User") -> int:
    for token in user.tokens.order_by("pk"):
        used = f"{token.last_used_at:%Y-%m-%d}" if token.last_used_at else "从未"
        print(
            f"{token.pk:>6}  签发 {token.issued_at:%Y-%m-%d}  {_state(token)}  最近使用 {used}  "
            f"{token.name}（{'、'.join(token.rights)}）"
        )
    return DONE


def _state(token: "ApiToken") -> str:
    if token.revoked_at:
        return f"已撤销 {token.revoked_at:%Y-%m-%d}"
    if token.expires_at is None:
        return "有效，不过期"
    works = token.works(datetime.now(UTC))
    return f"{'有效至' if works else '已过期'} {token.expires_at:%Y-%m-%d}"


def _revoke(user: "User", number: int) -> int:
    from amends.apps.core.actions.accounts import revoke_token

    token = user.tokens.filter(pk=number, revoked_at=None).first()
    if token is None:
        return _say(f"{user}没有有效的令牌 {number}。", REFUSED)
    revoke_token(token=token, by=None, at=datetime.now(UTC))
    print(f"令牌 {number} 已撤销。")
    return DONE


def _say(text: str, code: int) -> int:
    print(text, file=sys.stderr)
    return code
