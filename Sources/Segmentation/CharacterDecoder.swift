// Stage 1: bytes to character codes, window by window.

/// Which characters form blocks, and their codes.
struct BlockCodes: Sendable {
    /// By code point of the basic plane; 0 outside of blocks. No other plane has blocks.
    let table: [UInt16]

    /// The codes of Han, of letters and digits and of `marks`.
    init(_ codes: CharacterCodes, marks: String) {
        var table = [UInt16](repeating: 0, count: 0x10000)
        for code in 1..<CharacterCodes.han.upperBound {
            let point = codes.points[Int(code)]
            if code < CharacterCodes.alphanumerics.upperBound || isHan(point)
                || marks.unicodeScalars.contains(where: { $0.value == point })
            {
                table[Int(point)] = code
            }
        }
        self.table = table
    }

    /// jieba's `re_han_default`.
    static func cutting(_ codes: CharacterCodes) -> BlockCodes {
        BlockCodes(codes, marks: "+#&._%-")
    }

    /// `re_han_internal` of jieba's `posseg`.
    static func tagging(_ codes: CharacterCodes) -> BlockCodes {
        BlockCodes(codes, marks: "+#&._")
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
        var (count, end) = decode(into: window, capacity, from: start)
        if end < text.count {
            count = lastCut(in: window, count, from: start)
            end = start + Int(window.offsets[count])
        }
        window.count = count
        window.bytes = start..<end
        markBlocks(window)
    }

    /// Pads the window and notes which characters belong to blocks.
    private func markBlocks(_ window: CharacterWindow) {
        for row in window.count...(window.bitWords * 64 + 1) { window.codes[row] = 0 }
        let codes = UnsafeRawPointer(window.codes)
        for word in 0..<window.bitWords {
            var (blocks, han, alphanumerics): (UInt64, UInt64, UInt64) = (0, 0, 0)
            for row in stride(from: 0, to: 64, by: 4) {
                let four = codes.loadUnaligned(
                    fromByteOffset: (word &<< 6 &+ row) &<< 1,
                    as: UInt64.self
                ).littleEndian
                let shift = UInt64(truncatingIfNeeded: row)
                let isBlock = lanes(of: four, from: 1) | four
                let isOther = lanes(of: four, from: CharacterCodes.alphanumerics.upperBound) | four
                let isHan =
                    lanes(of: four, from: CharacterCodes.han.lowerBound)
                    & ~lanes(of: four, from: CharacterCodes.han.upperBound)
                blocks |= bits(isBlock) &<< shift
                alphanumerics |= bits(isBlock & ~isOther) &<< shift
                han |= bits(isHan & ~four) &<< shift
            }
            window.blocks[word] = blocks
            window.han[word] = han
            window.alphanumerics[word] = alphanumerics
        }
        window.blocks[window.bitWords] = 0
        window.han[window.bitWords] = 0
        window.alphanumerics[window.bitWords] = 0
    }

    /// The highest bit of each 16-bit lane is set where its other bits are `bound` or more.
    @inline(__always)
    private func lanes(of four: UInt64, from bound: UInt16) -> UInt64 {
        let ones: UInt64 = 0x0001_0001_0001_0001
        return (four & (ones &* 0x7FFF)) &+ ones &* UInt64(0x8000 &- bound)
    }

    /// The highest bits of four lanes, side by side.
    @inline(__always)
    private func bits(_ lanes: UInt64) -> UInt64 {
        // The product brings them next to each other without a carry.
        let lowest = lanes &>> 15 & 0x0001_0001_0001_0001
        return (lowest &* 0x0001_0002_0004_0008) &>> 48 & 0xF
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

    /// Decodes until the window is full or the text ends; the number of characters, and the byte
    /// after them.
    private func decode(
        into window: CharacterWindow,
        _ capacity: Int,
        from start: Int
    ) -> (count: Int, end: Int) {
        let (codes, offsets) = (window.codes, window.offsets)
        var position = start
        var count = 0
        // The fast way reads four bytes at once.
        if let base = text.baseAddress {
            let raw = UnsafeRawPointer(base)
            let end = text.count &- 4
            while count < capacity, position <= end {
                offsets[count] = UInt32(truncatingIfNeeded: position &- start)
                let four = raw.loadUnaligned(fromByteOffset: position, as: UInt32.self).littleEndian
                if four & 0xC0_C0F0 == 0x80_80E0 {
                    let point =
                        (four & 0x0F) &<< 12 | (four &>> 2 & 0xFC0) | four &>> 16 & 0x3F
                    codes[count] = self.codes[Int(point)]
                    position &+= 3
                } else if four & 0x80 == 0, four & 0xFF != 0x0D {
                    codes[count] = self.codes[Int(four & 0x7F)]
                    position &+= 1
                } else {
                    position = decode(at: position, code: &codes[count])
                }
                count &+= 1
            }
        }
        while count < capacity, position < text.count {
            offsets[count] = UInt32(truncatingIfNeeded: position - start)
            position = decode(at: position, code: &codes[count])
            count += 1
        }
        offsets[count] = UInt32(truncatingIfNeeded: position - start)
        return (count, position)
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
        case 0xF0..<0xF8 where isContinued(position, by: 3): return position + 4
        default: return position + 1
        }
    }

    private func isContinued(_ position: Int, by count: Int) -> Bool {
        position + count < text.count
            && text[(position + 1)...(position + count)].allSatisfy { $0 & 0xC0 == 0x80 }
    }
}
