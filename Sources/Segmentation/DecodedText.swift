// Bytes in UTF-8 or GBK to UTF-8, as jieba decodes them.

import Glibc

/// Text that was decoded, and how.
public struct DecodedText: Sendable {
    /// What bytes are text in.
    public enum Encoding: String, Codable, CaseIterable, Sendable {
        /// UTF-8.
        case utf8 = "utf-8"
        /// GBK, code page 936.
        case gbk
    }

    /// The text in UTF-8.
    public let utf8: [UInt8]
    /// What the bytes were in.
    public let encoding: Encoding
    /// How many bytes were no text and are left out.
    public let droppedBytes: Int

    /// Decodes as jieba's `strdecode` does: UTF-8 where all of it is UTF-8, else GBK, where bytes
    /// that are no character of it are left out one by one.
    ///
    /// - Throws: ``SegmentationError`` where the C library has no GBK.
    public init(detecting bytes: UnsafeBufferPointer<UInt8>) throws {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            self = try DecodedText(gbk: bytes)
            return
        }
        (utf8, encoding, droppedBytes) = (Array(bytes), .utf8, 0)
    }

    /// Decodes GBK; bytes that are no character of it are left out one by one.
    ///
    /// No character of GBK ends in "\n", so that the lines of a text may be decoded apart.
    ///
    /// - Throws: ``SegmentationError`` where the C library has no GBK.
    public init(gbk bytes: UnsafeBufferPointer<UInt8>) throws {
        let converter = iconv_open("UTF-8", "GBK")
        guard let converter, converter != UnsafeMutableRawPointer(bitPattern: -1) else {
            throw SegmentationError(
                code: .unreadable,
                message: "cannot decode GBK: the C library's iconv does not have it"
            )
        }
        defer { iconv_close(converter) }
        var dropped = 0
        // Two bytes of GBK are at most three of UTF-8.
        let capacity = bytes.count / 2 * 3 + 4
        utf8 = [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            output.withMemoryRebound(to: CChar.self) { output in
                var source = UnsafeMutablePointer(
                    mutating: UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(
                        to: CChar.self
                    )
                )
                var (rest, target, room) = (bytes.count, output.baseAddress, output.count)
                while rest > 0, iconv(converter, &source, &rest, &target, &room) == -1 {
                    // Neither a character nor, at the end, the first half of one.
                    source = source.map { $0 + 1 }
                    rest -= 1
                    dropped += 1
                }
                count = output.count - room
            }
            let kept = Self.removeEuroSigns(from: output[..<count])
            dropped += (count - kept) / 3
            count = kept
        }
        (encoding, droppedBytes) = (.gbk, dropped)
    }

    /// Removes what glibc makes of the byte 80, which is none of GBK; the number of bytes left.
    private static func removeEuroSigns(from text: Slice<UnsafeMutableBufferPointer<UInt8>>) -> Int
    {
        let text = UnsafeMutableBufferPointer(rebasing: text)
        var (source, target) = (0, 0)
        while source < text.count {
            let isEuro =
                text[source] == 0xE2 && source + 2 < text.count && text[source + 1] == 0x82
                && text[source + 2] == 0xAC
            if isEuro {
                source += 3
            } else {
                text[target] = text[source]
                (source, target) = (source + 1, target + 1)
            }
        }
        return target
    }
}
