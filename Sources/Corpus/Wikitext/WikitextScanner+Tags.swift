// Tags, comments and character references.

extension WikitextScanner {
    /// Tags whose whole content goes.
    private static let droppedTags: Set<[UInt8]> = names([
        "ref", "references", "gallery", "timeline", "score", "graph", "mapframe", "maplink",
        "hiero", "imagemap", "templatestyles", "templatedata", "indicator", "inputbox",
        "categorytree", "syntaxhighlight", "source", "pre", "table", "rt", "rp", "rtc", "style",
        "script", "includeonly", "charinsert", "abstract", "phonos",
    ])
    private static let formulaTags: Set<[UInt8]> = names(["math", "chem", "ce"])
    /// Tags that begin or end a line.
    private static let blockTags: Set<[UInt8]> = names([
        "br", "p", "div", "li", "ul", "ol", "dl", "dd", "dt", "blockquote", "center", "poem",
        "hr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "tr",
    ])
    /// Tags that leave their content as it is.
    private static let inlineTags: Set<[UInt8]> = names([
        "span", "small", "big", "b", "i", "u", "s", "em", "strong", "sub", "sup", "font", "tt",
        "code", "kbd", "samp", "var", "cite", "q", "abbr", "del", "ins", "strike", "bdi", "bdo",
        "ruby", "rb", "rbc", "mark", "time", "data", "wbr", "noinclude", "onlyinclude", "dfn",
        "td", "th", "tbody", "thead", "caption", "col", "colgroup", "nobr", "translate", "tvar",
        "langconvert", "includeonly", "noref", "a", "img", "label",
    ])

    private static func names(_ names: [String]) -> Set<[UInt8]> {
        Set(names.map { Array($0.utf8) })
    }

    mutating func tag() {
        if peek(1) == UInt8(ascii: "!"), bytes[index...].starts(with: "<!--".utf8) {
            return comment()
        }
        let isClosing = peek(1) == UInt8(ascii: "/")
        var end = index + (isClosing ? 2 : 1)
        let nameStart = end
        while end < bytes.count, end - nameStart < 20, isNameByte(bytes[end]) { end += 1 }
        let name = bytes[nameStart..<end].map { $0 | 0x20 }
        guard !name.isEmpty, isKnown(name), let close = tagEnd(from: end) else {
            emit(bytes[index])
            index += 1
            return
        }
        let isSelfClosing = bytes[close - 2] == UInt8(ascii: "/")
        index = close
        if isClosing || isSelfClosing || name.elementsEqual("br".utf8) {
            if Self.blockTags.contains(name) { emit(0x0A) }
            return
        }
        if name.elementsEqual("nowiki".utf8) { return nowiki() }
        if Self.formulaTags.contains(name) { return formula(name) }
        if Self.droppedTags.contains(name) {
            if let content = closing(of: name) { index = content.after }
        } else if Self.blockTags.contains(name) {
            emit(0x0A)
        }
    }

    private func isNameByte(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
    }

    private func isKnown(_ name: [UInt8]) -> Bool {
        Self.droppedTags.contains(name) || Self.formulaTags.contains(name)
            || Self.blockTags.contains(name) || Self.inlineTags.contains(name)
            || name.elementsEqual("nowiki".utf8)
    }

    /// The index after the tag's `>`, which must come before the next `<` and within 4,096 bytes.
    private func tagEnd(from start: Int) -> Int? {
        var position = start
        let limit = min(bytes.count, start + 4096)
        while position < limit {
            if bytes[position] == UInt8(ascii: ">") { return position + 1 }
            if bytes[position] == UInt8(ascii: "<") { return nil }
            position += 1
        }
        return nil
    }

    /// Finds `</name>`: the end of the content before it and the index after it.
    private mutating func closing(of name: [UInt8]) -> (end: Int, after: Int)? {
        guard !unclosedTags.contains(name) else { return nil }
        var position = index
        while position + name.count + 2 < bytes.count {
            if bytes[position] == UInt8(ascii: "<"), bytes[position + 1] == UInt8(ascii: "/"),
                bytes[(position + 2)..<(position + 2 + name.count)].elementsEqual(
                    name,
                    by: { $0 | 0x20 == $1 }
                ),
                let after = tagEnd(from: position + 2 + name.count)
            {
                return (position, after)
            }
            position += 1
        }
        unclosedTags.insert(name)
        return nil
    }

    /// A comment reaches to its end mark, or to the end of the page.
    private mutating func comment() {
        var position = index + 4
        while position + 2 < bytes.count {
            if bytes[position] == UInt8(ascii: "-"), bytes[position + 1] == UInt8(ascii: "-"),
                bytes[position + 2] == UInt8(ascii: ">")
            {
                index = position + 3
                return
            }
            position += 1
        }
        index = bytes.count
    }

    private mutating func nowiki() {
        guard let content = closing(of: Array("nowiki".utf8)) else { return }
        while index < content.end {
            if bytes[index] == UInt8(ascii: "&") {
                entity()
            } else {
                emitLiterally(bytes[index])
                index += 1
            }
        }
        index = content.after
    }

    private mutating func formula(_ name: [UInt8]) {
        guard let content = closing(of: name) else { return }
        if overflow == 0 {
            switch math {
            case .placeholder: output.append(contentsOf: "[公式]".utf8)
            case .dropClause: output.append(Mark.formula)
            case .tex:
                for byte in trim(Array(bytes[index..<content.end])[...]) where byte >= 0x20 {
                    emitLiterally(byte)
                }
            }
        }
        index = content.after
    }

    /// Emits a byte that the pass over the lines must not take for markup.
    private mutating func emitLiterally(_ byte: UInt8) {
        guard byte >= 0x20 || byte == 0x0A || byte == 0x09 else { return }
        switch byte {
        case UInt8(ascii: "'"), UInt8(ascii: "="), UInt8(ascii: "*"), UInt8(ascii: "#"),
            UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "_"), UInt8(ascii: "~"),
            UInt8(ascii: "|"), UInt8(ascii: "!"):
            emit(Mark.literal)
        default: break
        }
        emit(byte)
    }

    /// Decodes `&name;`, `&#number;` or `&#xnumber;`.
    mutating func entity() {
        let limit = min(bytes.count, index + 12)
        guard let end = bytes[index..<limit].firstIndex(of: UInt8(ascii: ";")),
            let scalar = CharacterReference.scalar(of: bytes[(index + 1)..<end])
        else {
            emit(bytes[index])
            index += 1
            return
        }
        index = end + 1
        if scalar.isASCII {
            emitLiterally(UInt8(truncatingIfNeeded: scalar.value))
        } else {
            for byte in String(scalar).utf8 { emit(byte) }
        }
    }
}
