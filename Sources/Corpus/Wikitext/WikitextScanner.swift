// The first pass over wikitext: every construct is replaced by the text it leaves.

/// Scans wikitext once; constructs that are open wait on a stack of bounded depth.
///
/// All frames share one output buffer: a frame's text begins at its `start`, and closing a frame
/// replaces that text by what the construct leaves.
struct WikitextScanner {
    /// Deeper constructs are dropped whole.
    static let depthLimit = 40

    /// An open construct.
    struct Frame {
        enum Kind {
            case template, parameter, link, external, variant, table
        }

        let kind: Kind
        /// Where its text begins in the output.
        let start: Int
        /// Where the output had come when a `|` was met.
        var pipes: [Int] = []
        /// Where the first `=` of each argument lies in the output; -1 for none.
        var equals: [Int] = [-1]
    }

    let bytes: UnsafeBufferPointer<UInt8>
    let title: [UInt8]
    let variant: ChineseVariant
    let math: WikitextExtractor.MathPolicy

    var index = 0
    var output: [UInt8] = []
    var frames: [Frame] = []
    /// Openings beyond the depth limit, whose text is dropped.
    var overflow = 0
    /// Names of tags that are known not to close any more.
    var unclosedTags: Set<[UInt8]> = []

    var rules = ConversionRules()
    var isDisambiguation = false
    var droppedTemplates: [[UInt8]: Int] = [:]

    init(
        bytes: UnsafeBufferPointer<UInt8>,
        title: [UInt8],
        variant: ChineseVariant,
        math: WikitextExtractor.MathPolicy
    ) {
        self.bytes = bytes
        self.title = title
        self.variant = variant
        self.math = math
        output.reserveCapacity(bytes.count)
    }

    private static let isSpecial: [Bool] = {
        var table = [Bool](repeating: false, count: 256)
        for byte in "<{}[]|=-&\n".utf8 { table[Int(byte)] = true }
        for byte in 0..<0x20 where byte != 0x09 { table[byte] = true }
        return table
    }()

    mutating func run() {
        let isSpecial = Self.isSpecial
        while index < bytes.count {
            let start = index
            while index < bytes.count, !isSpecial[Int(bytes[index])] { index += 1 }
            if index > start, overflow == 0 {
                output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
            }
            if index < bytes.count { step() }
        }
        while !frames.isEmpty { unwind() }
    }

    /// The byte `offset` places ahead; 0 beyond the end.
    func peek(_ offset: Int) -> UInt8 {
        index + offset < bytes.count ? bytes[index + offset] : 0
    }

    private mutating func step() {
        switch bytes[index] {
        case UInt8(ascii: "<"): tag()
        case UInt8(ascii: "{"): openBrace()
        case UInt8(ascii: "}"): closeBrace()
        case UInt8(ascii: "["): openBracket()
        case UInt8(ascii: "]"): closeBracket()
        case UInt8(ascii: "|"): pipe()
        case UInt8(ascii: "="): equalsSign()
        case UInt8(ascii: "-"): dash()
        case UInt8(ascii: "&"): entity()
        case UInt8(ascii: "\n"): newline()
        default: index += 1
        }
    }

    mutating func emit(_ byte: UInt8) {
        if overflow == 0 { output.append(byte) }
    }

    private mutating func literal(_ count: Int) {
        for offset in 0..<count { emit(bytes[index + offset]) }
        index += count
    }

    private mutating func open(_ kind: Frame.Kind, length: Int) {
        index += length
        guard overflow == 0, frames.count < Self.depthLimit else { return overflow += 1 }
        frames.append(Frame(kind: kind, start: output.count))
    }

    // MARK: Braces

    private mutating func openBrace() {
        guard peek(1) == UInt8(ascii: "{") else {
            if peek(1) == UInt8(ascii: "|"), isLineStart() { return open(.table, length: 2) }
            return literal(1)
        }
        let isParameter = peek(2) == UInt8(ascii: "{") && peek(3) != UInt8(ascii: "{")
        open(isParameter ? .parameter : .template, length: isParameter ? 3 : 2)
    }

    private mutating func closeBrace() {
        let isDouble = peek(1) == UInt8(ascii: "}")
        if overflow > 0 {
            if isDouble || peek(1) == UInt8(ascii: "-") {
                overflow -= 1
                index += 2
            } else {
                index += 1
            }
            return
        }
        let endsVariant = peek(1) == UInt8(ascii: "-")
        if endsVariant, reach([.variant], through: [.link, .external]) {
            index += 2
            return closeVariant()
        }
        guard isDouble else { return literal(1) }
        guard reach([.template, .parameter], through: [.link, .external, .variant, .table]) else {
            // Nothing is open that this could close.
            index += 2
            return
        }
        guard let frame = frames.last, frame.kind == .parameter else {
            index += 2
            return closeTemplate()
        }
        index += peek(2) == UInt8(ascii: "}") ? 3 : 2
        unwind()
    }

    /// Unwinds what lies above the nearest frame of the given kinds; false where there is none.
    private mutating func reach(
        _ kinds: [Frame.Kind],
        through passable: [Frame.Kind]
    ) -> Bool {
        var above = 0
        for frame in frames.reversed() {
            if kinds.contains(frame.kind) {
                for _ in 0..<above { unwind() }
                return true
            }
            guard passable.contains(frame.kind) else { return false }
            above += 1
        }
        return false
    }

    // MARK: Brackets

    private mutating func openBracket() {
        if peek(1) == UInt8(ascii: "[") { return open(.link, length: 2) }
        let rest = bytes[(index + 1)...]
        let isAddress = ["http://", "https://", "//", "ftp://", "mailto:", "irc:", "news:"]
            .contains { rest.starts(with: $0.utf8) }
        if isAddress { open(.external, length: 1) } else { literal(1) }
    }

    private mutating func closeBracket() {
        let isDouble = peek(1) == UInt8(ascii: "]")
        if overflow > 0 {
            if isDouble { overflow -= 1 }
            index += isDouble ? 2 : 1
            return
        }
        if let frame = frames.last, frame.kind == .external {
            index += 1
            return closeExternal()
        }
        guard isDouble else { return literal(1) }
        index += 2
        if reach([.link], through: [.external, .variant]) { closeLink() }
    }

    // MARK: Separators

    private mutating func pipe() {
        if peek(1) == UInt8(ascii: "}"), isLineStart() {
            if overflow > 0, peek(2) != UInt8(ascii: "}") {
                overflow -= 1
                index += 2
                return
            }
            if overflow == 0, reach([.table], through: [.link, .external]) {
                index += 2
                return drop()
            }
        }
        guard overflow == 0, let frame = frames.last else { return literal(1) }
        switch frame.kind {
        case .template, .parameter, .link, .variant:
            index += 1
            frames[frames.count - 1].pipes.append(output.count)
            frames[frames.count - 1].equals.append(-1)
        case .external, .table:
            literal(1)
        }
    }

    private mutating func equalsSign() {
        if overflow == 0, let frame = frames.last, frame.kind == .template,
            frame.equals[frame.equals.count - 1] < 0
        {
            frames[frames.count - 1].equals[frame.equals.count - 1] = output.count
        }
        literal(1)
    }

    private mutating func dash() {
        guard peek(1) == UInt8(ascii: "{") else { return literal(1) }
        // `-{{lang|…}}` is a template after a dash; `-{{{lang|…}}}-` is one within `-{ }-`.
        if peek(2) == UInt8(ascii: "{"), peek(3) != UInt8(ascii: "{") { return literal(1) }
        open(.variant, length: 2)
    }

    /// Emits a line end, and gives up what cannot reach beyond it.
    private mutating func newline() {
        literal(1)
        while frames.last?.kind == .external { unwind() }
        let isHeading = peek(0) == UInt8(ascii: "=") && peek(1) == UInt8(ascii: "=")
        if isHeading || peek(0) == UInt8(ascii: "\n") {
            while frames.last?.kind == .link { unwind() }
        }
        if isHeading {
            while frames.last?.kind == .table, !frames.contains(where: { $0.kind == .template }) {
                drop()
            }
        }
    }

    /// Whether only indentation stands before `index` on its line.
    private func isLineStart() -> Bool {
        var position = index
        while position > 0, index - position < 16 {
            switch bytes[position - 1] {
            case 0x0A: return true
            case 0x20, 0x09, UInt8(ascii: ":"), UInt8(ascii: "*"): position -= 1
            default: return false
            }
        }
        return position == 0
    }

    // MARK: Frames

    /// Closes the innermost frame and forgets its text.
    mutating func drop() {
        guard let frame = frames.popLast() else { return }
        output.removeSubrange(frame.start...)
    }

    /// Gives up the innermost frame, which was never closed, and keeps what reads as text.
    mutating func unwind() {
        guard let frame = frames.popLast() else { return }
        switch frame.kind {
        case .table:
            output.removeSubrange(frame.start...)
        case .link, .parameter:
            output.removeSubrange(frame.start..<(frame.pipes.last ?? frame.start))
        case .external:
            let text = output[frame.start...].drop { $0 > 0x20 }
            output.replaceSubrange(frame.start..., with: Array(text.dropFirst()))
        case .template, .variant:
            guard !frame.pipes.isEmpty else { return }
            // The bars come back: lines that begin with one are not prose.
            var text: [UInt8] = []
            var start = frame.start
            for pipe in frame.pipes {
                text += output[start..<pipe]
                text.append(UInt8(ascii: "|"))
                start = pipe
            }
            text += output[start...]
            output.replaceSubrange(frame.start..., with: text)
        }
    }

    /// Closes the innermost frame and puts `text` in its place.
    mutating func replace(from start: Int, with text: some Collection<UInt8>) {
        frames.removeLast()
        output.replaceSubrange(start..., with: text)
    }
}
