// What the profile `fixed` takes characters for: more Han, and full-width forms as ASCII.

/// Rules about single characters, beyond those of jieba's patterns.
enum CharacterFolding {
    /// The ASCII form of a full-width letter, digit or mark that can be part of a block; any other
    /// character as it is.
    @inline(__always)
    static func ascii(_ point: UInt32) -> UInt32 {
        guard point &- 0xFF01 <= 0xFF5E - 0xFF01 else { return point }
        let form = point - 0xFEE0
        return CharacterCodes.isLatin(form) ? form : point
    }

    /// The code of a character that jieba takes for no part of a block: that of its ASCII form, of
    /// the numeral 零 for 〇, of further Han; 0 for any other.
    static func code(of point: UInt32, in codes: CharacterCodes) -> UInt16 {
        let form = point == 0x3007 ? 0x96F6 : ascii(point)
        if form != point { return codes.code(of: form) }
        guard isFurtherHan(point) else { return 0 }
        // A character of no word goes by the code of the last Han, which is in none either.
        let code = codes.code(of: point)
        return code == 0 ? codes.code(of: 0x9FD5) : code
    }

    /// Whether a character is Han that jieba takes for punctuation: the iteration mark, extension A,
    /// the end of the first block, compatibility ideographs, and the two ideographic planes, which
    /// hold the extensions from B on.
    @inline(__always)
    static func isFurtherHan(_ point: UInt32) -> Bool {
        switch point {
        case 0x3005, 0x3400...0x4DBF, 0x9FD6...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFD: true
        default: false
        }
    }

    /// The code point at `position` and its length in bytes; a byte that is not UTF-8 is a character
    /// that no word has.
    @inline(__always)
    static func character(
        of text: UnsafeBufferPointer<UInt8>,
        at position: Int
    ) -> (point: UInt32, length: Int) {
        let first = text[position]
        if first < 0x80 { return (UInt32(first), 1) }
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard first >= 0xC0, first < 0xF8, position + length <= text.count else { return (.max, 1) }
        var point = UInt32(first) & (0x7F >> UInt32(length))
        for offset in 1..<length {
            let byte = text[position + offset]
            guard byte & 0xC0 == 0x80 else { return (.max, 1) }
            point = point << 6 | UInt32(byte & 0x3F)
        }
        return (point, length)
    }
}
