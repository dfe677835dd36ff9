"""``rushes catalog add-user|import-users|list-users|set-role|reset-password|disable|enable``: people of a catalog."""

import argparse
from pathlib import Path

from app.cli.catalog_action import Action, add_password, done, made_up, new_password, server_of
from app.cli.catalog_csv import read_users
from app.cli.console import Console
from app.cli.tables import table
from models.catalog.address import PostgresAddress
from models.errors import CatalogError, CatalogUnreachableError
from models.review import Role


def _add_user(arguments: argparse.Namespace, console: Console) -> int:
    from models.catalog import administration  # noqa: PLC0415

    address = server_of(arguments)
    role = Role(arguments.role or Role.ANNOTATOR)
    known = any(user.login == arguments.login for user in administration.list_users(address))
    password = None if known and not arguments.password_stdin else new_password(arguments, arguments.login)
    sites = arguments.site or ([] if known else _only_site(address))
    administration.add_user(
        address,
        arguments.login,
        role=role,
        password=password.text if password else None,
        display=arguments.name,
        sites=sites,
    )
    document = {
        "login": arguments.login,
        "role": role.value,
        "sites": sites,
        "catalog": address.where,
        "password": password.text if password and password.shown else None,
        "known": known,
    }
    lines = [
        f"{arguments.login} is {role.value} at {', '.join(sites) or 'no site yet'} of {address.where}",
    ]
    if password is not None:
        lines.append("Give them the connection file of the catalog, and:")
        lines.append(f"  login     {arguments.login}")
        lines.append(f"  password  {password.text if password.shown else '(the one that you chose)'}")
    if not sites and not known:
        console.note(f"They see nothing until: rushes catalog grant-site URL {arguments.login} SITE")
    return done(console, document, "\n".join(lines))


def _only_site(address: PostgresAddress) -> list[str]:
    """Where there is one site there is nothing to choose."""
    from models.catalog.administration import list_sites  # noqa: PLC0415

    sites = list_sites(address)
    return [sites[0]] if len(sites) == 1 else []


def _import_users(arguments: argparse.Namespace, console: Console) -> int:
    from models.catalog import administration  # noqa: PLC0415

    address = server_of(arguments)
    known = {user.login for user in administration.list_users(address)}
    rows = read_users(arguments.csv, sites=administration.list_sites(address))
    passwords: dict[str, str] = {}
    users = []
    for row in rows:
        password = row.password
        if not password and row.login not in known:
            password = passwords[row.login] = made_up()
        users.append(
            administration.NewUser(row.login, row.name, row.role, row.sites, password=password or None)
        )
    turn = [0]
    try:
        administration.add_users(address, users, at=lambda place: turn.__setitem__(0, place))
    except CatalogUnreachableError:
        raise
    except CatalogError as error:
        raise CatalogError(
            "{path}, line {line}: {why}",
            path=arguments.csv,
            line=rows[turn[0]].line if rows else 1,
            why=error,
        ) from error
    new = [row.login for row in rows if row.login not in known]
    document = {
        "added": new,
        "changed": [row.login for row in rows if row.login in known],
        "passwords": passwords,
        "catalog": address.where,
    }
    sentence = f"{len(new)} people are new, {len(rows) - len(new)} were brought up to date"
    if passwords:
        shown = table(("login", "password"), sorted(passwords.items()))
        sentence += f"; these passwords are shown once:\n{shown}"
    return done(console, document, sentence)


def _list_users(arguments: argparse.Namespace, console: Console) -> int:
    from models.catalog.administration import list_users  # noqa: PLC0415

    users = list_users(server_of(arguments))
    document = [
        {
            "login": u.login,
            "name": u.display,
            "role": u.role.value,
            "active": u.active,
            "sites": list(u.sites),
        }
        for u in users
    ]
    rows = [
        (u.login, u.display, u.role.value, "" if u.active else "disabled", ", ".join(u.sites)) for u in users
    ]
    return done(console, {"users": document}, table(("login", "name", "role", "", "sites"), rows))


def _set_role(arguments: argparse.Namespace, console: Console) -> int:
    from models.catalog.administration import set_role  # noqa: PLC0415

    set_role(server_of(arguments), arguments.login, Role(arguments.as_role))
    document = {"login": arguments.login, "role": arguments.as_role}
    return done(console, document, f"{arguments.login} is {arguments.as_role} from now on")


def _reset_password(arguments: argparse.Namespace, console: Console) -> int:
    from models.catalog.administration import list_users, set_password  # noqa: PLC0415

    address = server_of(arguments)
    if not any(user.login == arguments.login for user in list_users(address)):
        raise CatalogError(
            "The catalog {where} has no login {login}", where=address.where, login=arguments.login
        )
    password = new_password(arguments, arguments.login)
    set_password(address, arguments.login, password.text)
    document = {"login": arguments.login, "password": password.text if password.shown else None}
    sentence = f"{arguments.login} has a new password" + (f": {password.text}" if password.shown else "")
    return done(console, document, sentence)


def _disable(arguments: argparse.Namespace, console: Console) -> int:
    from models.catalog.administration import disable  # noqa: PLC0415

    disable(server_of(arguments), arguments.login)
    return done(
        console,
        {"login": arguments.login, "active": False},
        f"{arguments.login} is kept out; what they made stays",
    )


def _enable(arguments: argparse.Namespace, console: Console) -> int:
    from models.catalog.administration import enable  # noqa: PLC0415

    enable(server_of(arguments), arguments.login)
    return done(console, {"login": arguments.login, "active": True}, f"{arguments.login} may come in again")


def _login(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("login", metavar="LOGIN", help="of the person")


def _add_arguments_of_user(parser: argparse.ArgumentParser) -> None:
    _login(parser)
    parser.add_argument("--name", metavar="NAME", default="", help="as others see them (default: the login)")
    parser.add_argument(
        "--site", metavar="CODE", action="append", default=[], help="where they work; may be repeated"
    )
    add_password(parser)


def _add_login_and_role(parser: argparse.ArgumentParser) -> None:
    _login(parser)
    choices = [role.value for role in Role]
    parser.add_argument("as_role", metavar="ROLE", choices=choices, help=", ".join(choices))


def _add_login_and_password(parser: argparse.ArgumentParser) -> None:
    _login(parser)
    add_password(parser)


def _add_csv(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "csv", metavar="CSV", type=Path, help="login,name,role,sites[,password]; sites with ; between"
    )


ACTIONS = (
    Action(
        "add-user",
        "make a person's login, or bring it up to date",
        _add_user,
        _add_arguments_of_user,
        "Make a person's login, or bring a known one up to date: name, role (--role, annotator where none is said), "
        "further sites, and the password if one is given. Prints what the person needs.",
    ),
    Action(
        "import-users",
        "add people from a CSV table, all or none of them",
        _import_users,
        _add_csv,
        "Add people from a CSV table in UTF-8 with the columns login, name, role, sites and, if you like, password; "
        "sites stand with ; between. All or none of them. Importing again changes nothing; made-up passwords of new "
        "people are printed once and written nowhere.",
    ),
    Action("list-users", "who may do what", _list_users),
    Action("set-role", "change what a person may do", _set_role, _add_login_and_role),
    Action("reset-password", "give a person a new password", _reset_password, _add_login_and_password),
    Action("disable", "keep a person out; what they made stays", _disable, _login),
    Action("enable", "let a person in again", _enable, _login),
)
