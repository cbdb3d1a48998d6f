/// What the stages need to know of UTF-8 and of the characters they meet.
enum UTF8Text {
    /// What normalisation does with a character from U+2000 on.
    enum Category {
        case plain, space, lineEnd, ignorable, composing
    }

    /// The number of bytes of the scalar that begins with `lead`, in valid UTF-8.
    @inline(__always)
    static func length(lead: UInt8) -> Int {
        lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    }

    /// The scalar that `unit` encodes.
    @inline(__always)
    static func scalar(of unit: UnsafeBufferPointer<UInt8>) -> UInt32 {
        switch unit.count {
        case 1: UInt32(unit[0])
        case 2: UInt32(unit[0] & 0x1F) << 6 | UInt32(unit[1] & 0x3F)
        case 3:
            UInt32(unit[0] & 0x0F) << 12 | UInt32(unit[1] & 0x3F) << 6 | UInt32(unit[2] & 0x3F)
        default:
            UInt32(unit[0] & 0x07) << 18 | UInt32(unit[1] & 0x3F) << 12
                | UInt32(unit[2] & 0x3F) << 6 | UInt32(unit[3] & 0x3F)
        }
    }

    /// Whether a scalar is a Chinese character.
    @inline(__always)
    static func isHan(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0xF900...0xFAFF, 0x20000...0x3FFFF, 0x3007: true
        default: false
        }
    }

    /// Whether a scalar is a mark, a bracket or a space rather than part of a word.
    static func isPunctuation(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: false
        case 0...0xBF, 0xD7, 0xF7, 0x2000...0x206F, 0x20A0...0x20CF, 0x2190...0x2BFF: true
        case 0x3000...0x3004, 0x3008...0x3020, 0x3030, 0xFE10...0xFE6F: true
        case 0xFF01...0xFF0F, 0xFF1A...0xFF20, 0xFF3B...0xFF40, 0xFF5B...0xFF65: true
        default: false
        }
    }

    /// What normalisation does with a scalar between U+2000 and U+3FFF or from U+F000 on.
    static func category(of scalar: UInt32) -> Category {
        switch scalar {
        case 0x2000...0x200A, 0x202F, 0x205F, 0x3000: .space
        case 0x2028, 0x2029: .lineEnd
        case 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F: .ignorable
        case 0xFEFF, 0xFFF9...0xFFFD, 0xFDD0...0xFDEF, 0xFFFE, 0xFFFF: .ignorable
        case 0x20D0...0x20FF, 0x2126, 0x212A, 0x212B, 0x2329, 0x232A, 0x2ADC: .composing
        case 0x302A...0x302F, 0x3099, 0x309A, 0xF900...0xFAFF, 0xFB1D...0xFB4E: .composing
        case 0xFE20...0xFE2F: .composing
        default: .plain
        }
    }

    /// The offset of the first byte that is not valid UTF-8; nil where all are.
    static func firstInvalidByte(in bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            var index = 0
            while index < bytes.count {
                let lead = bytes[index]
                if lead < 0x80 {
                    index += 1
                    continue
                }
                let length: Int
                var second: ClosedRange<UInt8> = 0x80...0xBF
                switch lead {
                case 0xC2...0xDF: length = 2
                case 0xE0: (length, second) = (3, 0xA0...0xBF)
                case 0xED: (length, second) = (3, 0x80...0x9F)
                case 0xE1...0xEF: length = 3
                case 0xF0: (length, second) = (4, 0x90...0xBF)
                case 0xF1...0xF3: length = 4
                case 0xF4: (length, second) = (4, 0x80...0x8F)
                default: return index
                }
                guard index + length <= bytes.count, second.contains(bytes[index + 1]) else {
                    return index
                }
                for offset in 2..<max(length, 2) where bytes[index + offset] & 0xC0 != 0x80 {
                    return index
                }
                index += length
            }
            return nil
        }
    }
}
