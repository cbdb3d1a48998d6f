// A dictionary as its arrays on disk: it loads in milliseconds and is made anew when its source changes.

import Glibc

/// The compiled form of a dictionary file.
///
/// Native byte order: magic and version; size and modification time of the source; total, root
/// base and the counts of the sections; the sections (characters, nodes, entries, tags); a checksum
/// of all that. A file that does not fit, in whatever way, is made anew from the source.
struct CompiledDictionary {
    let path: String
    let source: String

    private static let magic: UInt64 = 0x0003_5443_4944_4C59

    /// The dictionary, compiled if it was not or was from another source.
    func load() throws -> WordDictionary {
        let stamp = try self.stamp()
        if let dictionary = try read(stamp: stamp) { return dictionary }
        let dictionary = try WordDictionary.read(TextLines(contentsOf: source))
        try write(dictionary, stamp: stamp)
        return dictionary
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

    private func write(_ dictionary: WordDictionary, stamp: [UInt64]) throws {
        let points = dictionary.trie.alphabet.points.dropFirst()
        let tags = Array(dictionary.tags.joined(separator: " ").utf8)
        var words = [Self.magic] + stamp
        words += [
            UInt64(dictionary.total), UInt64(dictionary.trie.rootBase), UInt64(points.count),
            UInt64(dictionary.trie.nodes.count), UInt64(dictionary.entries.count),
            UInt64(tags.count),
        ]
        words += points.map(UInt64.init)
        // A slot's code goes above the 48 bits of its node.
        words += zip(dictionary.trie.codes, dictionary.trie.nodes).map {
            UInt64($0) << 48 | $1.bits
        }
        for entry in dictionary.entries { words += [UInt64(entry.frequency), UInt64(entry.tag)] }
        for start in stride(from: 0, to: tags.count, by: 8) {
            let bytes = tags[start..<min(start + 8, tags.count)]
            words.append(bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) })
        }
        words.append(words.withUnsafeBufferPointer(Self.checksum))
        try words.withUnsafeBytes { try publish($0) }
    }

    /// Writes the file under another name and then gives it its own.
    ///
    /// The other name is always the same, so that a process that is killed leaves one file at most,
    /// which the next one takes over. Of several at work the first writes.
    private func publish(_ bytes: UnsafeRawBufferPointer) throws {
        let partial = "\(path).partial"
        let file = open(partial, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw failure(partial) }
        // Whoever had the lock before may have given the file its name already.
        var (opened, named) = (stat(), stat())
        guard flock(file, LOCK_EX | LOCK_NB) == 0, fstat(file, &opened) == 0,
            stat(partial, &named) == 0, opened.st_ino == named.st_ino
        else {
            close(file)
            return
        }
        guard ftruncate(file, 0) == 0 else {
            close(file)
            throw failure(partial)
        }
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
        guard isComplete, rename(partial, path) == 0 else {
            defer {
                unlink(partial)
                close(file)
            }
            throw failure(partial)
        }
        // Only now may another process have the lock.
        close(file)
    }

    private func failure(_ path: String) -> SegmentationError {
        SegmentationError(
            code: .unwritable,
            message: "cannot write: \(String(cString: strerror(errno)))",
            location: .init(path: path)
        )
    }

    /// Nil unless the file is whole and made from the source as it is.
    private func read(stamp: [UInt64]) throws -> WordDictionary? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_size % 8 == 0, status.st_size > 88,
            let base = mmap(
                nil,
                Int(status.st_size),
                PROT_READ,
                MAP_PRIVATE | MAP_POPULATE,
                file,
                0
            ),
            base != MAP_FAILED
        else { return nil }
        defer { munmap(base, Int(status.st_size)) }
        let words = UnsafeRawBufferPointer(start: base, count: Int(status.st_size))
            .bindMemory(to: UInt64.self)
        let header = words[0..<10].map { $0 }
        guard header[0] == Self.magic, Array(header[1...3]) == stamp,
            let last = words.last,
            last == Self.checksum(UnsafeBufferPointer(rebasing: words.dropLast()))
        else { return nil }
        var position = 10
        func section(_ count: Int) -> Slice<UnsafeBufferPointer<UInt64>> {
            defer { position += count }
            return words[position..<(position + count)]
        }
        let points = section(Int(header[6])).map { UInt32(truncatingIfNeeded: $0) }
        let slots = section(Int(header[7]))
        let entries = Array(section(2 * Int(header[8])))
        let tags = section((Int(header[9]) + 7) / 8).flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
        }
        return WordDictionary(
            trie: WordTrie(
                codes: slots.map { UInt16(truncatingIfNeeded: $0 >> 48) },
                nodes: slots.map { WordTrie.Node(bits: $0 & 0xFFFF_FFFF_FFFF) },
                rootBase: Int(header[5]),
                alphabet: try CharacterCodes(points)
            ),
            total: Int(header[4]),
            entries: stride(from: 0, to: entries.count, by: 2).map {
                .init(frequency: Int(entries[$0]), tag: Int(entries[$0 + 1]))
            },
            tags: String(decoding: tags.prefix(Int(header[9])), as: UTF8.self)
                .split(separator: " ", omittingEmptySubsequences: false).map(String.init)
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
