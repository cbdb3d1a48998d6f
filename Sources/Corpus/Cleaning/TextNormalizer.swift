// Unicode normalisation and white space: one pass over the bytes, ICU where a line needs it.

import CICU

/// Brings text to one Unicode form, one kind of space and one kind of line end.
///
/// Control and zero-width characters, byte order marks, soft hyphens and U+FFFD go; every run of
/// spaces of any kind becomes one space; lines are trimmed, empty ones go.
public struct TextNormalizer: Sendable {
    /// A Unicode normalisation form.
    public enum Form: String, Codable, Sendable, CaseIterable {
        /// Canonical composition: what looks the same is the same.
        case nfc
        /// Compatibility composition: also turns full-width punctuation into ASCII.
        case nfkc
        /// The characters as they come.
        case none
    }

    /// The form of the output.
    public let form: Form

    /// Creates a normaliser.
    public init(form: Form = .nfc) {
        self.form = form
    }

    /// The version of ICU and of its Unicode tables.
    public static var libraryVersion: String {
        String(cString: cicu_version())
    }

    /// Normalises valid UTF-8.
    func normalize(_ text: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.count + 1)
        text.withUnsafeBufferPointer { bytes in
            var pass = Pass(form: form, output: output)
            output = []
            pass.run(over: bytes)
            output = pass.output
        }
        return output
    }

    /// The state of one pass.
    private struct Pass {
        let form: Form
        var output: [UInt8]
        var lineStart = 0
        var lineIsEmpty = true
        var needsSpace = false
        var needsNormalization = false

        mutating func run(over bytes: UnsafeBufferPointer<UInt8>) {
            var index = 0
            while index < bytes.count {
                let run = endOfPlainRun(in: bytes, from: index)
                if run > index {
                    beginCharacter()
                    output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[index..<run]))
                    index = run
                    continue
                }
                let lead = bytes[index]
                if lead < 0x80 {
                    ascii(lead)
                    index += 1
                    continue
                }
                let length = UTF8Text.length(lead: lead)
                scalar(UnsafeBufferPointer(rebasing: bytes[index..<index + length]))
                index += length
            }
            endLine()
            if output.last == 0x0A { output.removeLast() }
        }

        /// Where the run of visible ASCII and Chinese characters that begins at `start` ends.
        @inline(__always)
        func endOfPlainRun(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
            var index = start
            while index < bytes.count {
                switch bytes[index] {
                case 0x21...0x7E: index += 1
                case 0xE4...0xE9: index += 3
                default: return index
                }
            }
            return index
        }

        @inline(__always)
        mutating func ascii(_ byte: UInt8) {
            switch byte {
            case 0x20, 0x09: needsSpace = true
            case 0x0A...0x0D: endLine()
            case Mark.settled, Mark.unsettled, Mark.heading: output.append(byte)
            default: break
            }
        }

        @inline(__always)
        mutating func scalar(_ unit: UnsafeBufferPointer<UInt8>) {
            switch unit[0] {
            case 0xC2:
                if unit[1] == 0xA0 { return needsSpace = true }
                if unit[1] == 0x85 { return endLine() }
                if unit[1] < 0xA0 || unit[1] == 0xAD { return }
                needsNormalization = needsNormalization || form == .nfkc
            case 0xE2, 0xE3, 0xEF:
                switch UTF8Text.category(of: UTF8Text.scalar(of: unit)) {
                case .space: return needsSpace = true
                case .lineEnd: return endLine()
                case .ignorable: return
                case .composing: needsNormalization = true
                case .plain: needsNormalization = needsNormalization || form == .nfkc
                }
            case 0xF0 where unit[1] >= 0xA0 && unit[1] < 0xAF: break
            default: needsNormalization = true
            }
            beginCharacter()
            output.append(contentsOf: unit)
        }

        @inline(__always)
        mutating func beginCharacter() {
            if needsSpace, !lineIsEmpty { output.append(0x20) }
            needsSpace = false
            lineIsEmpty = false
        }

        mutating func endLine() {
            if lineIsEmpty {
                output.removeSubrange(lineStart...)
            } else {
                if needsNormalization, form != .none { normalizeLine() }
                output.append(0x0A)
            }
            lineStart = output.count
            lineIsEmpty = true
            needsSpace = false
            needsNormalization = false
        }

        mutating func normalizeLine() {
            let line = Array(output[lineStart...])
            let form = Int32(form == .nfkc ? cicu_nfkc : cicu_nfc)
            var result = [UInt8](repeating: 0, count: line.count * 2 + 16)
            var count = cicu_normalize(
                form,
                line,
                Int32(line.count),
                &result,
                Int32(result.count)
            )
            if count > result.count {
                result = [UInt8](repeating: 0, count: Int(count))
                count = cicu_normalize(
                    form,
                    line,
                    Int32(line.count),
                    &result,
                    Int32(result.count)
                )
            }
            precondition(count >= 0, "ICU refused text that was checked to be UTF-8")
            output.replaceSubrange(lineStart..., with: result[..<Int(count)])
        }
    }
}
