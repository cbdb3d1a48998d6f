// Lines of text to lines of words, in the format that was asked for.
import Segmentation

/// One thread's worker over chunks of whole lines.
struct WordLines {
    /// How the words of a line are written.
    enum Format {
        case delimited([UInt8])
        /// With the offsets of each word, in what unit.
        case json(offsets: OffsetUnit?)
    }

    /// What offsets count.
    enum OffsetUnit: String, CaseIterable {
        case bytes, characters
    }

    let segmenter: Segmenter
    let mode: Segmenter.Mode
    let format: Format

    /// Cuts every line of a chunk.
    func append(
        _ text: UnsafeBufferPointer<UInt8>,
        scratch: inout Segmenter.Scratch,
        to output: inout [UInt8]
    ) {
        switch format {
        case .delimited(let delimiter):
            segmenter.segmentLines(
                of: text,
                delimiter: delimiter,
                mode: mode,
                scratch: &scratch,
                into: &output
            )
        case .json(let offsets):
            for line in text.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
                let line = UnsafeBufferPointer(rebasing: line)
                appendJSON(line, offsets: offsets, scratch: &scratch, to: &output)
            }
        }
    }

    private func appendJSON(
        _ line: UnsafeBufferPointer<UInt8>,
        offsets: OffsetUnit?,
        scratch: inout Segmenter.Scratch,
        to output: inout [UInt8]
    ) {
        output.append(UInt8(ascii: "["))
        for token in segmenter.tokens(in: line, mode: mode, scratch: &scratch) {
            if output.last != UInt8(ascii: "[") { output.append(UInt8(ascii: ",")) }
            let range = offsets == .characters ? token.codePoints : token.bytes
            if offsets != nil { output.append(UInt8(ascii: "[")) }
            JSONText.append(line[token.bytes], to: &output)
            if offsets != nil { output += ",\(range.lowerBound),\(range.upperBound)]".utf8 }
        }
        output += "]\n".utf8
    }
}

/// JSON's way of writing text.
enum JSONText {
    /// Appends UTF-8 text as a JSON string.
    static func append(_ text: some Sequence<UInt8>, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
            case 0x0A: output += "\\n".utf8
            case 0x0D: output += "\\r".utf8
            case 0x09: output += "\\t".utf8
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                output += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}
