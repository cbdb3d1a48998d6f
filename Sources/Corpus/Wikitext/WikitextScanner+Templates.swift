// Templates: what the table of inline templates leaves of them.

extension WikitextScanner {
    private static let disambiguations: Set<[UInt8]> = Set(
        [
            "消歧义", "消歧義", "disambig", "disambiguation", "消歧义页", "消歧義頁", "dab", "消歧",
            "人名消歧义", "人名消歧義", "hndis", "地名消歧义", "地名消歧義", "geodis", "letter disambig",
            "disamb", "多义", "歧义", "歧義", "姓氏消歧义", "姓氏消歧義", "學校消歧義", "学校消歧义",
        ].map { Array($0.utf8) }
    )
    private static let nameLimit = 60

    mutating func closeTemplate() {
        guard let frame = frames.last else { return }
        let nameEnd = frame.pipes.first ?? output.count
        let (name, operand) = Self.parse(name: output[frame.start..<nameEnd])
        if Self.disambiguations.contains(name) { isDisambiguation = true }
        if name.elementsEqual("noteta".utf8) {
            noteTA(TemplateArguments(output: output, frame: frame))
            return drop()
        }
        let text: [UInt8]?
        if let operand {
            text = functionResult(name, operand)
        } else if name.elementsEqual("pagename".utf8) {
            text = title
        } else {
            text = TemplatePolicy.text(of: name) {
                TemplateArguments(output: output, frame: frame)
            }
        }
        if text == nil { droppedTemplates[Array(name.prefix(Self.nameLimit)), default: 0] += 1 }
        replace(from: frame.start, with: text ?? [])
    }

    /// The template's name as MediaWiki compares it, in lower case, and what follows a `:`.
    private static func parse(
        name: ArraySlice<UInt8>
    ) -> (name: [UInt8], operand: ArraySlice<UInt8>?) {
        var name = trim(name)
        for prefix in ["safesubst:", "subst:", "Template:", "template:", "模板:", "樣板:", "样板:"]
        where name.starts(with: prefix.utf8) {
            name = name.dropFirst(prefix.utf8.count)
        }
        let head = name.prefix { $0 != UInt8(ascii: ":") && $0 != 0x0A }
        let key = trim(head).map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "_"): 0x20
            case 0x41...0x5A: byte | 0x20
            default: byte
            }
        }
        let hasOperand = head.endIndex < name.endIndex && name[head.endIndex] == UInt8(ascii: ":")
        return (key, hasOperand ? trim(name[(head.endIndex + 1)...]) : nil)
    }

    private func functionResult(_ name: [UInt8], _ operand: ArraySlice<UInt8>) -> [UInt8]? {
        switch String(decoding: name, as: UTF8.self) {
        case "formatnum": Numeral.grouped(Array(operand))
        case "lc", "uc", "lcfirst", "ucfirst": Array(operand)
        default: nil
        }
    }

    /// NoteTA lists the page's own conversions: `1=zh-cn:…;zh-tw:…`.
    private mutating func noteTA(_ arguments: TemplateArguments) {
        var number = 1
        while let rule = arguments[number] {
            rules.add(VariantMarkup(content: rule), for: variant)
            number += 1
        }
    }
}

/// A template call's arguments, trimmed.
struct TemplateArguments {
    private(set) var positional: [[UInt8]] = []
    private var named: [(name: [UInt8], value: [UInt8])] = []

    /// Cuts the text of an open template at the bars that were met in it.
    init(output: [UInt8], frame: WikitextScanner.Frame) {
        for (number, start) in frame.pipes.enumerated() {
            let end = number + 1 < frame.pipes.count ? frame.pipes[number + 1] : output.count
            let equals = frame.equals[number + 1]
            if equals >= start, equals < end {
                let name = Array(trim(output[start..<equals]))
                named.append((name, Array(trim(output[(equals + 1)..<end]))))
            } else {
                positional.append(Array(trim(output[start..<end])))
            }
        }
    }

    /// The argument at a position, counted from 1; nil where it is absent or empty.
    subscript(position: Int) -> [UInt8]? {
        if let value = self[String(position)] { return value }
        guard positional.indices.contains(position - 1) else { return nil }
        let value = positional[position - 1]
        return value.isEmpty ? nil : value
    }

    /// The argument with a name; nil where it is absent or empty.
    subscript(name: String) -> [UInt8]? {
        guard let value = named.last(where: { $0.name.elementsEqual(name.utf8) })?.value,
            !value.isEmpty
        else { return nil }
        return value
    }
}
