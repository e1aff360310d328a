"""Signs inside shapes, as SVG path data around the point (0, 0), about 20 units wide."""

from collections.abc import Mapping

EVENT: Mapping[str, str] = {
    "message": "M-9-6H9V6H-9ZM-9-6L0 1L9-6",
    "timer": "M-9 0A9 9 0 1 0 9 0A9 9 0 1 0-9 0ZM0-6V0L4 3M0-9V-7M9 0H7M0 9V7M-9 0H-7",
    "signal": "M0-8L9 7H-9Z",
    "error": "M-8 8L-3-6L3 3L8-8L3 7L-3-2Z",
    "escalation": "M0-9L7 8L0 1L-7 8Z",
    "conditional": "M-6-8H6V8H-6ZM-4-5H4M-4-2H4M-4 2H4M-4 5H4",
    "link": "M-9-3H2V-7L9 0L2 7V3H-9Z",
    "compensate": "M-1-6V6L-9 0ZM8-6V6L0 0Z",
    "cancel": "M-8-5L-5-8L0-3L5-8L8-5L3 0L8 5L5 8L0 3L-5 8L-8 5L-3 0Z",
    "terminate": "M-9 0A9 9 0 1 0 9 0A9 9 0 1 0-9 0Z",
    "multiple": "M0-9L9-2L5 8H-5L-9-2Z",
}
"""By event kind; throwing events fill the same outline."""

TASK: Mapping[str, str] = {
    "userTask": "M-7 8A7 7 0 0 1 7 8ZM-4-4A4 4 0 1 0 4-4A4 4 0 1 0-4-4Z",
    "manualTask": "M-8-2L-1-7L1-5L-2-2H8V0H1V1H7V3H1V4H6V6H-5L-8 3Z",
    "serviceTask": "M-3 0A3 3 0 1 0 3 0A3 3 0 1 0-3 0ZM-7 0A7 7 0 1 0 7 0A7 7 0 1 0-7 0ZM0-9V-7M0 7V9M-9 0H-7M7 0H9"
    "M-6-6L-5-5M5 5L6 6M-6 6L-5 5M5-5L6-6",
    "scriptTask": "M-4-8H8C4-4 4-2 6 1C7 4 6 7 4 8H-8C-5 5-4 3-6 0C-8-3-7-6-4-8ZM-4-4H4M-4 0H4M-3 4H4",
    "sendTask": "M-8-6H8V6H-8ZM-8-6L0 1L8-6",
    "receiveTask": "M-8-6H8V6H-8ZM-8-6L0 1L8-6",
    "businessRuleTask": "M-8-6H8V6H-8ZM-8-2H8M-8 2H8M-3-2V6",
}

GATEWAY: Mapping[str, str] = {
    "exclusiveGateway": "M-7-8L7 8M-7 8L7-8",
    "parallelGateway": "M-10 0H10M0-10V10",
    "inclusiveGateway": "M-9 0A9 9 0 1 0 9 0A9 9 0 1 0-9 0Z",
    "eventBasedGateway": "M-11 0A11 11 0 1 0 11 0A11 11 0 1 0-11 0ZM0-8L8-2L5 7H-5L-8-2Z",
    "complexGateway": "M-10 0H10M0-10V10M-7-7L7 7M-7 7L7-7",
}

MARKER: Mapping[str, str] = {
    "standard": "M-2 6A6 6 0 1 1 3 5M-2 6L-5 3M-2 6L-5 7",
    "parallel": "M-4-6V6M0-6V6M4-6V6",
    "sequential": "M-6-4H6M-6 0H6M-6 4H6",
    "compensation": "M-1-5V5L-8 0ZM7-5V5L0 0Z",
    "adHoc": "M-7 2C-4-6-1-2 1 0C3 2 5 2 7-2",
    "collapsed": "M-7-7H7V7H-7ZM-4 0H4M0-4V4",
}
"""Along the lower edge of activities."""
