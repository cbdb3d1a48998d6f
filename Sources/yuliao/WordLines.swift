// Lines of text to lines of words, in the format that was asked for.
import Segmentation

/// One thread's worker over chunks of whole lines.
struct WordLines {
    /// How the words of a line are written.
    enum Format {
        case delimited([UInt8])
        case json(offsets: Bool)
    }

    let segmenter: Segmenter
    let mode: Segmenter.Mode
    let format: Format
    private var scratch = Segmenter.Scratch()
    private var words: [Range<Int>] = []

    init(segmenter: Segmenter, mode: Segmenter.Mode, format: Format) {
        self.segmenter = segmenter
        self.mode = mode
        self.format = format
    }

    /// Cuts every line of a chunk.
    mutating func append(_ text: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
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
                appendJSON(UnsafeBufferPointer(rebasing: line), offsets: offsets, to: &output)
            }
        }
    }

    private mutating func appendJSON(
        _ line: UnsafeBufferPointer<UInt8>,
        offsets: Bool,
        to output: inout [UInt8]
    ) {
        words.removeAll(keepingCapacity: true)
        segmenter.words(in: line, mode: mode, scratch: &scratch, into: &words)
        output.append(UInt8(ascii: "["))
        for (index, word) in words.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            if offsets { output.append(UInt8(ascii: "[")) }
            JSONText.append(line[word], to: &output)
            if offsets { output += ",\(word.lowerBound),\(word.upperBound)]".utf8 }
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
