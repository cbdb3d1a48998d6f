// One code point from UTF-8; invalid bytes are passed over one by one, as if they were not there.

/// A code point and how many bytes it takes.
struct DecodedScalar {
    /// What stands for a byte that is no part of a character.
    static let invalid = UInt32.max

    var codePoint: UInt32
    var length: Int
}

/// Decodes the code point at `position`, which must be below `end`.
@inline(__always)
func decodeUTF8(
    _ text: UnsafePointer<UInt8>,
    at position: Int,
    end: Int
) -> DecodedScalar {
    let lead = UInt32(text[position])
    if lead < 0x80 { return DecodedScalar(codePoint: lead, length: 1) }
    if lead & 0xF0 == 0xE0 && position + 2 < end {
        let second = UInt32(text[position + 1])
        let third = UInt32(text[position + 2])
        let codePoint = (lead & 0x0F) << 12 | (second & 0x3F) << 6 | third & 0x3F
        if second & 0xC0 == 0x80 && third & 0xC0 == 0x80 && codePoint >= 0x800
            && codePoint & 0xF800 != 0xD800
        {
            return DecodedScalar(codePoint: codePoint, length: 3)
        }
    } else if lead & 0xE0 == 0xC0 && position + 1 < end {
        let second = UInt32(text[position + 1])
        if lead >= 0xC2 && second & 0xC0 == 0x80 {
            return DecodedScalar(codePoint: (lead & 0x1F) << 6 | second & 0x3F, length: 2)
        }
    } else if lead & 0xF8 == 0xF0 && position + 3 < end {
        let second = UInt32(text[position + 1])
        let third = UInt32(text[position + 2])
        let fourth = UInt32(text[position + 3])
        let codePoint =
            (lead & 0x07) << 18 | (second & 0x3F) << 12 | (third & 0x3F) << 6 | fourth & 0x3F
        if second & 0xC0 == 0x80 && third & 0xC0 == 0x80 && fourth & 0xC0 == 0x80
            && 0x10000...0x10FFFF ~= codePoint
        {
            return DecodedScalar(codePoint: codePoint, length: 4)
        }
    }
    return DecodedScalar(codePoint: DecodedScalar.invalid, length: 1)
}

/// Decodes the code point that ends before `position`, which must be above `start`.
func decodeUTF8(
    _ text: UnsafePointer<UInt8>,
    before position: Int,
    start: Int
) -> DecodedScalar {
    for length in 1...4 where position - length >= start {
        let scalar = decodeUTF8(text, at: position - length, end: position)
        if scalar.length == length && scalar.codePoint != DecodedScalar.invalid { return scalar }
    }
    return DecodedScalar(codePoint: DecodedScalar.invalid, length: 1)
}
