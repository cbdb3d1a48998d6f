// Stage 1: bytes to cells. A window is a stretch of text, cut at block boundaries, one cell per character.

/// The characters that form blocks, beside Han: a bit for each of the 128 ASCII characters.
struct BlockCharacters {
    private let bits: (UInt64, UInt64)

    /// Those of jieba's `re_han_default`.
    static let cutting = BlockCharacters("+#&._%-")
    /// Those of `posseg`'s `re_han_internal`.
    static let tagging = BlockCharacters("+#&._")

    private init(_ marks: String) {
        var bits: (UInt64, UInt64) = (0, 0)
        for byte in UInt8(0)..<128
        where isASCIIAlphanumeric(UInt32(byte)) || marks.utf8.contains(byte) {
            if byte < 64 { bits.0 |= 1 << UInt64(byte) } else { bits.1 |= 1 << UInt64(byte - 64) }
        }
        self.bits = bits
    }

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        (byte < 64 ? bits.0 : bits.1) >> UInt64(byte & 63) & 1 == 1
    }
}

/// What the stages know of one character.
struct Cell {
    /// The weights of the word of this character alone and of that with the next; -infinity where
    /// there is none.
    var single = 0.0
    var pair = 0.0
    /// The weight of the best route from here to the end of the block.
    var route = 0.0
    /// Where the character begins, in bytes from the start of the window.
    var offset: UInt32 = 0
    var point: UInt32 = 0
    /// The trie's slot for this character and the two after it, 0 where there is none.
    var slot: UInt32 = 0
    /// The character's code in the dictionary; 0 outside of blocks.
    var code: UInt16 = 0
    /// How many characters the best word from here has.
    var length: UInt16 = 1
    var kind = Kind.skip
    /// The Viterbi algorithm's note about this character.
    var trace: UInt8 = 0

    /// Whether the route leaves this character of a block single; a sentinel never is.
    @inline(__always)
    var isSingle: Bool {
        UInt16(kind.rawValue ^ Kind.block.rawValue) | (length ^ 1) == 0
    }

    /// The role of a character in jieba's split of a text into blocks.
    struct Kind: Equatable {
        let rawValue: UInt8

        /// Stands by itself.
        static let skip = Kind(rawValue: 0)
        /// Part of a block that is cut into words; the only odd number.
        static let block = Kind(rawValue: 1)
        /// Ends a line, when the text is read as lines.
        static let lineEnd = Kind(rawValue: 2)
        /// Begins an atom, which goes on while the kind is `atomRest`.
        static let atom = Kind(rawValue: 4)
        static let atomRest = Kind(rawValue: 6)
    }
}

/// A stretch of text in cells; the cell after the last is a sentinel that belongs to no block.
struct CharacterWindow {
    let cells: UnsafeMutablePointer<Cell>
    let count: Int
    /// Where the window lies in the text.
    let bytes: Range<Int>

    /// Where a word lies in the text.
    @inline(__always)
    func bytes(of word: Word) -> Range<Int> {
        let start = bytes.lowerBound + Int(cells[Int(word.start)].offset)
        let end = bytes.lowerBound + Int(cells[Int(word.end)].offset)
        return Range(uncheckedBounds: (start, end))
    }

    /// Makes each atom one word, after the route was found: until then its characters have no codes,
    /// so that no word of the graph reaches into it.
    func settleAtoms(codes: UnsafePointer<UInt16>) {
        var index = 0
        while index < count {
            let start = index
            index += 1
            guard cells[start].kind == .atom else { continue }
            while cells[index].kind == .atomRest { index += 1 }
            cells[start].length = UInt16(truncatingIfNeeded: index - start)
            for cell in start..<index where index - start > 1 && cells[cell].point < 0x10000 {
                cells[cell].code = codes[Int(cells[cell].point)]
            }
        }
    }
}

/// Decodes a text window by window.
struct CharacterDecoder {
    let text: UnsafeBufferPointer<UInt8>
    let codes: UnsafePointer<UInt16>
    let blocks: BlockCharacters
    /// Whether "\n" ends a line; if not, it is white space and "\r\n" is one token.
    let readsLines: Bool
    /// Whether a window may end between two characters outside of blocks.
    let cutsBetweenSkips: Bool
    /// In order, the stretches that are one token; a word has a cell for each character, any other
    /// atom a single cell.
    var atoms = UnsafeBufferPointer<Atom>(start: nil, count: 0)
    /// The dictionary's characters, where more than jieba's are taken for Han and ASCII.
    var wideAlphabet: CharacterCodes?

    /// Hands out one window after another, in `cells`, which grow as needed.
    func forEachWindow(_ cells: inout [Cell], _ body: (CharacterWindow) -> Void) {
        var position = 0
        while position < text.count {
            let (count, end) = fill(&cells, from: position)
            cells.withUnsafeMutableBufferPointer { cells in
                guard let cells = cells.baseAddress else { return }
                body(CharacterWindow(cells: cells, count: count, bytes: position..<end))
            }
            position = end
        }
    }

    /// Fills `cells` from byte `start` on with whole blocks, and more of them when one is longer.
    private func fill(_ cells: inout [Cell], from start: Int) -> (count: Int, end: Int) {
        while true {
            let filled = cells.withUnsafeMutableBufferPointer { buffer in
                let (count, end) = decode(into: buffer, from: start)
                if end == text.count { return (count, end) }
                let cut = lastCut(in: buffer, count)
                let bytes = Int(buffer[cut].offset)
                buffer[cut] = Cell()
                buffer[cut].offset = UInt32(truncatingIfNeeded: bytes)
                return (cut, start + bytes)
            }
            if filled.0 > 0 { return filled }
            cells.append(contentsOf: repeatElement(Cell(), count: cells.count))
        }
    }

    /// The last place where a window may end; 0 if there is none.
    private func lastCut(in cells: UnsafeMutableBufferPointer<Cell>, _ count: Int) -> Int {
        var cut = count
        while cut > 0 {
            let kind = cells[cut - 1].kind
            if cells[cut].kind != .atomRest {
                if kind == .lineEnd || kind == .skip && cutsBetweenSkips { return cut }
                if kind == .atom || kind == .atomRest { return cut }
                if cut < count, cells[cut].kind != kind { return cut }
            }
            cut -= 1
        }
        return 0
    }

    /// Decodes until the cells or the text end; the number of cells, and the byte after them.
    private func decode(
        into cells: UnsafeMutableBufferPointer<Cell>,
        from start: Int
    ) -> (count: Int, end: Int) {
        var position = start
        var count = 0
        var nextAtom = atoms.isEmpty ? 0 : firstAtom(from: start)
        while count < cells.count - 1, position < text.count {
            if nextAtom < atoms.count, atoms[nextAtom].bytes.lowerBound == position {
                let room = UnsafeMutableBufferPointer(rebasing: cells[count..<(cells.count - 1)])
                guard let used = decode(atoms[nextAtom], into: room, from: start) else { break }
                count += used
                position = atoms[nextAtom].bytes.upperBound
                nextAtom += 1
                continue
            }
            cells[count].offset = UInt32(truncatingIfNeeded: position - start)
            position += decode(at: position, into: &cells[count])
            if let wideAlphabet { widen(&cells[count], wideAlphabet) }
            count += 1
        }
        cells[count] = Cell()
        cells[count].offset = UInt32(truncatingIfNeeded: position - start)
        return (count, position)
    }

    /// The number of the first atom that begins at `position` or after it.
    private func firstAtom(from position: Int) -> Int {
        var (low, high) = (0, atoms.count)
        while low < high {
            let middle = (low + high) / 2
            if atoms[middle].bytes.lowerBound < position { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Decodes an atom whole; the number of its cells, nil where there is no room.
    private func decode(
        _ atom: Atom,
        into cells: UnsafeMutableBufferPointer<Cell>,
        from start: Int
    ) -> Int? {
        var position = atom.bytes.lowerBound
        var count = 0
        while position < atom.bytes.upperBound {
            guard count < cells.count else { return nil }
            cells[count] = Cell()
            cells[count].kind = count == 0 ? .atom : .atomRest
            cells[count].offset = UInt32(truncatingIfNeeded: position - start)
            let (point, length) = CharacterFolding.character(of: text, at: position)
            cells[count].point = CharacterFolding.ascii(point)
            position = atom.isWord ? position + length : atom.bytes.upperBound
            count += 1
        }
        return count
    }

    /// Makes further Han and full-width forms part of blocks.
    private func widen(_ cell: inout Cell, _ alphabet: CharacterCodes) {
        guard cell.kind == .skip, cell.point >= 0x80 else { return }
        let form = CharacterFolding.blockForm(cell.point)
        guard form != cell.point || CharacterFolding.isFurtherHan(cell.point) else { return }
        cell.kind = .block
        cell.code = alphabet.code(of: form)
        cell.point = form == cell.point ? CharacterFolding.unknownHan : form
    }

    /// Decodes the character at `position`; its length in bytes.
    ///
    /// A byte that is not UTF-8 stands for itself.
    @inline(__always)
    private func decode(at position: Int, into cell: inout Cell) -> Int {
        cell.kind = .skip
        cell.code = 0
        if position + 4 <= text.count {
            let four = UnsafeRawBufferPointer(text).loadUnaligned(
                fromByteOffset: position,
                as: UInt32.self
            ).littleEndian
            if four & 0xC0_C0F0 == 0x80_80E0 {
                return decodeThree(
                    (four & 0x0F) << 12 | (four >> 8 & 0x3F) << 6 | four >> 16 & 0x3F,
                    into: &cell
                )
            }
        }
        let first = text[position]
        if first < 0x80 {
            cell.point = UInt32(first)
            if blocks.contains(first) {
                cell.kind = .block
                cell.code = codes[Int(first)]
            } else if first == UInt8(ascii: "\n"), readsLines {
                cell.kind = .lineEnd
            } else if first == UInt8(ascii: "\r"), !readsLines, position + 1 < text.count,
                text[position + 1] == UInt8(ascii: "\n")
            {
                return 2
            }
            return 1
        }
        let rest = text.count - position
        if first & 0xF0 == 0xE0, rest >= 3, isContinuation(position + 1),
            isContinuation(position + 2)
        {
            return decodeThree(
                UInt32(first & 0x0F) << 12 | UInt32(text[position + 1] & 0x3F) << 6
                    | UInt32(text[position + 2] & 0x3F),
                into: &cell
            )
        }
        if first & 0xE0 == 0xC0, rest >= 2, isContinuation(position + 1) {
            cell.point = UInt32(first & 0x1F) << 6 | UInt32(text[position + 1] & 0x3F)
            return 2
        }
        if first & 0xF8 == 0xF0, rest >= 4, isContinuation(position + 1),
            isContinuation(position + 2), isContinuation(position + 3)
        {
            cell.point =
                UInt32(first & 0x07) << 18 | UInt32(text[position + 1] & 0x3F) << 12
                | UInt32(text[position + 2] & 0x3F) << 6 | UInt32(text[position + 3] & 0x3F)
            return 4
        }
        cell.point = 0xFFFD
        return 1
    }

    /// Most characters of Chinese text: three bytes, and nearly all of them in blocks.
    @inline(__always)
    private func decodeThree(_ point: UInt32, into cell: inout Cell) -> Int {
        cell.point = point
        // Arithmetic, because whether punctuation comes next cannot be foreseen.
        let isInBlock: UInt8 = isHan(point) ? 1 : 0
        cell.kind = Cell.Kind(rawValue: isInBlock)
        cell.code = codes[Int(point)] & (0 &- UInt16(isInBlock))
        return 3
    }

    @inline(__always)
    private func isContinuation(_ position: Int) -> Bool {
        text[position] & 0xC0 == 0x80
    }
}
