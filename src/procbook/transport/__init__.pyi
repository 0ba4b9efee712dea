from ._call import RESULT_LIMIT, Ask, Call, Pause, T
from ._connection import Connection
from ._exchange import Policy, exchange, redirected, retry_after, within
from ._failures import TooBigError
from ._pools import LoopPools
from ._redaction import cleared, without
from ._stream import stream
from ._traceback_privacy import discreet
from .background import loop

__all__ = [
    "RESULT_LIMIT",
    "Ask",
    "Call",
    "Connection",
    "LoopPools",
    "Pause",
    "Policy",
    "T",
    "TooBigError",
    "cleared",
    "discreet",
    "exchange",
    "loop",
    "redirected",
    "retry_after",
    "stream",
    "within",
    "without",
]
