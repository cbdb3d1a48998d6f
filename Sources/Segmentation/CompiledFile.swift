// What was read from a text file, as arrays on disk: mapped in a moment, made anew when the text changes.

import Glibc

/// The compiled form of a source file.
///
/// 64-bit words in native byte order: magic and version; size and modification time of the source;
/// the number of sections; the length of each in bytes; the sections, each from a multiple of 64
/// bytes on, where a cache line begins; a checksum of all that. A file that does not fit, in
/// whatever way, counts as none.
struct CompiledFile {
    /// Where the compiled form lies.
    let path: String
    /// The file it is made from.
    let source: String
    /// What the sections mean, and in which version.
    let magic: UInt64

    /// The sections, made by `compile` if they were not or were from another source.
    ///
    /// What is made is kept for the next time where it can be: a disk without room for it costs
    /// that time, and nothing else.
    func load(compile: () throws -> [[UInt8]]) throws -> MappedSections {
        let stamp = try self.stamp()
        if let sections = read(stamp: stamp) { return sections }
        let words = layOut(try compile(), stamp: stamp)
        words.withUnsafeBytes(keep)
        let sections = MappedSections(copying: words)
        precondition(sections.findSections(from: 1 + stamp.count), "laid out as it is read")
        return sections
    }

    /// Size and modification time of the source.
    private func stamp() throws -> [UInt64] {
        var status = stat()
        guard stat(source, &status) == 0 else {
            throw SegmentationError(
                code: .unreadable,
                message: "cannot read: \(String(cString: strerror(errno)))",
                location: .init(path: source)
            )
        }
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

    private func layOut(_ sections: [[UInt8]], stamp: [UInt64]) -> [UInt64] {
        var words = [magic] + stamp + [UInt64(sections.count)]
        words += sections.map { UInt64($0.count) }
        for section in sections {
            let first = MappedSections.start(after: words.count)
            let end = first + (section.count + 7) / 8
            words += repeatElement(0, count: end - words.count)
            words.withUnsafeMutableBytes { bytes in
                UnsafeMutableRawBufferPointer(rebasing: bytes[(8 * first)...])
                    .copyBytes(from: section)
            }
        }
        words.append(words.withUnsafeBufferPointer(Self.checksum))
        return words
    }

    /// Writes the file under another name and then gives it its own, if nothing hinders.
    ///
    /// The other name is always the same, so that a process that is killed leaves one file at most,
    /// which the next one takes over. Of several at work the first writes.
    private func keep(_ bytes: UnsafeRawBufferPointer) {
        let partial = "\(path).partial"
        let file = open(partial, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0 else { return }
        // Only at the end may another process have the lock.
        defer { close(file) }
        // Whoever had the lock before may have given the file its name already.
        var (opened, named) = (stat(), stat())
        guard flock(file, LOCK_EX | LOCK_NB) == 0, fstat(file, &opened) == 0,
            stat(partial, &named) == 0, opened.st_ino == named.st_ino
        else { return }
        var rest = bytes[...]
        var isComplete = ftruncate(file, 0) == 0
        while isComplete, !rest.isEmpty {
            let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress
            let written = Glibc.write(file, start, rest.count)
            if written < 0, errno == EINTR { continue }
            isComplete = written > 0
            rest = rest.dropFirst(max(written, 0))
        }
        guard isComplete, fsync(file) == 0, rename(partial, path) == 0 else {
            unlink(partial)
            return
        }
    }

    /// Sums, and sums of these, which notice a changed word and two that changed places, at the
    /// speed at which memory is read; eight side by side, so that they do not wait for each other.
    private static func checksum(_ words: UnsafeBufferPointer<UInt64>) -> UInt64 {
        var (sums, sumsOfSums) = (SIMD8<UInt64>(1, 2, 3, 4, 5, 6, 7, 8), SIMD8<UInt64>())
        var start = 0
        while start &+ 8 <= words.count {
            sums &+= UnsafeRawPointer(words.baseAddress.unsafelyUnwrapped + start)
                .loadUnaligned(as: SIMD8<UInt64>.self)
            sumsOfSums &+= sums
            start &+= 8
        }
        let parts = (0..<8).map { sums[$0] } + (0..<8).map { sumsOfSums[$0] } + words[start...]
        return parts.reduce(UInt64(words.count)) { sum, part in
            let product = (sum ^ part) &* 0x9E37_79B9_7F4A_7C15
            return product ^ product >> 29
        }
    }
}
