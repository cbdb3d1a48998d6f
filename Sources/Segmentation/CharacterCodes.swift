// The alphabet of a trie: code points to 16-bit codes, those of jieba's blocks first.

/// Numbers characters: 0 for none, then what jieba's blocks are made of, then the rest.
///
/// Every Latin block character and every Han character has a code, whether a dictionary has words
/// with it or not, so that a code alone says what its character is. Han codes follow the frequency
/// of the characters: what real text asks for lies together in memory.
struct CharacterCodes: Sendable {
    /// Letters, digits and the marks of jieba's `re_han_default`; letters and digits first.
    static let latin =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+#&._%-"
        .unicodeScalars.map(\.value)
    /// The codes of `[0-9A-Za-z]`, in this order.
    static let alphanumerics: Range<UInt16> = 1..<63
    /// The codes of `[\u4E00-\u9FD5]`.
    static let han: Range<UInt16> = 70..<21_020
    /// The codes of `.` and `%`.
    static let point: UInt16 = 66
    static let percent: UInt16 = 68

    /// The code of every code point of the basic plane.
    private(set) var basic: [UInt16]
    private var supplementary: [UInt32: UInt16] = [:]
    /// The code points by their codes; code 0 has none.
    private(set) var points: MappedArray<UInt32>

    /// One more than the greatest code.
    var count: Int { points.count }

    /// Numbers Latin, then Han, then the rest, the last two in the order of `points`.
    init(_ points: [UInt32]) throws {
        self.points = MappedArray([0])
        basic = [UInt16](repeating: 0, count: 0x10000)
        for point in Self.latin { _ = try insert(point) }
        for point in points where Segmentation.isHan(point) { _ = try insert(point) }
        for point in 0x4E00...UInt32(0x9FD5) { _ = try insert(point) }
        for point in points { _ = try insert(point) }
    }

    /// An alphabet as it was: its `points` and `basic`.
    init(points: MappedArray<UInt32>, basic: [UInt16]) {
        self.points = points
        self.basic = basic
        // What lies beyond the basic plane comes after jieba's Han.
        for code in Int(Self.han.upperBound)..<points.count where points[code] >= 0x10000 {
            supplementary[points[code]] = UInt16(code)
        }
    }

    /// Whether a character is one of `latin`.
    @inline(__always)
    static func isLatin(_ point: UInt32) -> Bool {
        // A bit for each of the marks, from "#" on.
        let marks: UInt64 = 0x1000_0000_0000_0D0D
        return isASCIIAlphanumeric(point)
            || point &- 0x23 < 64 && marks &>> UInt64(point &- 0x23) & 1 == 1
    }

    /// Whether the code of a block's character is that of Han.
    ///
    /// What comes after the Han of jieba gets into blocks only as further Han, in the profile
    /// `fixed`.
    @inline(__always)
    static func isHan(_ code: UInt16) -> Bool {
        code >= han.lowerBound
    }

    @inline(__always)
    static func isAlphanumeric(_ code: UInt16) -> Bool {
        code &- 1 < 62
    }

    @inline(__always)
    static func isDigit(_ code: UInt16) -> Bool {
        code &- 1 < 10
    }

    @inline(__always)
    func code(of point: UInt32) -> UInt16 {
        point < 0x10000 ? basic[Int(point)] : supplementary[point] ?? 0
    }

    mutating func insert(_ point: UInt32) throws -> UInt16 {
        let known = code(of: point)
        guard known == 0 else { return known }
        guard count < 0xFFFF else {
            throw SegmentationError(
                code: .tooLarge,
                message: "a dictionary holds at most 65,534 distinct characters"
            )
        }
        let code = UInt16(count)
        points.append(contentsOf: CollectionOfOne(point))
        if point < 0x10000 { basic[Int(point)] = code } else { supplementary[point] = code }
        return code
    }
}
