"""Images, fonts, sound and video, by their first bytes."""

import pytest
from python.shared.media import is_media

STARTS = """
89504e470d0a1a0a ffd8ffe0 474946383761 474946383961 424d3600010000000000
0000010001 49492a0008 4d4d002a00 ff0aff 0000000c4a584c20
5249464600ff00ff57454250 5249464600ff00ff57415645 5249464600ff00ff41564920 0000001866747970 0000ffff66747970
1a45dfa3 000001b3 000001ba 464c5601 4f67675300 49443302 49443303 49443304
fff1 fff2 fff3 fff9 fffa fffb ffe2 ffe3 664c614300 4d54686400 464f524dff00ff0041494646
774f464600010000 774f46464f54544f 774f463200010000 774f46324f54544f 4f54544f00 0001000000 7474636600
"""


@pytest.mark.parametrize("start", STARTS.split())
def test_the_first_bytes_tell_a_format(start: str) -> None:
    data = bytes.fromhex(start)
    # What comes after them does not matter.
    for whole in (data, data + b"x" * 20):
        assert all(is_media(whole, f"{kind}/x") for kind in ("audio", "font", "image", "video"))
    assert not is_media(b"x" + data, "image/x")
    assert not is_media(bytes((data[0] ^ 0x40,)) + data[1:], "image/x")
    for kind in (None, "text/plain", "application/octet-stream", "imagex/x", "x/image/"):
        assert not is_media(data, kind)


@pytest.mark.parametrize(
    "start",
    [
        *("47494638", "474946383861", "49443301", "49443305", "000001b5", "00000018667479", "1a45dfa4"),
        *("fff0", "fff4", "fff8", "fffc", "ffe1", "ffe4", "ffd9ff", "424d36000100000001", "524946460000000057415646"),
        *("774f463300010000", "774f464600020000", "4f54544f01", "0001000100", "4d4d2a00", "49492b00", "x".encode().hex()),
    ],
)
def test_other_first_bytes_tell_nothing(start: str) -> None:
    assert not is_media(bytes.fromhex(start), "image/x")
    assert not is_media(bytes.fromhex(start), "audio/x")
