"""Handles media types and character sets."""

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache

REMEMBERED_TYPES = 100
"""Size of the cache; it is limited because clients can send any content type."""


@lru_cache(REMEMBERED_TYPES)
def media_type(content_type: str | None) -> str:
    """Return the media type in lower case without parameters, or an empty text."""
    return (content_type or "").partition(";")[0].strip().lower()


def media_types(*ranges: str) -> re.Pattern[str]:
    """Compile media ranges: `type/subtype`, `type/*`, `type/*+suffix`, `*/*`."""
    patterns = [
        ".*" if one == "*/*" else re.escape(one).replace(r"\*", ".*") for one in ranges
    ]
    return re.compile("|".join(patterns) or "(?!)")


TEXTUAL = re.compile(
    r"text/.*|image/svg\+xml|application/(?:(?:.*\+)?(?:json|xml|yaml)"
    r"|json-seq|jsonl|(?:x-)?ndjson|graphql|javascript|x-www-form-urlencoded)"
)
"""Textual media types."""

CHARSET_LABELS = """
big5hkscs=big5 big5-hkscs cn-big5 csbig5 x-x-big5; cp1250=cp1250 windows-1250 x-cp1250;
cp1251=cp1251 windows-1251 x-cp1251; cp1252=ansi_x3.4-1968 ascii cp1252 cp819
csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987
l1 latin1 us-ascii windows-1252 x-cp1252; cp1253=cp1253 windows-1253 x-cp1253;
cp1254=cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9
iso_8859-9:1989 l5 latin5 windows-1254 x-cp1254; cp1255=cp1255 windows-1255 x-cp1255;
cp1256=cp1256 windows-1256 x-cp1256; cp1257=cp1257 windows-1257 x-cp1257; cp1258=cp1258
windows-1258 x-cp1258; cp866=866 cp866 csibm866 ibm866; cp874=dos-874 iso-8859-11
iso8859-11 iso885911 tis-620 windows-874; cp932=csshiftjis ms932 ms_kanji shift-jis
shift_jis sjis windows-31j x-sjis; cp949=cseuckr csksc56011987 euc-kr iso-ir-149 korean
ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949; euc_jp=cseucpkdfmtjapanese
euc-jp x-euc-jp; gb18030=chinese csgb2312 csiso58gb231280 gb18030 gb2312 gb_2312
gb_2312-80 gbk iso-ir-58 x-gbk; iso2022_jp=csiso2022jp iso-2022-jp;
iso8859-10=csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6;
iso8859-13=iso-8859-13 iso8859-13 iso885913; iso8859-14=iso-8859-14 iso8859-14
iso885914; iso8859-15=csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9;
iso8859-16=iso-8859-16; iso8859-2=csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592
iso_8859-2 iso_8859-2:1987 l2 latin2; iso8859-3=csisolatin3 iso-8859-3 iso-ir-109
iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3; iso8859-4=csisolatin4
iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4;
iso8859-5=csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595
iso_8859-5 iso_8859-5:1988; iso8859-6=arabic asmo-708 csiso88596e csiso88596i
csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e iso-8859-6-i iso-ir-127 iso8859-6
iso88596 iso_8859-6 iso_8859-6:1987; iso8859-7=csisolatingreek ecma-118 elot_928 greek
greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 iso_8859-7 iso_8859-7:1987 sun_eu_greek;
iso8859-8=csiso88598e csiso88598i csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e
iso-8859-8-i iso-ir-138 iso8859-8 iso88598 iso_8859-8 iso_8859-8:1988 logical visual;
koi8-r=cskoi8r koi koi8 koi8-r koi8_r; koi8-u=koi8-ru koi8-u;
mac-cyrillic=x-mac-cyrillic x-mac-ukrainian; mac-roman=csmacintosh mac macintosh
x-mac-roman; utf-16-be=unicodefffe utf-16be; utf-16-le=csunicode iso-10646-ucs-2 ucs-2
unicode unicodefeff utf-16 utf-16le; utf-8=unicode-1-1-utf-8 unicode11utf8 unicode20utf8
utf-8 utf8 x-unicode20utf8"""
"""Character sets of the Encoding Standard by Python's names, with their labels.

`codecs.lookup` must not be asked: it remembers every label, and clients can send any.
"""

CHARSETS = {
    label: charset.strip()
    for charset, _, labels in (one.partition("=") for one in CHARSET_LABELS.split(";"))
    for label in labels.split()
}

CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\";\s]+)", re.IGNORECASE)


@lru_cache(REMEMBERED_TYPES)
def charset_of(content_type: str | None) -> str | None:
    """Return the declared character set, by default UTF-8; `None` if it is unknown."""
    declared = CHARSET.search(content_type or "")
    return "utf-8" if declared is None else CHARSETS.get(declared[1].lower())


def decode_text(data: bytes, charset: str | None, *, is_cut: bool) -> str | None:
    """Decode bytes; `None` if they are invalid, or the character set is not known."""
    if charset is None:
        return None
    try:
        if is_cut:
            # A truncated character at the end is left out instead of causing an error.
            return codecs.getincrementaldecoder(charset)().decode(data)
        return data.decode(charset)
    except ValueError:
        return None


UTF_16_SIGN = re.compile("[\t-~]")
UTF_16_DOUBT = re.compile("[\ue000-\uf8ff\ufffe\uffff]")


def is_unlikely_utf_16(text: str, content_type: str | None) -> bool:
    """Return whether a text in UTF-16 is probably something else.

    It has no letter or blank of ASCII, or private characters.
    """
    if not (charset_of(content_type) or "").startswith("utf-16"):
        return False
    return not UTF_16_SIGN.search(text) or UTF_16_DOUBT.search(text) is not None


def other_readings(
    data: bytes, content_type: str | None, *, is_cut: bool
) -> Iterator[str]:
    """Decode the bytes of a text as if the declared character set was wrong.

    In UTF-16 and in encodings of one byte per character, almost any bytes are valid.
    """
    declared = charset_of(content_type)
    if declared is None:
        return
    others = AS_UTF_16 if declared.startswith("utf-16") else ("utf-8",)
    for charset in others:
        if charset != declared:
            text = decode_text(data, charset, is_cut=is_cut)
            if text is not None:
                yield text


AS_UTF_16 = ("utf-8", "cp1252", "utf-16-le", "utf-16-be")
"""What text that is declared as UTF-16 can really be."""
