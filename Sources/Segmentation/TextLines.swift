// Reads a text file whole and hands out its lines as bytes, with their numbers.

import Glibc

/// The bytes of a file and the path to name in errors.
struct TextLines {
    let path: String
    let bytes: [UInt8]

    init(contentsOf path: String) throws {
        self.path = path
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw Self.unreadable(path) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw Self.unreadable(path) }
        var failed = false
        bytes = [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
            while count < buffer.count, let base = buffer.baseAddress {
                let got = Glibc.read(file, base + count, buffer.count - count)
                if got < 0, errno == EINTR { continue }
                failed = got < 0
                guard got > 0 else { return }
                count += got
            }
        }
        if failed { throw Self.unreadable(path) }
    }

    /// Calls `body` with each line, without its "\n" and without ASCII white space at both ends,
    /// and with its number from 1.
    func forEach(_ body: (UnsafeBufferPointer<UInt8>, Int) throws -> Void) throws {
        try bytes.withUnsafeBufferPointer { buffer in
            var start = 0
            var number = 1
            while start < buffer.count {
                var end = start
                while end < buffer.count, buffer[end] != UInt8(ascii: "\n") { end += 1 }
                var (first, last) = (start, end)
                while first < last, Self.isSpace(buffer[first]) { first += 1 }
                while first < last, Self.isSpace(buffer[last - 1]) { last -= 1 }
                try body(UnsafeBufferPointer(rebasing: buffer[first..<last]), number)
                start = end + 1
                number += 1
            }
        }
    }

    /// An error about a line of this file.
    func malformed(_ line: Int, _ message: String) -> SegmentationError {
        SegmentationError(
            code: .malformed,
            message: message,
            location: .init(path: path, line: line)
        )
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }

    private static func unreadable(_ path: String) -> SegmentationError {
        SegmentationError(
            code: .unreadable,
            message: "cannot read: \(String(cString: strerror(errno)))",
            location: .init(path: path)
        )
    }
}
