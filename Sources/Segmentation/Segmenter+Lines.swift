// Cuts a text line by line into a text of the same lines, its words joined by a delimiter.

extension Segmenter {
    /// Cuts each line of `text` and appends it with `delimiter` between its words.
    ///
    /// "\n" ends a line and is kept; nothing else does. Any two texts cut at a "\n" give the same
    /// output one after the other as in one call, so that threads can share a file.
    ///
    /// - Parameters:
    ///   - text: UTF-8; a byte that is not becomes a word of its own.
    ///   - delimiter: what to write between words.
    ///   - mode: what to cut out.
    ///   - scratch: memory that calls reuse.
    ///   - output: receives, after what it holds, as many lines as `text` has.
    public func segmentLines(
        of text: UnsafeBufferPointer<UInt8>,
        delimiter: some Sequence<UInt8>,
        mode: Mode,
        scratch: inout Scratch,
        into output: inout [UInt8]
    ) {
        let delimiter = Array(delimiter)
        var isFirst = true
        forEachWindow(of: text, mode: mode, readsLines: true, scratch: &scratch) { window, found in
            let base = window.bytes.lowerBound
            for word in found {
                let cell = window.cells[Int(word.start)]
                if cell.kind == .lineEnd, word.start < word.end {
                    output.append(UInt8(ascii: "\n"))
                    isFirst = true
                    continue
                }
                if !isFirst { output.append(contentsOf: delimiter) }
                isFirst = false
                let end = window.cells[Int(word.end)].offset
                output.append(contentsOf: text[(base + Int(cell.offset))..<(base + Int(end))])
            }
        }
    }
}
