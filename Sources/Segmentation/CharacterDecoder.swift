// Stage 1: bytes to character codes, window by window.
import CProcessor

/// Which characters form blocks, and their codes.
struct BlockCodes: Sendable {
    /// By code point of the basic plane; 0 outside of blocks.
    private(set) var table: [UInt16]

    /// jieba's `re_han_default`: the alphabet's Latin and Han.
    static func cutting(_ codes: CharacterCodes) -> BlockCodes {
        var table = codes.basic
        for point in codes.points[Int(CharacterCodes.han.upperBound)...] where point < 0x10000 {
            table[Int(point)] = 0
        }
        return BlockCodes(table: table)
    }

    /// `re_han_internal` of jieba's `posseg`, which has neither of two marks.
    static func tagging(_ codes: CharacterCodes) -> BlockCodes {
        var tagging = cutting(codes)
        for mark in "%-".unicodeScalars { tagging.table[Int(mark.value)] = 0 }
        return tagging
    }

    /// The blocks of the profile `fixed`, with further Han and full-width forms.
    static func wide(_ codes: CharacterCodes) -> BlockCodes {
        var wide = cutting(codes)
        for point in UInt32(0x80)..<0x10000 where wide.table[Int(point)] == 0 {
            wide.table[Int(point)] = CharacterFolding.code(of: point, in: codes)
        }
        return wide
    }
}

/// Decodes a text window by window.
struct CharacterDecoder {
    let text: UnsafeBufferPointer<UInt8>
    let codes: UnsafePointer<UInt16>
    /// Whether "\n" ends a line; if not, it is white space and "\r\n" is one character.
    let readsLines: Bool
    /// Whether a window may end between two characters outside of blocks.
    let cutsBetweenSkips: Bool
    /// What the profile `fixed` adds; nil for jieba.
    var wide: Wide?

    /// The stretches that are one token, in order, and the alphabet that knows further Han.
    struct Wide {
        let atoms: [Atom]
        let alphabet: CharacterCodes
    }

    /// Hands out one window after another, in `memory`, which grows as needed.
    @inline(__always)
    func forEachWindow(_ memory: inout WindowMemory, _ body: (CharacterWindow) -> Void) {
        var position = 0
        while position < text.count {
            let capacity = memory.capacity
            let end = memory.withWindow { window in
                fill(&window, capacity, from: position)
                if window.count > 0 { body(window) }
                return window.bytes.upperBound
            }
            if end == position { memory.grow() }
            position = end
        }
    }

    /// Fills `window` from byte `start` on with whole blocks; leaves it empty when none fits.
    private func fill(_ window: inout CharacterWindow, _ capacity: Int, from start: Int) {
        window.atomCount = 0
        var (count, end) = (0, start)
        if let wide {
            decode(wide, into: &window, capacity, &count, &end, from: start)
        } else {
            decode(into: window, capacity, &count, &end, from: start, to: text.count)
        }
        if end < text.count {
            count = lastCut(in: window, count, from: start)
            end = start + Int(window.offsets[count])
        }
        window.count = count
        window.bytes = start..<end
        while let atom = window.atoms.last, atom.lowerBound >= count { window.atomCount -= 1 }
        markBlocks(window)
    }

    /// Pads the window and notes which characters belong to blocks.
    private func markBlocks(_ window: CharacterWindow) {
        for row in window.count...(window.bitWords * 64 + 1) { window.codes[row] = 0 }
        for word in 0..<window.bitWords {
            let codes = window.codes + word &<< 6
            let blocks = bitsFrom(codes, 1)
            let others = bitsFrom(codes, CharacterCodes.alphanumerics.upperBound)
            window.blocks[word] = blocks
            window.alphanumerics[word] = blocks & ~others
            window.han[word] = bitsFrom(codes, CharacterCodes.han.lowerBound)
        }
        window.blocks[window.bitWords] = 0
        window.han[window.bitWords] = 0
        window.alphanumerics[window.bitWords] = 0
    }

    /// The last place where a window may end; 0 if there is none.
    private func lastCut(in window: CharacterWindow, _ count: Int, from start: Int) -> Int {
        var cut = count
        while cut > 0 {
            if window.codes[cut - 1] == 0 {
                if cutsBetweenSkips || cut < count && window.codes[cut] != 0 { return cut }
                if readsLines, text[start + Int(window.offsets[cut - 1])] == UInt8(ascii: "\n") {
                    return cut
                }
            } else if cut < count, window.codes[cut] == 0 {
                return cut
            }
            cut -= 1
        }
        return 0
    }

    /// Decodes atoms and what lies between them until the window is full or the text ends.
    private func decode(
        _ wide: Wide,
        into window: inout CharacterWindow,
        _ capacity: Int,
        _ count: inout Int,
        _ position: inout Int,
        from start: Int
    ) {
        var next = firstAtom(of: wide.atoms, from: start)
        while count < capacity, position < text.count {
            let atom = next < wide.atoms.count ? wide.atoms[next] : nil
            let end = atom?.bytes.lowerBound ?? text.count
            decode(into: window, capacity, &count, &position, from: start, to: end)
            guard let atom, position == end else { return }
            let length = atom.isWord ? text[atom.bytes].count { $0 & 0xC0 != 0x80 } : 1
            guard count + length <= capacity else { return }
            window.atomRows[window.atomCount] = count..<(count + length)
            window.atomCount += 1
            repeat {
                window.codes[count] = 0
                window.offsets[count] = UInt32(truncatingIfNeeded: position - start)
                let length = CharacterFolding.character(of: text, at: position).length
                position = atom.isWord ? position + length : atom.bytes.upperBound
                count += 1
            } while position < atom.bytes.upperBound
            window.offsets[count] = UInt32(truncatingIfNeeded: position - start)
            next += 1
        }
    }

    /// The number of the first atom that begins at `position` or after it.
    private func firstAtom(of atoms: [Atom], from position: Int) -> Int {
        var (low, high) = (0, atoms.count)
        while low < high {
            let middle = (low + high) / 2
            if atoms[middle].bytes.lowerBound < position { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Decodes from `position` on until the window is full or `end` is reached.
    private func decode(
        into window: CharacterWindow,
        _ capacity: Int,
        _ count: inout Int,
        _ position: inout Int,
        from start: Int,
        to end: Int
    ) {
        (count, position) = decodeRuns(
            into: window,
            capacity,
            count,
            position,
            from: start,
            to: end
        )
        while count < capacity, position < end {
            window.offsets[count] = UInt32(truncatingIfNeeded: position - start)
            position = decode(at: position, code: &window.codes[count])
            count += 1
        }
        window.offsets[count] = UInt32(truncatingIfNeeded: position - start)
    }

    /// Decodes, eight bytes at once, while there is room for what they can be.
    ///
    /// In local constants: what is in memory would be loaded anew after every store of a code.
    private func decodeRuns(
        into window: CharacterWindow,
        _ capacity: Int,
        _ count: Int,
        _ position: Int,
        from start: Int,
        to end: Int
    ) -> (count: Int, position: Int) {
        guard let base = text.baseAddress else { return (count, position) }
        let (text, table, readsLines) = (UnsafeRawPointer(base), self.codes, readsLines)
        let (codes, offsets) = (window.codes, window.offsets)
        let (lastCount, lastPosition) = (capacity &- 8, end &- 8)
        // "\r\n" may be one character; no ASCII is 0x80.
        let unclear: UInt64 = readsLines ? 0x80 : 0x0D
        var (count, position) = (count, position)
        while count <= lastCount, position <= lastPosition {
            let eight = text.loadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian
            let offset = UInt32(truncatingIfNeeded: position &- start)
            if eight & 0x80 == 0, eight & 0xFF != unclear {
                for index in 0..<8 {
                    let byte = text.load(fromByteOffset: position &+ index, as: UInt8.self)
                    codes[count &+ index] = table[Int(byte)]
                }
                for index in 0..<8 { offsets[count &+ index] = offset &+ UInt32(index) }
                let ascii = asciiCount(eight, readsLines)
                count &+= ascii
                position &+= ascii
            } else {
                // Of two characters of three bytes each, 24 bits apart.
                let points =
                    eight &<< 12 & 0xF000_00F000 | eight &>> 2 & 0x0FC0_000FC0
                    | eight &>> 16 & 0x3F_00003F
                offsets[count] = offset
                if eight & 0xC0_C0F0_C0C0_F0 == 0x80_80E0_8080_E0 {
                    codes[count] = table[Int(truncatingIfNeeded: points & 0xFFFF)]
                    codes[count &+ 1] = table[Int(truncatingIfNeeded: points &>> 24)]
                    offsets[count &+ 1] = offset &+ 3
                    count &+= 2
                    position &+= 6
                } else if eight & 0xC0_C0F0 == 0x80_80E0 {
                    codes[count] = table[Int(truncatingIfNeeded: points & 0xFFFF)]
                    count &+= 1
                    position &+= 3
                } else {
                    position = decode(at: position, code: &codes[count])
                    count &+= 1
                }
            }
        }
        return (count, position)
    }

    /// How many of eight bytes, the first of which is ASCII, are ASCII and can be taken at once.
    @inline(__always)
    private func asciiCount(_ eight: UInt64, _ readsLines: Bool) -> Int {
        let others = eight & 0x8080_8080_8080_8080
        let count = others == 0 ? 8 : others.trailingZeroBitCount &>> 3
        if readsLines { return count }
        // "\r\n" may be one character.
        let returns = eight ^ 0x0D0D_0D0D_0D0D_0D0D
        let zeros = (returns &- 0x0101_0101_0101_0101) & ~returns & 0x8080_8080_8080_8080
        return zeros == 0 ? count : min(count, zeros.trailingZeroBitCount &>> 3)
    }

    /// Decodes the character at `position`; the position after it.
    ///
    /// A byte that is not UTF-8 stands for itself.
    @inline(never)
    private func decode(at position: Int, code: inout UInt16) -> Int {
        let first = text[position]
        code = 0
        switch first {
        case ..<0x80:
            code = codes[Int(first)]
            let isPair =
                first == UInt8(ascii: "\r") && !readsLines && position + 1 < text.count
                && text[position + 1] == UInt8(ascii: "\n")
            return position + (isPair ? 2 : 1)
        case 0xC0..<0xE0 where isContinued(position, by: 1): return position + 2
        case 0xE0..<0xF0 where isContinued(position, by: 2):
            code =
                codes[
                    Int(first & 0x0F) << 12 | Int(text[position + 1] & 0x3F) << 6
                        | Int(text[position + 2] & 0x3F)
                ]
            return position + 3
        case 0xF0..<0xF8 where isContinued(position, by: 3):
            if let wide {
                let (point, _) = CharacterFolding.character(of: text, at: position)
                code = CharacterFolding.code(of: point, in: wide.alphabet)
            }
            return position + 4
        default: return position + 1
        }
    }

    private func isContinued(_ position: Int, by count: Int) -> Bool {
        position + count < text.count
            && text[(position + 1)...(position + count)].allSatisfy { $0 & 0xC0 == 0x80 }
    }
}
