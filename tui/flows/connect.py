"""Where to connect and with what: decided from what options, environment, settings and project say.

Owns the order in which sources are asked and the rule that a key goes to no server but its own. Refuses to read files
and to know HTTP: it is handed both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from tui.errors import KeyCommandFailed, UsageError
from tui.model.address import InvalidAddress, ServerUrl, is_loopback, same_origin
from tui.model.secret import Secret
from tui.store.credentials import ProjectFile
from tui.store.profiles import Profile, Settings

KeyCommand = Callable[[str], Secret]


class Options(NamedTuple):
    """What the command line says about connecting."""

    url: str | None = None
    profile: str | None = None
    read_only: bool = False
    """Whether nothing that changes a server is to be sent, whatever its profile says."""


class ProfileSigns(NamedTuple):
    """What a user sees of the profile that is connected, and whether its name is typed before anything is written."""

    name: str = ""
    colour: str = ""
    protected: bool = False


class Target(NamedTuple):
    """A server, the key for it, and where both came from, in words.

    `unconfirmed`: the key is the environment's and only a folder's project file says where it would go, which is not
    this machine. A folder that came from elsewhere could name any server, so the user is asked first.
    """

    url: str
    key: Secret
    url_source: str
    key_source: str
    ca_file: str | None = None
    unconfirmed: bool = False
    read_only: bool = False
    """Whether nothing that changes the server is to be sent, as its profile or the command line has it."""
    profile: ProfileSigns = ProfileSigns()


class Missing(NamedTuple):
    """Not enough is known to connect; what is known fills the connect screen."""

    url: str | None = None
    url_source: str | None = None
    ca_file: str | None = None
    read_only: bool = False
    profile: ProfileSigns = ProfileSigns()


class KeyUnavailable(KeyCommandFailed):
    """The key command of the server's profile failed; `known` is what is known of the server all the same."""

    def __init__(self, text: str, known: Missing) -> None:
        super().__init__(text)
        self.known = known


class _Found(NamedTuple):
    """A source that names a URL, and perhaps a key for that URL."""

    url: str
    source: str
    profile: Profile | None = None
    key: Secret | None = None


def resolve_target(
    options: Options,
    environment: Mapping[str, str],
    settings: Settings,
    project: ProjectFile | None,
    run_key_command: KeyCommand,
) -> Target | Missing:
    """Decide where to connect; the first source that says wins, options first.

    A key kept in a profile or a project file belongs to the URL kept with it: it is sent nowhere else. A key from the
    environment goes to whichever URL was found, as its owner put it there for this run.

    Raises UsageError for a profile that does not exist or a URL that can't be one, KeyUnavailable for a key command.
    """
    chosen = _profile(options.profile, settings) if options.profile else None
    default = _profile(settings.default_profile, settings) if settings.default_profile and not chosen else None
    found = _find_url(options, environment, chosen, default, project)
    if found is None:
        return Missing(read_only=options.read_only)
    # A profile's key is its server's, however that was named; so are its authority and that nothing is to be changed.
    own = found.profile or next(
        (each for each in (chosen, default, *settings.profiles) if each is not None and _is_of(each, found)), None
    )
    ca_file = own.ca_file if own is not None else None
    read_only = options.read_only or any(profile is not None and profile.read_only for profile in (chosen, own))
    signs = signs_of(own or chosen)
    known = Missing(found.url, found.source, ca_file, read_only, signs)
    try:
        key = _find_key(found, environment, chosen, default, project, run_key_command)
    except KeyCommandFailed as error:
        raise KeyUnavailable(str(error), known) from error
    if key is None:
        return known
    stranger = project is not None and found.source == project.source and key[1] != project.source
    unconfirmed = stranger and not is_loopback(urlsplit(found.url).hostname or "")
    return Target(found.url, key[0], found.source, key[1], ca_file, unconfirmed, read_only, signs)


def target_of_profile(name: str, settings: Settings, run_key_command: KeyCommand) -> Target | Missing:
    """The server of a profile with its own key and with no other one: the environment's stays where it belongs.

    Raises UsageError for a profile that does not exist or a URL that can't be one, KeyUnavailable for a key command.
    """
    return resolve_target(Options(None, name), {}, settings, None, run_key_command)


def target_of_project(project: ProjectFile) -> Target | Missing:
    """The server that a folder's project file names, with that file's own key. Raises UsageError for a bad URL."""

    def runs_nothing(command: str) -> Secret:
        raise KeyCommandFailed(f"a project file names no command: {command}")

    return resolve_target(Options(), {}, Settings(), project, runs_nothing)


def signs_of(profile: Profile | None) -> ProfileSigns:
    """What a user sees of a profile."""
    return ProfileSigns() if profile is None else ProfileSigns(profile.name, profile.colour or "", profile.protected)


def _profile(name: str, settings: Settings) -> Profile:
    for profile in settings.profiles:
        if profile.name == name:
            return profile
    known = ", ".join(profile.name for profile in settings.profiles) or "none"
    raise UsageError(f"there is no profile {name!r} in the configuration (there: {known})")


def _is_of(profile: Profile, found: _Found) -> bool:
    return bool(profile.url) and same_origin(profile.url or "", found.url)


def _find_url(
    options: Options,
    environment: Mapping[str, str],
    chosen: Profile | None,
    default: Profile | None,
    project: ProjectFile | None,
) -> _Found | None:
    if options.url:
        return _Found(normalise_url(options.url), "--url")
    if chosen is not None and chosen.url:
        return _Found(_kept_url(chosen.url, f"profile {chosen.name}"), f"profile {chosen.name}", chosen)
    if environment.get("INSFORGE_URL", "").strip():
        return _Found(_kept_url(environment["INSFORGE_URL"], "INSFORGE_URL"), "INSFORGE_URL")
    if default is not None and default.url:
        return _Found(_kept_url(default.url, f"profile {default.name}"), f"profile {default.name}", default)
    if project is not None and project.url:
        return _Found(_kept_url(project.url, project.source), project.source)
    return None


def _kept_url(text: str, source: str) -> str:
    """A URL from somewhere out of sight: what is wrong with it is said with where it stands."""
    try:
        return normalise_url(text)
    except UsageError as error:
        raise UsageError(f"{source}: {error}") from error


def _find_key(
    found: _Found,
    environment: Mapping[str, str],
    chosen: Profile | None,
    default: Profile | None,
    project: ProjectFile | None,
    run_key_command: KeyCommand,
) -> tuple[Secret, str] | None:
    if chosen is not None:
        key = _key_of(chosen, found.url, run_key_command)
        if key is not None:
            return key
    given = environment.get("INSFORGE_API_KEY", "").strip()
    if given:
        return Secret(given), "INSFORGE_API_KEY"
    if default is not None:
        key = _key_of(default, found.url, run_key_command)
        if key is not None:
            return key
    if project is not None and project.key and project.url and same_origin(project.url, found.url):
        return project.key, project.source
    return None


def _key_of(profile: Profile, url: str, run_key_command: KeyCommand) -> tuple[Secret, str] | None:
    if not profile.url or not same_origin(profile.url, url):
        return None
    if profile.key is not None:
        return profile.key, f"profile {profile.name}"
    if profile.key_command is not None:
        return run_key_command(profile.key_command), f"command of profile {profile.name}"
    return None


def profile_of(settings: Settings, url: str, name: str = "") -> Profile | None:
    """The profile that a server is kept in: the one of this name first, then the default one."""
    own = {profile.name: profile for profile in settings.profiles if profile.url and _is_url(profile.url, url)}
    return next((own[each] for each in (name, settings.default_profile or "", *own) if each in own), None)


def profile_name(settings: Settings, url: str, name: str = "") -> str:
    """Under which name a server is kept: that of its own profile, `name` first, or one nobody has."""
    own = profile_of(settings, url, name)
    if own is not None:
        return own.name
    taken = {profile.name for profile in settings.profiles}
    host = urlsplit(url).netloc
    names = ("default", host, *(f"{host}-{number}" for number in range(2, len(taken) + 2)))
    return next(name for name in names if name not in taken)


def _is_url(kept: str, url: str) -> bool:
    try:
        return normalise_url(kept) == url
    except UsageError:
        return False


def normalise_url(text: str) -> str:
    """A base URL as the client wants it: with a scheme, without the usual port and a slash or `/api` at its end.

    Without a scheme, this machine is called over http and any other over https. Raises UsageError for what can't be
    a server's address.
    """
    try:
        # Under its URL a server's drafts are kept: they must be found however it was written.
        return str(ServerUrl.parse_typed(text))
    except InvalidAddress as error:
        raise UsageError(str(error)) from error
