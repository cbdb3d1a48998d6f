// The sections of a compiled file, where they are mapped.

import Glibc

/// A mapped file that nobody writes to, or memory in its place, and its sections.
final class MappedSections: @unchecked Sendable {
    /// The whole file.
    let words: UnsafeBufferPointer<UInt64>
    /// The bytes of each section.
    private let isMapped: Bool
    private(set) var sections: [UnsafeRawBufferPointer] = []

    /// Maps a file; nil where it cannot be read or is no sequence of 64-bit words.
    init?(path: String) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_size > 0, status.st_size % 8 == 0 else {
            return nil
        }
        let count = Int(status.st_size)
        guard let base = mmap(nil, count, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0),
            base != MAP_FAILED
        else { return nil }
        words = UnsafeRawBufferPointer(start: base, count: count).bindMemory(to: UInt64.self)
        isMapped = true
    }

    /// What a file of `words` would hold.
    init(copying words: [UInt64]) {
        let copy = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: words.count)
        _ = copy.initialize(from: words)
        self.words = UnsafeBufferPointer(copy)
        isMapped = false
    }

    /// Reads the table of sections at word `position`; false where it does not fit the file.
    func findSections(from position: Int) -> Bool {
        let count = Int(truncatingIfNeeded: words[position])
        guard (0..<words.count).contains(count) else { return false }
        var end = position + 1 + count
        for index in 0..<count {
            let start = Self.start(after: end)
            guard start < words.count else { return false }
            let length = Int(truncatingIfNeeded: words[position + 1 + index])
            guard (0...(8 * (words.count - start))).contains(length) else { return false }
            sections.append(
                UnsafeRawBufferPointer(
                    rebasing: UnsafeRawBufferPointer(words)[8 * start..<8 * start + length]
                )
            )
            end = start + (length + 7) / 8
        }
        return end == words.count - 1
    }

    /// The word from which a section may begin that comes after so many words.
    static func start(after words: Int) -> Int {
        (words + 7) / 8 * 8
    }

    /// A copy of section `index`.
    func array<Element: BitwiseCopyable>(_ index: Int, of type: Element.Type) -> [Element] {
        let bytes = sections[index]
        let capacity = bytes.count / MemoryLayout<Element>.stride
        return [Element](unsafeUninitializedCapacity: capacity) { elements, count in
            // Copied as bytes: a vector may need a greater alignment than a section has.
            UnsafeMutableRawBufferPointer(elements).copyMemory(from: bytes)
            count = capacity
        }
    }

    deinit {
        guard isMapped else { return words.deallocate() }
        munmap(UnsafeMutableRawPointer(mutating: words.baseAddress), 8 * words.count)
    }
}

extension Array where Element: BitwiseCopyable {
    /// The bytes of the elements, for a section.
    var bytes: [UInt8] { withUnsafeBytes { [UInt8]($0) } }
}
