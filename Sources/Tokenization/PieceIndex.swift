// A hash table from the bytes of a piece to its id.

import Glibc

/// Pieces in the order of their ids, found again by their bytes.
///
/// Bytes and not `String` are the key: two strings that are canonically equivalent are one key to
/// Swift, and two pieces to BERT.
struct PieceIndex: Sendable {
    /// The bytes of all pieces, one after another.
    private(set) var bytes: [UInt8] = []
    /// Where each piece begins in `bytes`; one more entry than there are pieces.
    private(set) var bounds: [Int] = [0]
    /// Open addressing with linear probing: the id of a piece, or -1; a power of two, half empty.
    private var slots: [Int32] = Array(repeating: -1, count: 64)

    var count: Int { bounds.count - 1 }

    func range(of id: Int32) -> Range<Int> { bounds[Int(id)]..<bounds[Int(id) + 1] }

    /// The bytes of the piece with the given id.
    func piece(_ id: Int32) -> ArraySlice<UInt8> { bytes[range(of: id)] }

    /// The id of a piece, or nil.
    func id(of piece: UnsafeBufferPointer<UInt8>) -> Int32? {
        let id = slots[slot(of: piece)]
        return id < 0 ? nil : id
    }

    /// The id of a piece, or nil.
    func id(of piece: [UInt8]) -> Int32? { piece.withUnsafeBufferPointer { id(of: $0) } }

    /// Adds a piece under the next id unless it is there; its id in either case.
    @discardableResult
    mutating func insert(_ piece: [UInt8]) -> (isInserted: Bool, id: Int32) {
        piece.withUnsafeBufferPointer { insert($0) }
    }

    /// Adds a piece under the next id unless it is there; its id in either case.
    @discardableResult
    mutating func insert(_ piece: UnsafeBufferPointer<UInt8>) -> (isInserted: Bool, id: Int32) {
        let slot = slot(of: piece)
        if slots[slot] >= 0 { return (false, slots[slot]) }
        let id = Int32(count)
        slots[slot] = id
        bytes.append(contentsOf: piece)
        bounds.append(bytes.count)
        if count * 2 > slots.count { grow() }
        return (true, id)
    }

    /// The slot that holds the piece, or the empty one where it belongs.
    private func slot(of piece: UnsafeBufferPointer<UInt8>) -> Int {
        let mask = slots.count - 1
        return bytes.withUnsafeBytes { bytes in
            var slot = Self.hash(piece) & mask
            while slots[slot] >= 0 {
                let range = range(of: slots[slot])
                if range.count == piece.count, let other = piece.baseAddress,
                    let base = bytes.baseAddress,
                    memcmp(base + range.lowerBound, other, piece.count) == 0
                {
                    return slot
                }
                slot = (slot + 1) & mask
            }
            return slot
        }
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        let mask = slots.count - 1
        bytes.withUnsafeBufferPointer { bytes in
            for id in 0..<Int32(count) {
                var slot = Self.hash(UnsafeBufferPointer(rebasing: bytes[range(of: id)])) & mask
                while slots[slot] >= 0 { slot = (slot + 1) & mask }
                slots[slot] = id
            }
        }
    }

    /// FNV-1a with a final mix, since the low bits choose the slot.
    private static func hash(_ piece: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in piece { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return Int(truncatingIfNeeded: hash ^ (hash >> 32))
    }
}
