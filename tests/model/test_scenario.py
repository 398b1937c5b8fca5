"""The scenario that `python -m` plays."""

from model import examples

POLICY = """\
    policies:
      end_scrapped: {when: storage.CrateScrapped, then: EndLoan}
"""


def test_without_policies_it_goes_the_longest_way() -> None:
    played = examples.model().scenario

    assert played.title == "the life of a crate"
    assert [it.said for it in played.steps] == [
        "Pack a crate.",
        "Open a crate.",
        "Note a crate.",
        "Get a crate.",
    ]
    assert [it.refused for it in played.steps] == [False, False, True, False]


def test_with_a_policy_it_shows_what_follows_in_the_other_module() -> None:
    text = examples.TEXT.replace(
        "moves: 'packed -> open, broken'", "moves: 'packed -> broken, open'"
    )
    text = text.replace("CratePacked]", "CratePacked, CrateScrapped]") + POLICY

    played = examples.model(text=text).scenario

    assert [it.said for it in played.steps][:4] == [
        "Pack a crate.",
        "Lend crate.",
        "Open a crate.",
        "Scrap a crate.",
    ]
    assert "LoanEnded" in played.events
    assert "crate=crate" in played.steps[1].call


CHAIN = """\
blueprint: 1
name: club
modules:
  members:
    aggregates:
      Member:
        commands:
          Join:  {emits: Joined, moves: '[*] -> active'}
          Leave: {emits: Left, moves: active -> gone}
    public: [Joined, Left]
  lockers:
    aggregates:
      Locker:
        fields: {holder: members.Member}
        commands:
          Assign: {creates: true, takes: [holder], emits: Assigned}
          Free:   {deletes: true, emits: Freed}
      Spare:
        fields: {locker: Locker}
        commands:
          Note:    {creates: true, takes: [locker], emits: Noted}
          Forget:  {deletes: true, emits: Forgotten}
          Unheard: {emits: Never}
    policies:
      assigned:  {when: members.Joined, then: Assign, with: {holder: member}}
      freed:     {when: members.Left, then: Free}
      forgotten: {when: Freed, then: Forget}
"""


def test_it_hears_what_every_policy_leads_to_by_any_chain() -> None:
    played = examples.model(text=CHAIN).scenario

    assert played.events == ("Assigned", "Forgotten", "Freed", "Joined", "Left")


def test_nobody_reads_what_is_gone() -> None:
    text = examples.TEXT.replace(
        "moves: 'packed -> open, broken'", "moves: 'packed -> broken, open'"
    )

    played = examples.model(text=text).scenario

    assert not any(it.reads for it in played.steps)


def test_it_ends_where_policies_act_on_the_same_aggregate() -> None:
    text = examples.TEXT.replace(
        "OpenCrate: {emits: [CrateOpened, CrateBroken], moves",
        "OpenCrate: {emits: CrateOpened, moves",
    )
    text = text.replace("'packed -> open, broken'", "'packed -> broken'")
    text = text.replace(
        "    public: [Get",
        "    policies:\n      scrap: {when: CrateOpened, then: ScrapCrate}\n    public: [Get",
    )

    played = examples.model(text=text.replace("[open, broken]", "[broken]")).scenario

    assert [it.said for it in played.steps][:2] == ["Pack a crate.", "Open a crate."]
    assert not any(it.refused for it in played.steps)


def test_nothing_is_done_to_an_item_that_nobody_brought() -> None:
    text = examples.TEXT.replace(
        "CountPart: {changes: parts, takes: [count], emits: PartCounted}",
        "CountPart: {changes: parts, takes: [count], emits: PartCounted, moves: open -> counted}",
    )

    played = examples.model(text=text).scenario

    assert "Count a part." not in [it.said for it in played.steps if not it.refused]


def test_an_item_is_added_once_where_there_was_none() -> None:
    text = examples.TEXT.replace("takes: [code, size, parts]", "takes: [code, size]")
    text = text.replace("emits: PartAdded", "emits: PartAdded, moves: 'packed -> filled'")

    played = examples.model(text=text.replace("'packed -> open", "'filled -> open")).scenario

    assert [it.said for it in played.steps][:3] == ["Pack a crate.", "Add a part.", "Open a crate."]


def test_what_only_a_refused_command_names_is_kept_too() -> None:
    text = """
blueprint: 1
name: loans
modules:
  desk:
    aggregates:
      Loan:
        fields: {months: int}
        commands:
          AskLoan: {emits: [LoanGranted, LoanQueued], moves: '[*] -> running, queued'}
          GrantLoan: {emits: LoanBegun, moves: queued -> running}
"""
    born, refused = examples.model(text=text).scenario.steps

    assert refused.refused
    assert born.call.startswith("loan = await ")
