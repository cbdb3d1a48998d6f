// The alphabet of a trie: code points to 16-bit codes, the most frequent first.

/// Numbers the characters of a dictionary from 1; 0 is a character it does not have.
struct CharacterCodes: Sendable {
    /// The code of every code point of the basic plane.
    private(set) var basic: [UInt16]
    private var supplementary: [UInt32: UInt16] = [:]
    /// The code points in the order of their codes, from code 1.
    private(set) var points: [UInt32] = []

    /// One more than the greatest code.
    var count: Int { points.count + 1 }

    /// Numbers `points` in their order.
    init(_ points: [UInt32]) throws {
        basic = [UInt16](repeating: 0, count: 0x10000)
        for point in points { _ = try insert(point) }
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
        points.append(point)
        if point < 0x10000 { basic[Int(point)] = code } else { supplementary[point] = code }
        return code
    }
}
