// What the tool asks of the machine it runs on.
import Foundation

/// Facts about this machine and this process's streams.
enum Machine {
    /// The processors available to this process.
    static let cores = ProcessInfo.processInfo.activeProcessorCount
    /// Whether standard input is a terminal, so that nothing would ever come from it.
    static var inputIsTerminal: Bool { isatty(0) == 1 }

    /// A path as it is from here, whatever other paths are relative to.
    static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).path }
}
