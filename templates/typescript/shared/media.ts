import { mediaType } from '../shared/text.js';

/** The first bytes of common formats, in hexadecimal. */
const signatures = new RegExp(
  '^(?:' +
    [
      // PNG, JPEG, GIF, BMP, ICO, TIFF, JPEG XL
      '8950|ffd8ff|474946383[79]61|424d.{8}00000000|00000100|49492a00|4d4d002a|ff0a|0000000c4a584c20',
      // RIFF with WebP, WAVE or AVI; MP4, AVIF and HEIC; Matroska and WebM; MPEG; FLV
      '52494646.{8}(?:57454250|57415645|41564920)|0000.{4}66747970|1a45dfa3|000001b[3a]|464c5601',
      // Ogg, MP3, AAC, FLAC, MIDI, AIFF
      '4f67675300|4944330[234]|ff(?:f[1-39ab]|e[23])|664c614300|4d54686400|464f524d.{8}41494646',
      // WOFF, OpenType, TrueType
      '774f46(?:46|32)(?:00010000|4f54544f)|4f54544f00|00010000|7474636600',
    ].join('|') +
    ')',
);

/**
 * Whether a body is an image, a font, sound or video, by its declared type and by its first bytes: under a wrong type it
 * could be anything, compressed text for example.
 */
export function isMedia(bytes: Uint8Array, contentType: string | undefined): boolean {
  const start = Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return /^(?:audio|font|image|video)\//.test(mediaType(contentType)) && signatures.test(start);
}
