// Standard output carries data, standard error everything said to a person.
import Foundation

/// Writes to the two standard streams, with the status the shell needs when that fails.
enum Terminal {
    /// Writes text for a person.
    static func error(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }

    /// Writes one line of data.
    static func line(_ text: String) throws {
        try write(Array((text + "\n").utf8))
    }

    /// Writes all bytes to standard output.
    static func write(_ bytes: [UInt8]) throws {
        var offset = 0
        while offset < bytes.count {
            let written = bytes.withUnsafeBytes {
                Glibc.write(1, $0.baseAddress.map { $0 + offset }, bytes.count - offset)
            }
            if written < 0 {
                if errno == EINTR { continue }
                throw Failure(.inputOutput, "standard output: \(String(cString: strerror(errno)))")
            }
            offset += written
        }
    }

    /// Writes two stretches of bytes to standard output, at once where it takes them.
    static func write(_ first: [UInt8], _ second: ArraySlice<UInt8>) throws {
        let written = first.withUnsafeBytes { first in
            second.withUnsafeBytes { second in
                let parts = [first, second].map {
                    iovec(iov_base: .init(mutating: $0.baseAddress), iov_len: $0.count)
                }
                return writev(1, parts, Int32(parts.count))
            }
        }
        guard written < first.count + second.count else { return }
        try write(Array((first + second).dropFirst(max(written, 0))))
    }

    /// How many columns the terminal behind standard error has.
    static var errorColumns: Int {
        var size = winsize()
        guard ioctl(2, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Whether standard output is a terminal that shows colour.
    static var outputTakesColour: Bool {
        let environment = ProcessInfo.processInfo.environment
        return isatty(1) == 1 && environment["NO_COLOR"] == nil && environment["TERM"] != "dumb"
    }

    /// Makes text from a corpus harmless on a terminal: no control or direction characters.
    static func printable(_ text: String, keepingLines: Bool = false) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    if keepingLines, scalar == "\n" { return scalar }
                    return switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
                    default: scalar
                    }
                }
            )
        )
    }
}
