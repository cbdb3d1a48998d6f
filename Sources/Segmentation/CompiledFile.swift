// What was read from a text file, as arrays on disk: mapped in a moment, made anew when the text changes.

import Glibc

/// The compiled form of a source file.
///
/// 64-bit words in native byte order: magic and version; size and modification time of the source;
/// the number of sections; the length of each in bytes; the sections, each from a multiple of 8
/// bytes on; a checksum of all that. A file that does not fit, in whatever way, counts as none.
struct CompiledFile {
    /// Where the compiled form lies.
    let path: String
    /// The file it is made from.
    let source: String
    /// What the sections mean, and in which version.
    let magic: UInt64

    /// The sections, made by `compile` and written if they were not or were from another source.
    func load(compile: () throws -> [[UInt8]]) throws -> MappedSections {
        let stamp = try self.stamp()
        if let sections = read(stamp: stamp) { return sections }
        try write(try compile(), stamp: stamp)
        guard let sections = read(stamp: stamp) else {
            throw SegmentationError(
                code: .unreadable,
                message: "cannot read back what was written",
                location: .init(path: path)
            )
        }
        return sections
    }

    /// Size and modification time of the source.
    private func stamp() throws -> [UInt64] {
        var status = stat()
        guard stat(source, &status) == 0 else { throw failure(.unreadable, "read", source) }
        return [
            UInt64(status.st_size), UInt64(bitPattern: Int64(status.st_mtim.tv_sec)),
            UInt64(status.st_mtim.tv_nsec),
        ]
    }

    /// Nil unless the file is whole and made from the source as it is.
    private func read(stamp: [UInt64]) -> MappedSections? {
        guard let file = MappedSections(path: path) else { return nil }
        let words = file.words
        let header = [magic] + stamp
        guard words.count > header.count + 1, Array(words[..<header.count]) == header,
            words.last == Self.checksum(UnsafeBufferPointer(rebasing: words.dropLast())),
            file.findSections(from: header.count)
        else { return nil }
        return file
    }

    private func write(_ sections: [[UInt8]], stamp: [UInt64]) throws {
        var words = [magic] + stamp + [UInt64(sections.count)]
        words += sections.map { UInt64($0.count) }
        for section in sections {
            let first = words.count
            words += repeatElement(0, count: (section.count + 7) / 8)
            words.withUnsafeMutableBytes { bytes in
                UnsafeMutableRawBufferPointer(rebasing: bytes[(8 * first)...])
                    .copyBytes(from: section)
            }
        }
        words.append(words.withUnsafeBufferPointer(Self.checksum))
        try words.withUnsafeBytes { try publish($0) }
    }

    /// Writes beside the file and renames, so that nobody sees half of it.
    private func publish(_ bytes: UnsafeRawBufferPointer) throws {
        let partial = "\(path).\(getpid()).partial"
        let file = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw failure(.unwritable, "write", partial) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = Glibc.write(
                file,
                UnsafeRawBufferPointer(rebasing: rest).baseAddress,
                rest.count
            )
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { break }
            rest = rest.dropFirst(written)
        }
        let isComplete = rest.isEmpty && fsync(file) == 0
        guard close(file) == 0, isComplete, rename(partial, path) == 0 else {
            defer { unlink(partial) }
            throw failure(.unwritable, "write", partial)
        }
    }

    private func failure(
        _ code: SegmentationError.Code,
        _ verb: String,
        _ path: String
    ) -> SegmentationError {
        SegmentationError(
            code: code,
            message: "cannot \(verb): \(String(cString: strerror(errno)))",
            location: .init(path: path)
        )
    }

    /// Four multiplicative hashes side by side, so that they do not wait for each other.
    private static func checksum(_ words: UnsafeBufferPointer<UInt64>) -> UInt64 {
        var sums = SIMD4<UInt64>(1, 2, 3, 4)
        for start in stride(from: 0, to: words.count, by: 4) {
            var four = SIMD4<UInt64>()
            for lane in 0..<min(4, words.count - start) { four[lane] = words[start + lane] }
            sums = (sums ^ four) &* 0x9E37_79B9_7F4A_7C15
            sums ^= sums &>> 29
        }
        return (0..<4).reduce(0) { ($0 ^ sums[$1]) &* 0x9E37_79B9_7F4A_7C15 }
    }
}

/// A mapped file that nobody writes to, and its sections.
final class MappedSections: @unchecked Sendable {
    /// The whole file.
    let words: UnsafeBufferPointer<UInt64>
    /// The bytes of each section.
    private(set) var sections: [UnsafeRawBufferPointer] = []

    /// Maps a file; nil where it cannot be read or is no sequence of 64-bit words.
    fileprivate init?(path: String) {
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
    }

    /// Reads the table of sections at word `position`; false where it does not fit the file.
    fileprivate func findSections(from position: Int) -> Bool {
        let count = Int(truncatingIfNeeded: words[position])
        guard (0..<words.count).contains(count) else { return false }
        var start = position + 1 + count
        for index in 0..<count {
            guard start < words.count else { return false }
            let length = Int(truncatingIfNeeded: words[position + 1 + index])
            guard (0...(8 * (words.count - start))).contains(length) else { return false }
            let end = start + (length + 7) / 8
            sections.append(
                UnsafeRawBufferPointer(
                    rebasing: UnsafeRawBufferPointer(words)[8 * start..<8 * start + length]
                )
            )
            start = end
        }
        return start == words.count - 1
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
        munmap(UnsafeMutableRawPointer(mutating: words.baseAddress), 8 * words.count)
    }
}

extension Array where Element: BitwiseCopyable {
    /// The bytes of the elements, for a section.
    var bytes: [UInt8] { withUnsafeBytes { [UInt8]($0) } }
}
