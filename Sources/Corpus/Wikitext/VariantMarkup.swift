// MediaWiki's LanguageConverter markup: `-{flags|zh-cn:…;zh-tw:…}-`.

/// What stands between `-{` and `}-`, or in a conversion rule of NoteTA.
struct VariantMarkup {
    /// One letter each of A, H, T, R, D, N and `-`.
    private(set) var flags: Set<UInt8> = []
    /// The variants that the text is meant for, where flags name some.
    private(set) var audience: [ChineseVariant] = []
    /// `zh-cn:…`: a term in one variant.
    private(set) var terms: [(variant: ChineseVariant, text: [UInt8])] = []
    /// `from=>zh-cn:…`: a term that replaces another in one variant.
    private(set) var replacements: [(from: [UInt8], variant: ChineseVariant, text: [UInt8])] = []
    /// The text where there are no terms.
    private(set) var plain: [UInt8] = []

    private static let knownFlags = Set("AHTRDN-S".utf8)

    /// Parses the markup; `flagEnd` is where the first `|` stood.
    init(content: [UInt8], flagEnd: Int? = nil) {
        var rules = content[...]
        if let flagEnd, parse(flags: content[..<flagEnd]) { rules = content[flagEnd...] }
        guard !flags.contains(UInt8(ascii: "R")), !flags.contains(UInt8(ascii: "N")) else {
            plain = Array(trim(rules))
            return
        }
        for piece in rules.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: true) {
            parse(rule: piece)
        }
        if terms.isEmpty, replacements.isEmpty { plain = Array(trim(rules)) }
    }

    /// Reads `A;H` or `zh-hans;zh-hant`; false where the text is no list of flags.
    private mutating func parse(flags text: ArraySlice<UInt8>) -> Bool {
        var found: Set<UInt8> = []
        var variants: [ChineseVariant] = []
        for piece in text.split(separator: UInt8(ascii: ";")) {
            let flag = trim(piece)
            if flag.isEmpty { continue }
            if flag.count == 1, let letter = flag.first,
                Self.knownFlags.contains(letter & 0xDF)
                    || Self.knownFlags.contains(letter)
            {
                found.insert(letter == UInt8(ascii: "-") ? letter : letter & 0xDF)
            } else if let variant = Self.variant(flag) {
                variants.append(variant)
            } else {
                return false
            }
        }
        flags = found
        audience = variants
        return true
    }

    /// Reads one rule; a piece that is none continues the text before it.
    private mutating func parse(rule piece: ArraySlice<UInt8>) {
        var body = piece
        var from: [UInt8]?
        if let arrow = piece.firstIndex(of: UInt8(ascii: "=")),
            piece[arrow...].starts(with: "=>".utf8)
        {
            from = Array(trim(piece[..<arrow]))
            body = piece[(arrow + 2)...]
        }
        if let colon = body.firstIndex(of: UInt8(ascii: ":")),
            let variant = Self.variant(trim(body[..<colon]))
        {
            let text = Self.withoutMarks(trim(body[(colon + 1)...]))
            if let from {
                if !from.isEmpty { replacements.append((from, variant, text)) }
            } else {
                terms.append((variant, text))
            }
        } else if !terms.isEmpty, !trim(piece).isEmpty {
            terms[terms.count - 1].text += [UInt8(ascii: ";")] + trim(piece)
        }
    }

    private static func variant(_ code: ArraySlice<UInt8>) -> ChineseVariant? {
        guard code.count <= 7, code.starts(with: "zh-".utf8) else { return nil }
        return ChineseVariant(rawValue: String(decoding: code, as: UTF8.self))
    }

    private static func withoutMarks(_ text: ArraySlice<UInt8>) -> [UInt8] {
        text.filter { !Mark.isForbidden($0) }
    }

    /// The term that a reader of `variant` sees; nil where the rules have none for it.
    func term(for variant: ChineseVariant) -> [UInt8]? {
        for candidate in variant.fallbacks {
            if let term = terms.first(where: { $0.variant == candidate }) { return term.text }
            if let rule = replacements.first(where: { $0.variant == candidate }) {
                return rule.text
            }
        }
        return nil
    }
}

extension WikitextScanner {
    /// Closes `-{…}-`: emits the term for the variant and notes what holds for the whole page.
    mutating func closeVariant() {
        guard let frame = frames.last else { return }
        var content = Array(output[frame.start...])
        for pipe in frame.pipes.dropFirst().reversed() {
            content.insert(UInt8(ascii: "|"), at: pipe - frame.start)
        }
        let markup = VariantMarkup(
            content: content,
            flagEnd: frame.pipes.first.map { $0 - frame.start }
        )
        let flags = markup.flags
        if flags.contains(UInt8(ascii: "A")) || flags.contains(UInt8(ascii: "H")) {
            rules.add(markup, for: variant)
        }
        if flags.contains(UInt8(ascii: "-")) { rules.remove(markup) }
        if !flags.isDisjoint(with: [UInt8(ascii: "H"), UInt8(ascii: "T"), UInt8(ascii: "-")]) {
            return drop()
        }
        var text = markup.term(for: variant) ?? markup.terms.first?.text ?? markup.plain
        if flags.contains(UInt8(ascii: "N")) { text = Self.name(ofVariant: text) }
        let isForOthers =
            !markup.audience.isEmpty
            && !markup.audience.contains { variant.fallbacks.contains($0) }
        if isForOthers { return replace(from: frame.start, with: text) }
        replace(from: frame.start, with: [Mark.settled] + text + [Mark.unsettled])
    }

    private static func name(ofVariant code: [UInt8]) -> [UInt8] {
        let name =
            switch ChineseVariant(rawValue: String(decoding: code, as: UTF8.self)) {
            case .mainland: "大陆简体"
            case .singapore: "新加坡简体"
            case .malaysia: "马来西亚简体"
            case .simplified: "简体"
            case .taiwan: "台湾正体"
            case .hongKong: "香港繁体"
            case .macau: "澳门繁体"
            case .traditional: "繁体"
            case .both, nil: ""
            }
        return name.isEmpty ? code : Array(name.utf8)
    }
}
