"""A process that waits for what people may send: to withdraw it, to add a note, to pause all cases at once."""

from tests import builders
from tests.integration import processes

LABELS = {
    "a_withdraw": ("Withdraw need", "Træk behovet tilbage", "Återkalla behovet"),
    "a_note": ("Add a note", "Tilføj en note", "Lägg till en anteckning"),
    "a_pause": ("Pause programme", "Sæt programmet på pause", "Pausa programmet"),
}


def action(key: str, by: str, form: str = "note", **more: str) -> str:
    """What makes an event an action that people may take."""
    en, da, sv = LABELS[key]
    pairs = {"action": en, "action:da": da, "action:sv": sv, "actionKey": key, "actionForm": form, "actionBy": by}
    lines = "".join(f'<zeebe:property name="{name}" value="{value}"/>' for name, value in {**pairs, **more}.items())
    return f"<bpmn:extensionElements><zeebe:properties>{lines}</zeebe:properties></bpmn:extensionElements>"


def message(reference: str) -> str:
    """The event of a message, by the id of its definition."""
    return f'<bpmn:messageEventDefinition id="{reference}_caught" messageRef="{reference}"/>'


def beside(name: str, event: str, inner: str) -> str:
    """An event sub-process that does not interrupt: its event with what belongs to it, then a task."""
    start = f'<bpmn:startEvent id="{name}_start" isInterrupting="false">{event}</bpmn:startEvent>'
    flows = builders.flow(f"{name}_start", f"t_{name}") + builders.flow(f"t_{name}", f"{name}_end")
    end = f'<bpmn:endEvent id="{name}_end"/>'
    return f'<bpmn:subProcess id="{name}" triggeredByEvent="true">{start}{inner}{end}{flows}</bpmn:subProcess>'


PAUSES = processes.signal("pause")
TWIN_TASK = builders.user("t_twin", "tf_coord")
DEFINITIONS = (
    '<bpmn:message id="withdraw" name="msg_withdraw"><bpmn:extensionElements>'
    '<zeebe:subscription correlationKey="=case_id"/></bpmn:extensionElements></bpmn:message>'
    '<bpmn:message id="noted" name="msg_note"><bpmn:extensionElements>'
    '<zeebe:subscription correlationKey="=case_id"/></bpmn:extensionElements></bpmn:message>'
    '<bpmn:signal id="pause" name="sig_pause"/>'
)


def model(form: str = "note") -> bytes:
    """Process `asking`: one task of the coordinators, and three actions while it is open."""
    stop = action("a_withdraw", "need_owner", form) + message("withdraw")
    return builders.process(
        "asking",
        '<bpmn:startEvent id="start"/>'
        + builders.user("t_work", "tf_coord")
        + builders.user("t_withdraw", "need_owner")
        + processes.boundary("stopped", "t_work", stop)
        + '<bpmn:endEvent id="finish"/><bpmn:endEvent id="withdrawn"/>'
        + beside(
            "note", action("a_note", "need_owner tf_coord") + message("noted"), builders.user("t_note", "tf_coord")
        )
        + beside(
            "plan",
            action("a_pause", "tf_coord", form, actionScope="programme") + PAUSES,
            builders.user("t_plan", "tf_coord"),
        )
        + builders.flow("start", "t_work")
        + builders.flow("t_work", "finish")
        + builders.flow("stopped", "t_withdraw")
        + builders.flow("t_withdraw", "withdrawn"),
        extra=DEFINITIONS,
    )
