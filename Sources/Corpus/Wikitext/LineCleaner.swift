// The second pass over wikitext: what depends on lines, and repairs where markup left gaps.

/// Cleans resolved wikitext line by line.
struct LineCleaner {
    private var output: [UInt8] = []
    /// For each line of output: where it begins and its level as a heading, 0 for text.
    private var lines: [(start: Int, level: Int)] = []
    private var lineStart = 0
    private var skipsClause = false

    /// Cleans `text`; headings come marked, those without text below them go.
    mutating func clean(_ text: [UInt8]) -> [UInt8] {
        output.reserveCapacity(text.count)
        for line in text.split(separator: 0x0A) { clean(line: line) }
        return withoutEmptySections()
    }

    private mutating func clean(line: ArraySlice<UInt8>) {
        var rest = trim(line)
        let level = headingLevel(of: rest)
        if level > 0 { rest = trim(rest.dropFirst(level).dropLast(level)) }
        rest = withoutListMarker(rest)
        // What begins with a bar is part of a table or a template that was never closed.
        guard let first = rest.first, first != UInt8(ascii: "|") else { return }
        lineStart = output.count
        skipsClause = false
        inline(rest)
        while output.count > lineStart, output.last == 0x20 { output.removeLast() }
        guard output[lineStart...].contains(where: { $0 > 0x20 }) else {
            output.removeSubrange(lineStart...)
            return
        }
        lines.append((lineStart, level))
        output.append(0x0A)
    }

    /// The number of `=` around a heading; 0 for any other line.
    private func headingLevel(of line: ArraySlice<UInt8>) -> Int {
        let leading = line.prefix { $0 == UInt8(ascii: "=") }.count
        let trailing = line.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        let level = min(leading, trailing, 6)
        return line.count > 2 * level ? level : 0
    }

    private func withoutListMarker(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        if line.starts(with: "----".utf8) {
            return trim(line.drop { $0 == UInt8(ascii: "-") })
        }
        let rest = line.drop { byte in
            switch byte {
            case UInt8(ascii: "*"), UInt8(ascii: "#"), UInt8(ascii: ":"), UInt8(ascii: ";"): true
            default: false
            }
        }
        return rest.startIndex == line.startIndex ? line : trim(rest)
    }

    // MARK: Within a line

    private mutating func inline(_ line: ArraySlice<UInt8>) {
        var index = line.startIndex
        while index < line.endIndex {
            let byte = line[index]
            switch byte {
            case Mark.literal:
                if index + 1 < line.endIndex { output.append(line[index + 1]) }
                index += 2
            case Mark.formula:
                cutClause()
                index += 1
            case UInt8(ascii: "'"):
                index = quotes(line, at: index)
            case UInt8(ascii: "_"):
                index = behaviorSwitch(line, at: index)
            case UInt8(ascii: "~") where line[index...].starts(with: "~~~".utf8):
                index += line[index...].prefix { $0 == byte }.count
            default:
                let length = min(UTF8Text.length(lead: byte), line.endIndex - index)
                let unit = line[index..<index + length]
                if Repair.isRelevant(byte) {
                    emitMark(unit)
                } else if !skipsClause {
                    output.append(contentsOf: unit)
                }
                index += length
            }
        }
    }

    /// Two apostrophes or more set italics and bold; one is an apostrophe.
    private mutating func quotes(_ line: ArraySlice<UInt8>, at index: Int) -> Int {
        let count = line[index...].prefix { $0 == UInt8(ascii: "'") }.count
        if count == 1 { output.append(UInt8(ascii: "'")) }
        return index + count
    }

    /// `__NOTOC__`, `__目录__`: at most twelve letters or characters between underscores.
    private mutating func behaviorSwitch(_ line: ArraySlice<UInt8>, at index: Int) -> Int {
        if line[index...].starts(with: "__".utf8) {
            var end = index + 2
            while end < line.endIndex, end - index < 40,
                (0x41...0x5A).contains(line[end]) || line[end] >= 0x80
            {
                end += 1
            }
            if end > index + 2, line[end...].starts(with: "__".utf8) { return end + 2 }
        }
        output.append(line[index])
        return index + 1
    }

    // MARK: Repairs

    /// Emits punctuation, unless what was dropped around it made it pointless.
    private mutating func emitMark(_ unit: ArraySlice<UInt8>) {
        let mark = Repair(unit)
        if skipsClause {
            guard mark.endsClause else { return }
            skipsClause = false
        }
        switch mark.role {
        case .closer:
            if mark.isRound { removeTrailing { $0.role == .separator } }
            if let opener = lastMark, mark.closes(opener), !isCall(opener) {
                output.removeLast(opener.length)
                return
            }
        case .separator:
            while output.count > lineStart, output.last == 0x20 { output.removeLast() }
            if output.count == lineStart { return }
            if let last = lastMark {
                if last.isRound, last.role == .opener { return }
                if last.role == .separator, mark.isFullWidth { return }
            }
        case .stop:
            removeTrailing { $0.role == .separator }
            if output.count == lineStart { return }
        case .space:
            if output.count == lineStart || output.last == 0x20 { return }
            if let last = lastMark, last.isRound, last.role == .opener, last.isFullWidth { return }
        case .opener, .other: break
        }
        output.append(contentsOf: unit)
    }

    /// The scalar last emitted on this line, where it is one that repairs care about.
    private var lastMark: Repair? {
        guard output.count > lineStart, var start = output.indices.last else { return nil }
        while start > lineStart, output[start] & 0xC0 == 0x80 { start -= 1 }
        guard Repair.isRelevant(output[start]) else { return nil }
        return Repair(output[start...])
    }

    /// Whether an ASCII bracket belongs to a word, as in `main()`.
    private func isCall(_ opener: Repair) -> Bool {
        guard !opener.isFullWidth, output.count >= lineStart + 2 else { return false }
        let byte = output[output.count - 2]
        return byte > 0x20 && byte < 0x80
    }

    private mutating func removeTrailing(where condition: (Repair) -> Bool) {
        while let last = lastMark, last.role == .space || condition(last) {
            output.removeLast(last.length)
        }
    }

    /// Takes the clause before a formula out; what follows goes up to the next mark.
    private mutating func cutClause() {
        while output.count > lineStart, lastMark?.endsClause != true { output.removeLast() }
        skipsClause = true
    }

    // MARK: Sections

    /// Drops headings that no text follows before the next heading of their level, marks the rest.
    private func withoutEmptySections() -> [UInt8] {
        var hasText = [Bool](repeating: false, count: 7)
        var isKept = [Bool](repeating: true, count: lines.count)
        for (number, line) in lines.enumerated().reversed() {
            guard line.level > 0 else {
                hasText = [Bool](repeating: true, count: 7)
                continue
            }
            isKept[number] = hasText[line.level]
            for level in line.level...6 { hasText[level] = false }
        }
        var result: [UInt8] = []
        result.reserveCapacity(output.count + lines.count)
        for (number, line) in lines.enumerated() where isKept[number] {
            let end = number + 1 < lines.count ? lines[number + 1].start : output.count
            if line.level > 0 { result.append(Mark.heading) }
            result.append(contentsOf: output[line.start..<end])
        }
        return result
    }
}
