"""How the house is put together from its settings: the one place where everything meets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.actions.access import Doorman
from vivavoce.actions.house import House
from vivavoce.actions.links import Links
from vivavoce.actions.sessions import Reception
from vivavoce.dialects import ALL
from vivavoce.interviewer.embedded import embedded
from vivavoce.interviewer.personas import Persona, answer
from vivavoce.kit.clock import Clock, SystemClock
from vivavoce.kit.limits import Windows
from vivavoce.kit.outbound import Outbound
from vivavoce.kit.secrets import Sealer, load_or_make_master
from vivavoce.live.telephone import Telephone
from vivavoce.live.voices import Voices
from vivavoce.providers.embed_minilm import MiniLmEmbedder, available
from vivavoce.providers.mail import open_mailer
from vivavoce.providers.phone import Line
from vivavoce.providers.phone_loopback import Loopback
from vivavoce.providers.phone_twilio import Twilio
from vivavoce.providers.sms import TextFolder
from vivavoce.providers.sound import Tapes
from vivavoce.providers.sound_files import Shelf
from vivavoce.runs import assess, call, deliver, letters, plan, record, remind, retain
from vivavoce.runs.durable import Durable, Run
from vivavoce.settings import Settings, SettingsError
from vivavoce.store.database import Store
from vivavoce.store.engine import open_engine, open_run_engine

VOICE = "voice"
"""A server and its voice workers know each other by what is derived from the key for this purpose."""
DEMO_KEY = "demo_api_key_12345678901234567890123456789012345678901234567890123456"


@dataclass(frozen=True, slots=True)
class Deps:
    """Everything made from one set of settings."""

    settings: Settings
    house: House
    durable: Durable
    runs: Sequence[Run]
    key: bytes
    telephone: Telephone
    line: Line
    voices: Voices
    tapes: Tapes

    def close(self) -> None:
        """Give back what was opened."""
        self.house.store.close()


def build(
    settings: Settings,
    clock: Clock | None = None,
    demo: dict[str, str] | None = None,
    voices: Sequence[str] = (),
) -> Deps:
    """The whole house; makes the data folder and the secret key where missing. Raises SettingsError.

    `voices` are voice workers beside those that the settings name.
    """
    clock = clock or SystemClock()
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = master(settings)
    try:
        engine, run_engine = open_engine(settings.url), open_run_engine(settings.url)
        outbound = Outbound(settings.private_networks)
        mailer = open_mailer(settings.mail_url, settings.data_dir / "mail", settings.mail_from, clock)
    except ValueError as error:
        raise SettingsError(str(error)) from error
    durable = Durable(run_engine, clock)
    store = Store(engine, clock, durable)
    mind = embedded(MiniLmEmbedder() if settings.embeddings and not available() else None)
    links, sealer = Links(settings.site, key), Sealer(key)
    reception = Reception(store, clock, bytes.fromhex(sealer.derive("session")))
    doorman = Doorman(store, clock, demo)
    sounds = settings.data_dir / "recordings"
    tapes, shelf = Tapes(sounds), Shelf(sounds)
    house = House(store, clock, doorman, Windows(clock), links, mind, sealer, outbound, reception, shelf)
    line, texter = _telephone(settings, outbound), TextFolder(settings.data_dir / "sms", clock)
    telephone = Telephone(store, mind.conductor, clock)
    words = {dialect.name: dialect.words for dialect in ALL}
    courier = deliver.Courier(store, clock, links, sealer, outbound, words)
    runs = (
        plan.make(store, mind.planner),
        assess.make(store, mind.assessor),
        *letters.mailing(store, links, mailer),
        letters.remind(store),
        remind.expire(store),
        remind.abandon(store),
        retain.make(store),
        deliver.make(courier),
        call.make(store, line, telephone.hold),
        call.arrange(store, links, mind),
        call.lost(store),
        call.mail_notice(store, mailer),
        call.text_notice(store, texter),
        *record.runs(store, shelf, settings.recording_format),
    )
    speaking = Voices((*settings.voices, *voices), sealer.derive(VOICE))
    return Deps(settings, house, durable, runs, key, telephone, line, speaking, tapes)


def _telephone(settings: Settings, outbound: Outbound) -> Line:
    """The line of `VIVAVOCE_PHONE`. Raises SettingsError when Twilio is named without its account."""
    if settings.phone == "loopback":
        return Loopback(_say)
    account = (settings.twilio_account_sid, settings.twilio_auth_token, settings.twilio_number)
    if not all(account):
        raise SettingsError(
            "VIVAVOCE_PHONE=twilio needs VIVAVOCE_TWILIO_ACCOUNT_SID, _AUTH_TOKEN and _NUMBER"
        )
    sid, token, number = (part or "" for part in account)
    return Twilio(outbound, sid, token, number, settings.site)


def _say(question: str, ordinal: int, seed: int) -> str:
    return answer(Persona.STRONG, question, ordinal, seed)


def master(settings: Settings) -> bytes:
    """The server's 32-byte key. Raises SettingsError."""
    if settings.secret_key is None:
        return load_or_make_master(settings.data_dir / "secret.key")
    try:
        key = bytes.fromhex(settings.secret_key)
    except ValueError as error:
        raise SettingsError("VIVAVOCE_SECRET_KEY must be hex digits") from error
    if len(key) != 32:
        raise SettingsError("VIVAVOCE_SECRET_KEY must be 64 hex digits")
    return key
